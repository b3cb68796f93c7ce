"""During a sitting: who is there, who steps aside, and what the team says about each transfer and move."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, insert, update
from sqlalchemy.orm import Session

from mutasi_flow.core.actor import Actor
from mutasi_flow.core.clock import Clock
from mutasi_flow.core.errors import Conflict, InvalidInput, NotFound, NotPermitted, Stale
from mutasi_flow.core.texts import T, Text
from mutasi_flow.transfers.deliberation.calling import note
from mutasi_flow.transfers.deliberation.quorum import Count
from mutasi_flow.transfers.deliberation.records import Board, ItemRow, TransferItem
from mutasi_flow.transfers.deliberation.rights import get_board, get_open, is_seated, may_lead
from mutasi_flow.transfers.domain.team import Advice, AgreedBy, Aside, Presence, SittingState
from mutasi_flow.transfers.gates import LONGEST_REASON
from mutasi_flow.transfers.model import Recusal, SittingItem, SittingMember

LONGEST_REMARK = 300
LONGEST_NOTES = 1900
"""A letter prints no longer single text than 2,000 characters."""


@dataclass(frozen=True, slots=True)
class Attended:
    """Whether one member was there; whoever was not has a reason."""

    presence: Presence
    remark: str = ""


def note_attendance(
    session: Session,
    sitting_id: int,
    found: Mapping[int, Attended],
    *,
    expected_version: int | None,
    actor: Actor,
    clock: Clock,
) -> None:
    """Note who is there, by employee; members who are not named stay as they are.

    Raises:
        NotFound, NotPermitted, Conflict, Stale: as for every act in a sitting.
        InvalidInput: somebody is absent without a reason; the field is ``remark-<employee>``.
    """
    board = get_open(session, sitting_id, actor, expected_version=expected_version)
    known = {seat.employee_id: seat for seat in board.seats}
    for employee_id, one in found.items():
        remark = one.remark.strip()
        if employee_id not in known:
            raise NotFound(T("Anggota tim tidak ditemukan."))
        if one.presence is Presence.ABSENT and not remark:
            raise InvalidInput(
                T("{name} tidak hadir: tuliskan alasannya.", name=known[employee_id].name), f"remark-{employee_id}"
            )
        if len(remark) > LONGEST_REMARK:
            raise InvalidInput(T("Alasan paling panjang {limit} huruf.", limit=LONGEST_REMARK), f"remark-{employee_id}")
        session.execute(
            update(SittingMember)
            .where(SittingMember.sitting_id == sitting_id, SittingMember.employee_id == employee_id)
            .values(presence=one.presence, remark=remark if one.presence is Presence.ABSENT else "")
        )
    payload = {"found": {str(key): one.presence.value for key, one in found.items()}}
    note(session, sitting_id, "attendance_noted", actor=actor, payload=payload, at=clock.now())


def step_aside(
    session: Session,
    sitting_id: int,
    number: str,
    employee_id: int,
    ground: Aside,
    *,
    remark: str,
    actor: Actor,
    clock: Clock,
) -> None:
    """Let a member step aside for one transfer: noted by whoever leads, or by the member.

    Raises:
        NotFound: no such sitting, item or member for this person.
        NotPermitted: it is neither the actor's own seat nor the actor's to lead.
        Conflict: the sitting has ended, or the member has stepped aside already.
        InvalidInput: another interest is not explained.
    """
    board = get_board(session, sitting_id, actor, lock=True)
    item, seat = board.get_item(number), next((one for one in board.seats if one.employee_id == employee_id), None)
    if seat is None:
        raise NotFound(T("Anggota tim tidak ditemukan."))
    is_own_seat = is_seated(board, actor) and actor.employee_id == employee_id
    if not is_own_seat and not may_lead(board, actor):
        raise NotPermitted(T("Ini pekerjaan ketua, wakil ketua, dan sekretaris tim."))
    _refuse_ended(board)
    remark = remark.strip()
    if (ground is Aside.OTHER and not remark) or len(remark) > LONGEST_REMARK:
        raise InvalidInput(T("Jelaskan kepentingannya, paling panjang {limit} huruf.", limit=LONGEST_REMARK), "remark")
    if employee_id in board.aside_of(item.id):
        raise Conflict(T("{name} sudah mundur dari usulan ini.", name=seat.name))
    values = {"item_id": item.id, "employee_id": employee_id, "ground": ground, "remark": remark}
    session.execute(insert(Recusal), values)
    payload = {**item.about, "member": employee_id, "ground": ground.value}
    note(session, sitting_id, "stepped_aside", actor=actor, payload=payload, at=clock.now())


def take_part_again(
    session: Session, sitting_id: int, number: str, employee_id: int, *, actor: Actor, clock: Clock
) -> None:
    """Take a stepping aside back, whoever it was noted of by mistake; never for the own case.

    Raises:
        NotFound, NotPermitted, Conflict: as for every act in a sitting.
    """
    board = get_open(session, sitting_id, actor)
    item = board.get_item(number)
    found = next((one for one in board.asides if (one.item_id, one.employee_id) == (item.id, employee_id)), None)
    if found is None:
        raise NotFound(T("Anggota tim tidak ditemukan."))
    if found.ground is Aside.OWN or employee_id == actor.employee_id:
        raise NotPermitted(T("Benturan kepentingan ini tidak dapat dihapus oleh yang bersangkutan."))
    session.execute(delete(Recusal).where(Recusal.item_id == item.id, Recusal.employee_id == employee_id))
    payload = {**item.about, "member": employee_id, "ground": found.ground.value}
    note(session, sitting_id, "took_part_again", actor=actor, payload=payload, at=clock.now())


def _refuse_ended(board: Board) -> None:
    if board.sitting.state is not SittingState.OPEN:
        raise Conflict(T("Sidang ini sudah berakhir. Tidak ada yang berubah."))


@dataclass(frozen=True, slots=True)
class NewAdvice:
    """What the team says about one transfer; the figures only where hands were counted."""

    advice: Advice
    agreed_by: AgreedBy = AgreedBy.CONSENSUS
    in_favour: int | None = None
    opposed: int | None = None
    abstained: int | None = None
    reason: str = ""
    notes: str = ""

    @property
    def counted(self) -> int:
        """How many hands were counted."""
        return (self.in_favour or 0) + (self.opposed or 0) + (self.abstained or 0)


def agrees(advice: Advice, in_favour: int, opposed: int) -> bool:
    """Whether the count carries the advice: the greater number does, and equal numbers carry a deferral only."""
    if advice is Advice.RECOMMENDED:
        return in_favour > opposed
    if advice is Advice.NOT_RECOMMENDED:
        return opposed > in_favour
    return True


def find_fault(new: NewAdvice, there: int) -> tuple[str, Text] | None:
    """Return the field and the sentence of what is wrong with an advice of ``there`` members, or None."""
    if new.advice is not Advice.RECOMMENDED and not new.reason.strip():
        return "reason", T("Tuliskan alasannya.")
    if len(new.reason) > min(LONGEST_REASON, LONGEST_NOTES):
        return "reason", T("Alasan paling panjang {limit} huruf.", limit=LONGEST_NOTES)
    if len(new.notes) > LONGEST_NOTES:
        return "notes", T("Catatan paling panjang {limit} huruf.", limit=LONGEST_NOTES)
    if new.agreed_by is AgreedBy.CONSENSUS:
        return None
    if new.counted != there:
        return "in_favour", T(
            "Jumlah suara {counted}, padahal yang hadir dan ikut membahas {there}.", counted=new.counted, there=there
        )
    if not agrees(new.advice, new.in_favour or 0, new.opposed or 0):
        return "in_favour", T("Hasil ini tidak didukung suara terbanyak. Bila suara sama, usulan ditunda.")
    return None


def quorum_sentence(count: Count) -> Text:
    """Say how many are there of how many, and how many it takes."""
    if count.is_met:
        return T("Kuorum terpenuhi: hadir {present} dari {seats} anggota.", present=count.present, seats=count.seats)
    return T(
        "Kuorum belum terpenuhi: hadir {present} dari {seats} anggota, diperlukan {needed}.",
        present=count.present,
        seats=count.seats,
        needed=count.needed,
    )


def refuse_unfit(board: Board, item: ItemRow, new: NewAdvice, actor: Actor) -> None:
    """Refuse an advice that cannot be written down of an item.

    Raises:
        NotPermitted, Conflict, InvalidInput: as :func:`advise`.
    """
    if actor.employee_id in board.aside_of(item.id):
        raise NotPermitted(T("Anda mundur dari usulan ini, jadi hasilnya dicatat orang lain."))
    if not item.is_waiting:
        raise Conflict(T("Usulan {number} sudah tidak menunggu sidang.", number=item.number))
    count = board.count_of(item.id)
    if new.advice is not Advice.DEFERRED and not count.is_met:
        raise InvalidInput(quorum_sentence(count), "advice")
    fault = find_fault(new, count.present)
    if fault is not None:
        raise InvalidInput(fault[1], fault[0])


def advise(
    session: Session, sitting_id: int, number: str, new: NewAdvice, *, mark: str | None, actor: Actor, clock: Clock
) -> None:
    """Write down what the team says about one transfer; it takes effect when the sitting is closed.

    ``mark`` is what the page knew of the advice (:attr:`ItemRow.mark`).

    Raises:
        NotFound, NotPermitted: no such sitting or item for this person, or the person steps aside for it.
        Conflict: the sitting has ended, or the transfer waits no longer.
        Stale: somebody else has written meanwhile.
        InvalidInput: the quorum is not met, a reason is missing, or the count does not carry the advice.
    """
    board = get_open(session, sitting_id, actor)
    item, at = board.get_item(number), clock.now()
    if mark is not None and mark != item.mark:
        raise Stale(T("Hasil untuk usulan ini sudah dicatat orang lain. Baca dahulu catatannya."))
    refuse_unfit(board, item, new, actor)
    told = write_advice(session, [item], new, at)
    note(session, sitting_id, "advised", actor=actor, payload={**item.about, **told}, at=at)


def write_advice(session: Session, items: Sequence[ItemRow], new: NewAdvice, at: datetime) -> dict[str, Any]:
    """Write the same advice of several items down, and return it as the trail tells it."""
    is_count = new.agreed_by is AgreedBy.COUNT
    kept: dict[str, Any] = {**asdict(new), "reason": new.reason.strip(), "notes": new.notes.strip()}
    for name in ("in_favour", "opposed", "abstained"):
        kept[name] = (kept[name] or 0) if is_count else None
    ids = [item.id for item in items]
    session.execute(update(SittingItem).where(SittingItem.id.in_(ids)).values({**kept, "advised_at": at}))
    counted = [kept["in_favour"], kept["opposed"], kept["abstained"]] if is_count else []
    return {"advice": new.advice.value, "agreed_by": new.agreed_by.value, "counted": counted}


def list_obstacles(board: Board) -> Sequence[Text]:
    """Return what keeps a sitting from being closed."""
    found: list[Text] = []
    if not board.items:
        found.append(T("Agenda masih kosong."))
    unknown = [seat.name for seat in board.seats if seat.presence is Presence.UNKNOWN]
    if unknown:
        found.append(T("Kehadiran belum dicatat: {names}.", names=", ".join(unknown)))
    if not board.count.is_met:
        found.append(quorum_sentence(board.count))
    elif board.leader is None:
        found.append(T("Tidak ada ketua, wakil ketua, atau sekretaris yang hadir dan tidak berkepentingan."))
    for item in board.waiting:
        if item.advice is not None or isinstance(item, TransferItem):
            found += _obstacles_of(board, item)
    for plan in board.plans:
        open_moves = sum(item.advice is None for item in board.moves_of(plan))
        if open_moves:
            found.append(T("{plan}: {count} mutasi belum ada hasilnya.", plan=plan.name, count=open_moves))
    return found


def _obstacles_of(board: Board, item: ItemRow) -> list[Text]:
    if item.advice is None or item.agreed_by is None:
        return [T("{number}: hasil belum dicatat.", number=item.number)]
    count = board.count_of(item.id)
    if item.advice is not Advice.DEFERRED and not count.is_met:
        return [T("{number}: {sentence}", number=item.number, sentence=quorum_sentence(count))]
    kept = NewAdvice(item.advice, item.agreed_by, item.in_favour, item.opposed, item.abstained, item.reason, item.notes)
    fault = find_fault(kept, count.present)
    return [T("{number}: {sentence}", number=item.number, sentence=fault[1])] if fault else []
