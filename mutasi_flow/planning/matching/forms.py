"""Input of the pages: a requirement, its days, and the weights of the parts."""

from datetime import date

from mutasi_flow.core.forms import Form
from mutasi_flow.core.texts import T
from mutasi_flow.people.model import NAME
from mutasi_flow.planning.matching.domain import PART_LABELS, AskKind, Part

LONGEST_SOURCE = NAME
MOST_AMOUNT = 99
MOST_WEIGHT = 100


def read_requirement(form: Form) -> tuple[AskKind, str, int | None]:
    """Read kind, words and figure; which of them is needed depends on the kind (``read_ask``)."""
    kind = form.choice("kind", T("Syarat"), list(AskKind))
    subject = form.text("subject", T("Isi"), required=False, max_length=NAME)
    amount = form.optional_integer("amount", T("Tingkat atau tahun"), least=1, most=MOST_AMOUNT)
    return AskKind(kind or AskKind.STUDY), subject, amount


def read_days(form: Form) -> tuple[date | None, date | None, str]:
    """Read from when to when it holds, and the paper behind it."""
    from_on, to_on = form.optional_day("from_on", T("Berlaku mulai")), form.optional_day("to_on", T("Berlaku sampai"))
    return from_on, to_on, form.text("source", T("Dasar"), max_length=LONGEST_SOURCE)


def read_weights(form: Form) -> dict[Part, int]:
    """Read one weight per part."""
    return {part: form.integer(part.value, label, least=0, most=MOST_WEIGHT) for part, label in PART_LABELS.items()}
