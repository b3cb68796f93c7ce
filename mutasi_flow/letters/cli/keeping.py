"""Hand letters over to an archive."""

from pathlib import Path

import click

from mutasi_flow.access import queries as access
from mutasi_flow.core.actor import Actor
from mutasi_flow.core.errors import InvalidInput
from mutasi_flow.core.shell import DATA, Shell, command
from mutasi_flow.core.texts import T
from mutasi_flow.letters.domain import read_retentions
from mutasi_flow.letters.queries import Scope, count_secret
from mutasi_flow.letters.queries.retention import load_schedule
from mutasi_flow.letters.service.archive import fill_bag, note_handed_over, require_archivist
from mutasi_flow.letters.service.bags import Bag, Folder


def _find_archivist(shell: Shell, username: str) -> Actor:
    """Return whoever hands the letters over.

    Raises:
        InvalidInput: there is no such account.
        NotFound: it is disabled.
        NotPermitted: it does not read the letters of the whole office.
    """
    with shell.runtime.database.reading() as session:
        account_id = access.find_account_id(session, username)
        if account_id is None:
            raise InvalidInput(T("Akun {username} tidak ada.", username=username))
        return require_archivist(access.load_actor(session, account_id, shell.runtime.clock.today()))


@command("archive", help="Salin surat ke folder arsip (BagIt): PDF, data, dan sidik tiap berkas. Dapat diulang.")
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
@click.option("--register", default="", help="Buku: sk, surat, ba, import. Kosong: semua.")
@click.option("--year", type=click.IntRange(1945, 9999), help="Tahun buku. Kosong: semua.")
@click.option("--as", "username", required=True, help="Nama pengguna yang menyerahkan arsip; dicatat dalam jejak.")
@click.option("--retention", type=click.Path(path_type=Path, exists=True, dir_okay=False), help="Jadwal retensi (CSV).")
def archive(
    shell: Shell, *, folder: Path, register: str, year: int | None, username: str, retention: Path | None
) -> int:
    """Write or complete a bag, and write down who handed over what; exit 1 when a stored file is gone or damaged."""
    actor = _find_archivist(shell, username)
    own = read_retentions(retention.read_text(encoding="utf-8-sig").splitlines()) if retention else {}
    scope, runtime = Scope(register, year), shell.runtime
    with runtime.database.reading() as session:
        left_out, schedule = count_secret(session, scope), load_schedule(session, runtime.clock.today(), own)
    bag = Bag(Folder(folder, scope), scope)
    count = fill_bag(runtime, bag, schedule)
    shell.say(T("{count} surat", count=count))
    info: dict[str, str | int] = {"Source-Organization": runtime.settings.public_url, "External-Identifier": str(scope)}
    bag.close({**info, "Letters": count, "Letters-Left-Out": left_out}, runtime.clock.today())
    problems = [str(one) for one in bag.problems]
    handed = {
        "letters": count,
        "files": len(bag.sums),
        "written": bag.written,
        "bytes": bag.size_bytes,
        "left_out": left_out,
    }
    with runtime.database.writing() as session:
        note_handed_over(
            session, scope, {**handed, "manifest": bag.digest, "problems": len(problems)}, actor, runtime.clock.now()
        )
    document = {"bag": str(folder), **handed, "manifest": bag.digest, "problems": problems}
    shell.answer(document, [f"{folder}  {count}", *problems])
    return DATA if problems else 0
