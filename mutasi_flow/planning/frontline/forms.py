"""Input of the pages of the frontline as typed values."""

from collections.abc import Collection
from datetime import date

from mutasi_flow.core.forms import Form
from mutasi_flow.core.texts import T
from mutasi_flow.people.model import NAME
from mutasi_flow.planning.frontline.domain import Grade, Staff, Term
from mutasi_flow.planning.frontline.domain.experience import MOST_YEARS
from mutasi_flow.planning.hours.problem import Terms

MOST_WEEK, FARTHEST, MOST_SCHOOLS, LARGEST_GROUP = 60, 500, 10, 12


def read_term(form: Form) -> tuple[Staff, Term, date, str]:
    """Read a threshold: for whom, what, from when, and on what it rests."""
    staff = form.member("staff", T("Untuk"), Staff)
    years = form.integer("years", T("Masa kerja dalam tahun"), least=0, most=MOST_YEARS)
    grade = form.member("grade", T("Atau jenjang"), Grade)
    from_on = form.day("from_on", T("Berlaku mulai"))
    source = form.text("source", T("Dasar"), max_length=NAME)
    form.check()
    return staff, Term(years, grade), from_on, source


def start_sharing(full_load: float) -> Form:
    """Return the form of a new sharing out, filled with what is usual."""
    usual = Terms()
    figures = {
        "full_load": round(full_load),
        "most_hours": usual.most_hours,
        "most_km": round(usual.most_km),
        "most_schools": usual.most_schools,
        "group": 1,
    }
    return Form({name: str(figure) for name, figure in figures.items()})


def read_sharing(form: Form, units: Collection[str]) -> tuple[str, Terms, int]:
    """Read the code of the top unit (empty: the whole office), the terms, and the hours that are never torn apart."""
    unit = form.choice("unit", T("Sekolah di bawah"), units, required="" not in units)
    full_load = form.integer("full_load", T("Beban penuh seminggu"), least=1, most=MOST_WEEK)
    most_hours = form.integer("most_hours", T("Paling banyak seminggu"), least=1, most=MOST_WEEK)
    most_km = form.integer("most_km", T("Jarak terjauh dalam km"), least=0, most=FARTHEST)
    most_schools = form.integer("most_schools", T("Sekolah tambahan paling banyak"), least=0, most=MOST_SCHOOLS)
    group = form.integer("group", T("Jam satu rombongan belajar"), least=1, most=LARGEST_GROUP)
    form.check()
    return unit, Terms(full_load, most_hours, float(most_km), most_schools), group
