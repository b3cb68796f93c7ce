"""A batch as its official reads it: exceptions first, the effect of all decisions together, what is still missing."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from sqlalchemy import select
from sqlalchemy.orm import Session

from mutasi_flow.core.actor import Actor
from mutasi_flow.core.clock import Clock
from mutasi_flow.core.errors import NotFound
from mutasi_flow.core.texts import T, Text
from mutasi_flow.people.domain import WHOLE_TIME
from mutasi_flow.rules import queries as rules
from mutasi_flow.rules.domain import Facts, Verdict
from mutasi_flow.rules.queries import Move
from mutasi_flow.transfers.domain import CHOICE_LABELS, BatchOutcome, Choice
from mutasi_flow.transfers.gates import Press, Question, ask
from mutasi_flow.transfers.model import Objection, Transfer
from mutasi_flow.transfers.queries import (
    Eyes,
    OpinionRow,
    Seen,
    SeenOpinion,
    TransferCard,
    list_cards,
    list_opinions_of,
    load_matrix,
    readers_of,
    view_rows,
)
from mutasi_flow.transfers.queries.batches import (
    BatchItemRow,
    BatchRow,
    awaiting_decision,
    get_batch,
    is_over,
    list_batch_items,
)
from mutasi_flow.transfers.queries.links import Partner, describe_link, list_partners_of
from mutasi_flow.transfers.queries.visible import is_readable
from mutasi_flow.transfers.review.concerns import (
    Concern,
    Flag,
    gravity,
    in_order,
    of_effect,
    of_opinions,
    of_rules,
    say,
    unassessed,
)
from mutasi_flow.transfers.workflow import Action, State
from mutasi_flow.workload.domain import Going, MoveEffect
from mutasi_flow.workload.queries import Ground, load_ground

_WRITTEN = "-"
"""Stands for a weighing that the official will write with the decision."""
_NO_EFFECT = MoveEffect((), ())
_NOTHING = Seen((), None)


@dataclass(frozen=True)
class Reviewed:
    """One transfer of a batch with all that the decision about it rests on."""

    item: BatchItemRow
    card: TransferCard
    is_waiting: bool
    """Whether it can be decided now."""
    opinions: Sequence[OpinionRow] = ()
    seen: Seen = _NOTHING
    """What the reader sees of the opinions."""
    concerns: tuple[Concern, ...] = ()
    obstacles: tuple[Text, ...] = ()
    """Why it cannot be approved."""
    unassessed: tuple[Verdict, ...] = ()
    """Rules that lack data."""
    alone: MoveEffect = _NO_EFFECT
    partners: Sequence[Partner] = ()
    """Transfers that are decided together with it."""

    @cached_property
    def marks(self) -> tuple[str, ...]:
        """What is kept with a decision, to find out later what has joined."""
        return tuple(one.mark for one in self.concerns if one.flag is not Flag.CHANGED)

    @cached_property
    def choice(self) -> Choice | None:
        """The kept decision, as long as the transfer is as it was read."""
        is_same = self.item.seen_version == self.card.version
        return self.item.choice if is_same and set(self.marks) <= set(self.item.seen_flags) else None

    @property
    def link(self) -> Text:
        """Say with what it is decided together."""
        return describe_link(self.partners)

    @property
    def is_lapsed(self) -> bool:
        """Whether a decision was kept that no longer fits what there is to read."""
        return self.item.choice is not None and self.choice is None

    @property
    def sentences(self) -> tuple[Text, ...]:
        """What calls for attention, in words."""
        return say(self.concerns)

    @property
    def is_exception(self) -> bool:
        """Whether it needs a decision of its own."""
        return bool(self.concerns)

    @property
    def to_weigh(self) -> Sequence[SeenOpinion]:
        """Adverse opinions that the official still has to answer before approving; those of unnamed peers are not among them."""
        waiting = {one.id for one in self.opinions if one.needs_weighing}
        return [one for one in self.seen.opinions if one.id in waiting and one.is_adverse]


@dataclass(frozen=True, slots=True)
class Gap:
    """A field that is not on record, and the transfers for which rules therefore answer nothing."""

    field: Text
    rows: Sequence[Reviewed]


@dataclass(frozen=True)
class Review:
    """A whole batch."""

    batch: BatchRow
    all: Sequence[Reviewed]
    effect: MoveEffect
    """Before and after, counting every transfer that is not rejected or held back."""

    @cached_property
    def waiting(self) -> Sequence[Reviewed]:
        """What can be decided now."""
        return [one for one in self.all if one.is_waiting]

    @cached_property
    def exceptions(self) -> Sequence[Reviewed]:
        """What needs a decision of its own, the gravest first."""
        return sorted((one for one in self.waiting if one.is_exception), key=lambda one: gravity(one.concerns))

    @cached_property
    def clean(self) -> Sequence[Reviewed]:
        """What may be approved together."""
        return [one for one in self.waiting if not one.is_exception]

    @cached_property
    def gaps(self) -> Sequence[Gap]:
        """What is not on record for transfers that can be decided now, the field that most of them lack first."""
        found: dict[str, tuple[Text, list[Reviewed]]] = {}
        for one in self.waiting:
            for field in dict.fromkeys(verdict.missing for verdict in one.unassessed):
                if field is not None:
                    found.setdefault(str(field), (field, []))[1].append(one)
        return [Gap(*each) for _words, each in sorted(found.items(), key=lambda one: (-len(one[1][1]), one[0]))]

    @property
    def undecided(self) -> Sequence[Reviewed]:
        """What still lacks a decision."""
        return [one for one in self.waiting if one.choice is None]

    @property
    def gone(self) -> Sequence[Reviewed]:
        """What is still in the batch but waits for no decision any more."""
        return [one for one in self.all if one.item.is_open and not one.is_waiting]

    @property
    def interrupted(self) -> Sequence[Reviewed]:
        """What a press that broke off has not come to."""
        return [one for one in self.all if one.item.outcome is BatchOutcome.WAITING]

    def having(self, choice: Choice) -> Sequence[Reviewed]:
        """Return what is decided so."""
        return [one for one in self.waiting if one.choice is choice]


def get_readable(session: Session, batch_id: int, actor: Actor) -> BatchRow:
    """Return a batch for its official, its maker, or whoever works for all units that its transfers leave.

    Raises:
        NotFound: there is none for this person.
    """
    batch = get_batch(session, batch_id)
    if actor.account_id in {batch.decider_id, batch.created_by_id}:
        return batch
    keys = [item.transfer_id for item in list_batch_items(session, batch_id)]
    cards = list_cards(session, keys, actor)
    if len(cards) < len(keys) or not all(is_over(actor, card.from_path) for card in cards):
        raise NotFound(T("Paket ini tidak ditemukan."))
    return batch


def step_of(card: TransferCard) -> Going:
    """Return which seat a transfer leaves and which it enters."""
    leaves, enters = (card.from_unit_id, card.from_jabatan_id), (card.to_unit_id, card.to_jabatan_id)
    return Going(leaves, enters, card.share / WHOLE_TIME)


def load_review(session: Session, batch: BatchRow, actor: Actor, clock: Clock) -> Review:
    """Read everything about a batch, in a handful of statements however many transfers it has.

    The reader's own transfer is left out, for nobody has a say in the own case, and so is what is kept from the reader.
    """
    items = list_batch_items(session, batch.id)
    cards = {card.id: card for card in list_cards(session, [item.transfer_id for item in items], actor)}
    items = [item for item in items if item.transfer_id in cards]
    items = [
        item for item in items if cards[item.transfer_id].employee_id != actor.employee_id or actor.employee_id is None
    ]
    reader = _Reader(session, actor, clock, [cards[item.transfer_id] for item in items if item.is_open])
    effect = reader.ground.effect_of(step_of(cards[item.transfer_id]) for item in items if reader.counts(item))
    found = [reader.read(item, cards[item.transfer_id], effect) for item in items]
    return Review(batch, found, effect)


class _Reader:
    """Reads what all transfers of a batch need once, then puts together each."""

    def __init__(self, session: Session, actor: Actor, clock: Clock, cards: Sequence[TransferCard]) -> None:
        self._session, self._actor, self._clock = session, actor, clock
        awaited = set(awaiting_decision(session, [card.id for card in cards]))
        waiting = [card for card in cards if card.id in awaited and can_wait(card)]
        ids = [card.id for card in waiting]
        self._cards = {card.id: card for card in waiting}
        self._opinions = list_opinions_of(session, ids) if ids else {}
        self._matrix = load_matrix(session)
        self._facts = _gather(session, waiting, clock)
        self._objections = _objections(session, [card.employee_id for card in waiting], actor)
        self._partners = list_partners_of(session, ids) if any(card.is_linked for card in waiting) else {}
        self.ground: Ground = load_ground(session, [step_of(card) for card in waiting])

    def counts(self, item: BatchItemRow) -> bool:
        """Whether the transfer takes part in the effect of the whole: it is neither rejected nor held back."""
        card = self._cards.get(item.transfer_id)
        if card is None or not item.is_open:
            return False
        return item.choice not in {Choice.REJECT, Choice.HOLD} or item.seen_version != card.version

    def _eyes(self, card: TransferCard) -> Eyes:
        return Eyes(self._matrix, readers_of(card, self._actor), self._actor.employee_id, card.state, self._clock)

    def read(self, item: BatchItemRow, card: TransferCard, together: MoveEffect) -> Reviewed:
        """Put together one transfer."""
        if not item.is_open or card.id not in self._cards:
            return Reviewed(item, card, is_waiting=False)
        step, opinions = step_of(card), self._opinions[card.id]
        alone = self.ground.narrowed(step).effect_of([step])
        seen, partners = view_rows(opinions, self._eyes(card)), self._partners.get(card.id, ())
        plain = Reviewed(item, card, is_waiting=True, opinions=opinions, seen=seen, alone=alone, partners=partners)
        weighed = {one.id: _WRITTEN for one in plain.to_weigh}
        press = Press(weighed=weighed, together=frozenset(self._cards))
        question = Question(self._session, card, self._actor, self._clock, press, opinions, self._facts.get(card.id))
        obstacles = ask(Action.APPROVE, question)
        concerns = [
            *of_rules(question.evaluation),
            *of_opinions(seen),
            *of_effect(alone, together, step[0]),
            *self._objections.get(card.employee_id, ()),
            *(Concern(Flag.BLOCKED, text, "gate") for text in obstacles if text not in question.evaluation.refusals),
        ]
        plain = replace(plain, obstacles=obstacles, unassessed=unassessed(question.evaluation))
        return _with_changes(plain, concerns)


def _with_changes(plain: Reviewed, concerns: Iterable[Concern]) -> Reviewed:
    """Mark a transfer that is no longer as the official read it."""
    found = replace(plain, concerns=in_order(concerns))
    choice = found.item.choice
    if choice is None or not found.is_lapsed:
        return found
    text = T(
        "Berubah sejak Anda baca, jadi putusan Anda ({choice}) gugur. Baca lagi, lalu putuskan.",
        choice=CHOICE_LABELS[choice],
    )
    return replace(found, concerns=in_order([Concern(Flag.CHANGED, text), *found.concerns]))


def can_wait(card: TransferCard) -> bool:
    """Whether a transfer stands where an official decides, and was not put off."""
    return card.state is State.CONSULTED and card.postponed_until is None


def _gather(session: Session, cards: Sequence[TransferCard], clock: Clock) -> Mapping[int, Facts]:
    """Return the facts of transfers whose destination is known, by key."""
    whole = [card for card in cards if card.to_unit_id is not None and card.to_jabatan_id is not None]
    moves = [Move(card.employee_id, card.to_unit_id or 0, card.to_jabatan_id or 0) for card in whole]
    facts = rules.gather_many(session, moves, clock.today())
    return {card.id: one for card, one in zip(whole, facts, strict=True)}


def _objections(session: Session, employee_ids: Sequence[int], actor: Actor) -> Mapping[int, Sequence[Concern]]:
    """Return the objections of these people that nobody has ruled on, by key of the employee."""
    rows = (
        select(Transfer.employee_id, Transfer.number, Objection.rule_until)
        .join(Transfer, Transfer.id == Objection.transfer_id)
        .where(Objection.ruling.is_(None), Transfer.employee_id.in_(employee_ids), is_readable(actor))
    )
    found: dict[int, list[Concern]] = {}
    for employee_id, number, until in session.execute(rows):
        text = T("Keberatan pegawai atas {number} masih diperiksa sampai {until}.", number=number, until=until)
        found.setdefault(employee_id, []).append(Concern(Flag.OBJECTION, text, number))
    return found
