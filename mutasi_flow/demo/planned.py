"""The plan of the demo: clinics and schools evened out freely, with few moves, and with other jabatan allowed; workers solve it."""

from dataclasses import replace

from sqlalchemy.orm import Session

from mutasi_flow.access.domain import Role
from mutasi_flow.core.actor import Actor
from mutasi_flow.core.clock import Clock
from mutasi_flow.demo import words
from mutasi_flow.demo.backstage import Backstage
from mutasi_flow.people.domain import add_months
from mutasi_flow.planning.plans.domain import CHANGES_JABATAN, USUAL_PRICE, Target
from mutasi_flow.planning.plans.service import NewPlan, NewScenario, add_scenario, create_plan
from mutasi_flow.planning.policy import Phi, Policy
from mutasi_flow.planning.scenario import ChangeRule
from mutasi_flow.workload.queries import find_period_in_force

AHEAD_MONTHS = 3
FEW_MOVES = 8


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
