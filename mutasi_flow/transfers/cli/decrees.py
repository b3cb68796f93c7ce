"""Recording the signature of a decree from the shell."""

from datetime import datetime
from pathlib import Path

import click

from mutasi_flow.core.errors import InvalidInput, NotFound
from mutasi_flow.core.shell import Shell, command
from mutasi_flow.core.texts import T
from mutasi_flow.core.uploads import Examined, examine
from mutasi_flow.letters import queries as letters
from mutasi_flow.letters.sign import look_for_signatures
from mutasi_flow.transfers.cli.road import find_actor
from mutasi_flow.transfers.queries import find_card_by_id
from mutasi_flow.transfers.service.signing import Returned, sign_elsewhere, sign_in_ink
from mutasi_flow.transfers.trail import ABOUT


@command("sign", help="Catat bahwa SK sudah ditandatangani: pindaian tinta basah, atau PDF bertanda tangan elektronik.")
@click.argument("number", metavar="NOMOR")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--as", "username", required=True, help="Nama pengguna yang mencatat.")
@click.option("--on", type=click.DateTime(["%Y-%m-%d"]), help="Tinta basah: tanggal ditandatangani.")
@click.option("--compared", is_flag=True, help="Isi dan nama penanda tangan sudah dicocokkan.")
def sign(shell: Shell, *, number: str, file: Path, username: str, on: datetime | None, compared: bool) -> None:
    """Record a signature; with ``--on`` the file is a scan, without it a PDF with electronic signatures."""
    came = _look(shell, file.read_bytes(), is_ink=on is not None, compared=compared)
    files, clock = shell.runtime.files, shell.runtime.clock
    with shell.runtime.database.writing() as session:
        actor, letter = find_actor(shell, session, username), letters.find_by_number(session, number)
        card = find_card_by_id(session, letter.about_id) if letter and letter.about_kind == ABOUT else None
        if letter is None or card is None:
            raise NotFound(T("Surat nomor {number} tidak ditemukan.", number=number))
        if isinstance(came, Examined):
            if on is None:
                raise InvalidInput(T("Tanggal ditandatangani belum diisi."), field="on")
            day = on.date()
            sign_in_ink(session, files, card.number, letter.id, signed_on=day, scan=came, actor=actor, clock=clock)
        else:
            sign_elsewhere(session, files, card.number, letter.id, came, actor=actor, clock=clock)
        signature = letters.get_signature(session, letter.id)
    document = {
        "number": letter.number,
        "method": signature.method.value,
        "signed_on": signature.signed_on.isoformat(),
        "signed_by": signature.signer,
        "sha256": signature.sha256,
    }
    shell.answer(document, [f"{letter.number}  {signature.signer}  {signature.signed_on}"])


def _look(shell: Shell, data: bytes, *, is_ink: bool, compared: bool) -> Examined | Returned:
    if is_ink:
        return examine(data)
    trusted = shell.runtime.settings.read_trusted_issuers()
    return Returned(data, look_for_signatures(data, trusted), is_compared=compared, must_trust=bool(trusted))
