"""Own tasks and messages."""

from flask import Blueprint, redirect, render_template, request, url_for

from mutasi_flow.access import queries as access
from mutasi_flow.core.actor import Permission
from mutasi_flow.core.errors import Conflict, NotFound, Refused
from mutasi_flow.core.forms import Form
from mutasi_flow.core.texts import T, Text
from mutasi_flow.core.web import (
    Answer,
    current_actor,
    current_clock,
    current_session,
    read_form,
    read_mark,
    requires,
    show_notice,
    writes,
)
from mutasi_flow.inbox import queries, service
from mutasi_flow.inbox.domain import DueMark, TaskStatus, mark_due
from mutasi_flow.inbox.offers import find_task_kinds
from mutasi_flow.inbox.queries import PAGE, TaskRow
from mutasi_flow.people import queries as people

pages = Blueprint("inbox", __name__)

SUBSTITUTING = (Permission.SELF, Permission.ADMIN)


def _marked(rows: list[TaskRow]) -> list[tuple[TaskRow, DueMark]]:
    clock, holidays = current_clock(), people.list_holidays(current_session())
    today = clock.today()
    return [(row, mark_due(row.opened_at.astimezone(clock.zone).date(), row.due_on, today, holidays)) for row in rows]


@pages.get("/tugas")
@requires()
def tasks() -> Answer:
    """List what waits for the visitor, the nearest due date first."""
    session, actor = current_session(), current_actor()
    start = read_mark("mulai") or 0
    rows = list(queries.list_for(session, actor, limit=PAGE + 1, offset=start))
    return render_template(
        "inbox/tasks.html",
        rows=_marked(rows[:PAGE]),
        kinds=find_task_kinds(),
        waiting=queries.count_for(session, actor, current_clock().today()),
        unread=queries.count_unread(session, actor),
        start=start,
        page=PAGE,
        has_more=len(rows) > PAGE,
        absent={one.employee_id: one.name for one in actor.absentees},
        may_substitute=any(actor.paths(permission) for permission in SUBSTITUTING),
    )


@pages.get("/tugas/<int:task_id>")
@requires()
def open_task(task_id: int) -> Answer:
    """Lead to the page where this task is done; links in mails come here."""
    session, actor = current_session(), current_actor()
    task = queries.get_task(session, task_id)
    kind = find_task_kinds().get(task.kind)
    if kind is None or not queries.may_complete(session, task, actor):
        raise NotFound(queries.NO_TASK)
    if task.status is not TaskStatus.OPEN:
        show_notice(T("Tugas itu sudah tidak menunggu. Tidak ada yang perlu Anda lakukan."))
        return redirect(url_for("inbox.tasks"), 303)
    return redirect(url_for(kind.endpoint, task_id=task_id), 303)


@pages.get("/pesan")
@requires()
def notices() -> Answer:
    """Show the newest messages."""
    session, actor = current_session(), current_actor()
    before = read_mark("sebelum")
    rows = queries.list_notices(session, actor, limit=PAGE + 1, before=before)
    return render_template(
        "inbox/notices.html",
        rows=rows[:PAGE],
        unread=queries.count_unread(session, actor),
        older=rows[PAGE - 1].id if len(rows) > PAGE else None,
        is_first=before is None,
    )


@pages.post("/pesan")
@requires()
@writes
def read_all() -> Answer:
    """Mark as read what the page showed; what came in since stays unread."""
    newest = read_form().optional_integer("newest", T("Pesan")) or 0
    service.mark_read(current_session(), current_actor(), current_clock().now(), up_to=newest)
    return redirect(url_for("inbox.notices"), 303)


FOUND = 10
"""Colleagues that a search offers at most."""


def _search(text: str, scope: list[str]) -> list[tuple[str, str]]:
    """Return the employees in scope who fit, as choices."""
    rows = people.search_employees(current_session(), text, scope, limit=FOUND).rows if text and scope else []
    return [(str(one.id), one.identity_line) for one in rows]


def _absences(form: Form) -> Answer:
    """Show the absences of the visitor (administrators: all), and offer to name a colleague."""
    session, actor, today = current_session(), current_actor(), current_clock().today()
    is_admin = actor.may(Permission.ADMIN, "")
    own = people.get_employee_card(session, actor.employee_id) if actor.employee_id is not None else None
    scope = [*actor.paths(Permission.EMPLOYEES_READ), *([own.unit_path] if own and own.unit_path else [])]
    asked = {name: request.args.get(name, "").strip() for name in ("wakil", "untuk")}
    page = render_template(
        "inbox/absences.html",
        form=form,
        rows=access.list_absences(session, today, employee_id=None if is_admin else actor.employee_id or 0),
        asked=asked,
        found={name: _search(text, scope) for name, text in asked.items()},
        is_admin=is_admin,
        own=own,
    )
    return page, form.status


@pages.get("/tugas/wakil")
@requires(*SUBSTITUTING)
def absences() -> Answer:
    """Ask who does the ordinary tasks while somebody is away."""
    return _absences(Form({"from_on": current_clock().today().isoformat()}))


def _name_substitute(form: Form) -> Text:
    """Read and keep an absence; say what was kept."""
    session, actor, clock = current_session(), current_actor(), current_clock()
    employee_id = form.optional_integer("employee", T("Yang berhalangan"), least=1) or actor.employee_id
    substitute_id = form.integer("substitute", T("Wakil"), least=1)
    from_on, to_on = form.day("from_on", T("Mulai")), form.day("to_on", T("Sampai"))
    form.check()
    if employee_id is None:
        raise NotFound
    days = {"from_on": from_on, "to_on": to_on, "today": clock.today()}
    service.set_absence(session, actor, employee_id, substitute_id, **days, at=clock.now())
    return T("Wakil tersimpan, {from_on} sampai {to_on}.", from_on=from_on, to_on=to_on)


@pages.post("/tugas/wakil")
@requires(Permission.SELF, Permission.ADMIN)
@writes
def set_absence() -> Answer:
    """Name a colleague."""
    form = read_form()
    with form.catching():
        try:
            show_notice(_name_substitute(form))
        except (Conflict, Refused) as refused:
            form.refusals.append(refused.text)
        else:
            return redirect(url_for("inbox.absences"), 303)
    return _absences(form)


@pages.post("/tugas/wakil/<int:absence_id>/akhiri")
@requires(Permission.SELF, Permission.ADMIN)
@writes
def end_absence(absence_id: int) -> Answer:
    """End an absence."""
    clock = current_clock()
    service.end_absence(current_session(), current_actor(), absence_id, today=clock.today(), at=clock.now())
    show_notice(T("Perwakilan itu berakhir."))
    return redirect(url_for("inbox.absences"), 303)
