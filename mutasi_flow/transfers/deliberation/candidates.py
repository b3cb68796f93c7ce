"""Candidates side by side: what the records say about each, and what each move would do to both units."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from mutasi_flow.core.actor import Actor
from mutasi_flow.core.clock import Clock
from mutasi_flow.core.texts import T, Text
from mutasi_flow.people import queries as people
from mutasi_flow.people.domain import PREDICATE_LABELS, SEVERITY_LABELS, WHOLE_TIME, Tenure, education_label
from mutasi_flow.people.queries import EmployeeCard
from mutasi_flow.rules import queries as rules
from mutasi_flow.rules.domain import Evaluation
from mutasi_flow.transfers.deliberation.records import Board, ItemRow
from mutasi_flow.transfers.deliberation.rights import sees_item
from mutasi_flow.transfers.domain import VOICE_LABELS, Voice
from mutasi_flow.transfers.queries import TransferCard, get_card_by_id, list_opinions
from mutasi_flow.transfers.queries.sights import Eyes, Seen, eyes_of, view_rows
from mutasi_flow.workload import queries as workload
from mutasi_flow.workload.domain import MoveEffect

MOST = 4
"""Candidates that one table shows."""
YEARS = 3


@dataclass(frozen=True, slots=True)
class Candidate:
    """One transfer with what is looked at; what is not on record is empty or None, never zero."""

    card: TransferCard
    person: EmployeeCard
    education: str
    tenure: Tenure | None
    performance: tuple[Text, ...]
    sanctions: tuple[Text, ...]
    effect: MoveEffect
    seen: Seen
    opinions: tuple[Text, ...]
    evaluation: Evaluation


def load_candidate(session: Session, card: TransferCard, eyes: Eyes) -> Candidate:
    """Collect what is looked at for one transfer, with what was said as ``eyes`` see it."""
    today, seen = eyes.clock.today(), view_rows(list_opinions(session, card.id), eyes)
    person = people.get_employee_card(session, card.employee_id)
    years = people.list_performance(session, person.id)[:YEARS]
    level, name = education_label(person.education_level), person.education_name
    education = ("" if name.startswith(level) else level, name, str(person.education_year or ""))
    return Candidate(
        card=card,
        person=person,
        education=", ".join(part for part in education if part),
        tenure=person.tenure_on(today),
        performance=tuple(
            T("{year}: {grade}", year=str(one.year), grade=PREDICATE_LABELS[one.predicate]) for one in years
        ),
        sanctions=tuple(
            T(
                "{severity}, {first} – {last}",
                severity=SEVERITY_LABELS[one.severity],
                first=one.from_on,
                last=one.to_on or "…",
            )
            for one in people.list_disciplines(session, person.id)
        ),
        effect=workload.effect_of_move(
            session,
            from_unit_id=card.from_unit_id,
            from_jabatan_id=card.from_jabatan_id,
            to_unit_id=card.to_unit_id,
            to_jabatan_id=card.to_jabatan_id,
            share=card.share / WHOLE_TIME,
        ),
        seen=seen,
        opinions=said(seen),
        evaluation=rules.evaluate(
            session,
            employee_id=card.employee_id,
            to_unit_id=card.to_unit_id,
            to_jabatan_id=card.to_jabatan_id,
            today=today,
        ),
    )


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


def side_by_side(session: Session, board: Board, item: ItemRow, actor: Actor, clock: Clock) -> Sequence[Candidate]:
    """Return the item's candidate first, then the others for the same destination whom the actor may see."""
    others = [one for one in board.items if one.destination == item.destination and one.id != item.id]
    shown = [item, *(one for one in others if sees_item(session, one, actor))][:MOST]
    cards = [get_card_by_id(session, one.transfer_id) for one in shown]
    return [load_candidate(session, card, eyes_of(session, card, actor, clock)) for card in cards]
