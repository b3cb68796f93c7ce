"""Forms of the consultation: stepping aside, who reads what of an opinion, and steps taken by the clock."""

from mutasi_flow.core.forms import Form
from mutasi_flow.core.texts import T
from mutasi_flow.inbox.domain import Interest
from mutasi_flow.inbox.service import LONGEST_WORDS
from mutasi_flow.transfers.domain import Voice
from mutasi_flow.transfers.domain.automatic import MOST_DAYS, AutomaticRule, Occasion
from mutasi_flow.transfers.service.stepping import Declared
from mutasi_flow.transfers.visibility import Moment, Part, Reader, Sight

LONGEST_SOURCE = 300


def read_declared(form: Form) -> Declared:
    """Read why somebody steps aside."""
    interest = form.member("interest", T("Benturan kepentingan"), Interest)
    reason = form.text("reason", T("Penjelasan"), required=False, max_length=LONGEST_WORDS, multiline=True)
    form.check()
    return Declared(interest, reason)


def read_automatic(form: Form) -> AutomaticRule:
    """Read a row of a step that the clock takes."""
    row = AutomaticRule(
        form.member("occasion", T("Langkah"), Occasion),
        form.integer("days", T("Hari kerja"), least=1, most=MOST_DAYS),
        form.day("from_on", T("Berlaku mulai")),
        form.text("source", T("Dasar"), max_length=LONGEST_SOURCE),
        form.flag("is_off"),
    )
    form.check()
    return row


def read_sight(form: Form) -> Sight:
    """Read a row of who reads what of an opinion."""
    row = Sight(
        form.member("voice", T("Tanggapan dari"), Voice),
        form.member("reader", T("Pembaca"), Reader),
        form.member("part", T("Bagian"), Part),
        form.member("moment", T("Sejak kapan"), Moment),
        form.day("from_on", T("Berlaku mulai")),
        form.text("source", T("Dasar"), max_length=LONGEST_SOURCE),
    )
    form.check()
    return row
