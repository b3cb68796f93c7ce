"""Recording the signature of a decree from the shell."""

from datetime import date, datetime
from pathlib import Path
from typing import Any

import click
from sqlalchemy.orm import Session

from mutasi_flow.core.actor import Actor
from mutasi_flow.core.clock import Clock
from mutasi_flow.core.errors import InvalidInput, NotFound
from mutasi_flow.core.files import FileStore
from mutasi_flow.core.shell import Shell, command
from mutasi_flow.core.texts import T
from mutasi_flow.core.uploads import Examined, examine
from mutasi_flow.letters import queries as letters
from mutasi_flow.letters.queries import LetterRow
from mutasi_flow.letters.sign import look_for_signatures
from mutasi_flow.transfers.cli.road import find_actor
from mutasi_flow.transfers.queries import find_card_by_id
from mutasi_flow.transfers.service.collective import COLLECTIVE
from mutasi_flow.transfers.service.collective_signing import sign_whole_elsewhere, sign_whole_in_ink
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
        if letter is None:
            raise NotFound(T("Surat nomor {number} tidak ditemukan.", number=number))
        if isinstance(came, Examined) and on is None:
            raise InvalidInput(T("Tanggal ditandatangani belum diisi."), field="on")
        _record(session, files, letter, came, on.date() if on else date.min, actor=actor, clock=clock)
        signature = letters.get_signature(session, letter.id)
    document = {
        "number": letter.number,
        "method": signature.method.value,
        "signed_on": signature.signed_on.isoformat(),
        "signed_by": signature.signer,
        "sha256": signature.sha256,
    }
    shell.answer(document, [f"{letter.number}  {signature.signer}  {signature.signed_on}"])


def _record(
    session: Session,
    files: FileStore,
    letter: LetterRow,
    came: Examined | Returned,
    day: date,
    *,
    actor: Actor,
    clock: Clock,
) -> None:
    """Record the signature of the decree on one person or on several."""
    by: dict[str, Any] = {"actor": actor, "clock": clock}
    if letter.kind == COLLECTIVE:
        if isinstance(came, Examined):
            sign_whole_in_ink(session, files, letter, signed_on=day, scan=came, **by)
        else:
            sign_whole_elsewhere(session, files, letter, came, **by)
        return
    card = find_card_by_id(session, letter.about_id) if letter.about_kind == ABOUT else None
    if card is None:
        raise NotFound(T("Surat nomor {number} tidak ditemukan.", number=letter.number))
    if isinstance(came, Examined):
        sign_in_ink(session, files, card.number, letter.id, signed_on=day, scan=came, **by)
    else:
        sign_elsewhere(session, files, card.number, letter.id, came, **by)


def _look(shell: Shell, data: bytes, *, is_ink: bool, compared: bool) -> Examined | Returned:
    if is_ink:
        return examine(data)
    trusted = shell.runtime.settings.read_trusted_issuers()
    return Returned(data, look_for_signatures(data, trusted), is_compared=compared, must_trust=bool(trusted))
