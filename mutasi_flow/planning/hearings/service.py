"""Putting a result of a plan before a team, and taking it back."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from mutasi_flow.core.actor import Actor
from mutasi_flow.core.clock import Clock
from mutasi_flow.core.errors import InvalidInput, NotFound
from mutasi_flow.core.files import FileStore
from mutasi_flow.core.texts import T
from mutasi_flow.letters.contexts.deliberation import PlanCase
from mutasi_flow.letters.domain import written_date
from mutasi_flow.planning.hearings.queries import list_hearable
from mutasi_flow.planning.minutes.model import LONGEST_REASON
from mutasi_flow.planning.minutes.service import compare_scenarios, prove
from mutasi_flow.planning.plans.queries import MoveRow, PlanRow, SolutionRow, digests_of, get_solution, list_scenarios
from mutasi_flow.planning.plans.service import take_for_change
from mutasi_flow.transfers import deliberation
from mutasi_flow.transfers.deliberation import NewMove, NewPlanOnAgenda, NewSitting


@dataclass(frozen=True, slots=True)
class Proposal:
    """A result to be heard, in an open sitting or one that is called for it, and why it is proposed.

    With ``everything`` moves are heard again of which a team has said yes or no.
    """

    solution_id: int
    sitting: int | NewSitting
    because: str
    everything: bool = False


def propose(session: Session, store: FileStore, new: Proposal, *, actor: Actor, clock: Clock) -> int:
    """Put a result of a plan on the agenda of a sitting; return the key of the sitting.

    Raises:
        NotFound: there is no such result or sitting for this person.
        NotPermitted: the actor does not plan for its units, or may not call this team.
        Conflict: the plan stands on an agenda already, or the sitting has ended.
        InvalidInput: there is no reason, or nothing left to be heard, or the sitting cannot be called so.
    """
    _plan, solution = get_solution(session, new.solution_id, actor)
    plan = take_for_change(session, solution.plan_id, actor, None)
    if not 0 < len(new.because.strip()) <= LONGEST_REASON:
        raise InvalidInput(T("Tuliskan alasannya, paling panjang {limit} huruf.", limit=LONGEST_REASON), "because")
    moves = list_hearable(session, solution.id, clock.today(), everything=new.everything)
    if not moves:
        raise InvalidInput(T("Semua mutasi hasil ini sudah dibahas atau sudah menjadi usulan."), "sitting")
    sitting = new.sitting
    if isinstance(sitting, NewSitting):
        sitting = deliberation.call_sitting(session, sitting, actor=actor, clock=clock)
    case = _case(session, store, solution, new.because.strip(), clock)
    heard = NewPlanOnAgenda(
        plan.id, solution.id, plan.name, solution.scenario, plan.unit_path, case, [_heard(plan, one) for one in moves]
    )
    deliberation.put_plan(session, sitting, heard, actor=actor, clock=clock)
    return sitting


def _heard(plan: PlanRow, move: MoveRow) -> NewMove:
    return NewMove(
        move_id=move.id,
        label=f"R{plan.id}-{move.place}",
        employee_id=move.employee_id,
        from_unit_id=move.from_unit_id,
        from_jabatan_id=move.from_jabatan_id,
        to_unit_id=move.to_unit_id,
        to_jabatan_id=move.to_jabatan_id,
        because=move.reason,
    )


def _case(session: Session, store: FileStore, solution: SolutionRow, because: str, clock: Clock) -> PlanCase:
    """Keep what the minutes will say of the result, as it is today."""
    solved = [row for row in list_scenarios(session, solution.plan_id) if row.solution_id is not None]
    on = written_date(solution.solved_at.astimezone(clock.zone).date())
    proposed = (f"Diusulkan skenario “{solution.scenario}”, dihitung {on}.", f"Alasan: {because}")
    return PlanCase(tuple(compare_scenarios(solved)), proposed, prove(digests_of(store, solution.plan_key)))


def withdraw_proposal(session: Session, plan_id: int, *, actor: Actor, clock: Clock) -> None:
    """Take a plan off the agenda on which it stands.

    Raises:
        NotFound: there is no such plan for this person, or it stands on no agenda.
        NotPermitted: the actor does not plan for its units.
    """
    plan = take_for_change(session, plan_id, actor, None)
    standing = deliberation.find_sitting_of_plan(session, plan.id)
    if standing is None:
        raise NotFound(T("Rencana ini tidak ada dalam agenda."))
    sitting, key = standing
    deliberation.take_plan_off(session, sitting.id, key, actor=actor, clock=clock)
