"""A gateway on loopback that answers as BSrE's does, in both versions, and misbehaves when it is told to."""

import json
import socket
import time
from base64 import b64decode, b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Thread
from typing import Any

from flask import Flask, Response, request
from werkzeug.serving import WSGIRequestHandler, make_server

from tests.letters.signers import sign

USER, PASSWORD = "mutasi", "sandi-aplikasi"
NIK, EMAIL, PASSPHRASE = "3201010101650001", "bupati@sagarakab.example", "frasa bupati"
HEAD = "Dr. HADI WIBOWO"
Refusal = tuple[dict[str, Any], int]


@dataclass
class Told:
    """How the gateway shall behave, and what it was asked."""

    status: str = "ISSUE"
    head: str = HEAD
    """Whose certificate the gateway holds."""
    mood: str = ""
    """What goes wrong with a signature: see :func:`_spoilt`."""
    refusals: list[Response] = field(default_factory=list)
    """Answers given before anything else, one per request to sign."""
    by_key: bool = False
    """Version 1: answer with the key of the document instead of the file."""
    asked: list[str] = field(default_factory=list)
    lots: list[int] = field(default_factory=list)
    shown: list[dict[str, Any]] = field(default_factory=list)
    kept: dict[str, bytes] = field(default_factory=dict)
    codes: list[int] = field(default_factory=list)
    """For how many files one-time codes were asked; the first code is 100001."""
    code_serves: int | None = None
    """How many files a code signs before it has expired; None: as many as were asked for."""
    left: int = 0


def told(code: int, words: str, status: int = 400, **headers: str) -> Response:
    body = json.dumps({"status_code": code, "error": words})
    return Response(body, status, mimetype="application/json", headers=headers)


def _refusal(who: str | None, passphrase: str | None) -> Response | None:
    if who not in {NIK, EMAIL}:
        return told(2011, f"User dengan NIK {who} tidak terdaftar")
    return None if passphrase == PASSPHRASE else told(2031, "Passphrase anda salah")


def code_of(it: Told) -> str:
    """The code that was sent last."""
    return f"{100_000 + len(it.codes)}"


def _refuse_code(it: Told, code: str, files: int) -> Response | None:
    if not it.codes or code != code_of(it) or it.left < files:
        return told(7001, f"TOTP {code} tidak valid atau kedaluwarsa")
    it.left -= files
    return None


def _refuse_lot(it: Told, asked: dict[str, Any]) -> Response | None:
    if "totp" in asked:
        return _refuse_code(it, asked["totp"], len(asked["file"]))
    return _refusal(asked.get("nik") or asked.get("email"), asked["passphrase"])


def _cut() -> None:
    """Break the connection: what was signed never arrives."""
    request.environ["werkzeug.socket"].shutdown(socket.SHUT_RDWR)


def _spoilt(mood: str, files: list[bytes]) -> list[str]:
    if mood == "reversed":
        files.reverse()
    if mood == "missing":
        files = files[:1] + files[2:]
    if mood == "foreign":
        files = [sign(b64decode(FOREIGN), HEAD), *files[1:]]
    texts = [b64encode(one).decode() for one in files]
    return [texts[0][:-3], *texts[1:]] if mood == "cut text" else texts


FOREIGN = b64encode(b"%PDF-1.7\n")


def make_app(it: Told) -> Flask:
    app = Flask("gateway")
    _ask_who(app, it)
    _offer_version_1(app, it)
    _offer_version_2(app, it)
    _offer_codes(app, it)
    return app


def _ask_who(app: Flask, it: Told) -> None:
    @app.before_request
    def _authenticate() -> Response | None:
        it.asked.append(request.path)
        known = request.authorization
        is_known = known is not None and (known.username, known.password) == (USER, PASSWORD)
        return None if is_known else Response(status=401)


def _offer_version_2(app: Flask, it: Told) -> None:
    @app.post("/api/v2/user/check/status")
    def status() -> Any:
        asked = request.get_json()
        if {"nik": NIK, "email": EMAIL}.get(next(iter(asked))) not in asked.values():
            return {"status": "NOT_REGISTERED"}
        return {"status": it.status}

    @app.post("/api/v2/sign/pdf")
    def sign_several() -> Any:
        asked = request.get_json()
        it.shown += asked["signatureProperties"]
        it.lots.append(len(asked["file"]))
        refused = it.refusals.pop(0) if it.refusals else _refuse_lot(it, asked)
        if refused is not None:
            return refused
        signed = [sign(b64decode(one), it.head, field="BSRE") for one in asked["file"]]
        if it.mood == "slow":
            time.sleep(1)
        if it.mood == "disconnected":
            _cut()
        if it.mood == "short":
            return Response(b'{"time": 1', 200, headers={"Content-Length": "9000"}, mimetype="application/json")
        return {"time": 12, "file": _spoilt(it.mood, signed)}


def _offer_codes(app: Flask, it: Told) -> None:
    @app.post("/api/v2/sign/get/totp")
    def send_code() -> Any:
        asked = request.get_json()
        if it.refusals:
            return it.refusals.pop(0)
        refused = _refusal(asked.get("nik") or asked.get("email"), PASSPHRASE)
        if refused is not None:
            return refused
        it.codes.append(asked["data"])
        it.left = asked["data"] if it.code_serves is None else it.code_serves
        return {"message": "TOTP dikirim"}


def _offer_version_1(app: Flask, it: Told) -> None:
    @app.get("/api/user/status/<nik>")
    def status_of(nik: str) -> Any:
        return {"status_code": 1111, "status": it.status if nik == NIK else "NOT_REGISTERED", "message": nik}

    @app.post("/api/sign/pdf")
    def sign_one() -> Any:
        asked = request.form
        it.shown.append(dict(asked))
        refused = it.refusals.pop(0) if it.refusals else _refusal(asked["nik"], asked["passphrase"])
        if refused is not None:
            return refused
        signed = sign(request.files["file"].read(), HEAD, field="BSRE")
        if not it.by_key:
            return Response(signed, mimetype="application/pdf", headers={"id_dokumen": "d1"})
        it.kept["d/1"] = signed
        return {"message": "Proses berhasil", "id_dokumen": "d/1"}

    @app.get("/api/sign/download/<path:key>")
    def download(key: str) -> Any:
        return Response(it.kept.pop(key) if it.mood != "lost" else b"{}", mimetype="application/pdf")


class _Quiet(WSGIRequestHandler):
    def log(self, type: str, message: str, *args: Any) -> None:  # noqa: A002 - werkzeug's name
        """Say nothing."""


@contextmanager
def serving(it: Told) -> Iterator[str]:
    server = make_server("127.0.0.1", 0, make_app(it), threaded=True, request_handler=_Quiet)
    thread = Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()
