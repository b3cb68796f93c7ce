"""Check a file against its signatures and the book of letters; loads no more than that needs."""

from concurrent.futures import Future, ThreadPoolExecutor
from datetime import UTC
from typing import IO, TYPE_CHECKING

import click

from mutasi_flow.core.errors import InvalidInput
from mutasi_flow.core.loading import loading
from mutasi_flow.core.shell import DATA, Shell, command
from mutasi_flow.core.texts import T, Text
from mutasi_flow.letters.domain import STANDING_LABELS, FoundSignature, SignedFile, Standing, reasons_against
from mutasi_flow.letters.sign import look, start_looking

if TYPE_CHECKING:
    from mutasi_flow.letters.queries import FileCheck

LARGEST_FILE = 50_000_000


def _ask_book(shell: Shell, pdf: bytes, looking: "Future[SignedFile]") -> "FileCheck":
    """Ask the book of letters, where there is one; a computer without it is left as it was found."""
    with loading():
        from mutasi_flow.letters.queries import check_alone, check_file  # noqa: PLC0415 - loaded while the child looks

    if not shell.settings.has_database:
        return check_alone(looking.result().data)
    with shell.runtime.database.reading() as session:
        return check_file(session, pdf, shell.runtime.clock.zone, lambda: looking.result().data)


def _against(signed: SignedFile, found: "FileCheck", *, must_trust: bool) -> list[Text]:
    """Return what the signatures do not prove, and that they once did."""
    against = [signed.flaw] if signed.flaw else reasons_against(signed, must_trust=must_trust)
    if against and found.accepted_on:
        day = found.accepted_on
        against.append(T("Ketika dicatat pada {day}, tanda tangan berkas ini sudah kami periksa dan terima.", day=day))
    return against


def _verdict(found: "FileCheck") -> Text:
    """Return what to think of the file; how the letter stands says nothing of a file that is not ours."""
    if found.number is None:
        return T("Bukan surat kami")
    if found.is_same_file:
        return STANDING_LABELS[Standing(found.state)]
    return T("Bukan berkas kami") if found.state in set(Standing) else T("Tidak dapat dipastikan")


def _line(one: FoundSignature) -> str:
    moment = one.stamped_at or one.signed_at
    said = f"{moment.astimezone(UTC):%Y-%m-%d %H:%M} UTC" if moment else ""
    return "  ".join(part for part in (one.signer, said, one.issuer, f"PAdES B-{one.level.upper()}") if part)


def _read(file: IO[bytes]) -> bytes:
    """Return the file, which may be a pipe; one that is too large is not read to its end.

    Raises:
        InvalidInput: it is larger than any letter.
    """
    pdf = file.read(LARGEST_FILE + 1)
    if len(pdf) > LARGEST_FILE:
        raise InvalidInput(T("Berkas {name} terlalu besar untuk diperiksa.", name=file.name))
    return pdf


@command("verify", help="Periksa apakah sebuah berkas PDF adalah surat kami, tidak berubah, dan masih berlaku.")
@click.argument("file", type=click.File("rb"))
def verify(shell: Shell, file: IO[bytes]) -> int:
    """Check one file (``-``: standard input); exit 1 when it is not ours, was changed, or has lost its force."""
    pdf = _read(file)
    with start_looking() as child, ThreadPoolExecutor(max_workers=1) as aside:  # it loads its libraries meanwhile
        trusted = shell.settings.read_trusted_issuers()
        looking = aside.submit(look, pdf, trusted, child)
        found = _ask_book(shell, pdf, looking)
        signed = looking.result()
    reasons = [str(one) for one in (*found.reasons, *_against(signed, found, must_trust=bool(trusted)))]
    document = {
        "valid": found.is_valid,
        "state": found.state,
        "number": found.number,
        "signatures": [one.as_json() for one in signed.signatures],
        "hash_ok": found.is_same_file,
        "reasons": reasons,
    }
    shell.answer(document, [f"{found.number or '-'}  {_verdict(found)}", *reasons, *map(_line, signed.signatures)])
    return 0 if found.is_ours else DATA
