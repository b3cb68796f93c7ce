"""Which way of signing the settings choose. Each way is imported when it is used."""

from pathlib import Path
from typing import TYPE_CHECKING

from mutasi_flow.core.errors import Unprepared
from mutasi_flow.core.texts import T
from mutasi_flow.letters.domain import SecretKind, SigningMethod
from mutasi_flow.letters.sign.protocol import Official, Signer

if TYPE_CHECKING:
    from mutasi_flow.letters.sign.bsre import BsreSigner
    from mutasi_flow.letters.sign.evidence import Evidence
    from mutasi_flow.settings import Settings

DEMO_SECRET = "tanda-tangan-contoh"  # noqa: S105 - known to everybody
"""Opens the invented certificates of the demo, which are worth nothing; its pages say so."""


def get_signer(settings: "Settings") -> Signer:
    """Return the way of signing of this installation.

    Raises:
        Unprepared: none is set up.
    """
    if settings.signing_method == SigningMethod.P12 and settings.signer_certificates is not None:
        return _pkcs12(SigningMethod.P12, settings.signer_certificates, settings)
    if settings.signing_method == SigningMethod.PKCS11 and settings.pkcs11_module is not None:
        return _token(settings, settings.pkcs11_module)
    if settings.signing_method == SigningMethod.BSRE:
        return _bsre(settings)
    if settings.signing_method == SigningMethod.DEMO:
        return _pkcs12(SigningMethod.DEMO, settings.demo_certificates, settings)
    raise Unprepared(T("Tanda tangan elektronik belum disiapkan: isi MUTASI_SIGNER."))


def secrets_taken(settings: "Settings") -> tuple[SecretKind, ...]:
    """Return what officials may type to sign here, the usual first; one-time codes only where the office says so."""
    if settings.signing_method != SigningMethod.BSRE or settings.bsre_secret == "passphrase":  # noqa: S105 - a kind
        return (SecretKind.PASSPHRASE,)
    return (SecretKind.ONE_TIME,) if settings.bsre_secret == "one_time" else tuple(SecretKind)  # noqa: S105 - idem


def send_code(settings: "Settings", official: Official, count: int) -> None:
    """Have the service send the official a one-time code for ``count`` papers.

    Raises:
        CertificateRefused: the service does not know the official, or refuses.
        SignerDown: it does not answer.
        Unprepared: no codes are used here, or the settings do not fit the service.
    """
    if SecretKind.ONE_TIME not in secrets_taken(settings):
        raise Unprepared(T("Kantor ini tidak memakai kode sekali pakai."))
    _bsre(settings).send_code(official, count)


def _token(settings: "Settings", module: Path) -> Signer:
    from mutasi_flow.letters.sign.token import Labels, TokenSigner  # noqa: PLC0415 - the library is heavy

    return TokenSigner(module, Labels(settings.pkcs11_token, settings.pkcs11_key), _evidence(settings))


def _bsre(settings: "Settings") -> "BsreSigner":
    from mutasi_flow.letters.sign.bsre import Access, BsreSigner, Terms, read_codes  # noqa: PLC0415 - idem

    password = settings.bsre_password.get_secret_value()
    codes = read_codes(settings.bsre_codes)
    access = Access(settings.bsre_url, settings.bsre_user, password, codes, settings.bsre_seconds)
    terms = Terms(
        settings.bsre_version,
        settings.bsre_identities,
        settings.bsre_at_once,
        settings.bsre_asks_status,
        settings.bsre_code_once,
    )
    return BsreSigner(access, terms)


def _pkcs12(method: SigningMethod, folder: Path, settings: "Settings") -> Signer:
    from mutasi_flow.letters.sign.pkcs12 import Pkcs12Signer  # noqa: PLC0415 - the library is heavy

    return Pkcs12Signer(method, folder, _evidence(settings))


def _evidence(settings: "Settings") -> "Evidence | None":
    """Return what is to be added to each signature; a service that signs elsewhere adds its own."""
    if settings.signature_level == "b":
        return None
    from mutasi_flow.letters.sign.evidence import Evidence  # noqa: PLC0415 - idem

    return Evidence(settings.signature_level, settings.timestamp_url, settings.read_trusted_issuers())
