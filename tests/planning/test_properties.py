"""What a plan promises, property by property: where each is proven, and those that no other test proves."""

from collections.abc import Callable
from dataclasses import replace
from importlib import import_module
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mutasi_flow.planning.costs import EDGE_COSTS
from mutasi_flow.planning.edges import Block, block_edges, find_blocks
from mutasi_flow.planning.graph import build_graph
from mutasi_flow.planning.plan import plan, verify
from mutasi_flow.planning.policy import Policy, Tier
from mutasi_flow.planning.rules import Eligibility
from mutasi_flow.planning.snapshot import Indices, Snapshot
from mutasi_flow.planning.solving import first_prices, graph_of, moves_of
from mutasi_flow.planning.tiers import Face, dual_bound, solve, tier_values
from tests.planning.instances import Office, Rows, all_plans, balance, bound_offices, nip, offices, settled

QUICK = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
HERE = "tests.planning.test_properties"
PROVEN = {
    "a plan is accepted by the check": ("tests.planning.test_plan", "test_no_plan_is_better_in_balance_and_none_as_good_moves_fewer"),
    "without allowed moves nobody moves": (HERE, "test_without_allowed_moves_nobody_moves"),
    "levels stay within floor and formation": ("tests.planning.test_plan", "test_levels_stay_within_bounds_and_sum_up"),
    "nobody appears or vanishes": ("tests.planning.test_plan", "test_levels_stay_within_bounds_and_sum_up"),
    "nobody moves twice": ("tests.planning.test_plan", "test_levels_stay_within_bounds_and_sum_up"),
    "volunteers go where they asked": ("tests.planning.test_plan", "test_volunteers_go_only_where_they_asked"),
    "duty and balance are those of all plans tried": (HERE, "test_duty_and_balance_are_the_best_of_all_plans"),
    "the order of rows changes nothing": ("tests.planning.test_plan", "test_rows_in_another_order_give_the_same_plan"),
    "names of units change no value": (HERE, "test_names_of_units_change_no_value"),
    "one allowed move more never harms": (HERE, "test_one_allowed_move_more_never_harms"),
    "a higher price never moves more": ("tests.planning.test_plan", "test_a_higher_price_never_moves_more"),
    "the curve is convex": ("tests.planning.test_curves", "test_each_point_is_best_for_its_number_of_moves_and_the_curve_is_convex"),
    "block by block is one graph": (HERE, "test_block_by_block_is_the_same_as_one_graph"),
    "the proof reaches the value": (HERE, "test_the_proof_reaches_the_value_and_no_other_flow_passes"),
    "a changed flow is refused": ("tests.planning.test_flow", "test_a_changed_flow_is_refused_unless_it_is_as_good"),
    "no single move would still help": ("tests.planning.test_plan", "test_no_single_move_would_still_help"),
    "swaps and cycles leave every level": ("tests.planning.test_exchange", "test_no_round_serves_more_or_dearer_wishes"),
    "cycles serve no fewer than swaps": ("tests.planning.test_exchange", "test_cycles_serve_no_fewer_than_swaps_and_chains_no_fewer_than_cycles"),
    "deferred acceptance leaves no envy": ("tests.planning.test_yardsticks", "test_deferred_acceptance_leaves_no_justified_envy"),
    "what is forced is never better": ("tests.planning.test_explain", "test_what_is_forced_is_never_better_and_says_how_much_worse"),
    "the forecast is the naive loop": ("tests.workload.test_forecast", "test_the_arrays_say_what_the_loop_says"),
    "without entries nobody is added": ("tests.workload.test_forecast", "test_without_entries_nobody_is_added"),
    "need is additive": ("tests.workload.test_needs", "test_the_need_of_two_lists_is_the_sum_of_both"),
    "need is linear in volume": ("tests.workload.test_needs", "test_the_need_is_linear_in_the_volume"),
    "the tables count need in the same way": (HERE, "test_need_from_tables_is_additive_and_linear"),
    "a scenario without edits changes nothing": ("tests.planning.test_scenario", "test_no_edits_change_nothing"),
    "hard months never make a hard place cheaper": (HERE, "test_hard_months_never_make_a_hard_place_cheaper"),
    "relatives are kept apart in the best way": ("tests.planning.test_exact", "test_no_plan_that_keeps_relatives_apart_is_better_in_any_aim"),
    "relatives stay apart and the gap is true": ("tests.planning.test_plan", "test_duties_fill_a_limit_relatives_stay_apart_and_what_is_lost_is_stated"),
}  # fmt: skip


