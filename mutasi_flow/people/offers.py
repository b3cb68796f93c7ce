"""What people offers to the wiring."""

from mutasi_flow.core.jobs import Sweep
from mutasi_flow.core.runtime import Runtime
from mutasi_flow.core.sheets.importer import Importer
from mutasi_flow.people.queries import list_due_employees
from mutasi_flow.people.service import apply_due_placements
from mutasi_flow.people.service.imports.calendar import CALENDAR
from mutasi_flow.people.service.imports.employees import EMPLOYEES
from mutasi_flow.people.service.imports.mergers import MERGERS
from mutasi_flow.people.service.imports.particulars import (
    ASSESSMENTS,
    COMPETENCES,
    CREDENTIALS,
    GOALS,
    NEEDS,
    PROCEEDINGS,
    RELATIVES,
    TEACHING,
    TRAININGS,
)
from mutasi_flow.people.service.imports.places import PLACES
from mutasi_flow.people.service.imports.posts import POSTS, STAFFING
from mutasi_flow.people.service.imports.units import UNITS
from mutasi_flow.people.service.imports.years import DISCIPLINE, PERFORMANCE

IMPORTERS: tuple[Importer, ...] = (
    UNITS,
    MERGERS,
    EMPLOYEES,
    POSTS,
    STAFFING,
    PLACES,
    CALENDAR,
    PERFORMANCE,
    DISCIPLINE,
    RELATIVES,
    PROCEEDINGS,
    TEACHING,
    CREDENTIALS,
    TRAININGS,
    COMPETENCES,
    ASSESSMENTS,
    GOALS,
    NEEDS,
)
"""In the order in which an office brings its data: the tree, the people, the seats, then the rest."""

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
