"""Moves of a plan become transfers: each once, with its evidence, linked where they need each other."""

from collections.abc import Callable
from datetime import UTC, datetime
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select, update

from mutasi_flow.access.domain import Role
from mutasi_flow.access.model import Account
from mutasi_flow.core.audit import AuditEntry
from mutasi_flow.core.errors import InvalidInput, NotFound, NotPermitted
from mutasi_flow.people.model import Employee
from mutasi_flow.planning.plans.model import PlanMove, PlanSolution
from mutasi_flow.planning.plans.service import NewScenario
from mutasi_flow.planning.promotions.domain import ItemState, find_chains, is_swap
from mutasi_flow.planning.promotions.queries import list_items, list_promotions
from mutasi_flow.planning.promotions.service import (
    ask_promotion,
    gather_for_review,
    promote,
    promoting,
    read_promotion,
)
from mutasi_flow.transfers.domain import Door
from mutasi_flow.transfers.domain.links import LinkKind
from mutasi_flow.transfers.model import Link, Transfer
from mutasi_flow.transfers.workflow import State
from tests.browsing import Browser
from tests.budgets import check_phone_budget
from tests.factories import NOW, make_account, make_employee
from tests.planning.plans.workshop import Workshop

SignIn = Callable[[Browser, Account], None]


def press(workshop: Workshop, solution_id: int | None, places: list[int] | None = None, **values: Any) -> int:
    """Ask for the promotion and let a worker come; return how many moves were meant."""
    assert solution_id is not None
    key, actor, clock, store = solution_id, workshop.actor(), workshop.runtime.clock, workshop.runtime.files
    given = {"is_sent": False, **values}
    count = workshop.write(
        lambda session: ask_promotion(session, store, key, places, actor=actor, clock=clock, **given)
    )
    workshop.work()
    return count


def transfers(workshop: Workshop) -> list[Transfer]:
    return workshop.read(lambda session: list(session.scalars(select(Transfer).order_by(Transfer.id))))


def items(workshop: Workshop, solution_id: int | None) -> list[tuple[ItemState, str]]:
    assert solution_id is not None
    key = solution_id
    latest = workshop.read(lambda session: list_promotions(session, key))[0]
    rows = workshop.read(lambda session: list_items(session, latest.id))
    return [(row.state, str(row.said)) for row in rows]


def test_moves_become_transfers_with_their_evidence_and_never_twice(workshop: Workshop) -> None:
    plan_id, row = workshop.solved()
    assert press(workshop, row.solution_id, [1]) == 1
    (first,) = transfers(workshop)
    move = workshop.moves(row.solution_id)[0]
    assert (first.state, first.door, first.employee_id) == (State.DRAFT, Door.PLAN, move.employee_id)
    assert (first.to_unit_id, first.to_jabatan_id) == (move.to_unit_id, move.to_jabatan_id)
    assert "Pemerataan perawat" in first.reason
    assert move.reason in first.reason
    assert move.transfer_id == first.id
    assert press(workshop, row.solution_id) == 2
    assert len(transfers(workshop)) == 3
    with pytest.raises(InvalidInput):
        press(workshop, row.solution_id)
    wanted = select(AuditEntry.action).where(AuditEntry.chain == f"transfer:{first.id}").order_by(AuditEntry.id)
    assert workshop.read(lambda session: list(session.scalars(wanted))) == ["drafted", "promoted"]
    other = workshop.ask(plan_id, NewScenario("Sama"))
    assert press(workshop, other.solution_id) == 3
    assert len(transfers(workshop)) == 3  # the other scenario says the same
    assert all("sebelumnya" in said for _state, said in items(workshop, other.solution_id))


def test_sent_ones_wait_for_opinions_and_what_stands_in_the_way_is_told(workshop: Workshop) -> None:
    _plan_id, row = workshop.solved()
    press(workshop, row.solution_id, is_sent=True)
    states = {one.state for one in transfers(workshop)}
    assert states <= {State.PROPOSED, State.DRAFT}
    assert all(state is ItemState.DONE for state, _said in items(workshop, row.solution_id))


