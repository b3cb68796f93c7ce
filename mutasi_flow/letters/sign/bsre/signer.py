"""The two versions of the gateway's interface behind one way of signing."""

import binascii
from base64 import b64decode, b64encode
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from http import HTTPStatus
from itertools import groupby
from pathlib import Path
from typing import Any, NoReturn, Protocol
from urllib.parse import quote

from mutasi_flow.core.errors import Unprepared
from mutasi_flow.core.texts import T
from mutasi_flow.letters.domain import SecretKind, SigningMethod
from mutasi_flow.letters.sign.bsre.answers import refuse, refuse_status
from mutasi_flow.letters.sign.bsre.gateway import Access, Gateway, read_json
from mutasi_flow.letters.sign.protocol import Official, Paper, Secret, credential_of
from mutasi_flow.letters.sign.refusals import CertificateRefused, CodeSpent, PaperRefused, SecretRefused

AT_ONCE = 15
PDF_START = b"%PDF-"
CODE_SECONDS = 15.0
"""So long somebody at a page waits for the service to send a code; asked once, for each asking sends another."""
_FIELDS: Mapping[SecretKind, str] = {SecretKind.PASSPHRASE: "passphrase", SecretKind.ONE_TIME: "totp"}
"""What the gateway calls that which the official typed."""
_WRONG_CODE = T("Kode sekali pakai tidak cocok atau sudah habis masa pakainya.")


@dataclass(frozen=True, slots=True, repr=False)
class Word:
    """What the official typed, as the gateway is told."""

    kind: SecretKind
    text: str

    def told(self) -> dict[str, str]:
        """Return the field of the question."""
        return {_FIELDS[self.kind]: self.text}


class Interface(Protocol):
    """One version of the gateway's addresses and shapes."""

    def status(self, gateway: Gateway, identity: Mapping[str, str]) -> str:
        """Return the state of the official's certificate."""
        ...

    def sign(
        self, gateway: Gateway, identity: Mapping[str, str], word: Word, papers: Sequence[Paper]
    ) -> Iterator[bytes]:
        """Yield what came back for each paper."""
        ...


class Version2:
    """JSON with files in base64, several at once."""

    def status(self, gateway: Gateway, identity: Mapping[str, str]) -> str:
        """Ask ``user/check/status``."""
        return _status_in(gateway, gateway.ask("POST", "/api/v2/user/check/status", json=dict(identity)))

    def sign(
        self, gateway: Gateway, identity: Mapping[str, str], word: Word, papers: Sequence[Paper]
    ) -> Iterator[bytes]:
        """Ask ``sign/pdf`` for a lot whose papers say the same about their signature."""
        first = papers[0]
        shown = {"tampilan": "INVISIBLE", "reason": first.reason, "location": first.place}
        question = {
            **identity,
            **word.told(),
            "signatureProperties": [shown],
            "file": [b64encode(paper.pdf).decode() for paper in papers],
        }
        answer = gateway.ask("POST", "/api/v2/sign/pdf", json=question)
        body = read_json(answer)
        files = body.get("file") if answer.status_code == HTTPStatus.OK and isinstance(body, dict) else None
        if not isinstance(files, list):
            refuse(answer.status_code, body, gateway.codes, word.text)
        yield from _in_order(papers, [_decoded(one) for one in files])

    def send_code(self, gateway: Gateway, identity: Mapping[str, str], count: int) -> None:
        """Ask ``sign/get/totp`` for a code that signs so many files; the service sends it to the official."""
        answer = gateway.ask("POST", "/api/v2/sign/get/totp", json={**identity, "data": count})
        body = read_json(answer)
        is_sent = answer.status_code == HTTPStatus.OK and not (isinstance(body, dict) and body.get("error"))
        if not is_sent:
            _refuse_official(gateway, answer.status_code, body)


