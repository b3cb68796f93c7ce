"""Input of the pages: a box in other words, and thresholds."""

from dataclasses import dataclass
from datetime import date

from mutasi_flow.core.forms import Form
from mutasi_flow.core.texts import T
from mutasi_flow.people.domain import AssessmentAxis
from mutasi_flow.people.model import NAME
from mutasi_flow.planning.talent.domain import LEAST_SCORE, MOST_SCORE, USUAL_BOXES
from mutasi_flow.planning.talent.model import ADVICE

BOX, THRESHOLD = "kotak", "ambang"


@dataclass(frozen=True, slots=True)
class Since:
    """From which day on, and by which paper."""

    from_on: date
    source: str


def read_since(form: Form) -> Since:
    """Read day and paper."""
    return Since(form.day("from_on", T("Berlaku mulai")), form.text("source", T("Dasar"), max_length=NAME))


def read_box(form: Form) -> tuple[int, tuple[str, str], bool]:
    """Read number, name and advice of a box, and whether it feeds the succession pool."""
    number = form.integer("number", T("Kotak"), least=1, most=len(USUAL_BOXES))
    name = form.text("name", T("Nama kotak"), max_length=NAME)
    advice = form.text("advice", T("Tindak lanjut"), max_length=ADVICE, multiline=True)
    return number, (name, advice), form.flag("is_pool")


def read_threshold(form: Form) -> tuple[AssessmentAxis, tuple[int, int]]:
    """Read an axis with the scores from which it is middle and high."""
    axis = form.member("axis", T("Yang dinilai"), AssessmentAxis)
    middle = form.integer("middle_from", T("Menengah mulai nilai"), least=LEAST_SCORE, most=MOST_SCORE)
    high = form.integer("high_from", T("Tinggi mulai nilai"), least=LEAST_SCORE, most=MOST_SCORE)
    return axis, (middle, high)
