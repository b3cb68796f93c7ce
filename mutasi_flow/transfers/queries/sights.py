"""What was said about a transfer as one reader may see it: the one place that pages, API, dossier, trail and letters ask."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from mutasi_flow.core.actor import Actor, Permission
from mutasi_flow.core.clock import Clock
from mutasi_flow.core.db import run
from mutasi_flow.core.prepared import Prepared
from mutasi_flow.core.texts import T, Text
from mutasi_flow.transfers.domain import ADVERSE, Stance, Voice, label_stance
from mutasi_flow.transfers.model import OpinionSight
from mutasi_flow.transfers.queries.cards import TransferCard, is_author
from mutasi_flow.transfers.queries.records import OpinionRow, list_opinions
from mutasi_flow.transfers.routes import MINIMUM_PEERS
from mutasi_flow.transfers.visibility import SHIPPED, Matrix, Part, Reader, Sight
from mutasi_flow.transfers.workflow import State

_ROWS = Prepared(
    select(
        OpinionSight.voice,
        OpinionSight.reader,
        OpinionSight.part,
        OpinionSight.moment,
        OpinionSight.from_on,
        OpinionSight.source,
        OpinionSight.id,
    ).order_by(OpinionSight.id)
)
_HANDLING = (
    Permission.TRANSFERS_VERIFY,
    Permission.TRANSFERS_REVIEW,
    Permission.TRANSFERS_DECIDE,
    Permission.TRANSFERS_DECREE,
    Permission.DELIBERATE,
)
STILL_ASKING = frozenset({State.DRAFT, State.PROPOSED, State.RETURNED})
"""States in which peers may still answer: a summary now and one later would show what came between."""
PEER_QUESTIONS = ("workload", "handover", "team")
"""What peers are asked beside their stance."""


def load_matrix(session: Session) -> Matrix:
    """Return the shipped rows and the office's."""
    return Matrix((*SHIPPED, *(Sight(*row) for row in run(session, _ROWS))))


def readers_of(card: TransferCard, actor: Actor) -> frozenset[Reader]:
    """Say as what somebody reads opinions here; on the own transfer roles do not count, after stepping aside neither."""
    if actor.employee_id is not None and actor.employee_id == card.employee_id:
        return frozenset({Reader.EMPLOYEE})
    if card.bars(actor.employee_id):
        return frozenset({Reader.UNIT})
    able, path, found = actor.apart_from(card.employee_id), card.from_path, set[Reader]()
    reads = able.may(Permission.TRANSFERS_READ, path) or (
        card.to_unit_id is not None and able.may(Permission.TRANSFERS_READ, card.to_path)
    )
    if able.may(Permission.PEER_NAMES, path):
        found.add(Reader.VERIFIER)
    if any(able.may(permission, path) for permission in _HANDLING):
        found.add(Reader.DECIDER)
    if able.may(Permission.AUDIT_READ, path) and able.may(Permission.TRANSFERS_READ, path):
        found.add(Reader.INSPECTOR)
    if able.may(Permission.ADMIN, path):
        found.add(Reader.ADMINISTRATOR)
    if reads or not found or is_author(card, able):
        found.add(Reader.UNIT)
    return frozenset(found)


@dataclass(frozen=True, slots=True)
class Eyes:
    """One reader of one transfer."""

    matrix: Matrix
    readers: frozenset[Reader]
    employee_id: int | None
    state: State
    clock: Clock

    def sees(self, opinion: OpinionRow, part: Part) -> bool:
        """Whether the reader sees this part of an opinion now."""
        is_giver = opinion.employee_id is not None and opinion.employee_id == self.employee_id
        readers = self.readers | {Reader.GIVER} if is_giver else self.readers
        return self.allows(opinion.voice, part, opinion.given_at, readers)

    def allows(self, voice: Voice, part: Part, given_at: datetime, readers: Collection[Reader] | None = None) -> bool:
        """Whether a part of what a voice said at a moment is seen now by ``readers``, else by this one."""
        given_on, today = given_at.astimezone(self.clock.zone).date(), self.clock.today()
        who = self.readers if readers is None else readers
        return self.matrix.allows(voice, who, part, self.state, given_on=given_on, today=today)

    def may_name_peers(self) -> bool:
        """Whether the reader may know which colleagues were asked, as far as the rules of today say so."""
        today = self.clock.today()
        return self.matrix.allows(Voice.PEER, self.readers, Part.IDENTITY, self.state, given_on=today, today=today)


def eyes_of(session: Session, card: TransferCard, actor: Actor, clock: Clock) -> Eyes:
    """Return how somebody sees what was said about the transfer."""
    return Eyes(load_matrix(session), readers_of(card, actor), actor.employee_id, card.state, clock)


