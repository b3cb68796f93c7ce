"""Who reads something confidential is written down before the answer goes out, and what goes out bears the name.

Besides the last use of a device (``visitor``) this is the only thing that a reading request ever writes: in a
transaction of its own, after the view. When it cannot be written, the page of the failure is sent instead.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from flask import Flask, Response, request

from mutasi_flow.core.actor import Actor
from mutasi_flow.core.texts import T
from mutasi_flow.core.uploads.watermark import stamp
from mutasi_flow.core.web.state import current_clock, list_readings
from mutasi_flow.core.web.visitor import find_visitor, has_failed, is_api
from mutasi_flow.core.web.words import translate

SHOWN = frozenset({200, 201, 422})
"""Answers that show what they have read; the others only lead somewhere or refuse."""
PAGE, API = "page", "api"
PDF = "application/pdf"


class KeepReadings(Protocol):
    """Writes readings down; the app hands it in."""

    def __call__(self, readings: frozenset[tuple[str, int]], actor: Actor, way: str, at: datetime) -> None:
        """Write down that the actor read these things in this way."""


@dataclass(frozen=True, slots=True)
class ConfidentialMark:
    """What stands on a page that shows something confidential: who reads it, when."""

    name: str
    at: datetime


def install_readings(app: Flask, keep: KeepReadings, ways: Mapping[str, str]) -> None:
    """Write readings down after the view; ``ways`` names, by endpoint, what is no ordinary page."""

    @app.after_request
    def _keep(response: Response) -> Response:
        visitor = None if has_failed() else find_visitor()
        readings = list_readings() if visitor is not None else frozenset()
        if visitor is not None and readings and response.status_code in SHOWN:
            way = ways.get(request.endpoint or "", API if is_api() else PAGE)
            keep(readings, visitor.actor, way, current_clock().now())
            response.headers["Cache-Control"] = "no-store"
            if response.mimetype == PDF:
                response.set_data(stamp(response.get_data(), mark_words()))
        return response


def mark_words() -> str:
    """Return the mark in words, as it stands across every page of a copy; empty when nothing confidential is shown."""
    mark = find_mark()
    if mark is None:
        return ""
    return translate(T("Rahasia · dibaca {name} · {at}", name=mark.name, at=mark.at))


def find_mark() -> ConfidentialMark | None:
    """Return the mark for this page when it shows something confidential."""
    visitor = None if has_failed() else find_visitor()
    if visitor is None or not list_readings():
        return None
    return ConfidentialMark(visitor.actor.name, current_clock().now())
