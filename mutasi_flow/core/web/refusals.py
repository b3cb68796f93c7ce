"""Errors become an answer that helps: a page for people, problem+json (RFC 9457) for programs."""

import logging
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from http import HTTPStatus

from flask import Flask, Response, current_app, json, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import DataError, IntegrityError, OperationalError, SQLAlchemyError
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.exceptions import HTTPException

from mutasi_flow.core.db import is_full, is_out_of_reach
from mutasi_flow.core.errors import InvalidInput, MutasiError, Refused, Stale
from mutasi_flow.core.forms import InvalidForm
from mutasi_flow.core.texts import T, Text
from mutasi_flow.core.web.pages import page_before
from mutasi_flow.core.web.visitor import NotSignedIn, forget_visitor, is_api
from mutasi_flow.core.web.words import translate

SIGN_IN_ENDPOINT = "SIGN_IN_ENDPOINT"
"""Setting of the app: the sign-in page (it takes ``next``)."""
PROBLEM_TYPE = "application/problem+json"
RETRY_SECONDS = "5"
DRAIN_BYTES = 64_000_000
DRAIN_CHUNK = 65_536
log = logging.getLogger(__name__)

TITLES: dict[int, Text] = {
    400: T("Permintaan tidak dapat dibaca"),
    401: T("Anda belum masuk"),
    403: T("Anda tidak berwenang"),
    404: T("Halaman tidak ditemukan"),
    405: T("Cara ini tidak tersedia"),
    409: T("Keadaannya sudah berubah"),
    413: T("Kiriman terlalu besar"),
    415: T("Jenis kiriman tidak dikenal"),
    422: T("Ada kesalahan pada isian"),
    429: T("Terlalu banyak percobaan"),
    500: T("Ada gangguan di layanan kami"),
    503: T("Layanan sedang sibuk"),
}
SENTENCES: dict[int, Text] = {
    400: T("Kembali ke halaman sebelumnya, muat ulang, lalu coba lagi."),
    404: T("Periksa alamatnya. Bila Anda menyalin alamat, pastikan tersalin seluruhnya."),
    405: T("Halaman ini tidak dapat dibuka dengan cara itu. Kembali ke halaman sebelumnya."),
    413: T("Perkecil berkas atau pendekkan teks, lalu kirim lagi. Yang sudah tersimpan tetap tersimpan."),
    415: T("Kirim isian sebagai JSON (Content-Type: application/json)."),
    429: T("Tunggu beberapa menit, lalu coba lagi."),
    500: T(
        "Coba lagi sebentar lagi. Bila Anda sedang mengirim sesuatu, kiriman itu belum tersimpan. "
        "Bila berulang, sebutkan nomor kejadian ini."
    ),
    503: T("Tunggu beberapa detik, lalu coba lagi. Bila Anda sedang mengirim sesuatu, kiriman itu belum tersimpan."),
}
SESSION_ENDED = T(
    "Formulir ini terlalu lama terbuka atau sesi Anda sudah berganti. Muat ulang halaman, lalu kirim lagi."
)
TAKEN = T("Data ini baru saja diubah atau dipakai orang lain. Buka halaman terbaru, lalu ulangi bila masih perlu.")
NO_STORAGE = T(
    "Tempat penyimpanan layanan ini penuh atau tertutup. Yang sedang Anda kirim belum tersimpan; yang sudah tersimpan tetap "
    "ada. Beri tahu administrator kantor."
)
OUT_OF_RANGE = T("Ada isian yang terlalu panjang atau di luar batas. Perpendek, lalu kirim lagi.")


@dataclass(frozen=True, slots=True)
class Problem:
    """One error, ready to be shown: ``fields`` pairs form fields (or None) with what is wrong."""

    status: int
    code: str
    detail: Text
    fields: Sequence[tuple[str | None, Text]] = ()
    incident: str = ""
    heading: Text | None = None
    """What kind of error it is, where the status says too little."""

    @property
    def title(self) -> Text:
        """What kind of error it is, in a few words."""
        return self.heading or TITLES.get(self.status, TITLES[400])


def install_refusals(app: Flask) -> None:
    """Register the handlers."""
    app.register_error_handler(NotSignedIn, _ask_to_sign_in)
    app.register_error_handler(MutasiError, lambda error: answer(_of_refusal(error)))
    app.register_error_handler(CSRFError, lambda _error: answer(Problem(400, "session_ended", SESSION_ENDED)))
    app.register_error_handler(StaleDataError, lambda _error: answer(Problem(409, "stale", TAKEN)))
    app.register_error_handler(IntegrityError, _of_constraint)
    app.register_error_handler(DataError, _of_value)
    app.register_error_handler(OverflowError, _of_value)
    app.register_error_handler(OperationalError, _of_database)
    app.register_error_handler(HTTPException, _of_http)
    app.register_error_handler(500, _of_failure)


