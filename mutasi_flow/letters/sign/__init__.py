"""Electronic signatures in PDFs. Files of strangers are opened in a child process only."""

from mutasi_flow.letters.sign.asking import LARGEST_BYTES, look, look_for_signatures, start_looking
from mutasi_flow.letters.sign.protocol import Official, Paper, Secret, Signer, SigningSession
from mutasi_flow.letters.sign.refusals import (
    CertificateRefused,
    CodeSpent,
    PaperRefused,
    SecretRefused,
    SignerDown,
    SigningRefused,
)
from mutasi_flow.letters.sign.registry import DEMO_SECRET, get_signer, secrets_taken, send_code

__all__ = [
    "DEMO_SECRET",
    "LARGEST_BYTES",
    "CertificateRefused",
    "CodeSpent",
    "Official",
    "Paper",
    "PaperRefused",
    "Secret",
    "SecretRefused",
    "Signer",
    "SignerDown",
    "SigningRefused",
    "SigningSession",
    "get_signer",
    "look",
    "look_for_signatures",
    "secrets_taken",
    "send_code",
    "start_looking",
]