@pytest.mark.parametrize("promise", sorted(PROVEN))
def test_every_promise_has_its_proof(promise: str) -> None:
    module, name = PROVEN[promise]
    proof: Callable[..., None] = getattr(import_module(module), name)
    assert hasattr(proof, "hypothesis"), "proven by trying many, not by one example"


@QUICK
@given(bound_offices())
def test_without_allowed_moves_nobody_moves(office: Office) -> None:
    office.columns["kunci"] = [1] * len(office.staff)
    snapshot = office.snapshot()
    found = plan(snapshot, Policy())
    assert len(found) == 0
    assert (found.gap, found.duty_gap, verify(snapshot, found)) == (0, 0, [])


@QUICK
@given(bound_offices())
def test_duty_and_balance_are_the_best_of_all_plans(office: Office) -> None:
    del office.more["relasi"]
    snapshot = office.snapshot()
    due = snapshot.staff.is_due

    def worth(movers: Indices, levels: Indices) -> tuple[int, float]:
        return -int(due[movers].sum()), round(balance(snapshot, levels), 4)

    every = [
        worth(np.array([person for person, cell in enumerate(targets) if cell is not None], np.int64), levels)
        for targets, levels in all_plans(snapshot)
    ]
    found = plan(snapshot, Policy())
    assert worth(found.person, found.levels_after) == min(every)


@QUICK
@given(bound_offices(), st.permutations(["U0", "U1", "U2", "U3"]))
def test_names_of_units_change_no_value(office: Office, names: list[str]) -> None:
    other = {f"U{number}": f"V{name}" for number, name in enumerate(names)}
    tables = {
        name: [[other.get(str(cell), cell) for cell in row] for row in rows] for name, rows in office.tables().items()
    }
    tables.pop("relasi")
    office.more.pop("relasi")
    one, two = plan(office.snapshot(), Policy(seed="s")), plan(settled(tables), Policy(seed="s"))
    assert one.tiers[:-1] == two.tiers[:-1], "all but the draw, in which the name is a lot"


@QUICK
@given(bound_offices(), st.data())
def test_one_allowed_move_more_never_harms(office: Office, data: st.DataObject) -> None:
    office.more.pop("relasi")
    if not office.staff:
        return
    person = data.draw(st.integers(1, len(office.staff)))
    units = sorted({unit for unit, _ in office.posts} | {unit for unit, _ in office.staff})
    wish = [nip(person), "9", data.draw(st.sampled_from(units))]
    more = replace(office, more={**office.more, "minat": [*office.more["minat"], wish]})
    few, many = plan(office.snapshot(), Policy()), plan(more.snapshot(), Policy())
    assert many.tiers[:2] <= few.tiers[:2]


@QUICK
@given(offices(jabatan=("g", "h", "i"), units=3), st.sampled_from(["a", "b"]))
def test_block_by_block_is_the_same_as_one_graph(office: Office, seed: str) -> None:
    snapshot, policy = office.snapshot(), Policy(seed=seed)
    eligible, found = Eligibility(snapshot), plan(snapshot, policy)
    blocks = find_blocks(eligible)
    kinds = tuple(kind for block in blocks for kind in block.jabatan)
    people = tuple(each for block in blocks for each in block.candidates)
    whole = graph_of(eligible, policy, first_prices(snapshot, policy), Block(kinds, people))
    if whole is None:
        assert len(found) == 0
        return
    solution = solve(whole, policy.tiers)
    person, cell = moves_of(whole, solution.flow)
    assert (person.tolist(), cell.tolist()) == (found.person.tolist(), found.cell.tolist())
    assert solution.values == found.tiers