def answer(problem: Problem) -> Response:
    """Return the answer for ``problem`` in the form the asker reads."""
    return _for_program(problem) if is_api() else _for_person(problem)


def _for_program(problem: Problem) -> Response:
    content: dict[str, object] = {
        "title": translate(problem.title),
        "status": problem.status,
        "detail": translate(problem.detail),
        "code": problem.code,
    }
    if problem.fields:
        content["errors"] = [{"field": field, "detail": translate(text)} for field, text in problem.fields]
    if problem.incident:
        content["incident"] = problem.incident
    response = current_app.response_class(json.dumps(content), problem.status, mimetype=PROBLEM_TYPE)
    if problem.status == HTTPStatus.UNAUTHORIZED:
        response.headers["WWW-Authenticate"] = "Bearer"
    return _hint_to_retry(response)


def _for_person(problem: Problem) -> Response:
    try:
        page = _page_of(problem)
    except SQLAlchemyError:
        # The frame asks for the office and the visitor; the page must come out without a database too.
        forget_visitor()
        page = _page_of(problem)
    return _hint_to_retry(current_app.response_class(page, problem.status))


def _page_of(problem: Problem) -> str:
    return render_template("errors/problem.html", problem=problem, back=page_before())


def _hint_to_retry(response: Response) -> Response:
    if response.status_code == HTTPStatus.SERVICE_UNAVAILABLE:
        response.headers["Retry-After"] = RETRY_SECONDS
    return response


def _ask_to_sign_in(error: NotSignedIn) -> ResponseReturnValue:
    page = current_app.config.get(SIGN_IN_ENDPOINT)
    if is_api() or not page:
        return answer(_of_refusal(error))
    wanted = request.full_path.rstrip("?") if request.method == "GET" else page_before()
    return redirect(url_for(page, next=wanted or None), 303)


def _of_refusal(error: MutasiError) -> Problem:
    fields: Sequence[tuple[str | None, Text]] = ()
    if isinstance(error, InvalidForm):
        fields = tuple(error.errors.items())
    elif isinstance(error, InvalidInput):
        fields = ((error.field, error.text),) if error.field else ()
    elif isinstance(error, Refused):
        fields = tuple((None, reason) for reason in error.reasons)
    elif isinstance(error, Stale):
        fields = tuple((None, change) for change in error.changes)
    return Problem(error.status, error.code, error.text, fields)


def _of_constraint(error: IntegrityError) -> Response:
    # The driver's own words may quote the row: a log is no place for names and numbers of people.
    log.warning("constraint refused a write: %s", type(error.orig).__name__)
    return answer(Problem(409, "conflict", TAKEN))


def _of_value(error: Exception) -> Response:
    log.warning("a value fits no column: %s on %r", type(error).__name__, request.path)
    return answer(Problem(422, "value_out_of_range", OUT_OF_RANGE))


def _of_database(error: OperationalError) -> Response:
    log.error("database not available: %s", error.orig)
    forget_visitor()
    if is_full(error) or is_out_of_reach(error):
        return answer(Problem(503, "storage", NO_STORAGE, heading=T("Data sedang tidak dapat disimpan")))
    return answer(Problem(503, "busy", SENTENCES[503]))


def _of_http(error: HTTPException) -> ResponseReturnValue:
    status = error.code or HTTPStatus.INTERNAL_SERVER_ERROR
    if status < HTTPStatus.BAD_REQUEST:
        return error.get_response()
    if status == HTTPStatus.REQUEST_ENTITY_TOO_LARGE:
        _drain()
    detail = SENTENCES.get(status, SENTENCES[400])
    if status == HTTPStatus.FORBIDDEN:
        detail = T("Langkah atau halaman ini bukan untuk peran Anda. Bila memerlukannya, hubungi administrator kantor.")
    response = answer(Problem(status, HTTPStatus(status).name.lower(), detail))
    for name, value in error.get_headers():
        if name in {"Allow", "Content-Range", "Retry-After"}:
            response.headers[name] = value
    return response


def _drain() -> None:
    """Read a body that is too large to its end: a browser that is still sending would never see the answer."""
    left = min(request.content_length or 0, DRAIN_BYTES)
    source = request.environ["wsgi.input"]
    while left > 0:
        chunk = source.read(min(DRAIN_CHUNK, left))
        if not chunk:
            return
        left -= len(chunk)


def _of_failure(_error: Exception) -> Response:
    incident = secrets.token_hex(4)
    # Flask has just logged the exception itself; this line ties it to the number the person reads out.
    log.error("incident %s on %s %r", incident, request.method, request.path)  # %r: no line breaks from outside
    forget_visitor()
    return answer(Problem(500, "internal", SENTENCES[500], incident=incident))