class Version1:
    """Forms with one file, answered by the file or by the key under which it can be fetched."""

    def status(self, gateway: Gateway, identity: Mapping[str, str]) -> str:
        """Ask ``user/status``."""
        return _status_in(gateway, gateway.ask("GET", f"/api/user/status/{quote(identity['nik'], safe='')}"))

    def sign(
        self, gateway: Gateway, identity: Mapping[str, str], word: Word, papers: Sequence[Paper]
    ) -> Iterator[bytes]:
        """Ask ``sign/pdf`` paper by paper."""
        for paper in papers:
            shown = {"tampilan": "invisible", "image": "false", "reason": paper.reason, "location": paper.place}
            form = {**identity, **word.told(), **shown}
            file = {"file": ("surat.pdf", paper.pdf, "application/pdf")}
            answer = gateway.ask("POST", "/api/sign/pdf", data=form, files=file)
            yield _file_in(gateway, answer, word.text)


INTERFACES: Mapping[str, Callable[[], Interface]] = {"v1": Version1, "v2": Version2}


@dataclass(frozen=True, slots=True)
class Terms:
    """How this office uses the service: version, who is who, lot size, and whether it is asked about certificates.

    ``code_once``: a one-time code signs one lot only, so the next lot waits for another.
    """

    version: str = "v2"
    identities: Path | None = None
    at_once: int = AT_ONCE
    asks_status: bool = True
    code_once: bool = False


class BsreSession:
    """One official at the service; the passphrase is held for the run."""

    serial = ""
    """Only the service knows the certificate."""

    def __init__(self, gateway: Gateway, interface: Interface, identity: Mapping[str, str], secret: Secret) -> None:
        self._gateway = gateway
        self._interface = interface
        self._identity = identity
        self._secret: Secret | None = secret
        self._has_signed = False
        self.terms = Terms()

    def sign(self, papers: Sequence[Paper]) -> Iterator[bytes]:
        """Yield the signed files in order, whatever the order in which a lot comes back."""
        if self._secret is None:
            message = "the session is closed"
            raise RuntimeError(message)
        word = Word(self._secret.kind, _text(self._secret))
        for _said, same in groupby(papers, lambda paper: (paper.reason, paper.place)):
            alike = list(same)
            for start in range(0, len(alike), self.terms.at_once):
                yield from self._sign_some(word, alike[start : start + self.terms.at_once])

    def _sign_some(self, word: Word, lot: Sequence[Paper]) -> Iterator[bytes]:
        """Yield what came back; a code that signed before is not wrong when it is refused, but spent."""
        is_code = word.kind is SecretKind.ONE_TIME
        if is_code and self._has_signed and self.terms.code_once:
            raise CodeSpent
        try:
            for signed in self._interface.sign(self._gateway, self._identity, word, lot):
                self._has_signed = True
                yield signed
        except SecretRefused:
            if is_code and self._has_signed:
                raise CodeSpent from None
            raise SecretRefused(_WRONG_CODE if is_code else None) from None

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
        session.terms = self._terms
        return session

    def send_code(self, official: Official, count: int) -> None:
        """Have the service send the official a one-time code for ``count`` papers, or for one lot of them.

        Raises:
            CertificateRefused: the service does not know the official, or refuses.
            SignerDown: it does not answer soon.
            Unprepared: the settings do not fit the service.
        """
        identity = self._identify(official)
        access = replace(self._access, seconds=min(self._access.seconds, CODE_SECONDS))
        gateway = Gateway(access, tries=1)
        wanted = min(count, self.at_once) if self._terms.code_once else count
        try:
            Version2().send_code(gateway, identity, wanted)
        finally:
            gateway.close()

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
        _refuse_official(gateway, answer.status_code, body)
    return str(body["status"])


def _refuse_official(gateway: Gateway, status: int, body: Any) -> NoReturn:
    """Refuse as the gateway does; where no paper was shown, what it refuses is the official."""
    try:
        refuse(status, body, gateway.codes)
    except PaperRefused as error:
        raise CertificateRefused(error.text) from None


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
