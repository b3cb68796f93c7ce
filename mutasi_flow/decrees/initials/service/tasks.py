"""The inbox tasks of the chain: one for the place whose turn it is, and none for letters that wait no longer."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from mutasi_flow.core.runtime import Runtime
from mutasi_flow.core.texts import T
from mutasi_flow.decrees.initials.domain import ABOUT, INITIAL, Progress
from mutasi_flow.decrees.initials.queries import LetterInChain, list_in_chain
from mutasi_flow.inbox import service as inbox
from mutasi_flow.inbox.domain import Holder, NewTask
from mutasi_flow.inbox.model import IS_OPEN, Task

LONGEST_LABEL = 300


def open_task(session: Session, letter: LetterInChain, progress: Progress, at: datetime) -> None:
    """Ask whoever holds the next place for the initial; of a confidential letter only the page of initials tells."""
    step, position = progress.next_step, progress.next_position
    if step is None or position is None or letter.is_secret:
        return
    task = NewTask(
        about_kind=ABOUT,
        about_id=letter.id,
        about_label=f"{letter.number} · {letter.employee_name}"[:LONGEST_LABEL],
        kind=INITIAL,
        holder=Holder(role=step.role.value, unit_id=step.unit_id),
        opened_at=at,
        due_on=None,
        stage=position,
        holder_label=step.title,
        announce=T("Surat {number} menunggu paraf Anda.", number=letter.number),
        about_employee_id=letter.employee_id,
    )
    inbox.open_tasks(session, [task])


def _keep(session: Session, at: datetime) -> int:
    """Open what is missing, and close what waits for nothing any more; return how many."""
    wanted = select(Task.id, Task.about_id, Task.stage).where(Task.kind == INITIAL, IS_OPEN)
    open_rows = session.execute(wanted.order_by(Task.about_id)).all()
    in_chain = {letter.id: (letter, progress) for letter, progress in list_in_chain(session)}
    turns = {(key, progress.next_position) for key, (_, progress) in in_chain.items()}
    gone = [task_id for task_id, about, stage in open_rows if (about, stage) not in turns]
    for task_id in gone:
        inbox.close(session, task_id, at)
    asked = {(about, stage) for _, about, stage in open_rows}
    missing = [
        pair
        for key, pair in in_chain.items()
        if pair[1].next_position and not pair[0].is_secret and (key, pair[1].next_position) not in asked
    ]
    for letter, progress in missing:
        open_task(session, letter, progress, at)
    return len(gone) + len(missing)


def keep_tasks(runtime: Runtime) -> int:
    """Let the inbox follow the letters: those printed since, those signed or revoked meanwhile."""
    with runtime.database.writing() as session:
        return _keep(session, runtime.clock.now())
