"""API v1 of the inbox."""

from collections.abc import Sequence

from flask import Blueprint, jsonify

from mutasi_flow.core.errors import NotFound
from mutasi_flow.core.web import (
    Answer,
    current_actor,
    current_clock,
    current_session,
    read_json,
    read_number,
    requires,
    translate,
    writes,
)
from mutasi_flow.inbox import queries
from mutasi_flow.inbox.domain import mark_due
from mutasi_flow.inbox.offers import find_task_kinds
from mutasi_flow.inbox.queries import TaskRow
from mutasi_flow.inbox.schemas import read_answer, task_json
from mutasi_flow.people import queries as people

blueprint = Blueprint("tasks_api", __name__, url_prefix="/api/v1")

LARGEST_PAGE = 200


def _shown(rows: Sequence[TaskRow]) -> list[dict[str, object]]:
    clock, holidays = current_clock(), people.list_holidays(current_session())
    today, kinds = clock.today(), find_task_kinds()
    return [
        task_json(
            row,
            kinds.get(row.kind),
            mark_due(row.opened_at.astimezone(clock.zone).date(), row.due_on, today, holidays),
            translate,
        )
        for row in rows
    ]


@blueprint.get("/tasks")
@requires()
def list_tasks() -> Answer:
    """List the open tasks that wait for the bearer, the nearest due date first."""
    limit, start = (
        read_number("limit", queries.PAGE, least=1, most=LARGEST_PAGE),
        read_number("cursor", 0, most=1_000_000),
    )
    rows = queries.list_for(current_session(), current_actor(), limit=limit + 1, offset=start)
    more = str(start + limit) if len(rows) > limit else None
    return jsonify(items=_shown(rows[:limit]), next=more)


@blueprint.post("/tasks/<int:task_id>/complete")
@requires()
@writes
def complete(task_id: int) -> Answer:
    """Complete a task as its kind says; what somebody else holds does not exist for the bearer."""
    session, actor = current_session(), current_actor()
    task = queries.get_task(session, task_id)
    kind = find_task_kinds().get(task.kind)
    if kind is None or not queries.may_complete(session, task, actor):
        raise NotFound(queries.NO_TASK)
    kind.complete(session, task_id, actor, current_clock(), read_answer(read_json(), kind))
    session.flush()
    return jsonify(_shown([queries.get_task(session, task_id)])[0])
