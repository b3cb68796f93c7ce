"""Moves become transfers: one transaction each, by the same services as any other transfer, and never twice.

A press writes which moves are meant; a worker does one after the other. Whoever dies on the way leaves items that say
how far they are. Moves that need each other are linked as soon as all of them are transfers.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from mutasi_flow.access import queries as access
from mutasi_flow.core.actor import Actor
from mutasi_flow.core.catalogue import say
from mutasi_flow.core.clock import Clock
from mutasi_flow.core.errors import InvalidInput, MutasiError, NotPermitted, Refused
from mutasi_flow.core.jobs import JobArgs, enqueue
from mutasi_flow.core.texts import T, Text, joined
from mutasi_flow.inbox.domain import freeze_values
from mutasi_flow.people.model import Employee
from mutasi_flow.planning.minutes.queries import list_left_out
from mutasi_flow.planning.plans.model import Plan, PlanMove, PlanScenario, PlanSolution
from mutasi_flow.planning.plans.queries import Digests, Opened, digests_of, get_solution, open_solution
from mutasi_flow.planning.plans.service import as_planner, may_plan, record_plan
from mutasi_flow.planning.promotions.domain import ItemState, is_swap
from mutasi_flow.planning.promotions.model import PlanPromotion, PlanPromotionItem
from mutasi_flow.planning.promotions.queries import (
    GONE,
    list_chains,
    list_gatherable,
    list_promotable,
    list_unfinished,
    numbers_of,
    steps_of,
)
from mutasi_flow.transfers import trail
from mutasi_flow.transfers.domain import Door
from mutasi_flow.transfers.domain.links import LinkKind
from mutasi_flow.transfers.model import Transfer
from mutasi_flow.transfers.queries import get_card
from mutasi_flow.transfers.review import MOST_TOGETHER, create_batch, link_transfers
from mutasi_flow.transfers.service import Destination, NewEvidence, NewTransfer, create_draft, keep_evidence, perform
from mutasi_flow.transfers.workflow import Action

if TYPE_CHECKING:
    from mutasi_flow.core.files import FileStore
    from mutasi_flow.core.runtime import Runtime

PROMOTE = "promote_plan_moves"
NEED = "need"
LONGEST_REASON = 1_000


@dataclass(frozen=True, slots=True)
class Promotion:
    """A press and what of it is to be done."""

    id: int
    solution_id: int
    account_id: int
    is_sent: bool
    waiting: Sequence[int]
    input_key: str
    plan_key: str


def ask_promotion(
    session: Session,
    store: "FileStore",
    solution_id: int,
    places: Sequence[int] | None,
    *,
    is_sent: bool,
    despite: str = "",
    actor: Actor,
    clock: Clock,
) -> int:
    """Let moves become transfers, None for all; those that a chosen move needs come along. Return how many are meant.

    ``despite`` says why the moves do not wait until comments on the plan are closed and answered, go on without those that
    they need and that the minutes leave out, or come of a result that the minutes did not choose.

    Raises:
        NotFound: there is no such solution for this person.
        NotPermitted: the actor does not plan for its units.
        InvalidInput: no move is chosen that is no transfer yet; or something stands open, and ``despite`` gives no
            reason, or one too long.
    """
    plan, solution = get_solution(session, solution_id, actor)
    if not may_plan(actor, plan.unit_path):
        raise NotPermitted
    free = list_promotable(session, solution_id)
    left_out = {row.place for row in list_left_out(session, solution_id).values()}
    chosen, torn = set(free) if places is None else set(places) & set(free), 0
    for chain in list_chains(open_solution(store, solution.input_key, solution.plan_key)):
        if chosen.intersection(chain):
            chosen |= set(chain) & set(free)
            torn += bool(left_out.intersection(chain))
    if not chosen:
        raise InvalidInput(T("Pilih sedikitnya satu mutasi yang belum menjadi usulan."), field="pilih")
    matters = list_unfinished(session, plan.id, solution_id, clock.today())
    if torn:
        matters.append(T("{count} kelompok mutasi terkait tidak utuh karena ada yang tidak diteruskan.", count=torn))
    because = _check_open(matters, despite.strip())
    values = {"solution_id": solution_id, "account_id": actor.account_id, "is_sent": is_sent, "asked_at": clock.now()}
    promotion_id: int = session.execute(insert(PlanPromotion).values(values).returning(PlanPromotion.id)).scalar_one()
    blank = {"promotion_id": promotion_id, "state": ItemState.WAITING, "said": {}}
    session.execute(insert(PlanPromotionItem), [{**blank, "move_id": free[place]} for place in sorted(chosen)])
    enqueue(session, PROMOTE, {"promotion": promotion_id}, f"{PROMOTE}:{promotion_id}")
    payload = {"solution": solution_id, "moves": len(chosen), "sent": is_sent, **because}
    by = as_planner(actor, plan.unit_path)
    record_plan(session, plan.id, "plan_moves_promoted", payload, actor=by, at=clock.now())
    return len(chosen)


def _check_open(matters: Sequence[Text], despite: str) -> dict[str, object]:
    """Return what the trail says of what stands open; nothing where nothing does."""
    if not matters:
        return {}
    if not despite:
        words = joined(matters, " ")
        text = T("Masih ada yang belum selesai. {matters} Tuliskan alasan bila tetap diteruskan.", matters=words)
        raise InvalidInput(text, field="alasan")
    if len(despite) > LONGEST_REASON:
        raise InvalidInput(T("Alasan paling panjang {limit} huruf.", limit=LONGEST_REASON), field="alasan")
    return {"despite": despite, "unfinished": [say(one) for one in matters]}


def read_promotion(session: Session, args: JobArgs) -> Promotion:
    """Return what waits of a press."""
    row = session.get_one(PlanPromotion, int(args["promotion"]))
    solution = session.get_one(PlanSolution, row.solution_id)
    waiting = (
        select(PlanPromotionItem.id)
        .where(PlanPromotionItem.promotion_id == row.id, PlanPromotionItem.state == ItemState.WAITING)
        .order_by(PlanPromotionItem.id)
    )
    keys = session.scalars(waiting).all()
    return Promotion(row.id, solution.id, row.account_id, row.is_sent, keys, solution.input_key, solution.plan_key)


def promote(promotion: Promotion, runtime: "Runtime") -> Clock:
    """Make transfer after transfer, then link those that need each other."""
    clock, digests = runtime.clock, digests_of(runtime.files, promotion.plan_key)
    for item_id in promotion.waiting:
        try:
            with runtime.database.writing() as session:
                actor = access.load_actor(session, promotion.account_id, clock.today())
                said = _promote_one(session, item_id, digests, actor, clock, is_sent=promotion.is_sent)
                _end(session, item_id, ItemState.DONE, said)
        except MutasiError as refusal:
            reasons = refusal.reasons if isinstance(refusal, Refused) else ()
            with runtime.database.writing() as session:
                _end(session, item_id, ItemState.FAILED, [refusal.text, *reasons])
    opened = open_solution(runtime.files, promotion.input_key, promotion.plan_key)
    for chain in list_chains(opened):
        _link(promotion, opened, chain, runtime)
    return clock


def _end(session: Session, item_id: int, state: ItemState, said: Sequence[Text]) -> None:
    words = freeze_values({f"{place:03}": text for place, text in enumerate(said)})
    waiting = (PlanPromotionItem.id == item_id, PlanPromotionItem.state == ItemState.WAITING)
    session.execute(update(PlanPromotionItem).where(*waiting).values(state=state, said=words))


def _promote_one(
    session: Session, item_id: int, digests: Digests, actor: Actor, clock: Clock, *, is_sent: bool
) -> list[Text]:
    """Make the transfer of one move; what is one already stays that one."""
    move_id = session.scalar(select(PlanPromotionItem.move_id).where(PlanPromotionItem.id == item_id))
    move = session.scalars(select(PlanMove).where(PlanMove.id == move_id).with_for_update()).one()
    solution = session.get_one(PlanSolution, move.solution_id)
    scenario = session.get_one(PlanScenario, solution.scenario_id)
    plan = session.get_one(Plan, scenario.plan_id)
    earlier = _find_earlier(session, plan.id, move)
    if earlier is not None:
        session.execute(update(PlanMove).where(PlanMove.id == move.id).values(transfer_id=earlier))
        return [T("Sudah menjadi usulan sebelumnya.")]
    if move.id in list_left_out(session, solution.id):
        raise Refused(T("Menurut berita acara, mutasi ini tidak diteruskan."))
    _refuse_gone(session, move)
    new = NewTransfer(
        move.employee_id,
        (Destination(move.to_unit_id, move.to_jabatan_id),),
        door=Door.PLAN,
        reason=_reason(plan, scenario, solution, move, clock.zone),
        reason_category=NEED,
    )
    number = create_draft(session, new, actor, clock)
    card = get_card(session, number, actor)
    if card.is_secret:
        raise Refused(T("Jabatan ini dibahas lebih dahulu oleh tim penilai kinerja, jadi tidak diusulkan dari sini."))
    session.execute(update(PlanMove).where(PlanMove.id == move.id).values(transfer_id=card.id))
    evidence = _evidence(plan, scenario, solution, move, digests)
    keep_evidence(session, card.id, evidence)
    payload = {**evidence.as_payload(), "proof": solution.plan_key, "version": 1}
    trail.record(session, card.id, "promoted", actor=actor, payload=payload, at=clock.now())
    return _send(session, number, actor, clock) if is_sent else [T("Menjadi draf.")]


def _send(session: Session, number: str, actor: Actor, clock: Clock) -> list[Text]:
    """Send the transfer; where something stands in the way it stays a draft, and the reasons are told."""
    try:
        with session.begin_nested():
            perform(session, number, Action.SUBMIT, actor=actor, clock=clock)
    except (InvalidInput, Refused) as refusal:
        reasons = refusal.reasons if isinstance(refusal, Refused) else ()
        return [T("Menjadi draf; belum dapat dikirim."), *(reasons or (refusal.text,))]
    return [T("Dikirim untuk ditanggapi.")]


def _find_earlier(session: Session, plan_id: int, move: PlanMove) -> int | None:
    """Return a transfer that this plan made of the same move, and that did not end undecided."""
    statement = (
        select(Transfer.id)
        .join(PlanMove, PlanMove.transfer_id == Transfer.id)
        .join(PlanSolution, PlanSolution.id == PlanMove.solution_id)
        .join(PlanScenario, PlanScenario.id == PlanSolution.scenario_id)
        .where(
            PlanScenario.plan_id == plan_id,
            PlanMove.employee_id == move.employee_id,
            Transfer.to_unit_id == move.to_unit_id,
            Transfer.to_jabatan_id == move.to_jabatan_id,
            Transfer.state.not_in(GONE),
        )
        .order_by(Transfer.id.desc())
    )
    return session.scalars(statement.limit(1)).first()


def _refuse_gone(session: Session, move: PlanMove) -> None:
    """Refuse a move whose person no longer is where the plan saw the person."""
    here = session.execute(select(Employee.unit_id, Employee.jabatan_id).where(Employee.id == move.employee_id)).one()
    if tuple(here) != (move.from_unit_id, move.from_jabatan_id):
        raise Refused(T("Pegawai ini sudah berpindah sejak rencana dihitung. Baca ulang data rencana."))


def _evidence(
    plan: Plan, scenario: PlanScenario, solution: PlanSolution, move: PlanMove, digests: Digests
) -> NewEvidence:
    return NewEvidence(
        plan.id,
        solution.id,
        move.place,
        plan.name,
        scenario.name,
        plan.unit_id,
        solution.solved_at,
        move.reason,
        digests.input,
        digests.certificate,
    )


def _reason(plan: Plan, scenario: PlanScenario, solution: PlanSolution, move: PlanMove, zone: ZoneInfo) -> str:
    """Return the evidence as the file carries it: which plan, its figures, and by what it can be checked."""
    return say(
        T(
            "Menurut rencana {plan}, skenario {scenario}, dihitung {day}. {reason} Berkas rencana: {proof}.",
            plan=plan.name,
            scenario=scenario.name,
            day=solution.solved_at.astimezone(zone).date(),
            reason=move.reason,
            proof=solution.plan_key,
        )
    )


def _link(promotion: Promotion, opened: Opened, chain: Sequence[int], runtime: "Runtime") -> None:
    """Link the transfers of a chain, once all of it are some; what cannot be linked stays as it is."""
    steps = steps_of(opened)
    kind = LinkKind.SWAP if is_swap(steps, chain) else LinkKind.CHAIN
    try:
        with runtime.database.writing() as session:
            numbers = numbers_of(session, promotion.solution_id)
            if all(place in numbers for place in chain):
                first, *others = (numbers[place] for place in chain)
                actor = access.load_actor(session, promotion.account_id, runtime.clock.today())
                link_transfers(session, first, kind, others, actor=actor, clock=runtime.clock)
    except MutasiError:
        return


def end_promotion(session: Session, args: JobArgs, clock: Clock) -> None:
    """Note that a press is done."""
    mine = update(PlanPromotion).where(PlanPromotion.id == int(args["promotion"]))
    session.execute(mine.values(ended_at=clock.now()))


def gather_for_review(session: Session, solution_id: int, decider_id: int, *, actor: Actor, clock: Clock) -> int:
    """Put the transfers of a solution that wait for one official's decision into one batch; return its key.

    What is beyond the most that a batch holds, or is consulted later, is gathered by another press.

    Raises:
        NotFound: there is no such solution for this person, or no such official.
        NotPermitted: the actor puts no batches together.
        InvalidInput: none of them waits for this official.
    """
    plan, _solution = get_solution(session, solution_id, actor)
    if not numbers_of(session, solution_id):
        raise InvalidInput(T("Belum ada mutasi rencana ini yang menjadi usulan."), field="penanda")
    numbers = list_gatherable(session, solution_id, MOST_TOGETHER)
    return create_batch(session, plan.name, numbers, decider_id, actor=actor, clock=clock)
