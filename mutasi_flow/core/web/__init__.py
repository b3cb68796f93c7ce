"""The web floor: what a view needs, and nothing of any subject.

A view stands under three marks, in this order: its route, ``@requires(…)`` or ``@public``, and ``@writes`` when it
changes something::

    @pages.post("/usulan/<number>/catatan")
    @requires(Permission.TRANSFERS_VERIFY)
    @writes
    def add_note(number: str) -> Answer: ...
"""

from flask.typing import ResponseReturnValue as Answer

from mutasi_flow.core.web.forms import read_form, read_json, read_mark, read_number, show_notice
from mutasi_flow.core.web.guards import in_turn, public, put_off, requires, writes
from mutasi_flow.core.web.headers import attach, attach_stored, spoken_name
from mutasi_flow.core.web.limits import limiter
from mutasi_flow.core.web.menu import MenuItem
from mutasi_flow.core.web.readings import mark_words
from mutasi_flow.core.web.replay import Recall
from mutasi_flow.core.web.setup import Frame, make_app
from mutasi_flow.core.web.state import current_clock, current_runtime, current_session
from mutasi_flow.core.web.viewing import LONGEST_VIEWING, allowed_while_viewing, begin_viewing, end_viewing
from mutasi_flow.core.web.visitor import (
    Doorkeeper,
    NotSignedIn,
    Visitor,
    current_actor,
    current_employee_id,
    current_visitor,
    find_visitor,
    sign_in,
    sign_out,
)
from mutasi_flow.core.web.words import bulan, current_language, kalimat, translate

__all__ = [
    "LONGEST_VIEWING",
    "Answer",
    "Doorkeeper",
    "Frame",
    "MenuItem",
    "NotSignedIn",
    "Recall",
    "Visitor",
    "allowed_while_viewing",
    "attach",
    "attach_stored",
    "begin_viewing",
    "bulan",
    "current_actor",
    "current_clock",
    "current_employee_id",
    "current_language",
    "current_runtime",
    "current_session",
    "current_visitor",
    "end_viewing",
    "find_visitor",
    "in_turn",
    "kalimat",
    "limiter",
    "make_app",
    "mark_words",
    "public",
    "put_off",
    "read_form",
    "read_json",
    "read_mark",
    "read_number",
    "requires",
    "show_notice",
    "sign_in",
    "sign_out",
    "spoken_name",
    "translate",
    "writes",
]
