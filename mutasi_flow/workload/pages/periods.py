"""Periods of workload analysis: opened, looked through before they are closed, compared."""

from flask import Blueprint, redirect, render_template, request, url_for

from mutasi_flow.core.actor import Permission
from mutasi_flow.core.errors import NotPermitted
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
from mutasi_flow.workload.domain import ROUNDING_LABELS
from mutasi_flow.workload.domain.changes import units_between, weightiest_first
from mutasi_flow.workload.forms import read_period, start_period
from mutasi_flow.workload.queries import find_period_in_force, get_period, list_periods, load_needs
from mutasi_flow.workload.service import close_period, list_changes, may_manage, open_period, recheck

pages = Blueprint("periods", __name__, url_prefix="/kebutuhan/periode")

MANAGERS = (Permission.PLAN, Permission.ADMIN)
SHOWN = 50


def _require_manager() -> None:
    """Refuse planners of a part: a period speaks of every unit."""
    if not may_manage(current_actor()):
        raise NotPermitted


def _page(form: Form) -> Answer:
    _require_manager()
    session = current_session()
    periods = list_periods(session)
    in_force = find_period_in_force(session)
    needs = {one.id: load_needs(session, one) for one in periods}
    page = render_template(
        "workload/periods.html",
        form=form,
        periods=periods,
        sizes={key: (len(found), sum(one.need for one in found.values())) for key, found in needs.items()},
        in_force=in_force.id if in_force else None,
        roundings=ROUNDING_LABELS,
        rounding_choices=[(key.value, translate(label)) for key, label in ROUNDING_LABELS.items()],
        copy_choices=[(str(one.id), one.name) for one in periods],
    )
    return page, form.status


@pages.get("")
@requires(*MANAGERS)
def index() -> Answer:
    """List the periods, the latest year first, and offer a new one."""
    taken = {one.name for one in list_periods(current_session())}
    return _page(start_period(current_clock().today().year, taken))


@pages.post("")
@requires(*MANAGERS)
@writes
def open_one() -> Answer:
    """Open a period."""
    form = read_form()
    with form.catching():
        new = read_period(form)
        open_period(current_session(), new, actor=current_actor(), at=current_clock().now())
        show_notice(T("Periode {name} dibuka. Unggah uraian tugasnya, lalu periksa dan tutup.", name=new.name))
        return redirect(url_for("periods.index"), 303)
    return _page(form)


def _look(period_id: int, form: Form) -> Answer:
    _require_manager()
    session = current_session()
    period = get_period(session, period_id)
    page = render_template(
        "workload/period_check.html",
        period=period,
        form=form,
        found=recheck(session, period_id, current_clock().today()),
        shown=SHOWN,
    )
    return page, form.status


@pages.get("/<int:period_id>/tutup")
@requires(*MANAGERS)
def look(period_id: int) -> Answer:
    """Show what to know before a period is closed."""
    return _look(period_id, Form())


@pages.post("/<int:period_id>/tutup")
@requires(*MANAGERS)
@writes
def close(period_id: int) -> Answer:
    """Close a period as it was looked through."""
    form, clock = read_form(), current_clock()
    with form.catching():
        if not form.flag("seen"):
            form.fail("seen", T("Centang dahulu bahwa Anda sudah memeriksanya."))
        form.check()
        mark = form.value("mark")
        close_period(current_session(), period_id, mark, actor=current_actor(), today=clock.today(), at=clock.now())
        show_notice(T("Periode ditutup. Kebutuhan semua jabatannya berlaku mulai sekarang."))
        return redirect(url_for("periods.index"), 303)
    return _look(period_id, form)


@pages.get("/banding")
@requires(*MANAGERS)
def compare() -> Answer:
    """Compare two periods: posts whose need changes, units that become critical by it."""
    _require_manager()
    session, periods = current_session(), list_periods(current_session())
    keys = [one.id for one in reversed(periods)][-2:]
    chosen = [request.args.get(name, key, int) for name, key in zip(("a", "b"), keys, strict=False)]
    if len(chosen) < 2:  # noqa: PLR2004 - there is nothing to compare yet
        return render_template("workload/period_compare.html", periods=periods, earlier=None, later=None)
    earlier, later = (get_period(session, key) for key in chosen)
    changes = list_changes(session, earlier, later)
    return render_template(
        "workload/period_compare.html",
        periods=periods,
        earlier=earlier,
        later=later,
        changes=weightiest_first(changes),
        shown=SHOWN,
        totals=[sum(one.need for one in load_needs(session, period).values()) for period in (earlier, later)],
        newly_critical=[one.sentence for one in units_between(changes) if one.newly_critical],
        relieved=[one.sentence for one in units_between(changes) if one.relieved],
    )
