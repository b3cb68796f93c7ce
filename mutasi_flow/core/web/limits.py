"""Limits that keep one sender from troubling the rest: tries per address, sizes, numbers and signs in addresses."""

from flask import Flask, abort, request
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from werkzeug.routing import IntegerConverter, Map

from mutasi_flow.core.forms import LARGEST_INT
from mutasi_flow.settings import Settings

TEXT_BYTES = 1_000_000
"""Longest text field of an upload form, and longest body of all other requests."""
MULTIPART = "multipart/form-data"
FORM_PARTS = 2_000
ROOM_BESIDE_UPLOADS = 1_000_000

limiter = Limiter(key_func=get_remote_address, strategy="moving-window", storage_uri="memory://")
"""Use as ``@limiter.limit(…)`` under the route; counts per web process and address."""


class _Id(IntegerConverter):
    """``<int:…>``: a number no key can hold is an unknown address, not an error of the database."""

    def __init__(self, map: Map) -> None:  # noqa: A002 - werkzeug's name
        super().__init__(map, max=LARGEST_INT)


def install_limits(app: Flask, settings: Settings) -> None:
    """Bound what a request may carry, and hang in the limiter."""
    app.config.update(
        MAX_CONTENT_LENGTH=settings.upload_limit_bytes + ROOM_BESIDE_UPLOADS,
        MAX_FORM_MEMORY_SIZE=TEXT_BYTES,
        MAX_FORM_PARTS=FORM_PARTS,
        RATELIMIT_HEADERS_ENABLED=True,
    )
    app.url_map.converters["int"] = _Id
    limiter.init_app(app)

    @app.before_request
    def _bound_text() -> None:
        if request.mimetype != MULTIPART:  # its texts are bounded one by one, its files by the whole
            request.max_content_length = TEXT_BYTES

    @app.before_request
    def _readable_address() -> None:
        if "\0" in request.path or any("\0" in value for _, value in request.args.items(multi=True)):
            abort(400)
