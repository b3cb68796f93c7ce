"""Input of the pages of help for a while."""

from datetime import date

from mutasi_flow.core.forms import Form
from mutasi_flow.core.texts import T
from mutasi_flow.planning.relief.domain import LONGEST_REASON, MOST_PERSONS, SHARES, next_time
from mutasi_flow.planning.relief.queries.posts import Evidence
from mutasi_flow.planning.relief.service.asking import NewRequest


def usual_request(evidence: Evidence, today: date) -> Form:
    """Return a form with what is usual: one person for the months in which the work is too much next."""
    first, last = next_time([(one.first, one.months) for one in evidence.surges], today)
    return Form({"persons": "1", "share": "100", "from_on": first.isoformat(), "until_on": last.isoformat()})


def read_request(form: Form, unit_id: int, jabatan_id: int) -> NewRequest:
    """Read a request."""
    persons = form.integer("persons", T("Berapa orang"), least=1, most=MOST_PERSONS)
    share = form.choice("share", T("Bagian waktu kerja"), [str(share) for share in SHARES])
    first = form.day("from_on", T("Hari pertama"))
    last = form.day("until_on", T("Hari terakhir"))
    reason = form.text("reason", T("Alasan"), max_length=LONGEST_REASON, multiline=True)
    form.check()
    return NewRequest(unit_id, jabatan_id, persons, int(share), first, last, reason)
