"""Forms of the performance assessment team and its sittings."""

from collections.abc import Collection, Sequence
from datetime import date

from mutasi_flow.core.forms import Form
from mutasi_flow.core.texts import T
from mutasi_flow.transfers.deliberation import Attended, NewAdvice, NewSitting, NewTeam, Said, SeatRow, SignatureRow
from mutasi_flow.transfers.domain.team import Advice, AgreedBy, Aside, Duty, Presence, QuorumRule, Signed
from mutasi_flow.transfers.gates import LONGEST_REASON

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


def read_sitting(form: Form, teams: Collection[int], waiting: Collection[str]) -> NewSitting:
    """Read a sitting to call; the box for everything that waits goes before single picks."""
    team = form.choice("team", T("Tim"), [str(key) for key in teams])
    held_on = form.day("held_on", T("Tanggal sidang"))
    place = form.text("place", T("Tempat"), max_length=LONGEST_NUMBER)
    numbers = tuple(waiting) if form.flag("every") else form.choices("number", T("Usulan"), waiting)
    form.check()
    return NewSitting(int(team), held_on, place, numbers)


def read_attendance(form: Form, seats: Sequence[SeatRow]) -> dict[int, Attended]:
    """Read who was there, and why others were not."""
    found = {}
    for seat in seats:
        key = seat.employee_id
        presence = form.choice(f"presence-{key}", T("Kehadiran {name}", name=seat.name), tuple(Presence))
        remark = form.text(f"remark-{key}", T("Alasan"), required=False, max_length=LONGEST_NUMBER)
        found[key] = Attended(Presence(presence) if presence else Presence.UNKNOWN, remark)
    form.check()
    return found


def read_signatures(form: Form, rows: Sequence[SignatureRow]) -> tuple[dict[int, Said], date]:
    """Read which members signed and which refused and why, with the day; who is left open is left out."""
    found = {}
    for row in rows:
        key = row.seat.employee_id
        outcome = form.choice(f"outcome-{key}", T("Tanda tangan {name}", name=row.seat.name), ("", *Signed))
        reason = form.text(f"reason-{key}", T("Alasan"), required=False, max_length=LONGEST_NUMBER)
        if outcome:
            found[key] = Said(Signed(outcome), reason)
    signed_on = form.day("signed_on", T("Tanggal"))
    form.check()
    return found, signed_on


def read_own_signature(form: Form) -> Said:
    """Read whether a member signs with the own account, or why not."""
    outcome = form.member("outcome", T("Tanda tangan"), Signed)
    reason = form.text("reason", T("Alasan"), required=False, max_length=LONGEST_NUMBER)
    form.check()
    return Said(outcome, reason)


def read_aside(form: Form, seats: Sequence[SeatRow]) -> tuple[int, Aside, str]:
    """Read which member steps aside, and why."""
    member = form.choice("member", T("Anggota"), [str(seat.employee_id) for seat in seats])
    ground = form.choice("ground", T("Sebab"), [one.value for one in Aside if one is not Aside.OWN])
    remark = form.text("remark", T("Penjelasan"), required=False, max_length=LONGEST_NUMBER)
    form.check()
    return int(member), Aside(ground), remark


def read_advice(form: Form) -> NewAdvice:
    """Read what the team says about one transfer."""
    advice = form.member("advice", T("Hasil"), Advice)
    agreed_by = form.member("agreed_by", T("Cara"), AgreedBy)
    is_count = agreed_by is AgreedBy.COUNT
    counted = {
        name: form.optional_integer(name, label) if is_count else None
        for name, label in (
            ("in_favour", T("Setuju")),
            ("opposed", T("Tidak setuju")),
            ("abstained", T("Abstain")),
        )
    }
    reason = form.text("reason", T("Alasan"), required=False, max_length=LONGEST_REASON, multiline=True)
    notes = form.text("notes", T("Catatan"), required=False, max_length=LONGEST_REASON, multiline=True)
    form.check()
    return NewAdvice(advice, agreed_by, reason=reason, notes=notes, **counted)
