"""Writing down what a team decided about a plan, and that the printed page was signed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import insert
from sqlalchemy.orm import Session

from mutasi_flow.core.actor import Actor
from mutasi_flow.core.clock import Clock
from mutasi_flow.core.errors import Conflict, InvalidInput, NotFound, NotPermitted, Refused, Stale
from mutasi_flow.core.files import FileStore
from mutasi_flow.core.texts import T
from mutasi_flow.core.uploads import Examined
from mutasi_flow.letters import service as letters
from mutasi_flow.letters.contexts import Cited
from mutasi_flow.letters.contexts.deliberation import Attendee, HeardItem, Minutes, Sat, plan_minutes
from mutasi_flow.letters.contexts.parts import Row, Signatory
from mutasi_flow.letters.contexts.supporting import FOR_INK
from mutasi_flow.letters.domain import MINUTES_REGISTER, written_date
from mutasi_flow.letters.queries import get_house
from mutasi_flow.people import queries as people
from mutasi_flow.planning.minutes.model import (
    LONGEST_PLACE,
    LONGEST_REASON,
    LONGEST_REMARK,
    LeftOut,
    PlanMinutes,
)
from mutasi_flow.planning.minutes.queries import (
    ABOUT,
    KIND,
    MinutesRow,
    get_letter,
    key_of_latest,
    list_minutes,
    was_put_on_agenda,
)
from mutasi_flow.planning.plans.queries import (
    Digests,
    MoveRow,
    PlanRow,
    ScenarioRow,
    digests_of,
    get_solution,
    list_moves,
    list_scenarios,
)
from mutasi_flow.planning.plans.service import as_planner, may_plan, record_plan, take_for_change
from mutasi_flow.transfers.deliberation import MemberRow, TeamRow, get_team, list_members
from mutasi_flow.transfers.deliberation.quorum import Seat, count, leader_of
from mutasi_flow.transfers.domain.team import DUTY_LABELS, Presence
from mutasi_flow.transfers.service.signing import ink_signature

GROUP = 16
"""Digits of a digest that stand together in print."""


@dataclass(frozen=True, slots=True)
class NewMinutes:
    """What was decided: ``absent`` are members who were not there, with the reason; ``left_out`` moves by NIP."""

    team_id: int
    held_on: date
    place: str
    solution_id: int
    because: str
    absent: Mapping[int, str]
    left_out: Sequence[tuple[str, str]] = ()


@dataclass(frozen=True, slots=True)
class _Sitting:
    """Who sat, and who led."""

    team: TeamRow
    members: Sequence[MemberRow]
    leader: MemberRow
    quorum: str


def write_minutes(
    session: Session,
    store: FileStore,
    plan_id: int,
    new: NewMinutes,
    *,
    actor: Actor,
    clock: Clock,
    expected_latest: int | None = None,
) -> str:
    """Issue the minutes of a sitting about a plan in place of earlier ones; return their number.

    ``expected_latest`` is the key of the latest minutes as the page showed them, 0 where there were none.

    Raises:
        NotFound, NotPermitted: as ``take_for_change``.
        Stale: others were written meanwhile.
        Conflict: the plan stands, or stood, on the agenda of a sitting, which writes its minutes.
        NotFound: there is no such team or result.
        Refused: the quorum is not met, or nobody who may lead was there.
        InvalidInput: a day, place, reason or NIP is missing or not possible, or a text cannot be printed.
    """
    plan = take_for_change(session, plan_id, actor, None)
    earlier = _check_earlier(session, plan, expected_latest)
    sitting = _check_sitting(session, new, clock.today())
    _plan, solution = get_solution(session, new.solution_id, actor)
    if solution.plan_id != plan.id:
        raise NotFound(T("Hasil hitungan tidak ditemukan."))
    if not 0 < len(new.because.strip()) <= LONGEST_REASON:
        raise InvalidInput(T("Tuliskan alasannya, paling panjang {limit} huruf.", limit=LONGEST_REASON), "because")
    moves = _find_left_out(session, new)
    solved = [one for one in list_scenarios(session, plan.id) if one.solution_id is not None]
    on = written_date(solution.solved_at.astimezone(clock.zone).date())
    chosen = f"Dipilih skenario “{solution.scenario}”, dihitung {on}."
    decided = (chosen, f"Alasan: {new.because.strip()}", *prove(digests_of(store, solution.plan_key)))
    sat, at = _sat(session, new, sitting, clock.today()), clock.now()
    context = _compose(plan, sat, new, sitting, solved=solved, decided=decided, moves=moves)
    former = [row.letter for row in earlier if row.letter.revoked_at is None]
    issued = letters.issue(
        session,
        kind=KIND,
        about_kind=ABOUT,
        about_id=plan.id,
        context=context,
        dated_on=sat.dated_on,
        at=at,
        register=MINUTES_REGISTER,
    )
    for one in former:
        letters.revoke(session, one.id, at, replaced_by=issued.id)
    values: dict[str, Any] = {"plan_id": plan.id, "solution_id": solution.id, "letter_id": issued.id}
    more = {"held_on": new.held_on, "written_by_id": actor.account_id, "written_at": at}
    key: int = session.execute(insert(PlanMinutes).values(**values, **more).returning(PlanMinutes.id)).scalar_one()
    if moves:
        rows = [{"minutes_id": key, "move_id": move.id, "reason": reason} for move, reason in moves]
        session.execute(insert(LeftOut), rows)
    payload = {"letter": issued.number, "solution": solution.id, "left_out": [move.place for move, _why in moves]}
    record_plan(session, plan.id, "plan_minutes_written", payload, actor=as_planner(actor, plan.unit_path), at=at)
    return issued.number


def _check_earlier(session: Session, plan: PlanRow, expected_latest: int | None) -> list[MinutesRow]:
    earlier = list_minutes(session, plan.id)
    if expected_latest not in {None, key_of_latest(earlier)}:
        raise Stale(T("Berita acara lain tentang rencana ini baru saja ditulis. Baca dahulu isinya."))
    if was_put_on_agenda(session, plan.id):
        raise Conflict(
            T("Rencana ini dibahas dalam sidang yang tercatat di sini. Berita acaranya terbit dari sidang itu.")
        )
    return earlier


def _check_sitting(session: Session, new: NewMinutes, today: date) -> _Sitting:
    team = get_team(session, new.team_id)
    if new.held_on > today or not team.is_in(new.held_on):
        raise InvalidInput(T("Hari sidang: dalam masa tugas tim, dan tidak sesudah hari ini."), "held_on")
    if not 0 < len(new.place.strip()) <= LONGEST_PLACE:
        raise InvalidInput(T("Tuliskan tempat sidang, paling panjang {limit} huruf.", limit=LONGEST_PLACE), "place")
    members = list_members(session, team.id, new.held_on)
    for one in members:
        remark = new.absent.get(one.employee_id)
        if remark is not None and not 0 < len(remark.strip()) <= LONGEST_REMARK:
            text = T("{name} tidak hadir: tuliskan sebabnya.", name=one.name)
            raise InvalidInput(text, f"sebab-{one.employee_id}")
    seats = [
        Seat(one.employee_id, one.duty, Presence.ABSENT if one.employee_id in new.absent else Presence.PRESENT)
        for one in members
    ]
    found, leader = count(team.quorum, seats), leader_of(seats)
    words = T("hadir {present} dari {seats} anggota, perlu {needed}", **_figures(found))
    if not found.is_met or leader is None:
        reasons = (words, *((T("Ketua, wakil, atau sekretaris tidak hadir."),) if leader is None else ()))
        raise Refused(T("Kuorum tidak terpenuhi, jadi belum ada yang dapat diputus."), reasons)
    by_key = {one.employee_id: one for one in members}
    return _Sitting(team, members, by_key[leader.employee_id], f"Kuorum terpenuhi: {words}.")


def _figures(found: Any) -> dict[str, int]:
    return {"present": found.present, "seats": found.seats, "needed": found.needed}


def _find_left_out(session: Session, new: NewMinutes) -> list[tuple[MoveRow, str]]:
    by_nip = {row.nip: row for row in list_moves(session, new.solution_id, limit=None)}
    found: dict[int, tuple[MoveRow, str]] = {}
    for nip, reason in new.left_out:
        move = by_nip.get(nip)
        if move is None:
            raise InvalidInput(T("NIP {nip} tidak diusulkan pindah dalam hasil ini.", nip=nip), "left_out")
        if not 0 < len(reason.strip()) <= LONGEST_REASON:
            raise InvalidInput(T("{name}: tuliskan mengapa mutasinya tidak diteruskan.", name=move.name), "left_out")
        found[move.id] = (move, reason.strip())
    return sorted(found.values(), key=lambda one: one[0].place)


def _sat(session: Session, new: NewMinutes, sitting: _Sitting, today: date) -> Sat:
    team, leader = sitting.team, people.get_employee_card(session, sitting.leader.employee_id)
    nip = (f"NIP {leader.nip}",) if leader.nip else ()
    return Sat(
        office=people.get_office(session),
        team=team.name,
        decree=Cited(team.decree_number, team.decree_on),
        held_on=new.held_on,
        place=new.place.strip(),
        leader=Signatory((f"{DUTY_LABELS[sitting.leader.duty]},",), leader.full_name, nip),
        signature=FOR_INK,
        dated_on=today,
        emblem=get_house(session, today).agency_emblem,
    )


def _compose(
    plan: PlanRow,
    sat: Sat,
    new: NewMinutes,
    sitting: _Sitting,
    *,
    solved: Sequence[ScenarioRow],
    decided: Sequence[str],
    moves: Sequence[tuple[MoveRow, str]],
) -> Minutes:
    attendees = [
        Attendee(
            one.full_name,
            str(DUTY_LABELS[one.duty]),
            is_present=one.employee_id not in new.absent,
            remark=new.absent.get(one.employee_id, "").strip(),
            leads=one.employee_id == sitting.leader.employee_id,
        )
        for one in sitting.members
    ]
    left_out = [
        f"{move.name} ({move.nip}), {move.from_jabatan}, dari {move.from_unit} ke {move.to_unit}: {reason}"
        for move, reason in moves
    ]
    compared = compare_scenarios(solved)
    return plan_minutes(
        sat, plan.name, attendees, sitting.quorum, compared=compared, decided=decided, left_out=left_out
    )


def compare_scenarios(rows: Sequence[ScenarioRow]) -> list[HeardItem]:
    """Return scenarios that were solved, as minutes print them side by side."""
    return [_compare(row) for row in rows]


def _compare(row: ScenarioRow) -> HeardItem:
    figures = row.figures or {}
    rows = [Row("Mutasi", str(row.moves or 0))]
    for label, name, unit in (("Kekurangan", "shortage", " orang"), ("Ketimpangan antarunit", "gini", "")):
        before, after = (_number(figures.get(f"{name}_{side}")) for side in ("before", "after"))
        rows.append(Row(label, f"{before} menjadi {after}{unit}"))
    rows += [Row("Perubahan yang diandaikan", str(len(row.edits)))] if row.edits else []
    return HeardItem(row.name, tuple(rows))


def _number(value: float | None) -> str:
    return "belum diketahui" if value is None else f"{value:.2f}".rstrip("0").rstrip(".").replace(".", ",")


def prove(digests: Digests) -> tuple[str, ...]:
    """Return the digests as minutes print them, in groups that a line can be broken between."""
    named = (("masukan", digests.input), ("sertifikat", digests.certificate))
    groups = [(name, [digest[at : at + GROUP] for at in range(0, len(digest), GROUP)]) for name, digest in named]
    return tuple(f"SHA-256 {name}: {' '.join(parts)}" for name, parts in groups)


def record_signed(
    session: Session,
    store: FileStore,
    plan_id: int,
    letter_id: int,
    scan: Examined,
    *,
    signed_on: date,
    actor: Actor,
    clock: Clock,
) -> None:
    """Record that the printed minutes were signed in ink, as the scan shows.

    Raises:
        NotFound, NotPermitted: as ``take_for_change``.
        NotFound: there are no such minutes.
        Conflict: they are not printed yet, signed already, or replaced.
        InvalidInput: the day cannot be.
    """
    plan = take_for_change(session, plan_id, actor, None)
    if not may_plan(actor, plan.unit_path):
        raise NotPermitted
    letter = get_letter(session, plan.id, letter_id)
    if signed_on > clock.today():
        raise InvalidInput(T("Tanggal ini antara tanggal berita acara dan hari ini."), "signed_on")
    new, at = ink_signature(session, letter, signed_on=signed_on, scan=scan), clock.now()
    digest = letters.record_signature(session, store, letter.id, new, by_id=actor.account_id, at=at)
    payload = {"letter": letter.number, "letter_id": letter.id, "sha256": digest, "signed_on": signed_on.isoformat()}
    record_plan(session, plan.id, "plan_minutes_signed", payload, actor=as_planner(actor, plan.unit_path), at=at)
