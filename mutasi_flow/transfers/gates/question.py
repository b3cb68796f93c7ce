"""What comes with an action, and everything a gate may look at."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import cached_property
from types import MappingProxyType

from dateutil.relativedelta import relativedelta
from sqlalchemy.orm import Session

from mutasi_flow.core.actor import Actor, Permission
from mutasi_flow.core.clock import Clock
from mutasi_flow.people.domain import WHOLE_TIME
from mutasi_flow.rules import queries as rules
from mutasi_flow.rules.domain import Act, Evaluation, Facts, Pertek, Stage, with_companions
from mutasi_flow.rules.domain import evaluate as judge
from mutasi_flow.transfers import external
from mutasi_flow.transfers.domain import (
    LegalKind,
    PaperVerdict,
    Stance,
)
from mutasi_flow.transfers.queries import (
    OpinionRow,
    TransferCard,
    list_opinions,
    list_papers_of_kind,
    load_exempted,
)
from mutasi_flow.transfers.queries.links import Partner, list_partners
from mutasi_flow.transfers.queries.routes import load_route
from mutasi_flow.transfers.routes import PERTEK
from mutasi_flow.transfers.workflow import State

LONGEST_REASON = 4000
PERTEK_RULE = "R17"
LONGEST_AHEAD = timedelta(days=731)
"""Two years: a later day is a slip of the pen, and would keep every clock of the file counting through it."""

_ACT_IN: Mapping[State, Act] = MappingProxyType(
    {State.PROPOSED: Act.APPROVE, State.CONSULTED: Act.APPROVE, State.APPROVED: Act.DECREE}
)
"""Which act of the road comes next; before, it is the submission."""
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
    revoked_by: str = ""
    """Number of the file that asked for the revocation, and whose own letter it is."""
    revocation_id: int | None = None
    """That letter."""
    letter: str = ""
    """Number and date of the paper on which an official decided and from which this step is recorded."""
    together: frozenset[int] = frozenset()
    """Linked transfers that take the same step in the same transaction, by key."""
    collective: int | None = None
    """Batch of decrees whose one decree the transfer is put on, beside others."""
    in_batch: bool = False
    """Whether it is one of many decrees, whose authors are told of them together afterwards."""
    rule: int | None = None
    """Row of the office by which the clock takes the step."""


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
        """What the rules say about the employee and the destination under consideration; asked once.

        They are about moves: to put somebody back where a wrong decree took the person from asks none of them.
        """
        card, stage, facts = self.card, self._stage(), self.facts
        if card.revokes_id is not None:
            return Evaluation(self.today, ())
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
            share=card.share / WHOLE_TIME,
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