def test_who_has_moved_or_is_on_the_way_is_told_and_the_others_go_on(workshop: Workshop) -> None:
    _plan_id, row = workshop.solved()
    gone, busy, free = workshop.moves(row.solution_id)

    def happen(session: Any) -> None:
        away = update(Employee).where(Employee.id == gone.employee_id)
        session.execute(away.values(unit_id=workshop.clinics["Hulu"].id))
        session.add(Transfer(number="MUT-2026-9", employee_id=busy.employee_id, created_at=NOW, changed_at=NOW))

    workshop.write(happen)
    press(workshop, row.solution_id)
    found = items(workshop, row.solution_id)
    assert [state for state, _said in found] == [ItemState.FAILED, ItemState.FAILED, ItemState.DONE]
    assert "sudah berpindah" in found[0][1]
    assert "masih mempunyai usulan" in found[1][1]
    assert free.employee_id in {one.employee_id for one in transfers(workshop)}


def test_an_ended_transfer_leaves_its_move_free(workshop: Workshop) -> None:
    _plan_id, row = workshop.solved()
    press(workshop, row.solution_id, [1])
    withdrawn = update(Transfer).values(state=State.WITHDRAWN)
    workshop.write(lambda session: session.execute(withdrawn))
    assert press(workshop, row.solution_id, [1]) == 1
    assert [one.state for one in transfers(workshop)] == [State.WITHDRAWN, State.DRAFT]


def test_a_killed_worker_leaves_items_that_say_how_far_they_are(
    workshop: Workshop, monkeypatch: pytest.MonkeyPatch
) -> None:
    _plan_id, row = workshop.solved()
    assert row.solution_id is not None
    key, actor, clock, store = row.solution_id, workshop.actor(), workshop.runtime.clock, workshop.runtime.files
    workshop.write(lambda session: ask_promotion(session, store, key, None, is_sent=False, actor=actor, clock=clock))
    (_key, _name, args) = workshop.waiting()[0]
    one, done = vars(promoting)["_promote_one"], list[int]()

    class Killed(BaseException):
        pass

    def dies(*given: Any, **values: Any) -> Any:
        if done:
            raise Killed
        done.append(1)
        return one(*given, **values)

    monkeypatch.setattr(promoting, "_promote_one", dies)
    promotion = workshop.read(lambda session: read_promotion(session, args))
    with pytest.raises(Killed):
        promote(promotion, workshop.runtime)
    monkeypatch.undo()
    assert len(transfers(workshop)) == 1
    workshop.work()
    assert len(transfers(workshop)) == 3
    promote(promotion, workshop.runtime)  # who was slower makes nothing twice
    assert len(transfers(workshop)) == 3


def test_moves_that_need_each_other_come_together_and_are_linked(
    workshop: Workshop, monkeypatch: pytest.MonkeyPatch
) -> None:
    _plan_id, row = workshop.solved()
    swap = workshop.moves(row.solution_id)[:2]
    kota, hulu = workshop.clinics["Kota"].id, workshop.clinics["Hulu"].id

    def cross(session: Any) -> None:
        for move, here, there in ((swap[0], kota, hulu), (swap[1], hulu, kota)):
            session.execute(update(PlanMove).where(PlanMove.id == move.id).values(from_unit_id=here, to_unit_id=there))
            session.execute(update(Employee).where(Employee.id == move.employee_id).values(unit_id=here))

    workshop.write(cross)
    monkeypatch.setattr(promoting, "list_chains", lambda _opened: [(1, 2)])
    monkeypatch.setattr(promoting, "steps_of", lambda _opened: {1: (0, 1), 2: (1, 0)})
    assert press(workshop, row.solution_id, [1]) == 2
    link = workshop.read(lambda session: session.scalars(select(Link)).one())
    assert link.kind is LinkKind.SWAP
    assert press(workshop, row.solution_id) == 1  # the last one; nothing is linked twice