@dataclass(frozen=True, slots=True)
class SeenOpinion:
    """An opinion with the parts that the reader may see; the others are empty."""

    id: int
    voice: Voice
    employee_name: str | None
    capacity: str
    stance: Stance | None
    reason: str
    answers: Mapping[str, object]
    letter: str
    given_at: datetime
    weighed: str
    weighed_confirmed_at: datetime | None
    is_by_substitute: bool

    @property
    def words(self) -> Text | None:
        """The stance in words; None where it is not for the reader."""
        return None if self.stance is None else label_stance(self.voice, self.stance)

    @property
    def is_adverse(self) -> bool:
        """Whether it is known to be against, or to have conditions."""
        return self.stance in ADVERSE


@dataclass(frozen=True, slots=True)
class PeerSummary:
    """What at least three peers said, without who said what: numbers, and words in the order of the alphabet."""

    stances: Mapping[Stance, int]
    answers: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    """Per question how often each answer was given; a question that fewer than three answered is left out."""
    reasons: Sequence[str] = ()
    weighed: Sequence[str] = ()

    @property
    def words(self) -> Text:
        """The stances counted in words."""
        return T(
            "{support} mendukung, {conditions} dengan syarat, {against} tidak mendukung.",
            support=self.stances.get(Stance.SUPPORT, 0),
            conditions=self.stances.get(Stance.CONDITIONS, 0),
            against=self.stances.get(Stance.AGAINST, 0),
        )


@dataclass(frozen=True, slots=True)
class Seen:
    """Everything that one reader sees of what was said."""

    opinions: Sequence[SeenOpinion]
    peers: PeerSummary | None


def _seen(opinion: OpinionRow, eyes: Eyes) -> SeenOpinion | None:
    """Return what is seen of one opinion; None when that is nothing."""
    stance, reason, identity, paper = (eyes.sees(opinion, part) for part in Part)
    if not (stance or reason or paper):
        return None
    return SeenOpinion(
        id=opinion.id,
        voice=opinion.voice,
        employee_name=opinion.employee_name if identity else None,
        capacity=opinion.capacity if identity else "",
        stance=opinion.stance if stance else None,
        reason=opinion.reason if reason else "",
        answers=opinion.answers if reason else {},
        letter=opinion.letter if paper else "",
        given_at=opinion.given_at,
        weighed=opinion.weighed if reason else "",
        weighed_confirmed_at=opinion.weighed_confirmed_at if reason else None,
        is_by_substitute=identity and opinion.is_by_substitute,
    )


def _summarise(peers: Sequence[OpinionRow], eyes: Eyes) -> PeerSummary | None:
    """Sum up what peers said; None while they may still answer, or when fewer than three have."""
    said = [one for one in peers if one.stance is not Stance.SILENT]
    if eyes.state in STILL_ASKING or len(said) < MINIMUM_PEERS or not all(eyes.sees(one, Part.STANCE) for one in said):
        return None
    answers = {
        question: Counter(str(one.answers[question]) for one in said if one.answers.get(question))
        for question in PEER_QUESTIONS
    }
    reads = all(eyes.sees(one, Part.REASON) for one in said)
    return PeerSummary(
        Counter(one.stance for one in said),
        {question: counts for question, counts in answers.items() if counts.total() >= MINIMUM_PEERS},
        sorted(one.reason for one in said if one.reason) if reads else (),
        sorted(one.weighed for one in said if one.weighed) if reads or Reader.DECIDER in eyes.readers else (),
    )


def view_opinions(session: Session, card: TransferCard, actor: Actor, clock: Clock) -> Seen:
    """Return what the actor sees of what was said about the transfer, in the order in which it came."""
    return view_rows(list_opinions(session, card.id), eyes_of(session, card, actor, clock))


def view_rows(rows: Sequence[OpinionRow], eyes: Eyes) -> Seen:
    """Return what is seen of opinions that were read already."""
    unnamed = [row for row in rows if row.voice is Voice.PEER and not eyes.sees(row, Part.IDENTITY)]
    named = [row for row in rows if row not in unnamed]
    peers = [row for row in rows if row.voice is Voice.PEER]
    shown = [one for row in named if (one := _seen(row, eyes)) is not None]
    return Seen(shown, _summarise(peers, eyes))


def list_letter_opinions(session: Session, card: TransferCard, on: date, zone: ZoneInfo) -> Sequence[OpinionRow]:
    """Return the opinions whose stance a letter that goes to the employee may repeat."""
    matrix = load_matrix(session)
    return [
        one
        for one in list_opinions(session, card.id)
        if matrix.allows(
            one.voice,
            {Reader.EMPLOYEE},
            Part.STANCE,
            State.APPROVED,
            given_on=one.given_at.astimezone(zone).date(),
            today=on,
        )
    ]
