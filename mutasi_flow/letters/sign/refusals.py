"""Why a signature was not made. None of these sentences ever holds a secret."""

from typing import ClassVar

from mutasi_flow.core.errors import MutasiError
from mutasi_flow.core.texts import T, Text


class SigningRefused(MutasiError):
    """A signature was not made; ``may_retry``: the same may succeed later without anybody changing anything."""

    code = "signing_refused"
    may_retry: ClassVar[bool] = False


class SecretRefused(SigningRefused):
    """The passphrase, or a one-time code that signed nothing yet, is wrong. Never retried with the same one."""

    code = "secret_refused"

    def __init__(self, text: Text | None = None) -> None:
        super().__init__(text or T("Frasa sandi tidak cocok."))


class CodeSpent(SigningRefused):
    """A one-time code has signed some papers, and signs no more: it expired, or was for so many papers only."""

    code = "code_spent"

    def __init__(self) -> None:
        super().__init__(
            T(
                "Kode sekali pakai sudah habis masa pakainya. Minta kode baru untuk sisanya; yang sudah ditandatangani tetap."
            )
        )


class CertificateRefused(SigningRefused):
    """There is no usable certificate: none at all, expired, not valid yet, revoked, or in another name."""

    code = "certificate_refused"


class PaperRefused(SigningRefused):
    """This one letter was not signed, or what came back is not this letter well signed; others may be."""

    code = "paper_refused"


class SignerDown(SigningRefused):
    """The signing service does not answer, is busy, or asked to wait."""

    code = "signer_down"
    status = 503
    may_retry = True

    def __init__(self, text: Text | None = None) -> None:
        super().__init__(text or T("Layanan tanda tangan sedang tidak menjawab. Coba lagi nanti."))
