"""Evidence that outlives a certificate: when a letter was signed, and that the certificate held at that time.

Levels of PAdES (ETSI EN 319 142-1): B-T has a time stamp, B-LT also holds what issuers said about the certificates,
and B-LTA a stamp over all of that.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import httpx
from asn1crypto.tsp import TimeStampReq, TimeStampResp
from pyhanko.sign.timestamps import TimeStamper
from pyhanko_certvalidator import ValidationContext
from pyhanko_certvalidator.errors import (
    ExpiredError,
    InsufficientRevinfoError,
    NotYetValidError,
    PathBuildingError,
    RevokedError,
)

from mutasi_flow.core.texts import T
from mutasi_flow.letters.sign.refusals import CertificateRefused, PaperRefused, SignerDown, SigningRefused
from mutasi_flow.letters.sign.validating import Trust

SECONDS = 20
_ASKED, _ANSWERED = "application/timestamp-query", "application/timestamp-reply"
_SILENT = T("Layanan stempel waktu tidak menjawab. Belum ada yang hilang; lanjutkan nanti.")


class StampService(TimeStamper):
    """A time-stamping service (RFC 3161) over HTTP."""

    def __init__(self, address: str) -> None:
        super().__init__()  # type: ignore[no-untyped-call] # the library is untyped
        self._address = address

    async def async_request_tsa_response(self, req: TimeStampReq) -> TimeStampResp:
        """Ask for one stamp.

        Raises:
            SignerDown: there is no usable answer.
        """
        try:
            async with httpx.AsyncClient(timeout=SECONDS) as client:
                answer = await client.post(self._address, content=req.dump(), headers={"Content-Type": _ASKED})
        except httpx.HTTPError as error:
            raise SignerDown(_SILENT) from error
        if answer.status_code != httpx.codes.OK or answer.headers.get("Content-Type") != _ANSWERED:
            raise SignerDown(_SILENT)
        return TimeStampResp.load(answer.content)


@dataclass(frozen=True, slots=True)
class Evidence:
    """What is added to each signature: stamps of the service at ``address``; ``trusted`` are issuers, as PEM."""

    level: str
    address: str
    trusted: Sequence[str] = ()

    def stamper(self) -> StampService:
        """Return the service that stamps."""
        return StampService(self.address)

    def meaning(self) -> dict[str, Any]:
        """Return what the library is to add to the signature itself."""
        if self.level == "t":
            return {}
        roots = Trust.read(self.trusted).roots
        context = ValidationContext(trust_roots=list(roots), allow_fetching=True, revocation_mode="hard-fail")
        return {
            "embed_validation_info": True,
            "validation_context": context,
            "use_pades_lta": self.level == "lta",
            "timestamp_field_name": "STEMPEL1" if self.level == "lta" else None,
        }


def explain(error: Exception) -> SigningRefused:
    """Say in our words why the library did not sign."""
    cause = error.__cause__
    if isinstance(cause, RevokedError):
        return CertificateRefused(T("Sertifikat penanda tangan sudah dicabut penerbitnya."))
    if isinstance(cause, ExpiredError | NotYetValidError):
        return CertificateRefused(T("Sertifikat penanda tangan tidak berlaku hari ini."))
    if isinstance(cause, InsufficientRevinfoError):
        return SignerDown(T("Status sertifikat belum dapat ditanyakan kepada penerbitnya. Coba lagi nanti."))
    if isinstance(cause, PathBuildingError):
        return CertificateRefused(T("Sertifikat penanda tangan tidak berasal dari penerbit yang dipercaya kantor ini."))
    return PaperRefused(T("Berkas ini tidak dapat ditandatangani: {reason}.", reason=str(error)))
