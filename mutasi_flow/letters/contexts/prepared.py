"""What the signature box says before anybody has signed: true on the print, and true in the signed file."""

from collections.abc import Mapping
from types import MappingProxyType

from mutasi_flow.letters.contexts.parts import UNSIGNED, Signature
from mutasi_flow.letters.domain import SigningMethod

_BOX = "Tanda tangan elektronik"
_WHERE = "Surat ini sah bila berkas PDF-nya memuat tanda tangan elektronik pejabat yang berwenang; cetakannya salinan."
_PREPARED: Mapping[str, Signature] = MappingProxyType(
    {
        SigningMethod.DEMO: Signature(
            SigningMethod.DEMO,
            (_BOX, "DEMONSTRASI"),
            "Tanda tangan elektronik pada surat ini hanya demonstrasi dan tidak berkekuatan hukum.",
        ),
        SigningMethod.P12: Signature(SigningMethod.P12, (_BOX,), _WHERE),
        SigningMethod.PKCS11: Signature(SigningMethod.PKCS11, (_BOX,), _WHERE),
        SigningMethod.BSRE: Signature(
            SigningMethod.BSRE,
            (_BOX,),
            f"{_WHERE} Sertifikatnya diterbitkan Balai Besar Sertifikasi Elektronik (BSrE), BSSN.",
        ),
    }
)


def prepared_for(method: str) -> Signature:
    """Return the box for a way of signing; only what BSrE certifies may name BSrE."""
    return _PREPARED.get(method, UNSIGNED)
