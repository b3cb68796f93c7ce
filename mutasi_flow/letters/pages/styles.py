"""The switches of letters, before the administrator: what holds today, and a form for the next row."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from functools import wraps
from types import MappingProxyType
from typing import ParamSpec

from flask import Blueprint, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from mutasi_flow.core.actor import Permission
from mutasi_flow.core.errors import NotFound
from mutasi_flow.core.forms import Form
from mutasi_flow.core.texts import T, Text
from mutasi_flow.core.uploads import LARGEST_BYTES, UnusableFile
from mutasi_flow.core.uploads.emblems import shrink_emblem
from mutasi_flow.core.web import (
    Answer,
    current_actor,
    current_clock,
    current_runtime,
    current_session,
    read_form,
    requires,
    show_notice,
    translate,
    writes,
)
from mutasi_flow.letters.domain import FIRST_LABELS, PAPERS, SUFFIX, emblem_of, file_key_of
from mutasi_flow.letters.forms import read_style
from mutasi_flow.letters.queries import find_style, list_styles
from mutasi_flow.letters.service import NewStyle, add_style

P = ParamSpec("P")
View = Callable[P, ResponseReturnValue]
EMBLEMS: Mapping[str, Text] = MappingProxyType(
    {"state_emblem": T("Lambang negara (pada SK)"), "regional_emblem": T("Lambang daerah (pada surat kantor)")}
)
SUFFIXES = (".jpg", ".jpeg", ".png")

pages = Blueprint("letter_styles", __name__)
TICKED = "ya"


def shrinks_emblems(view: View[P]) -> View[P]:
    """Make the emblems that came small before the transaction begins; stands above ``@writes``."""

    @wraps(view)
    def run(*args: P.args, **kwargs: P.kwargs) -> ResponseReturnValue:
        form = read_form()
        g.emblems = {}
        for name, label in EMBLEMS.items():
            upload = form.upload(name, label, max_bytes=LARGEST_BYTES, suffixes=SUFFIXES)
            try:
                g.emblems[name] = shrink_emblem(upload.data) if upload else b""
            except UnusableFile as error:
                g.emblems[name] = error
            form.rewind(name)
        return view(*args, **kwargs)

    return run


def _digests(form: Form, from_on: date) -> list[str]:
    """Return the digests of the emblems: of a new picture, of none when it is taken away, else of the former one."""
    former = find_style(current_session(), from_on)
    found = []
    for name in EMBLEMS:
        came = g.emblems[name]
        if isinstance(came, UnusableFile):
            form.fail(name, came.text)
        kept = "" if former is None or form.flag(f"drop_{name}") else str(getattr(former, name))
        is_new = isinstance(came, bytes) and came
        found.append(current_runtime().files.put(came, SUFFIX)[3 : -len(SUFFIX)] if is_new else kept)
    return found


def _page(form: Form) -> Answer:
    session = current_session()
    page = render_template(
        "letters/admin/styles.html",
        form=form,
        rows=list_styles(session),
        present=find_style(session, current_clock().today()),
        papers=[(code, translate(label)) for code, label in PAPERS.items()],
        labels=[(label, label) for label in FIRST_LABELS],
        emblems=EMBLEMS,
    )
    return page, form.status


@pages.get("/admin/tata-surat")
@requires(Permission.ADMIN)
def show() -> Answer:
    """Show the switches that hold today, as the start of the next row."""
    today = current_clock().today()
    given = find_style(current_session(), today) or NewStyle(today)
    names = ("first_label", "paper", "certifier_title", "certifier_name", "certifier_rank", "certifier_nip")
    invocation = {"has_invocation": TICKED} if given.has_invocation else {}
    return _page(Form({"from_on": today.isoformat(), **{name: getattr(given, name) for name in names}, **invocation}))


@pages.get("/admin/tata-surat/<any(state_emblem, regional_emblem):slot>.jpg")
@requires(Permission.ADMIN)
def picture(slot: str) -> Answer:
    """Send the emblem that holds today."""
    style = find_style(current_session(), current_clock().today())
    key = file_key_of(emblem_of(getattr(style, slot))) if style else None
    if key is None:
        raise NotFound
    return current_runtime().files.get(key), 200, {"Content-Type": "image/jpeg"}


@pages.post("/admin/tata-surat")
@requires(Permission.ADMIN)
@shrinks_emblems
@writes
def add() -> Answer:
    """Add a row."""
    form, clock = read_form(), current_clock()
    with form.catching():
        style = read_style(form)
        state, regional = _digests(form, style.from_on)
        style = replace(style, state_emblem=state, regional_emblem=regional)
        form.check()
        add_style(current_session(), style, actor=current_actor(), today=clock.today(), at=clock.now())
        show_notice(T("Tersimpan, berlaku mulai {day}.", day=style.from_on))
        return redirect(url_for("letter_styles.show"), 303)
    return _page(form)
