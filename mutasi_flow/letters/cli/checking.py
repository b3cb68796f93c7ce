"""Check a file against its signatures and the book of letters; loads no more than that needs."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING

import click

from mutasi_flow.core.errors import InvalidInput
from mutasi_flow.core.shell import DATA, Shell, command
from mutasi_flow.core.texts import T, Text
from mutasi_flow.letters.domain import FoundSignature, SignedFile, reasons_against
from mutasi_flow.letters.sign import look_for_signatures

if TYPE_CHECKING:
    from mutasi_flow.letters.queries import FileCheck

LARGEST_FILE = 50_000_000


def _signatures_in(pdf: bytes, trusted: Sequence[str]) -> tuple[SignedFile, list[Text]]:
    """Return the electronic signatures and what they do not prove; a file that cannot be read has none."""
    try:
        found = look_for_signatures(pdf, trusted)
    except InvalidInput as error:
        return SignedFile(()), [error.text]
    return found, reasons_against(found, must_trust=bool(trusted))


def _ask_book(shell: Shell, pdf: bytes) -> "FileCheck":
    """Ask the book of letters, where there is one; a computer without it is left as it was found."""
    from mutasi_flow.letters.queries import check_alone, check_file  # noqa: PLC0415 - loaded while the child looks

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
    trusted = shell.settings.read_trusted_issuers()
    with ThreadPoolExecutor(max_workers=1) as aside:  # the child loads its libraries meanwhile
        looking = aside.submit(_signatures_in, pdf, trusted)
        found = _ask_book(shell, pdf)
        signed, against = looking.result()
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
