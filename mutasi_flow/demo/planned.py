"""The plan of the demo: freely, with few moves, and with other jabatan allowed; solved, published, put before the team."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from sqlalchemy.orm import Session

from mutasi_flow.access.domain import Role
from mutasi_flow.core.actor import Actor
from mutasi_flow.core.clock import Clock
from mutasi_flow.core.files import FileStore
from mutasi_flow.demo import words
from mutasi_flow.demo.backstage import Backstage
from mutasi_flow.people.domain import add_months
from mutasi_flow.planning.edits import ChangeRule
from mutasi_flow.planning.hearings.service import Proposal, propose
from mutasi_flow.planning.plans.domain import CHANGES_JABATAN, USUAL_PRICE, Target
from mutasi_flow.planning.plans.queries import ScenarioRow, list_moves, list_plans, list_scenarios
from mutasi_flow.planning.plans.service import NewPlan, NewScenario, add_scenario, create_plan
from mutasi_flow.planning.policy import Phi, Policy
from mutasi_flow.planning.publications.domain import Category, Window
from mutasi_flow.planning.publications.service.commenting import answer_comment, comment
from mutasi_flow.planning.publications.service.publishing import NewPublication, publish
from mutasi_flow.transfers.deliberation import list_open_sittings
from mutasi_flow.workload.queries import find_period_in_force

AHEAD_MONTHS = 3
FEW_MOVES = 8
OPEN_FOR = timedelta(days=13)


def lay_plan(stage: Backstage) -> None:
    """Have the planner make a plan with its scenarios on the closed period of analysis."""
    stage.play(Role.PLANNER, _lay)


def _lay(session: Session, actor: Actor, clock: Clock) -> None:
    period, today = find_period_in_force(session), clock.today()
    if period is None:
        return
    day = add_months(today.replace(day=1), AHEAD_MONTHS)
    targets = (Target(words.TARGET, words.TARGET_FIGURE),)
    seed, policy = f"{words.PLAN_SEED}-{day.year}", Policy(move_price=USUAL_PRICE[Phi.ABS])
    new = NewPlan(words.PLAN_NAME, day, seed, period_id=period.id, targets=targets, policy=policy)
    plan_id = create_plan(session, new, actor=actor, clock=clock)
    few = NewScenario(words.FEW_MOVES, replace(policy, max_moves=FEW_MOVES))
    other = NewScenario(words.OTHER_JABATAN, policy, [ChangeRule(CHANGES_JABATAN, 1.0)])
    for one in (few, other):
        add_scenario(session, plan_id, one, actor=actor, clock=clock)


def publish_plan(stage: Backstage) -> None:
    """Publish what came out of the scenario with few moves, and let employees comment on it; one is answered."""
    published = stage.play_with_files(Role.PLANNER, _publish)
    if published is None:
        return
    key, movers = published
    said: list[int] = []
    speaking = [one for one in movers if stage.has_account(one)]
    for person, (category, words_said) in zip(speaking, words.COMMENTS, strict=False):

        def say(
            session: Session, actor: Actor, clock: Clock, category: Category = category, text: str = words_said
        ) -> None:
            said.append(comment(session, key, category, text, actor=actor, clock=clock))

        stage.play(person, say)

    def answer(session: Session, actor: Actor, clock: Clock) -> None:
        answer_comment(session, said[0], words.COMMENT_ANSWER, actor=actor, clock=clock)

    if said:
        stage.play(Role.PLANNER, answer)


def propose_plan(stage: Backstage) -> None:
    """Put the result that was published on the agenda of the sitting that goes on."""
    stage.play_with_files(Role.PLANNER, _propose)


def _propose(session: Session, store: FileStore, actor: Actor, clock: Clock) -> None:
    few, sittings = _find_few(session, actor), list_open_sittings(session)
    if few is not None and few.solution_id is not None and few.moves and sittings:
        new = Proposal(few.solution_id, sittings[0].id, words.PROPOSED)
        propose(session, store, new, actor=actor, clock=clock)


def _find_few(session: Session, actor: Actor) -> ScenarioRow | None:
    """Return the scenario with few moves, once it is solved."""
    found = [row for plan in list_plans(session, actor) for row in list_scenarios(session, plan.id)]
    return next((row for row in found if row.name == words.FEW_MOVES and row.solution_id is not None), None)


def _publish(session: Session, store: FileStore, actor: Actor, clock: Clock) -> tuple[int, Sequence[int]] | None:
    few = _find_few(session, actor)
    if few is None or few.solution_id is None or not few.moves:
        return None
    today = clock.today()
    new = NewPublication(Window(today, today + OPEN_FOR), words.PUBLISHED)
    key = publish(session, store, few.solution_id, new, actor=actor, clock=clock)
    return key, [row.employee_id for row in list_moves(session, few.solution_id, limit=None)]
