"""Forms of workload as typed values."""

from collections.abc import Collection
from itertools import count

from mutasi_flow.core.forms import Form
from mutasi_flow.core.texts import T
from mutasi_flow.workload.domain import EFFECTIVE_MINUTES, Rounding
from mutasi_flow.workload.service import NewPeriod


def start_period(this_year: int, taken: Collection[str]) -> Form:
    """Return the form of a new period, filled with what is usual: the first year whose name is not ``taken``."""
    year = next(year for year in count(this_year) if f"ABK {year}" not in taken)
    minutes = str(EFFECTIVE_MINUTES)
    return Form(
        {
            "name": f"ABK {year}",
            "year": str(year),
            "effective_minutes": minutes,
            "rounding": Rounding.HALF_UP.value,
            "source": "PermenPANRB 1/2020",
        }
    )


def read_period(form: Form) -> NewPeriod:
    """Read a period to open."""
    name = form.text("name", T("Nama"), max_length=100)
    year = form.integer("year", T("Tahun"))
    minutes = form.integer("effective_minutes", T("Menit kerja efektif setahun"))
    rounding = form.member("rounding", T("Pembulatan"), Rounding)
    source = form.text("source", T("Dasar"), required=False)
    copy_from = form.optional_integer("copy_from", T("Mulai dari"))
    form.check()
    return NewPeriod(name, year, minutes, rounding, source, copy_from)
