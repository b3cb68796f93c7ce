"""The read side of the frontline: schools by subject and hours, health facilities by profession."""

from mutasi_flow.planning.frontline.queries.facilities import FacilityRow, load_facilities
from mutasi_flow.planning.frontline.queries.schools import (
    SchoolMap,
    Spot,
    SubjectRow,
    TeacherRow,
    list_teachers,
    load_school_map,
)
from mutasi_flow.planning.frontline.queries.terms import TermRow, list_terms, load_term, term_on

__all__ = [
    "FacilityRow",
    "SchoolMap",
    "Spot",
    "SubjectRow",
    "TeacherRow",
    "TermRow",
    "list_teachers",
    "list_terms",
    "load_facilities",
    "load_school_map",
    "load_term",
    "term_on",
]
