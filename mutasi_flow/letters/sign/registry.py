"""Which way of signing the settings choose. Each way is imported when it is used."""

from pathlib import Path

from mutasi_flow.core.errors import Unprepared
from mutasi_flow.core.texts import T
from mutasi_flow.letters.domain import SigningMethod
from mutasi_flow.letters.sign.protocol import Signer
from mutasi_flow.settings import Settings


def get_signer(settings: Settings) -> Signer:
    """Return the way of signing of this installation.

    Raises:
        Unprepared: none is set up.
    """
    if settings.signing_method == SigningMethod.P12 and settings.signer_certificates is not None:
        return _pkcs12(SigningMethod.P12, settings.signer_certificates)
    if settings.signing_method == SigningMethod.DEMO:
        return _pkcs12(SigningMethod.DEMO, settings.demo_certificates)
    raise Unprepared(T("Tanda tangan elektronik belum disiapkan: isi MUTASI_SIGNER."))


def _pkcs12(method: SigningMethod, folder: Path) -> Signer:
    from mutasi_flow.letters.sign.pkcs12 import Pkcs12Signer  # noqa: PLC0415 - the library is heavy

    return Pkcs12Signer(method, folder)
