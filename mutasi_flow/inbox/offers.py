"""What the inbox offers to the wiring, and where its pages find task kinds."""

from collections.abc import Iterable, Mapping
from typing import Any

from flask import Flask, current_app
from sqlalchemy.orm import Session

from mutasi_flow.access import queries as access
from mutasi_flow.core.actor import Actor
from mutasi_flow.core.errors import NotFound
from mutasi_flow.core.web import Recall
from mutasi_flow.inbox import queries
from mutasi_flow.inbox.domain import TaskKind

EXTENSION = "mutasi_task_kinds"


def install_task_kinds(app: Flask, kinds: Iterable[TaskKind]) -> None:
    """Tell the pages of the inbox which kinds of tasks there are."""
    app.extensions[EXTENSION] = {kind.name: kind for kind in kinds}


def find_task_kinds() -> Mapping[str, TaskKind]:
    """Return the kinds of tasks of the running app, by name."""
    kinds: Mapping[str, TaskKind] = current_app.extensions[EXTENSION]
    return kinds


def refuse_kept_task(session: Session, actor: Actor, named: Mapping[str, Any], _answer: Mapping[str, Any]) -> None:
    """Give no answer again that names a task about what is kept from the visitor by now.

    Raises:
        NotFound: it is confidential, and the visitor is not on its readers' list.
    """
    if "task_id" not in named:
        return
    task = queries.get_task(session, named["task_id"])
    if task.is_secret and not access.is_reader(session, actor, task.about_kind, task.about_id):
        raise NotFound(queries.NO_TASK)


RECALLS: tuple[Recall, ...] = (refuse_kept_task,)
