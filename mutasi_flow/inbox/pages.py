"""Own tasks and messages."""

from flask import Blueprint, redirect, render_template, url_for

from mutasi_flow.core.errors import NotFound
from mutasi_flow.core.texts import T
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
    )


@pages.get("/tugas/<int:task_id>")
@requires()
def open_task(task_id: int) -> Answer:
    """Lead to the page where this task is done; links in mails come here."""
    session, actor = current_session(), current_actor()
    task = queries.get_task(session, task_id)
    kind = find_task_kinds().get(task.kind)
    if kind is None or not queries.may_complete(session, task, actor):
        raise NotFound(T("Tugas ini tidak ada, atau tidak menunggu Anda."))
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
