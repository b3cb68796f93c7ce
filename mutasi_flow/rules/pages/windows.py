"""Freeze windows before the administrator."""

from typing import Any

from flask import Blueprint, redirect, render_template, url_for

from mutasi_flow.core.actor import Permission
from mutasi_flow.core.forms import Form
from mutasi_flow.core.texts import T
from mutasi_flow.core.web import (
    Answer,
    current_actor,
    current_clock,
    current_session,
    read_form,
    requires,
    show_notice,
    translate,
    writes,
)
from mutasi_flow.people.domain import JABATAN_KIND_LABELS
from mutasi_flow.rules import service
from mutasi_flow.rules.domain import ACT_LABELS, AUTHORITY_LABELS, LEVEL_LABELS, OCCASION_LABELS
from mutasi_flow.rules.forms import read_window
from mutasi_flow.rules.queries import load_rulebook

pages = Blueprint("freeze_windows", __name__)

COUNTED_BY = "R12"
"""The rule whose figure says how long before an election the usual window begins."""


def _choices(labels: dict[Any, Any]) -> list[tuple[str, str]]:
    return [(key.value, translate(label)) for key, label in labels.items()]


def _page(form: Form) -> Answer:
    windows = sorted(load_rulebook(current_session()).windows, key=lambda one: one.from_on, reverse=True)
    page = render_template(
        "rules/windows.html",
        form=form,
        windows=windows,
        today=current_clock().today(),
        occasions=OCCASION_LABELS,
        kinds=JABATAN_KIND_LABELS,
        acts=ACT_LABELS,
        authorities=AUTHORITY_LABELS,
        levels=LEVEL_LABELS,
        occasion_choices=_choices(OCCASION_LABELS),
        kind_choices=_choices(JABATAN_KIND_LABELS),
        act_choices=_choices(ACT_LABELS),
        authority_choices=_choices(AUTHORITY_LABELS),
        level_choices=_choices(LEVEL_LABELS),
    )
    return page, form.status


@pages.get("/admin/masa-pembatasan")
@requires(Permission.ADMIN)
def show() -> Answer:
    """Show the freeze windows, the latest first."""
    held = load_rulebook(current_session()).in_force(current_clock().today())
    months = next((one.limits["months"] for one in held if one.rule.code == COUNTED_BY), "")
    usual: dict[str, str | list[str]] = {
        "months": str(months),
        "kinds": ["structural", "functional"],
        "acts": ["approve", "decree"],
        "permitted_by": "minister",
    }
    return _page(Form(usual))


@pages.post("/admin/masa-pembatasan")
@requires(Permission.ADMIN)
@writes
def add() -> Answer:
    """Add a window."""
    form = read_form()
    with form.catching():
        window = read_window(form)
        service.add_window(current_session(), window, actor=current_actor(), at=current_clock().now())
        show_notice(T("Masa pembatasan tersimpan: {name}.", name=window.name))
        return redirect(url_for("freeze_windows.show"), 303)
    return _page(form)


@pages.post("/admin/masa-pembatasan/<int:window_id>/akhiri")
@requires(Permission.ADMIN)
@writes
def end(window_id: int) -> Answer:
    """Give a window its last day."""
    form = read_form()
    with form.catching():
        to_on = form.day("to_on", T("Hari terakhir"))
        form.check()
        service.end_window(current_session(), window_id, to_on, actor=current_actor(), at=current_clock().now())
        show_notice(T("Masa pembatasan berakhir {day}.", day=to_on))
        return redirect(url_for("freeze_windows.show"), 303)
    return _page(form)