def test_only_planners_promote_and_only_makers_gather(workshop: Workshop) -> None:
    _plan_id, row = workshop.solved()
    assert row.solution_id is not None
    key, clock, store = row.solution_id, workshop.runtime.clock, workshop.runtime.files

    def cast(session: Any) -> tuple[Account, Account]:
        root = workshop.health
        decider = make_account(session, make_employee(session, root), [Role.DECIDER])
        return make_account(session, roles=[Role.VERIFIER]), decider

    verifier, decider = workshop.write(cast)
    checking, outside, planning = workshop.actor(verifier), workshop.actor(workshop.outsider), workshop.actor()
    with pytest.raises(NotPermitted):
        workshop.write(
            lambda session: ask_promotion(session, store, key, None, is_sent=False, actor=checking, clock=clock)
        )
    with pytest.raises(NotFound):
        workshop.write(
            lambda session: ask_promotion(session, store, key, None, is_sent=False, actor=outside, clock=clock)
        )
    with pytest.raises(InvalidInput, match="Belum ada mutasi"):
        workshop.write(lambda session: gather_for_review(session, key, decider.id, actor=checking, clock=clock))
    press(workshop, key)
    with pytest.raises(NotPermitted):
        workshop.write(lambda session: gather_for_review(session, key, decider.id, actor=planning, clock=clock))
    with pytest.raises(InvalidInput, match="menunggu putusan"):
        workshop.write(lambda session: gather_for_review(session, key, decider.id, actor=checking, clock=clock))


def test_the_day_of_a_plan_is_that_of_the_office(workshop: Workshop) -> None:
    _plan_id, row = workshop.solved()
    early = datetime(2026, 3, 1, 23, 30, tzinfo=UTC)  # half past six in the morning of the second
    workshop.write(lambda session: session.execute(update(PlanSolution).values(solved_at=early)))
    press(workshop, row.solution_id, [1])
    (reason,) = workshop.read(lambda session: session.scalars(select(Transfer.reason)).all())
    assert "dihitung 2 Maret 2026" in reason


def test_the_page_of_promotion(client: Browser, sign_in: SignIn, workshop: Workshop) -> None:
    _plan_id, row = workshop.solved()
    sign_in(client, workshop.planner)
    address = f"/papan/hasil/{row.solution_id}/usulan"
    assert "Pilih mutasi" in client.get(address).text
    for ticked in ([], ["9" * 5_000], ["x"]):
        assert client.post(address, data={"mana": "terpilih", "kirim": "draf", "pilih": ticked}).status_code == 422
    answer = client.post(address, data={"mana": "terpilih", "kirim": "draf", "pilih": ["1"]})
    assert answer.status_code == 303
    assert client.get(answer.location).headers["Refresh"] == "5"
    workshop.work()
    page = client.get(address).text
    assert "1 menjadi usulan, 0 tidak" in page
    assert "MUT-2026-00001" in page
    assert "MUT-2026-00001" in client.get(f"/papan/hasil/{row.solution_id}").text
    workshop.write(lambda session: session.execute(update(Transfer).values(is_secret=True)))
    for hidden in (address, f"/papan/hasil/{row.solution_id}"):
        assert "MUT-2026-00001" not in client.get(hidden).text
    check_phone_budget(client, address)
    verifier = workshop.write(lambda session: make_account(session, roles=[Role.VERIFIER]))
    workshop.write(lambda session: make_account(session, make_employee(session, workshop.health), [Role.DECIDER]))
    sign_in(client, verifier)
    assert "Kumpulkan untuk putusan" in client.get(address).text
    assert client.post(f"/papan/hasil/{row.solution_id}/paket", data={"penanda": ""}).status_code == 422


MOVES = st.lists(st.tuples(st.integers(0, 6), st.integers(1, 6)), max_size=20)
QUICK = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@QUICK
@given(MOVES, st.lists(st.integers(-2, 3), min_size=7, max_size=7), st.integers(2, 5))
def test_chains_hang_together_and_hold_each_move_once(
    moves: list[tuple[int, int]], spare: list[int], longest: int
) -> None:
    steps = {key: (cell, (cell + far) % 7) for key, (cell, far) in enumerate(moves)}
    chains = find_chains(steps, dict(enumerate(spare)), longest)
    members = [key for chain in chains for key in chain]
    assert len(members) == len(set(members))
    for chain in chains:
        assert 2 <= len(chain) <= longest
        for one, following in pairwise(chain):
            assert steps[one][1] == steps[following][0]


def test_who_may_leave_freely_needs_nobody() -> None:
    steps = {1: (0, 1), 2: (1, 0)}
    assert find_chains(steps, {0: 1, 1: 1}, 12) == []
    assert find_chains(steps, {}, 12) == [(1, 2)]
    assert find_chains(steps, {0: 1}, 12) == [(1, 2)]
    assert is_swap(steps, (1, 2))
    assert not is_swap({1: (0, 1), 2: (1, 2)}, (1, 2))
    assert not is_swap({1: (0, 1), 2: (1, 2), 3: (2, 0)}, (1, 2, 3))
