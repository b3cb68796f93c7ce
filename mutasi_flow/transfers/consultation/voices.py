"""Who is asked about a transfer, who is passed over because of a conflict of interest, and who answers instead."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from mutasi_flow.access import queries as access
from mutasi_flow.access.domain import Role
from mutasi_flow.core.db import run
from mutasi_flow.core.prepared import Prepared
from mutasi_flow.inbox.domain import Holder, Interest
from mutasi_flow.people import queries as people
from mutasi_flow.people.queries import Head
from mutasi_flow.transfers.consultation.opinions import list_answered
from mutasi_flow.transfers.domain import UNIT_VOICES, Door, Voice
from mutasi_flow.transfers.model import Transfer
from mutasi_flow.transfers.queries import TransferCard
from mutasi_flow.transfers.routes import MINIMUM_PEERS
from mutasi_flow.transfers.workflow import OPEN_STATES, State

DEPTH_OF_AGENCIES = 2
"""In the unit tree the government comes first, then its agencies (dinas, badan, kecamatan)."""

_RIVALS = Prepared(
    select(Transfer.employee_id).where(
        Transfer.to_unit_id == bindparam("unit_id"),
        Transfer.to_jabatan_id == bindparam("jabatan_id"),
        Transfer.state.in_([state for state in OPEN_STATES if state is not State.DRAFT]),
        Transfer.employee_id != bindparam("but"),
        Transfer.is_secret.is_(False),
    )
)


@dataclass(frozen=True, slots=True)
class Asked:
    """A voice that is asked: who holds the task, and the name shown for the holder."""

    voice: Voice
    holder: Holder
    label: str


@dataclass(frozen=True, slots=True)
class PassedOver:
    """Somebody who would have been asked, but for a conflict of interest that the records show."""

    voice: Voice
    employee_id: int
    interest: Interest


@dataclass(frozen=True, slots=True)
class Invitation:
    """Whom a stage asks, and whom it passes over."""

    asked: Sequence[Asked] = ()
    passed_over: Sequence[PassedOver] = ()


@dataclass(slots=True)
class _Conflicts:
    """What the records say about who may not speak; gathers whom it made us pass over."""

    card: TransferCard
    rivals: frozenset[int]
    found: dict[int, PassedOver] = field(default_factory=dict)

    def allow(self, voice: Voice, employee_id: int) -> bool:
        """Whether this person may be asked as this voice; the person concerned and who stepped aside never are."""
        if employee_id == self.card.employee_id or employee_id in self.card.recused:
            return False
        interest = (
            Interest.RELATIVE
            if employee_id in self.card.relatives
            else Interest.RIVAL
            if employee_id in self.rivals
            else None
        )
        if interest is not None:
            self.found.setdefault(employee_id, PassedOver(voice, employee_id, interest))
        return interest is None

    def first(self, voice: Voice, heads: Sequence[Head]) -> Head | None:
        """Return the first of these heads who may be asked."""
        return next((head for head in heads if self.allow(voice, head.id)), None)


def find_conflicts(session: Session, card: TransferCard) -> _Conflicts:
    """Return what the records say about conflicts of interest in this transfer."""
    rivals: frozenset[int] = frozenset()
    if card.to_unit_id is not None and card.to_jabatan_id is not None:
        asked = {"unit_id": card.to_unit_id, "jabatan_id": card.to_jabatan_id, "but": card.employee_id}
        rivals = frozenset(run(session, _RIVALS, asked).scalars())
    return _Conflicts(card, rivals)


def office_of(session: Session, card: TransferCard, voice: Voice, unit: tuple[int, str], today: date) -> Asked:
    """Who answers for a unit without head: its staffing officer; where there is none, the verifiers.

    ``unit`` is the key and the path of the unit.
    """
    unit_id, path = unit
    staffing = access.employees_with_role(session, Role.STAFFING, path, today)
    role = Role.STAFFING if any(not card.bars(one) for one in staffing) else Role.VERIFIER
    return Asked(voice, Holder(role=role.value, unit_id=unit_id), people.unit_name(session, unit_id))


def unit_of(card: TransferCard, voice: Voice) -> tuple[int | None, str]:
    """Return key and path of the unit for which a voice speaks."""
    return (card.to_unit_id, card.to_path) if voice is Voice.RECEIVING else (card.from_unit_id, card.from_path)


def _heads(
    session: Session, card: TransferCard, wanted: Collection[Voice], conflicts: _Conflicts, today: date
) -> list[Asked]:
    voices = (Voice.RELEASING, Voice.RECEIVING)
    units = [unit_of(card, voice) for voice in voices]
    leaving, entering = people.heads_along(session, [path for _unit_id, path in units])
    asked: list[Asked] = []
    if Voice.SUPERVISOR in wanted:
        on_record = people.find_supervisor_on_record(session, card.employee_id)
        supervisor = conflicts.first(Voice.SUPERVISOR, [*([on_record] if on_record else []), *leaving])
        asked += [] if supervisor is None else [_asked(Voice.SUPERVISOR, supervisor)]
    for voice, (unit_id, path), heads in zip(voices, units, (leaving, entering), strict=True):
        if voice not in wanted:
            continue
        head = conflicts.first(voice, heads)
        if unit_id is not None and head is None:
            asked.append(office_of(session, card, voice, (unit_id, path), today))
        elif head is not None and all(other.holder.employee_id != head.id for other in asked):
            asked.append(_asked(voice, head))
    return asked


def _parent(session: Session, card: TransferCard, today: date) -> list[Asked]:
    """The agency above the unit, by its staffing officer; a unit right under the government is its own agency."""
    trail = people.ids_in_path(card.from_path)
    if len(trail) <= DEPTH_OF_AGENCIES:
        return []
    above = trail[:DEPTH_OF_AGENCIES]
    path = "/" + "".join(f"{one}/" for one in above)
    return [office_of(session, card, Voice.PARENT, (above[-1], path), today)]


def _asked(voice: Voice, head: Head) -> Asked:
    return Asked(voice, Holder(employee_id=head.id), head.name)


def list_colleagues(session: Session, conflicts: _Conflicts, most: int, taken: frozenset[int]) -> list[int]:
    """Return colleagues who may be asked as peers, at most so many; ``taken`` have a voice of their own."""
    card = conflicts.card
    barred = len(taken) + len(card.recused) + len(card.relatives) + len(conflicts.rivals)
    found = people.list_peers(session, card.employee_id, most + barred)
    return [peer for peer in found if peer not in taken and conflicts.allow(Voice.PEER, peer)][:most]


def _peers(session: Session, conflicts: _Conflicts, most: int, taken: frozenset[int]) -> list[Asked]:
    """At least three peers or none: fewer answers would show who said what."""
    found = list_colleagues(session, conflicts, most, taken)
    return [Asked(Voice.PEER, Holder(employee_id=peer), "") for peer in found] if len(found) >= MINIMUM_PEERS else []


def plan_voices(session: Session, card: TransferCard, wanted: Mapping[Voice, int], *, today: date) -> Invitation:
    """Say who is asked about the transfer; one person is asked once, whoever has answered is not asked again.

    ``wanted`` are the voices of a stage, with how many peers. On an own request the request itself is the employee's
    voice; otherwise the employee is asked first. Once enough peers have answered no more of them are asked: what a
    summary says would show what the later ones said.
    """
    if not wanted:
        return Invitation()
    conflicts, asked = find_conflicts(session, card), list[Asked]()
    if Voice.EMPLOYEE in wanted and card.door is not Door.OWN:
        asked.append(Asked(Voice.EMPLOYEE, Holder(employee_id=card.employee_id), card.employee_name))
    if not UNIT_VOICES.isdisjoint(wanted):
        asked += _heads(session, card, wanted, conflicts, today)
    if Voice.PARENT in wanted:
        asked += _parent(session, card, today)
    if wanted.get(Voice.PEER):
        taken = frozenset(one.holder.employee_id for one in asked if one.holder.employee_id is not None)
        asked += _peers(session, conflicts, wanted[Voice.PEER], taken)
    if card.submitted_at is not None and asked:
        answered = list_answered(session, card)
        enough = sum(voice is Voice.PEER for voice, _employee_id in answered) >= MINIMUM_PEERS
        known = {employee_id for _voice, employee_id in answered if employee_id is not None}
        asked = [
            one for one in asked if one.holder.employee_id not in known and not (enough and one.voice is Voice.PEER)
        ]
    return Invitation(asked, tuple(conflicts.found.values()))


def find_substitute(
    session: Session, card: TransferCard, voice: Voice, *, taken: frozenset[int], today: date
) -> Asked | None:
    """Say who answers for somebody who stepped aside; ``card`` knows that already, ``taken`` have a task or a voice.

    For the head of a unit that is the head above, then the unit's office; for a peer another colleague; None when
    nobody is left, or when the task waits for a role, whose other holders go on.
    """
    if voice is Voice.PEER:
        others = list_colleagues(session, find_conflicts(session, card), 1, taken)
        return Asked(voice, Holder(employee_id=others[0]), "") if others else None
    unit_id, path = unit_of(card, voice)
    if voice not in UNIT_VOICES or unit_id is None:
        return None
    (heads,) = people.heads_along(session, [path])
    conflicts = find_conflicts(session, card)
    head = conflicts.first(voice, [one for one in heads if one.id not in taken])
    return office_of(session, card, voice, (unit_id, path), today) if head is None else _asked(voice, head)
