"""The two versions of the gateway's interface behind one way of signing."""

import binascii
from base64 import b64decode, b64encode
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus
from itertools import groupby
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import quote

from mutasi_flow.core.errors import Unprepared
from mutasi_flow.core.texts import T
from mutasi_flow.letters.domain import SigningMethod
from mutasi_flow.letters.sign.bsre.answers import refuse, refuse_status
from mutasi_flow.letters.sign.bsre.gateway import Access, Gateway, read_json
from mutasi_flow.letters.sign.protocol import Official, Paper, Secret, credential_of
from mutasi_flow.letters.sign.refusals import CertificateRefused, PaperRefused, SecretRefused

AT_ONCE = 15
PDF_START = b"%PDF-"


class Interface(Protocol):
    """One version of the gateway's addresses and shapes."""

    def status(self, gateway: Gateway, identity: Mapping[str, str]) -> str:
        """Return the state of the official's certificate."""
        ...

    def sign(
        self, gateway: Gateway, identity: Mapping[str, str], secret: str, papers: Sequence[Paper]
    ) -> Iterator[bytes]:
        """Yield what came back for each paper."""
        ...


class Version2:
    """JSON with files in base64, several at once."""

    def status(self, gateway: Gateway, identity: Mapping[str, str]) -> str:
        """Ask ``user/check/status``."""
        return _status_in(gateway, gateway.ask("POST", "/api/v2/user/check/status", json=dict(identity)))

    def sign(
        self, gateway: Gateway, identity: Mapping[str, str], secret: str, papers: Sequence[Paper]
    ) -> Iterator[bytes]:
        """Ask ``sign/pdf`` for a lot whose papers say the same about their signature."""
        first = papers[0]
        shown = {"tampilan": "INVISIBLE", "reason": first.reason, "location": first.place}
        question = {
            **identity,
            "passphrase": secret,
            "signatureProperties": [shown],
            "file": [b64encode(paper.pdf).decode() for paper in papers],
        }
        answer = gateway.ask("POST", "/api/v2/sign/pdf", json=question)
        body = read_json(answer)
        files = body.get("file") if answer.status_code == HTTPStatus.OK and isinstance(body, dict) else None
        if not isinstance(files, list):
            refuse(answer.status_code, body, gateway.codes, secret)
        yield from _in_order(papers, [_decoded(one) for one in files])


class Version1:
    """Forms with one file, answered by the file or by the key under which it can be fetched."""

    def status(self, gateway: Gateway, identity: Mapping[str, str]) -> str:
        """Ask ``user/status``."""
        return _status_in(gateway, gateway.ask("GET", f"/api/user/status/{quote(identity['nik'], safe='')}"))

    def sign(
        self, gateway: Gateway, identity: Mapping[str, str], secret: str, papers: Sequence[Paper]
    ) -> Iterator[bytes]:
        """Ask ``sign/pdf`` paper by paper."""
        for paper in papers:
            shown = {"tampilan": "invisible", "image": "false", "reason": paper.reason, "location": paper.place}
            form = {**identity, "passphrase": secret, **shown}
            file = {"file": ("surat.pdf", paper.pdf, "application/pdf")}
            answer = gateway.ask("POST", "/api/sign/pdf", data=form, files=file)
            yield _file_in(gateway, answer, secret)


INTERFACES: Mapping[str, Callable[[], Interface]] = {"v1": Version1, "v2": Version2}


@dataclass(frozen=True, slots=True)
class Terms:
    """How this office uses the service: version, who is who, lot size, and whether it is asked about certificates."""

    version: str = "v2"
    identities: Path | None = None
    at_once: int = AT_ONCE
    asks_status: bool = True


class BsreSession:
    """One official at the service; the passphrase is held for the run."""

    serial = ""
    """Only the service knows the certificate."""

    def __init__(self, gateway: Gateway, interface: Interface, identity: Mapping[str, str], secret: Secret) -> None:
        self._gateway = gateway
        self._interface = interface
        self._identity = identity
        self._secret: Secret | None = secret
        self.at_once = AT_ONCE

    def sign(self, papers: Sequence[Paper]) -> Iterator[bytes]:
        """Yield the signed files in order, whatever the order in which a lot comes back."""
        if self._secret is None:
            message = "the session is closed"
            raise RuntimeError(message)
        word = _text(self._secret)
        for _said, same in groupby(papers, lambda paper: (paper.reason, paper.place)):
            alike = list(same)
            for start in range(0, len(alike), self.at_once):
                lot = alike[start : start + self.at_once]
                yield from self._interface.sign(self._gateway, self._identity, word, lot)

    def close(self) -> None:
        """Forget the passphrase and leave."""
        self._secret = None
        self._gateway.close()


