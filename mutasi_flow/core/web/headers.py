"""What every answer carries: protection for the browser, cache rules, compression."""

import gzip
import re
import unicodedata
from pathlib import Path

from flask import Flask, Response, request, send_file

from mutasi_flow.settings import Settings

CONTENT_SECURITY_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "manifest-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
SECURITY_HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
ONE_YEAR = "max-age=31536000"
COMPRESSED_TYPES = frozenset(
    {
        "text/html",
        "text/css",
        "text/plain",
        "text/csv",
        "text/javascript",
        "application/json",
        "application/problem+json",
        "image/svg+xml",
    }
)
SMALLEST_COMPRESSED = 600
LEVEL = 6


def install_headers(app: Flask, settings: Settings) -> None:
    """Complete every answer, errors included."""

    @app.after_request
    def _complete(response: Response) -> Response:
        for name, value in SECURITY_HEADERS.items():
            response.headers.setdefault(name, value)
        if settings.cookies_secure:
            response.headers.setdefault("Strict-Transport-Security", ONE_YEAR)
        # Shared phones and office computers: nothing personal stays in a cache. Static files say otherwise themselves.
        response.headers.setdefault("Cache-Control", "no-store")
        return compress(response)


def attach(data: bytes, mimetype: str, name: str) -> Response:
    """Return bytes as a file that the browser saves under ``name``."""
    response = Response(data, mimetype=mimetype)
    response.headers.set("Content-Disposition", "attachment", filename=name)
    return response


def attach_stored(place: Path, mimetype: str, name: str, *, digest: str) -> Response:
    """Return a stored file as :func:`attach` does, piece by piece and never as a whole in memory.

    An interrupted download goes on where it stopped, and a copy that is there already is not sent again.
    """
    response = send_file(place, mimetype, as_attachment=True, download_name=name, conditional=True, etag=digest)
    response.headers["Cache-Control"] = "no-store"
    return response


def spoken_name(words: str) -> str:
    """Return words as a part of a file name that every system can keep: ``Data mengajar`` → ``data-mengajar``."""
    plain = unicodedata.normalize("NFKD", words).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", plain.lower()).strip("-")


def compress(response: Response) -> Response:
    """Gzip a text answer when the asker accepts it."""
    fits = (
        response.mimetype in COMPRESSED_TYPES
        and not response.is_streamed
        and not response.direct_passthrough
        and "Content-Encoding" not in response.headers
    )
    if not fits:
        return response
    response.vary.add("Accept-Encoding")
    content = response.get_data()
    if len(content) < SMALLEST_COMPRESSED or not request.accept_encodings["gzip"]:
        return response
    response.set_data(gzip.compress(content, LEVEL, mtime=0))
    response.headers["Content-Encoding"] = "gzip"
    return response
