"""Static files: served from memory under a name that holds their hash, so that browsers keep them for a year.

``url_for('static', filename='app.css')`` gives ``/static/app.3f2a9c01d4e5.css``; the plain name works too, without
the long cache.
"""

import gzip
import hashlib
import mimetypes
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from flask import Flask, Response, abort, current_app, request
from flask.typing import ResponseReturnValue

from mutasi_flow.core.web.guards import public
from mutasi_flow.core.web.headers import COMPRESSED_TYPES, ONE_YEAR

FINGERPRINT_LENGTH = 12
IMMUTABLE = f"public, {ONE_YEAR}, immutable"
HIDDEN_NAMES = frozenset({"MANIFEST.json"})


@dataclass(frozen=True, slots=True)
class Asset:
    """One file; ``packed`` is its gzip form, where that helps."""

    address: str
    mimetype: str
    data: bytes
    packed: bytes | None


def read_assets(folder: Path) -> Mapping[str, Asset]:
    """Read the files of ``folder``, by their plain name."""
    paths = (path for path in sorted(folder.rglob("*")) if path.is_file() and path.name not in HIDDEN_NAMES)
    return {path.relative_to(folder).as_posix(): _read(folder, path) for path in paths}


def _read(folder: Path, path: Path) -> Asset:
    data = path.read_bytes()
    mark = hashlib.sha256(data).hexdigest()[:FINGERPRINT_LENGTH]
    mimetype = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    packed = gzip.compress(data, 9, mtime=0) if mimetype in COMPRESSED_TYPES else None
    return Asset(path.relative_to(folder).with_suffix(f".{mark}{path.suffix}").as_posix(), mimetype, data, packed)


def install_assets(app: Flask, folder: Path) -> None:
    """Serve ``folder`` under ``/static/`` and make ``url_for('static', …)`` give the lasting names."""
    assets = read_assets(folder)
    by_address = {asset.address: asset for asset in assets.values()}

    @app.url_defaults
    def _lasting_name(endpoint: str, values: dict[str, str]) -> None:
        if endpoint == "static" and values.get("filename") in assets:
            values["filename"] = assets[values["filename"]].address

    @public
    def static(filename: str) -> ResponseReturnValue:
        asset = by_address.get(filename)
        if asset is not None:
            return _send(asset, IMMUTABLE)
        if filename not in assets:
            abort(404)
        return _send(assets[filename], "no-cache")

    app.add_url_rule("/static/<path:filename>", "static", static)


def _send(asset: Asset, cache: str) -> Response:
    packs = asset.packed is not None and bool(request.accept_encodings["gzip"])
    body = asset.packed if packs and asset.packed is not None else asset.data
    response = current_app.response_class(body, mimetype=asset.mimetype)
    if packs:
        response.headers["Content-Encoding"] = "gzip"
    if asset.packed is not None:
        response.vary.add("Accept-Encoding")
    response.headers["Cache-Control"] = cache
    response.set_etag(f"{asset.address}{'-gz' if packs else ''}")
    response.make_conditional(request)
    return response
