"""Gates: what must be so before an action, beyond the table and the permission. Each answers with refusals."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import cached_property
from types import MappingProxyType
from typing import Any

from dateutil.relativedelta import relativedelta
from sqlalchemy.orm import Session

from mutasi_flow.core.actor import Actor, Permission
from mutasi_flow.core.clock import Clock
from mutasi_flow.core.texts import T, Text
from mutasi_flow.rules import queries as rules
from mutasi_flow.rules.domain import Act, Evaluation, Facts, Pertek, Stage, with_companions
from mutasi_flow.rules.domain import evaluate as judge
from mutasi_flow.transfers import documents, external
from mutasi_flow.transfers.domain import STANCE_LABELS, VOICE_LABELS, Direction, LegalKind, PaperVerdict, Stance, Voice
from mutasi_flow.transfers.domain.links import LINK_LABELS, fits, holds_others
from mutasi_flow.transfers.queries import (
    OpinionRow,
    TransferCard,
    list_opinions,
    list_papers_of_kind,
    load_exempted,
    load_waiting,
)
from mutasi_flow.transfers.queries.links import Partner, list_partners, name_partners
from mutasi_flow.transfers.queries.routes import load_route
from mutasi_flow.transfers.queries.visible import find_other_open
from mutasi_flow.transfers.routes import PERTEK, RECORDED, VOICE_OF_KIND
from mutasi_flow.transfers.status import TASK_LABELS
from mutasi_flow.transfers.workflow import Action, State

LONGEST_REASON = 4000
PERTEK_RULE = "R17"
LONGEST_AHEAD = timedelta(days=731)
"""Two years: a later day is a slip of the pen, and would keep every clock of the file counting through it."""

_ACT_IN: Mapping[State, Act] = MappingProxyType(
    {State.PROPOSED: Act.APPROVE, State.CONSULTED: Act.APPROVE, State.APPROVED: Act.DECREE}
)
"""Which act of the road comes next; before, it is the submission."""
_REACHED: Mapping[Act, frozenset[State]] = MappingProxyType(
    {
        Act.SUBMIT: frozenset(),
        Act.APPROVE: frozenset({State.APPROVED, State.DECREED}),
        Act.DECREE: frozenset({State.DECREED}),
    }
)
"""In which states a partner has taken the step already."""
_PRESSED_WITH: Mapping[Act, Permission] = MappingProxyType(
    {Act.APPROVE: Permission.TRANSFERS_DECIDE, Act.DECREE: Permission.TRANSFERS_DECREE}
)


def first_of_next_month(day: date) -> date:
    """Return the usual first day in a new post: the first day of the month after the decree."""
    return day + relativedelta(months=1, day=1)


@dataclass(frozen=True, slots=True)
class Press:
    """What comes with an action: the version seen, a reason, dates, and written weighings."""

    expected_version: int | None = None
    reason: str = ""
    until: date | None = None
    effective_on: date | None = None
    weighed: Mapping[int, str] = field(default_factory=dict)
    letter: str = ""
    """Number and date of the paper on which an official decided and from which this step is recorded."""
    together: frozenset[int] = frozenset()
    """Linked transfers that take the same step in the same transaction, by key."""


@dataclass(frozen=True)
class Question:
    """Everything a gate may look at."""

    session: Session
    card: TransferCard
    actor: Actor
    clock: Clock
    press: Press
    said: Sequence[OpinionRow] | None = None
    """The opinions, where they were read together with those of other transfers."""
    facts: Facts | None = None
    """What the rules look at, where it was gathered together with that of other transfers."""

    @property
    def act(self) -> Act:
        """The act of the road that is asked about."""
        return _ACT_IN.get(self.card.state, Act.SUBMIT)

    @cached_property
    def opinions(self) -> Sequence[OpinionRow]:
        """What was said about the transfer; read once."""
        return list_opinions(self.session, self.card.id) if self.said is None else self.said

    @cached_property
    def partners(self) -> Sequence[Partner]:
        """The transfers that are decided together with this one; read once, and only where there are any."""
        return list_partners(self.session, self.card.id) if self.card.is_linked else ()

    @cached_property
    def today(self) -> date:
        """The day of the press at the office."""
        return self.clock.today()

    @cached_property
    def start(self) -> date:
        """The first day in the new post, as a decree of today would say it: as pressed, as decided, as BKN approved."""
        given = self.press.effective_on or self.card.effective_on
        approved = self._pertek_row.effective_on if not given and self._pertek_row else None
        return given or approved or first_of_next_month(self.today)

    @cached_property
    def _pertek_row(self) -> external.Row | None:
        """What BKN said last; None where the route asks for no pertek, or no letter spoke of the transfer."""
        if load_route(self.session, self.card.route).find_step(PERTEK) is None:
            return None
        return next(iter(external.list_rows(self.session, self.card.id)), None)

    @cached_property
    def pertek(self) -> external.Standing | None:
        """How the transfer stands with what BKN said last; None when nothing is asked or said."""
        row = self._pertek_row
        return external.stand(self.session, self.card, row, start=self.start, today=self.today) if row else None

    @cached_property
    def evaluation(self) -> Evaluation:
        """What the rules say about the employee and the destination under consideration; asked once."""
        card, stage, facts = self.card, self._stage(), self.facts
        if facts is None:
            facts = rules.gather_facts(
                self.session,
                employee_id=card.employee_id,
                to_unit_id=card.to_unit_id,
                to_jabatan_id=card.to_jabatan_id,
                today=self.today,
                stage=stage,
            )
        steps = [one.coming_step for one in self.partners if one.is_on_its_way]
        facts = with_companions(facts, steps) if steps else facts
        found = judge(facts if facts.stage is stage else replace(facts, stage=stage), rules.load_rulebook(self.session))
        return found.exempt(load_exempted(self.session, card)) if found.blocks else found

    def _stage(self) -> Stage:
        """What the rules cannot know: how it stands with the file."""
        card, act, crosses = self.card, self.act, self.card.kind is not LegalKind.A
        presses = act in _PRESSED_WITH and self.actor.may(_PRESSED_WITH[act], card.from_path)
        silences = sum(one.stance is Stance.SILENT for one in self.opinions) if act is Act.APPROVE else None
        return Stage(
            act,
            crosses=crosses,
            decided_by=self.actor.employee_id if presses else None,
            submitted_on=card.submitted_at.astimezone(self.clock.zone).date() if card.submitted_at else None,
            effective_on=self.start,
            silences=None if card.before_system else silences,
            may_sign=True if act is Act.DECREE and presses else None,
            clearance_on=self._clearance_on() if crosses else None,
            pertek=self._approved() if act is Act.DECREE and self.pertek else None,
        )

    def _approved(self) -> Pertek | None:
        """What BKN approved, as the rule looks at it: the seat of the decree, or no seat when the two differ."""
        card, standing = self.card, self.pertek
        if standing is None or standing.refusals or card.to_unit_id is None or card.to_jabatan_id is None:
            return None
        agrees = not standing.differences
        return Pertek(card.employee_id, card.to_unit_id, card.to_jabatan_id) if agrees else Pertek(0, 0, 0)

    def _clearance_on(self) -> date | None:
        papers = list_papers_of_kind(self.session, self.card.id, "audit_clearance")
        dates = [paper.letter_on for paper in papers if paper.verdict is PaperVerdict.ACCEPTED and paper.letter_on]
        return max(dates, default=None)


Gate = Callable[[Question], tuple[Text, ...]]


def is_complete(question: Question) -> tuple[Text, ...]:
    """A request names a destination and a reason."""
    card = question.card
    refusals: list[Text] = []
    if card.crossing is not Direction.OUT and (card.to_unit_id is None or card.to_jabatan_id is None):
        refusals.append(T("Tujuan belum dipilih."))
    elif card.crossing is None and (card.to_unit_id, card.to_jabatan_id) == (card.from_unit_id, card.from_jabatan_id):
        refusals.append(T("Tujuan sama dengan tempat sekarang."))
    if not card.reason.strip():
        refusals.append(T("Alasan belum diisi."))
    return tuple(refusals)


def is_placed(question: Question) -> tuple[Text, ...]:
    """A move between governments says which the other one is, and a move inside has none."""
    card = question.card
    if (card.kind is LegalKind.A) == (card.crossing is None):
        return ()
    return (
        T("Isi dahulu instansi lain yang dituju atau yang melepas, untuk perpindahan jenis {kind}.", kind=card.kind),
    )


def is_ours(question: Question) -> tuple[Text, ...]:
    """What another authority decreed is not revoked here."""
    if question.card.crossing is not Direction.OUT:
        return ()
    return (T("Putusan pindah keluar diterbitkan instansi lain, jadi tidak dicabut di sini."),)


def is_eligible(question: Question) -> tuple[Text, ...]:
    """No blocking rule fails; a rule that cannot be assessed never blocks.

    Nor does one once another authority has decided a way out: its decision is recorded, not judged.
    """
    leaves = question.act is Act.DECREE and question.card.crossing is Direction.OUT
    return () if leaves else question.evaluation.refusals


def has_required_papers(question: Question) -> tuple[Text, ...]:
    """The papers that the matrix requires are there, and none of them was refused or is too old."""
    return documents.list_absent(question.session, question.card, question.actor, question.clock)


def has_checked_papers(question: Question) -> tuple[Text, ...]:
    """The papers that the matrix requires were found good."""
    return documents.list_unchecked(question.session, question.card, question.clock)


def has_no_waiting_voice(question: Question) -> tuple[Text, ...]:
    """Every voice has answered, or its time has passed (then its silence is recorded first); none is still to be asked."""
    waiting = load_waiting(question.session, question.card, question.actor)
    route = load_route(question.session, question.card.route)
    refusals = tuple(
        T("Masih ditunggu: {task} sampai {due_on}.", task=TASK_LABELS[task.kind], due_on=task.due_on)
        for task in waiting
        if task.kind in VOICE_OF_KIND
        and (task.due_on is None or task.due_on >= question.today or route.must_answer(task.kind))
    )
    stages = [
        index
        for index, stage in route.stages_during(State.PROPOSED)
        if not VOICE_OF_KIND.keys().isdisjoint(stage.kinds)
    ]
    reached = max((route.stage_of(task.kind) for task in waiting), default=0)
    if not refusals and stages and reached < stages[-1]:
        return (T("Masih ada tahap tanggapan yang belum dibuka. Tunggu sampai verifikasi terbuka."),)
    return refusals


def has_no_waiting_record(question: Question) -> tuple[Text, ...]:
    """What the route asks for before this step (the team's session, the pertek) is on record."""
    route, card = load_route(question.session, question.card.route), question.card
    if not any(kind in RECORDED for _index, stage in route.stages_during(card.state) for kind in stage.kinds):
        return ()
    waiting = load_waiting(question.session, card, question.actor)
    return tuple(T("Belum tercatat: {task}.", task=TASK_LABELS[task.kind]) for task in waiting if task.kind in RECORDED)


def has_matching_pertek(question: Question) -> tuple[Text, ...]:
    """Where the route asks for it: BKN approved what the decree will say, field by field, and the letter still holds.

    Leave from the rule about the pertek, granted by BKN on a paper, covers differences; it replaces no letter.
    """
    route = load_route(question.session, question.card.route)
    if route.find_step(PERTEK) is None:
        return ()
    standing = question.pertek
    if standing is None:
        text = T("Baris pertimbangan teknis BKN untuk pegawai ini belum dicatat.")
        return () if has_no_waiting_record(question) else (text,)
    if standing.refusals or not standing.differences:
        return standing.refusals
    return () if PERTEK_RULE in load_exempted(question.session, question.card) else standing.differences


def goes_with_partners(question: Question) -> tuple[Text, ...]:
    """A linked transfer takes the step together with its partners, or waits for them.

    When one has ended, those of a swap or chain are held until the link is dissolved; of a couple the other is free.
    """
    partners, card = question.partners, question.card
    if not partners:
        return ()
    kind, reached = partners[0].kind, _REACHED[question.act]
    coming = [one for one in partners if one.is_on_its_way]
    gone = [one for one in partners if not one.is_on_its_way]
    words: dict[str, Any] = {"kind": LINK_LABELS[kind]}
    if gone and holds_others(kind):
        return (
            T("Kaitan {kind}: {numbers} sudah berhenti. Lepas kaitannya dahulu.", **words, numbers=name_partners(gone)),
        )
    own = (card.from_unit_id, card.from_jabatan_id), (card.to_unit_id, card.to_jabatan_id)
    if not gone and not fits(kind, [own, *(one.step for one in partners)]):
        return (
            T("Kaitan {kind}: tujuan sudah berubah dan tidak saling mengisi lagi. Lepas kaitannya dahulu.", **words),
        )
    alone = [one for one in coming if one.state not in reached and one.transfer_id not in question.press.together]
    if not alone:
        return ()
    return (T("Kaitan {kind}: putuskan bersama {numbers}, atau tahan bersama.", **words, numbers=name_partners(alone)),)


def has_weighed_adverse(question: Question) -> tuple[Text, ...]:
    """Every adverse opinion has a written answer, before or with the approval; what peers said stays out of the words."""
    waiting = [
        opinion
        for opinion in question.opinions
        if opinion.needs_weighing and not question.press.weighed.get(opinion.id, "").strip()
    ]
    refusals = tuple(
        T(
            "Belum ditulis bagaimana tanggapan {voice} ({stance}) dipertimbangkan.",
            voice=VOICE_LABELS[opinion.voice],
            stance=STANCE_LABELS[opinion.stance],
        )
        for opinion in waiting
        if opinion.voice is not Voice.PEER
    )
    if len(refusals) < len(waiting):
        return (*refusals, T("Tanggapan rekan kerja belum semuanya dijawab. Verifikator menuliskan jawabannya."))
    return refusals


def has_future_date(question: Question) -> tuple[Text, ...]:
    """A postponement names a day that is still to come, within two years."""
    until, latest = question.press.until, question.today + LONGEST_AHEAD
    if until is None or until <= question.today:
        return (T("Tanggal penundaan harus sesudah hari ini."),)
    return (T("Tanggal penundaan paling lambat {latest}.", latest=latest),) if until > latest else ()


def stands_alone(question: Question) -> tuple[Text, ...]:
    """Nothing else about the person runs beside a confidential file when it is decided; only there two can."""
    card = question.card
    other = find_other_open(question.session, card.id, card.employee_id) if card.is_secret else None
    if other is None:
        return ()
    number, is_secret = other
    if is_secret:
        return (T("Pegawai ini masih mempunyai berkas lain yang harus selesai lebih dahulu."),)
    return (T("Pegawai ini juga mempunyai usulan {number}. Selesaikan itu lebih dahulu.", number=number),)


GATES: Mapping[Action, tuple[Gate, ...]] = MappingProxyType(
    {
        Action.SUBMIT: (is_placed, is_complete, has_required_papers, is_eligible),
        Action.RESUBMIT: (is_placed, is_complete, has_required_papers, is_eligible),
        Action.CONCLUDE_CONSULTATION: (has_no_waiting_voice, has_checked_papers),
        Action.APPROVE: (stands_alone, has_no_waiting_record, has_weighed_adverse, goes_with_partners, is_eligible),
        Action.DECREE: (stands_alone, has_no_waiting_record, has_matching_pertek, goes_with_partners, is_eligible),
        Action.POSTPONE: (has_future_date,),
        Action.REVOKE: (is_ours,),
    }
)


def ask(action: Action, question: Question) -> tuple[Text, ...]:
    """Return all refusals of the gates before ``action``."""
    return tuple(refusal for gate in GATES.get(action, ()) for refusal in gate(question))
