"""Decrees from the shell: print a waiting one, fetch a stored one, check a file, hand all over to an archive."""

from pathlib import Path

import click

from mutasi_flow.core.errors import InvalidInput, NotFound
from mutasi_flow.core.shell import DATA, Shell, command
from mutasi_flow.core.texts import T, Text
from mutasi_flow.letters.domain import FoundSignature, SignedFile, read_retentions, reasons_against
from mutasi_flow.letters.queries import (
    FileCheck,
    LetterRow,
    Scope,
    check_alone,
    check_file,
    count_secret,
    find_by_number,
    get_letter,
    list_archived,
)
from mutasi_flow.letters.render import close
from mutasi_flow.letters.service import print_letter, read_unprinted, store_printed
from mutasi_flow.letters.service.archive import Bag, parts_of
from mutasi_flow.letters.sign import look_for_signatures

LARGEST_FILE = 50_000_000


def _find(shell: Shell, named: str) -> LetterRow:
    with shell.runtime.database.reading() as session:
        letter = find_by_number(session, named)
        if letter is None and named.isdecimal():
            letter = get_letter(session, int(named))
    if letter is None or letter.is_secret:
        raise NotFound(T("Surat nomor {number} tidak ditemukan.", number=named))
    return letter


def _print_waiting(shell: Shell, letter: LetterRow) -> LetterRow:
    """Do here and now what the worker would do; whoever comes second finds nothing to do."""
    args = {"letter": letter.id}
    with shell.runtime.database.reading() as session:
        context = read_unprinted(session, args)
    printed = print_letter(context, shell.runtime)
    with shell.runtime.database.writing() as session:
        store_printed(session, args, printed)
    close()
    with shell.runtime.database.reading() as session:
        return get_letter(session, letter.id)


def filename(number: str) -> str:
    """Return the number as a name of a file."""
    return "".join(sign if sign.isalnum() else "-" for sign in number) + ".pdf"


@command("render", help="Cetak surat yang menunggu, atau ambil berkas yang tersimpan. Sebut nomor surat atau id-nya.")
@click.argument("named", metavar="NOMOR")
@click.option("--out", type=click.Path(path_type=Path), help="Berkas atau folder tujuan.")
def render(shell: Shell, named: str, out: Path | None) -> None:
    """Print or fetch one letter."""
    letter = _find(shell, named)
    if not letter.sha256:
        letter = _print_waiting(shell, letter)
    place = None
    if out is not None:
        place = out / filename(letter.number) if out.is_dir() else out
        place.write_bytes(shell.runtime.files.get(letter.file_key))
    document = {
        "id": letter.id,
        "number": letter.number,
        "state": letter.state.value,
        "sha256": letter.sha256,
        "size_bytes": letter.size_bytes,
        "file": str(place) if place else str(shell.runtime.files.path(letter.file_key)),
    }
    shell.answer(document, [f"{letter.number}  {document['file']}"])


def _signatures_in(shell: Shell, pdf: bytes) -> tuple[SignedFile, list[Text]]:
    """Return the electronic signatures and what they do not prove; a file that cannot be read has none."""
    trusted = shell.settings.read_trusted_issuers()
    try:
        found = look_for_signatures(pdf, trusted)
    except InvalidInput as error:
        return SignedFile(()), [error.text]
    return found, reasons_against(found, must_trust=bool(trusted))


def _ask_book(shell: Shell, pdf: bytes) -> FileCheck:
    """Ask the book of letters, where there is one; a computer without it is left as it was found."""
    if not shell.settings.has_database:
        return check_alone(pdf)
    with shell.runtime.database.reading() as session:
        return check_file(session, pdf)


def _line(one: FoundSignature) -> str:
    moment = f"{one.signed_at:%Y-%m-%d %H:%M} UTC" if one.signed_at else ""
    return "  ".join(part for part in (one.signer, moment, one.issuer) if part)


@command("verify", help="Periksa apakah sebuah berkas PDF adalah surat kami, tidak berubah, dan masih berlaku.")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
def verify(shell: Shell, file: Path) -> int:
    """Check one file; exit 1 when it is not ours, was changed, or has lost its force."""
    if file.stat().st_size > LARGEST_FILE:
        raise InvalidInput(T("Berkas {name} terlalu besar untuk diperiksa.", name=file.name))
    pdf = file.read_bytes()
    found, (signed, against) = _ask_book(shell, pdf), _signatures_in(shell, pdf)
    reasons = [str(reason) for reason in (*found.reasons, *against)]
    document = {
        "valid": found.is_valid,
        "state": found.state,
        "number": found.number,
        "signatures": [one.as_json() for one in signed.signatures],
        "hash_ok": found.is_same_file,
        "reasons": reasons,
    }
    shell.answer(document, [f"{found.number or '-'}  {found.state}", *reasons, *map(_line, signed.signatures)])
    return 0 if found.is_ours else DATA


@command("archive", help="Salin surat ke folder arsip (BagIt): PDF, data, dan sidik tiap berkas. Dapat diulang.")
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
@click.option("--register", default="", help="Buku: sk, surat, ba, import. Kosong: semua.")
@click.option("--year", type=click.IntRange(1945, 9999), help="Tahun buku. Kosong: semua.")
@click.option("--retention", type=click.Path(path_type=Path, exists=True, dir_okay=False), help="Jadwal retensi (CSV).")
def archive(shell: Shell, *, folder: Path, register: str, year: int | None, retention: Path | None) -> int:
    """Write or complete a bag; exit 1 when a stored file is gone or damaged."""
    own = read_retentions(retention.read_text(encoding="utf-8-sig").splitlines()) if retention else {}
    scope, runtime = Scope(register, year), shell.runtime
    bag, after, count = Bag.open(folder, scope), 0, 0
    while True:
        with runtime.database.reading() as session:
            letters, left_out = list_archived(session, scope, after), count_secret(session, scope)
        if not letters:
            break
        for letter in letters:
            for part in parts_of(letter, own):
                bag.add(part, runtime.files.get)
        after, count = letters[-1].row.id, count + len(letters)
        shell.say(T("{count} surat", count=count))
    info: dict[str, str | int] = {"Source-Organization": runtime.settings.public_url, "External-Identifier": str(scope)}
    bag.close({**info, "Letters": count, "Letters-Left-Out": left_out}, runtime.clock.today())
    problems = [str(one) for one in bag.problems]
    document = {
        "bag": str(folder),
        "letters": count,
        "files": len(bag.sums),
        "written": bag.written,
        "bytes": bag.size_bytes,
        "left_out": left_out,
        "problems": problems,
    }
    shell.answer(document, [f"{folder}  {count}", *problems])
    return DATA if problems else 0
