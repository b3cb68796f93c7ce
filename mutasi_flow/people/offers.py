"""What people offers to the wiring."""

from mutasi_flow.core.sheets.importer import Importer
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
