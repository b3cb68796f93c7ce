"""Answer a repeated writing request with the first answer (see :mod:`mutasi_flow.core.requests`)."""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import orjson
from flask import Flask, Response, current_app, request
from sqlalchemy.orm import Session

from mutasi_flow.core.actor import Actor
from mutasi_flow.core.errors import InvalidInput
from mutasi_flow.core.requests import KEY_LENGTH, LOCATION_LENGTH, Handled, claim_request, keep_answer
from mutasi_flow.core.texts import T
from mutasi_flow.core.web.state import current_clock, current_session
from mutasi_flow.core.web.visitor import find_visitor

KEY_FIELD = "idempotency_key"
KEY_HEADER = "Idempotency-Key"
CSRF_FIELD = "csrf_token"
Recall = Callable[[Session, Actor, Mapping[str, Any], Mapping[str, Any]], None]
"""Raises ``NotFound`` when the visitor may no longer read what an answer shows: what the address names, and its JSON."""
_RECALLS = "mutasi_recalls"
_NOT_CONTENT = frozenset({KEY_FIELD, CSRF_FIELD})


def install_recalls(app: Flask, recalls: Sequence[Recall]) -> None:
    """Ask these before an answer of earlier is given again."""
    app.extensions[_RECALLS] = tuple(recalls)


def request_key() -> str:
    """Return the key the sender gave this request, or an empty string.

    Raises:
        InvalidInput: the key is too long or not printable.
    """
    key = request.headers.get(KEY_HEADER) or request.form.get(KEY_FIELD, "")
    if len(key) > KEY_LENGTH or not key.isprintable():
        raise InvalidInput(T("Kunci kiriman harus 1 sampai {count} huruf atau angka.", count=KEY_LENGTH), KEY_FIELD)
    return key


def fingerprint() -> str:
    """Return a digest of method, path and content; tokens that differ between pages are left out."""
    digest = hashlib.sha256(f"{request.method}\n{request.full_path}\n".encode())
    if not request.form and not request.files:
        digest.update(request.get_data(cache=True))
        return digest.hexdigest()
    for name, value in sorted(request.form.items(multi=True)):
        if name not in _NOT_CONTENT:
            digest.update(f"{name}\0{value}\0".encode())
    for name, upload in sorted(request.files.items(multi=True), key=lambda item: item[0]):
        content = hashlib.sha256(upload.stream.read()).hexdigest()
        upload.stream.seek(0)
        digest.update(f"{name}\0{upload.filename}\0{content}\0".encode())
    return digest.hexdigest()


def first_answer(key: str) -> Response | None:
    """Claim ``key`` for this request and return None, or return the answer it got the first time.

    Raises:
        NotFound: that answer shows what the visitor may no longer read.
    """
    visitor = find_visitor()
    if not key or visitor is None or visitor.actor.account_id is None:
        return None
    handled = claim_request(
        current_session(),
        account_id=visitor.actor.account_id,
        key=key,
        fingerprint=fingerprint(),
        at=current_clock().now(),
    )
    if handled is None:
        return None
    if handled.body:
        for check in current_app.extensions[_RECALLS]:
            check(current_session(), visitor.actor, request.view_args or {}, orjson.loads(handled.body))
    return _replayed(handled)


def remember(key: str, response: Response) -> None:
    """Store ``response`` as the first answer of ``key``."""
    visitor = find_visitor()
    if not key or visitor is None or visitor.actor.account_id is None:
        return
    body = response.get_data(as_text=True) if response.is_json else ""
    answer = Handled(response.status_code, response.headers.get("Location", "")[:LOCATION_LENGTH], body)
    keep_answer(current_session(), account_id=visitor.actor.account_id, key=key, answer=answer)


def _replayed(handled: Handled) -> Response:
    response = current_app.response_class(handled.body, status=handled.status)
    response.headers["Idempotency-Replayed"] = "true"
    if handled.location:
        response.headers["Location"] = handled.location
    if handled.body:
        response.mimetype = "application/json"
    return response
