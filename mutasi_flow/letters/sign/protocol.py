"""What a way of signing offers: open a session with the signer's secret, sign papers, close it.

A signer lives in the signing process only. It imports its library when a session is opened, so that naming the way
of signing costs nothing elsewhere.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Protocol

from mutasi_flow.letters.domain import SIGNATURE_FIELD, SecretKind, SigningMethod


def credential_of(*parts: str | bytes) -> str:
    """Return a short name of a file, a token or an account at a service, from which none of them can be read."""
    named = sha256(b"\0".join(part.encode() if isinstance(part, str) else part for part in parts))
    return named.hexdigest()[:32]


class Secret:
    """What an official typed, in the memory of one process: it is never shown, and forgotten when the work is done."""

    __slots__ = ("_held", "kind")

    def __init__(self, held: bytes | bytearray, kind: SecretKind = SecretKind.PASSPHRASE) -> None:
        self._held = bytearray(held)
        self.kind = kind

    def reveal(self) -> bytes:
        """Return it for the one call that needs it."""
        return bytes(self._held)

    def forget(self) -> None:
        """Overwrite it."""
        self._held[:] = bytes(len(self._held))
        self._held.clear()

    def __repr__(self) -> str:
        return "Secret(…)"

    def __reduce__(self) -> str:
        message = "a secret does not leave its process"
        raise TypeError(message)


@dataclass(frozen=True, slots=True)
class Official:
    """Who signs: the full name as letters print it, and how services know the person (empty: not known)."""

    name: str
    username: str
    nip: str = ""
    email: str = ""


@dataclass(frozen=True, slots=True)
class Paper:
    """One printed letter to sign, and what its signature says about itself."""

    pdf: bytes
    reason: str
    place: str = ""
    field: str = SIGNATURE_FIELD
    """The prepared field to fill; a file without it gets an invisible one of this name."""


class SigningSession(Protocol):
    """An opened key. Not shared between threads."""

    @property
    def serial(self) -> str:
        """Serial number of the certificate in hexadecimal; empty when only the service knows it."""
        ...

    def sign(self, papers: Sequence[Paper]) -> Iterator[bytes]:
        """Yield the signed files, in order, each as soon as it is there: the paper's bytes and what was added.

        Raises:
            PaperRefused: this paper cannot be signed; those after it were not tried.
            CodeSpent: a one-time code that signed before signs no more; the same papers may be handed in with another.
            SecretRefused, CertificateRefused: nothing can be signed in this session.
            SignerDown: the service does not answer or is busy; the same papers may be handed in again.
        """
        ...

    def close(self) -> None:
        """Forget key and secret."""
        ...


class Signer(Protocol):
    """A way of signing, chosen by the settings."""

    @property
    def method(self) -> SigningMethod:
        """What is kept with each signature."""
        ...

    @property
    def at_once(self) -> int:
        """How many papers are best handed in at once."""
        ...

    def credential(self, official: Official) -> str:
        """Name what the passphrase opens, without telling anything about the person; wrong ones are counted for it.

        Raises:
            CertificateRefused, Unprepared: there is none.
        """
        ...

    def open(self, official: Official, secret: Secret, now: datetime) -> SigningSession:
        """Open the official's key. A wrong secret is tried once, never again: services lock people out.

        Raises:
            SecretRefused: the passphrase is wrong.
            CertificateRefused: there is no certificate, or it is expired, revoked, or somebody else's.
            SignerDown: the service does not answer.
            Unprepared: the installation lacks something.
        """
        ...
