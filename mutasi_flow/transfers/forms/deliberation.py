"""Forms of the performance assessment team."""

from datetime import date

from mutasi_flow.core.forms import Form
from mutasi_flow.core.texts import T
from mutasi_flow.transfers.deliberation import NewTeam
from mutasi_flow.transfers.domain.team import Duty, QuorumRule

LONGEST_NUMBER = 200


def read_team(form: Form) -> NewTeam:
    """Read a team as its decree appoints it."""
    name = form.text("name", T("Nama tim"), max_length=LONGEST_NUMBER)
    decree_number = form.text("decree_number", T("Nomor keputusan"), max_length=LONGEST_NUMBER)
    decree_on = form.day("decree_on", T("Tanggal keputusan"))
    from_on = form.day("from_on", T("Masa kerja mulai"))
    to_on = form.optional_day("to_on", T("Masa kerja sampai"))
    quorum = form.member("quorum", T("Kuorum"), QuorumRule)
    source = form.text("quorum_source", T("Dasar kuorum"), required=False, max_length=LONGEST_NUMBER)
    form.check()
    return NewTeam(name, decree_number, decree_on, from_on, to_on, quorum, source)


def read_member(form: Form, today: date) -> tuple[str, Duty, date]:
    """Read NIP, duty and first day of a new member."""
    nip = form.text("nip", T("NIP"), max_length=LONGEST_NUMBER)
    duty = form.member("duty", T("Kedudukan"), Duty)
    from_on = form.optional_day("member_from_on", T("Mulai"))
    form.check()
    return nip, duty, from_on or today