@QUICK
@given(offices())
def test_the_proof_reaches_the_value_and_no_other_flow_passes(office: Office) -> None:
    snapshot, policy = office.snapshot(), Policy()
    eligible, prices = Eligibility(snapshot), first_prices(snapshot, policy)
    for block in find_blocks(eligible):
        graph = graph_of(eligible, policy, prices, block)
        if graph is None:
            continue
        found = solve(graph, policy.tiers)
        assert dual_bound(graph, Tier.BALANCE, found.potentials[1]) == found.values[1]
        for noise in range(1, 4):
            turned = found.potentials[1] + np.arange(graph.nodes) % (noise + 1)
            assert dual_bound(graph, Tier.BALANCE, turned) <= found.values[1]


@QUICK
@given(
    st.lists(st.tuples(st.integers(0, 10**6), st.integers(0, 500)), min_size=1, max_size=6),
    st.integers(1, 5),
    st.integers(2, 3),
)
def test_need_from_tables_is_additive_and_linear(tasks: list[tuple[int, int]], cut: int, times: int) -> None:
    def need(rows: list[tuple[int, int]]) -> float:
        abk: Rows = [["unit_kode", "jabatan_kode", "volume", "norma_menit"], *(["A", "g", *row] for row in rows)]
        return float(Office([], {("A", "g"): ("", "", "")}, {}, {"abk": abk}).snapshot().cells.need[0])

    parts = [part for part in (tasks[:cut], tasks[cut:]) if part]
    assert need(tasks) == pytest.approx(sum(need(part) for part in parts))
    assert need([(volume * times, minutes) for volume, minutes in tasks]) == pytest.approx(times * need(tasks))


FAR = Office(
    [("A", "g"), ("B", "g"), ("C", "g"), ("C", "g")],
    {(unit, "g"): (1, "", "") for unit in "ABCD"},
    {},
    {},
    [["unit_kode", "lat", "lon", "daerah_sulit"], ["A", -7, 110, 0], ["B", -7, 111, 1], ["C", -8, 110, 3], ["D", -8, 112, 2]],
)  # fmt: skip


def forced(snapshot: Snapshot, person: int, cell: int) -> tuple[int, ...]:
    """Return the values of the best plan in which somebody goes somewhere, down to distance and hardship."""
    eligible, policy = Eligibility(snapshot), Policy()
    (block,) = find_blocks(eligible)
    edges = block_edges(eligible, block)
    graph = build_graph(eligible, policy, first_prices(snapshot, policy), edges, whole=True)
    cost = np.zeros(len(graph.tail), np.int64)
    local = int(np.searchsorted(graph.people, person))
    at = np.flatnonzero((graph.edge_person == local) & (graph.cells[graph.edge_cell] == cell))
    cost[at + graph.edges.start] = -1
    face = Face.of_all(graph).best_of(graph, cost)[0]
    assert face.flow[at + graph.edges.start].all()
    tiers = policy.tiers[: policy.tiers.index(Tier.DISTANCE) + 1]
    for tier in tiers:
        face, _ = face.best(graph, tier)
    return tier_values(graph, tiers, face.flow)


@QUICK
@given(
    st.lists(st.integers(0, 240), min_size=2, max_size=2).map(sorted),
    st.lists(st.integers(0, 240), min_size=4, max_size=4),
    st.integers(0, 3),
    st.sampled_from([1, 2, 3]),
)
def test_hard_months_never_make_a_hard_place_cheaper(
    months: list[int], others: list[int], person: int, cell: int
) -> None:
    values: list[tuple[int, tuple[int, ...]]] = []
    for served in months:
        snapshot = replace_months(others, person, served).snapshot()
        assert snapshot.units.hardship[snapshot.cells.unit[cell]] > 0
        if snapshot.staff.cell[person] == cell:
            return
        own = EDGE_COSTS[Tier.DISTANCE](Eligibility(snapshot), Policy(), np.array([person]), np.array([cell]))
        values.append((int(own[0]), forced(snapshot, person, cell)))
    assert all(few[0] <= many[0] and few[1] <= many[1] for few, many in pairwise(values))


def replace_months(others: list[int], person: int, served: int) -> Office:
    months = [served if at == person else each for at, each in enumerate(others)]
    return replace(FAR, columns={"bulan_daerah_sulit": months})
