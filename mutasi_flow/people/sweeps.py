"""People by the clock: placements that begin."""

from mutasi_flow.core.jobs import Sweep
from mutasi_flow.core.runtime import Runtime
from mutasi_flow.people.queries import list_due_employees
from mutasi_flow.people.service import apply_due_placements

QUARTER_HOUR_SECONDS = 900


def _apply_placements(runtime: Runtime) -> int:
    """Move whoever's new post begins today, each in a transaction of its own."""
    today = runtime.clock.today()
    with runtime.database.reading() as session:
        due = list_due_employees(session, today)
    moved = 0
    for employee_id in due:
        with runtime.database.writing() as session:
            moved += apply_due_placements(session, today, runtime.clock.now(), employee_id=employee_id)
    return moved


SWEEPS: tuple[Sweep, ...] = (Sweep("apply_placements", QUARTER_HOUR_SECONDS, _apply_placements),)