class BsreSigner:
    """Certified electronic signatures by BSrE."""

    method = SigningMethod.BSRE

    def __init__(self, access: Access, terms: Terms, pause: Callable[[float], None] | None = None) -> None:
        self.at_once = terms.at_once
        self._access = access
        self._terms = terms
        self._pause = pause

    def credential(self, official: Official) -> str:
        """Name the official's account at the service.

        Raises:
            CertificateRefused: it is not known here.
            Unprepared: the file that tells it cannot be read.
        """
        return credential_of(*self._identify(official).values())

    def open(self, official: Official, secret: Secret, now: datetime) -> BsreSession:
        """Ask whether the official's certificate may sign; the passphrase is first used with the first lot.

        Raises:
            SecretRefused: it is no text.
            CertificateRefused: the service does not know the official, or the certificate cannot be used.
            SignerDown: the service does not answer.
            Unprepared: the settings do not fit the service.
        """
        _text(secret)
        identity, interface = self._identify(official), INTERFACES[self._terms.version]()
        gateway = Gateway(self._access, self._pause) if self._pause else Gateway(self._access)
        try:
            if self._terms.asks_status:
                refuse_status(interface.status(gateway, identity), official.name)
        except BaseException:
            gateway.close()
            raise
        session = BsreSession(gateway, interface, identity, secret)
        session.at_once = self.at_once
        return session

    def _identify(self, official: Official) -> dict[str, str]:
        if self._terms.identities is not None:
            known = _read_identities(self._terms.identities)
            if official.username not in known:
                raise CertificateRefused(T("NIK {name} belum ada dalam MUTASI_BSRE_IDENTITIES.", name=official.name))
            return {"nik": known[official.username]}
        if not official.email:
            raise CertificateRefused(T("Alamat surel {name} belum tercatat.", name=official.name))
        return {"email": official.email}


def _read_identities(path: Path) -> dict[str, str]:
    try:
        lines = path.read_text(encoding="utf-8").split("\n")
    except OSError:
        raise Unprepared(T("Berkas MUTASI_BSRE_IDENTITIES tidak dapat dibaca.")) from None
    pairs = (line.split() for line in lines if line.strip() and not line.startswith("#"))
    return {pair[0]: pair[-1] for pair in pairs if len(pair) > 1}


def _text(secret: Secret) -> str:
    try:
        return secret.reveal().decode()
    except UnicodeDecodeError:
        raise SecretRefused from None


def _status_in(gateway: Gateway, answer: Any) -> str:
    body = read_json(answer)
    if answer.status_code != HTTPStatus.OK or not isinstance(body, dict) or "status" not in body:
        try:
            refuse(answer.status_code, body, gateway.codes)
        except PaperRefused as error:  # no paper was shown: what is refused is the official
            raise CertificateRefused(error.text) from None
    return str(body["status"])


def _file_in(gateway: Gateway, answer: Any, secret: str) -> bytes:
    """Return the file of an answer of version 1, or fetch it by its key."""
    if _is_file(answer):
        return bytes(answer.content)
    body = read_json(answer)
    named = body.get("id_dokumen") if isinstance(body, dict) else ""
    key = str(named or answer.headers.get("id_dokumen", "")) if answer.status_code == HTTPStatus.OK else ""
    if not key:
        refuse(answer.status_code, body, gateway.codes, secret)
    fetched = gateway.ask("GET", f"/api/sign/download/{quote(key, safe='')}")
    if not _is_file(fetched):
        raise PaperRefused(T("Berkas yang dikembalikan layanan BSrE rusak."))
    return bytes(fetched.content)


def _is_file(answer: Any) -> bool:
    return bool(answer.status_code == HTTPStatus.OK and answer.content.startswith(PDF_START))


def _decoded(file: Any) -> bytes:
    """Return the file, or nothing when its text is damaged."""
    try:
        return b64decode(str(file), validate=True)
    except (binascii.Error, ValueError):
        return b""


def _in_order(papers: Sequence[Paper], came: Sequence[bytes]) -> Iterator[bytes]:
    """Yield to each paper the file that begins with it, else the one in its place for the acceptance to judge.

    Raises:
        PaperRefused: fewer files came back, and none of them is this paper.
    """
    for place, paper in enumerate(papers):
        found = next((one for one in came if one.startswith(paper.pdf)), None)
        if found is None and len(came) != len(papers):
            raise PaperRefused(T("Layanan BSrE tidak mengembalikan surat ini."))
        yield came[place] if found is None else found
