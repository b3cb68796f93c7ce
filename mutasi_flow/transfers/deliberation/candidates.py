"""Candidates side by side: what the records say about each, and what each move would do to both units."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from mutasi_flow.core.actor import Actor
from mutasi_flow.core.clock import Clock
from mutasi_flow.core.texts import T, Text
from mutasi_flow.people import queries as people
from mutasi_flow.people.domain import PREDICATE_LABELS, SEVERITY_LABELS, WHOLE_TIME, Tenure, education_label
from mutasi_flow.people.queries import EmployeeCard
from mutasi_flow.rules import queries as rules
from mutasi_flow.rules.domain import Evaluation
from mutasi_flow.transfers.deliberation.records import Board, MoveItem, TransferItem
from mutasi_flow.transfers.deliberation.rights import sees_item
from mutasi_flow.transfers.domain import VOICE_LABELS, Voice
from mutasi_flow.transfers.queries import TransferCard, get_card_by_id, list_opinions
from mutasi_flow.transfers.queries.sights import Eyes, Seen, eyes_of, view_rows
from mutasi_flow.workload import queries as workload
from mutasi_flow.workload.domain import MoveEffect

INSTEAD = T("Tidak diminta: diganti pembahasan tim")
ASKED_LATER = T("Diminta setelah menjadi usulan")
MOST = 4
"""Candidates that one table shows."""
YEARS = 3


@dataclass(frozen=True, slots=True)
class Mover:
    """Somebody who would move, with what is looked at; what is not on record is empty or None, never zero."""

    number: str
    origin: str
    reason: str
    person: EmployeeCard
    education: str
    tenure: Tenure | None
    performance: tuple[Text, ...]
    sanctions: tuple[Text, ...]
    effect: MoveEffect
    opinions: tuple[Text, ...]
    evaluation: Evaluation
    unasked: Text = ASKED_LATER
    """What stands in place of opinions where there are none."""


@dataclass(frozen=True, slots=True)
class Candidate(Mover):
    """One transfer with what is looked at."""

    card: TransferCard = field(kw_only=True)
    seen: Seen = field(kw_only=True)


@dataclass(frozen=True, slots=True)
class _Step:
    """Who would go from where to where, in what part of the working time."""

    employee_id: int
    from_unit_id: int | None
    from_jabatan_id: int | None
    to_unit_id: int | None
    to_jabatan_id: int | None
    share: float = 1


def load_candidate(session: Session, card: TransferCard, eyes: Eyes) -> Candidate:
    """Collect what is looked at for one transfer, with what was said as ``eyes`` see it."""
    seen = view_rows(list_opinions(session, card.id), eyes)
    step = _Step(
        card.employee_id,
        card.from_unit_id,
        card.from_jabatan_id,
        card.to_unit_id,
        card.to_jabatan_id,
        card.share / WHOLE_TIME,
    )
    return Candidate(
        number=card.number,
        origin=_place(card.from_jabatan, card.from_unit),
        reason=card.reason,
        opinions=said(seen),
        unasked=INSTEAD,
        card=card,
        seen=seen,
        **_look(session, step, eyes.clock.today()),
    )


def load_mover(session: Session, item: MoveItem, today: date) -> Mover:
    """Collect what is looked at for one move of a plan."""
    step = _Step(item.employee_id, item.from_unit_id, item.from_jabatan_id, item.to_unit_id, item.to_jabatan_id)
    origin = _place(item.from_jabatan, item.from_unit)
    return Mover(number=item.number, origin=origin, reason=item.because, opinions=(), **_look(session, step, today))


def _place(*parts: str) -> str:
    return ", ".join(part for part in parts if part)


def _look(session: Session, step: _Step, today: date) -> dict[str, Any]:
    """Return what the records say of somebody, and what the move would do to both units."""
    person = people.get_employee_card(session, step.employee_id)
    years = people.list_performance(session, person.id)[:YEARS]
    level, name = education_label(person.education_level), person.education_name
    education = ("" if name.startswith(level) else level, name, str(person.education_year or ""))
    return {
        "person": person,
        "education": _place(*education),
        "tenure": person.tenure_on(today),
        "performance": tuple(
            T("{year}: {grade}", year=str(one.year), grade=PREDICATE_LABELS[one.predicate]) for one in years
        ),
        "sanctions": tuple(
            T(
                "{severity}, {first} – {last}",
                severity=SEVERITY_LABELS[one.severity],
                first=one.from_on,
                last=one.to_on or "…",
            )
            for one in people.list_disciplines(session, person.id)
        ),
        "effect": workload.effect_of_move(
            session,
            from_unit_id=step.from_unit_id,
            from_jabatan_id=step.from_jabatan_id,
            to_unit_id=step.to_unit_id,
            to_jabatan_id=step.to_jabatan_id,
            share=step.share,
        ),
        "evaluation": rules.evaluate(
            session,
            employee_id=step.employee_id,
            to_unit_id=step.to_unit_id,
            to_jabatan_id=step.to_jabatan_id,
            today=today,
        ),
    }


def said(seen: Seen) -> tuple[Text, ...]:
    """Say in words who said what, as far as the reader may see it; of peers only the sum."""
    words = [
        T("{voice}: {stance}", voice=VOICE_LABELS[one.voice], stance=one.words)
        for one in seen.opinions
        if one.words is not None and one.voice is not Voice.PEER
    ]
    if seen.peers is not None:
        words.append(T("{voice}: {stance}", voice=VOICE_LABELS[Voice.PEER], stance=seen.peers.words))
    return tuple(words)


def side_by_side(
    session: Session, board: Board, item: TransferItem | MoveItem, actor: Actor, clock: Clock
) -> Sequence[Mover]:
    """Return the item's candidate first, then the others for the same destination whom the actor may see.

    Moves of one plan are no rivals: it has a place for each.
    """
    others = [
        one
        for one in board.items
        if one.destination == item.destination
        and one.id != item.id
        and not (isinstance(item, MoveItem) and isinstance(one, MoveItem))
    ]
    shown = [item, *(one for one in others if sees_item(session, one, actor))][:MOST]
    return [_load(session, one, actor, clock) for one in shown]


def _load(session: Session, item: TransferItem | MoveItem, actor: Actor, clock: Clock) -> Mover:
    if isinstance(item, MoveItem):
        return load_mover(session, item, clock.today())
    card = get_card_by_id(session, item.transfer_id)
    return load_candidate(session, card, eyes_of(session, card, actor, clock))
