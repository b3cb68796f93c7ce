"""The plan against all plans there are, and what it promises."""

import random
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mutasi_flow.planning.explaining import Outcome, explain
from mutasi_flow.planning.outcome import figures
from mutasi_flow.planning.plan import plan, verify
from mutasi_flow.planning.policy import Phi, Policy, Tier
from mutasi_flow.planning.relatives import meetings
from mutasi_flow.planning.rules import Eligibility
from mutasi_flow.planning.snapshot import Snapshot
from tests.planning.instances import Office, all_plans, balance, bound_offices, nip, offices, settled

QUICK = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
PHIS = st.sampled_from(list(Phi))


def moves(office: Office, policy: Policy) -> dict[str, tuple[str, str]]:
    snapshot = office.snapshot()
    found = plan(snapshot, policy)
    assert verify(snapshot, found) == []
    nips = snapshot.staff.nip[found.person].tolist()
    return {who: snapshot.cell_code(cell) for who, cell in zip(nips, found.cell.tolist(), strict=True)}


@QUICK
@given(offices(), PHIS, st.sampled_from([0, 0.5, 2]))
def test_no_plan_is_better_in_balance_and_none_as_good_moves_fewer(office: Office, phi: Phi, price: float) -> None:
    snapshot = office.snapshot()
    found = plan(snapshot, Policy(phi=phi, move_price=price))
    every = all_plans(snapshot)

    def worth(targets: tuple[int | None, ...], levels: Any) -> float:
        return balance(snapshot, levels, phi) + price * sum(cell is not None for cell in targets)

    best = min(worth(*each) for each in every)
    reached = balance(snapshot, found.levels_after, phi) + price * len(found)
    assert reached == pytest.approx(best, abs=1e-4)
    assert found.gap == 0
    assert verify(snapshot, found) == []


@QUICK
@given(offices(), st.integers(0, 4))
def test_a_limited_plan_keeps_the_limit_and_says_what_it_may_lack(office: Office, limit: int) -> None:
    snapshot = office.snapshot()
    found = plan(snapshot, Policy(max_moves=limit, seed="a"))
    assert len(found) <= limit
    assert verify(snapshot, found) == []
    fitting = [levels for targets, levels in all_plans(snapshot) if sum(cell is not None for cell in targets) <= limit]
    best = min(balance(snapshot, levels) for levels in fitting)
    start = balance(snapshot, snapshot.levels)
    reached = balance(snapshot, found.levels_after)
    assert start + found.bound <= best + 1e-4
    assert reached - best <= found.gap + 1e-4


@QUICK
@given(bound_offices(), st.integers(2, 6), st.sampled_from([None, 2]))
def test_a_block_that_is_cut_says_what_that_may_cost(office: Office, most: int, limit: int | None) -> None:
    del office.more["relasi"]
    snapshot = office.snapshot()
    policy = Policy(max_moves=limit, seed="c", most_edges=most)
    found = plan(snapshot, policy)
    assert verify(snapshot, found) == []
    start, met = balance(snapshot, snapshot.levels), int(snapshot.staff.is_due[found.person].sum())
    every = compared(snapshot, limit)
    assert met <= max(duties for duties, _ in every) <= met + found.duty_gap
    as_dutiful = min(cost for duties, cost in every if duties >= met)
    assert start + found.bound <= as_dutiful + 1e-4
    assert balance(snapshot, found.levels_after) - as_dutiful <= found.gap + 1e-4
    if found.gap:
        assert verify(snapshot, replace(found, bound=found.bound + found.gap, gap=0.0))


def test_what_a_cut_costs_is_small_where_the_neediest_are_near() -> None:
    posts = {(f"U{unit}", "g"): (2 + unit % 3, "", "") for unit in range(20)}
    office = Office([(f"U{(number * 7) % 12}", "g") for number in range(60)], posts)
    snapshot = office.snapshot()
    whole, cut = plan(snapshot, Policy()), plan(snapshot, Policy(most_edges=300))
    assert whole.gap == 0
    assert verify(snapshot, cut) == []
    assert balance(snapshot, whole.levels_after) <= balance(snapshot, cut.levels_after)
    assert cut.bound <= whole.bound
    told = explain(Eligibility(snapshot), cut, 0, None)
    assert told.outcome is not Outcome.BARRED or "kelompok sebesar" in str(told.failures[0].reason)


@QUICK
@given(offices(), st.randoms(use_true_random=False))
def test_rows_in_another_order_give_the_same_plan(office: Office, dice: random.Random) -> None:
    tables = office.tables()
    for rows in tables.values():
        body = rows[1:]
        dice.shuffle(body)
        rows[1:] = body
    one, other = plan(office.snapshot(), Policy(seed="x")), plan(settled(tables), Policy(seed="x"))
    assert one.person.tolist() == other.person.tolist()
    assert one.cell.tolist() == other.cell.tolist()
    assert one.tiers == other.tiers


@QUICK
@given(offices(jabatan=("g", "h")))
def test_levels_stay_within_bounds_and_sum_up(office: Office) -> None:
    snapshot = office.snapshot()
    found = plan(snapshot, Policy())
    before, after, cells = found.levels_before, found.levels_after, snapshot.cells
    assert after.sum() == before.sum()
    assert (after >= np.minimum(before, cells.minimum)).all()
    assert ((cells.formation < 0) | (after <= np.maximum(before, cells.formation))).all()
    assert len(set(found.person.tolist())) == len(found)


@QUICK
@given(offices())
def test_volunteers_go_only_where_they_asked(office: Office) -> None:
    snapshot = office.snapshot()
    assert snapshot.wishes is not None
    listed = set(zip(snapshot.wishes.person.tolist(), snapshot.wishes.cell.tolist(), strict=True))
    found = plan(snapshot, Policy())
    for pair in zip(found.person.tolist(), found.cell.tolist(), strict=True):
        assert not snapshot.staff.is_volunteer[pair[0]] or pair in listed


@QUICK
@given(offices())
def test_no_single_move_would_still_help(office: Office) -> None:
    snapshot = office.snapshot()
    found = plan(snapshot, Policy())
    now = balance(snapshot, found.levels_after)
    for targets, levels in all_plans(snapshot):
        places = dict(zip(found.person.tolist(), found.cell.tolist(), strict=True))
        changed = sum(places.get(person) != cell for person, cell in enumerate(targets))
        assert changed != 1 or balance(snapshot, levels) >= now - 1e-4


@QUICK
@given(offices(), st.floats(0, 5), st.floats(0, 5))
def test_a_higher_price_never_moves_more(office: Office, one: float, other: float) -> None:
    snapshot = office.snapshot()
    low, high = sorted((one, other))
    assert len(plan(snapshot, Policy(move_price=low))) >= len(plan(snapshot, Policy(move_price=high)))


@QUICK
@given(offices(), st.data())
def test_a_changed_plan_is_refused(office: Office, data: st.DataObject) -> None:
    snapshot = office.snapshot()
    found = plan(snapshot, Policy())
    if not len(found):
        return
    at = data.draw(st.integers(0, len(found) - 1))
    fewer = replace(found, person=np.delete(found.person, at), cell=np.delete(found.cell, at))
    assert verify(snapshot, fewer)
    assert verify(snapshot, replace(found, cell=np.where(np.arange(len(found)) == at, 10**6, found.cell)))
    assert verify(
        snapshot, replace(found, person=np.append(found.person, found.person[:1]), cell=np.append(found.cell, 0))
    )
    assert verify(snapshot, replace(found, sha256="other"))
    assert verify(snapshot, replace(found, tiers=tuple(value + 1 for value in found.tiers)))
    assert verify(snapshot, replace(found, potentials=tuple(each[:-1] for each in found.potentials)))
    assert verify(snapshot, replace(found, potentials=()))
    assert verify(snapshot, replace(found, gap=1.0))


SWAP = Office([("A", "g")] * 3 + [("B", "g")], {("A", "g"): (2, "", ""), ("B", "g"): (2, "", "")})


def test_one_of_three_goes_where_somebody_is_missing() -> None:
    assert list(moves(SWAP, Policy()).values()) == [("B", "g")]
    assert moves(SWAP, Policy(max_moves=0)) == {}
    assert moves(replace_columns(SWAP, kunci=[1, 1, 1, 1]), Policy()) == {}


def replace_columns(office: Office, **columns: list[int]) -> Office:
    return Office(office.staff, office.posts, dict(columns), office.more, office.unit_rows)


def test_the_draw_decides_among_equals_and_is_public() -> None:
    chosen = {seed: next(iter(moves(SWAP, Policy(seed=seed)))) for seed in "abcdefgh"}
    assert len(set(chosen.values())) > 1
    assert moves(SWAP, Policy(seed="a")).keys() == {chosen["a"]}


def test_equal_gains_are_shared_out_up_to_the_limit() -> None:
    places = {(unit, "g"): (2, "", "") for unit in "ABCDEF"}
    office = Office([(unit, "g") for unit in "ABC" for _ in range(3)] + [(unit, "g") for unit in "DEF"], places)
    for limit in range(4):
        assert len(moves(office, Policy(max_moves=limit, seed="s"))) == limit


def test_nobody_and_one_person_have_a_plan() -> None:
    assert moves(Office([], {("A", "g"): (1, "", "")}), Policy()) == {}
    assert moves(Office([("A", "g")], {("A", "g"): (1, "", "")}), Policy(max_moves=3)) == {}
    assert moves(Office([("A", "g")], {("B", "g"): (1, "", "")}), Policy()) == {nip(1): ("B", "g")}


def test_a_duty_is_met_first_where_it_can_be_met() -> None:
    office = Office(
        [("A", "g"), ("A", "g")], {("A", "g"): (2, "", ""), ("B", "g"): (0, "", "")}, {"wajib_pindah": [1, 0]}
    )
    assert moves(office, Policy()) == {nip(1): ("B", "g")}
    alone = Office([("A", "g")], {("A", "g"): (1, "", "")}, {"wajib_pindah": [1]})
    assert moves(alone, Policy()) == {}
    assert moves(office, Policy(max_moves=0)) == {}
    assert "kewajiban" in str(plan(office.snapshot(), Policy(max_moves=0)).notes[-1])


def compared(snapshot: Snapshot, limit: int | None) -> list[tuple[int, float]]:
    """Return duties met and balance cost of every plan within the limit in which no relatives meet."""
    due = snapshot.staff.is_due
    found = []
    for targets, levels in all_plans(snapshot):
        movers = [person for person, cell in enumerate(targets) if cell is not None]
        cells = [cell for cell in targets if cell is not None]
        if (limit is None or len(movers) <= limit) and not list(
            meetings(Eligibility(snapshot), np.array(movers, np.int64), np.array(cells, np.int64))
        ):
            found.append((int(due[movers].sum()), balance(snapshot, levels)))
    return found


@QUICK
@given(bound_offices(), st.sampled_from([None, 0, 1, 2, 3]))
def test_duties_fill_a_limit_relatives_stay_apart_and_what_is_lost_is_stated(office: Office, limit: int | None) -> None:
    snapshot = office.snapshot()
    found = plan(snapshot, Policy(max_moves=limit, seed="d"))
    assert verify(snapshot, found) == []
    assert limit is None or len(found) <= limit
    assert not list(meetings(Eligibility(snapshot), found.person, found.cell))
    every = compared(snapshot, limit)
    met = int(snapshot.staff.is_due[found.person].sum())
    most = max(duties for duties, _ in every)
    assert met <= most <= met + found.duty_gap
    as_dutiful = min(cost for duties, cost in every if duties >= met)
    start = balance(snapshot, snapshot.levels)
    reached = balance(snapshot, found.levels_after)
    if most == met:
        assert start + found.bound <= as_dutiful + 1e-4
        assert reached - as_dutiful <= found.gap + 1e-4


def test_as_many_duties_as_the_limit_allows_are_kept_and_the_best_of_them() -> None:
    posts = {(unit, "g"): (need, "", "") for unit, need in (("A", 3), ("B", 1), ("C", 0), ("D", 3))}
    staff = [("A", "g")] * 3 + [("B", "g"), ("C", "g"), ("C", "g")]
    office = Office(staff, posts, {"wajib_pindah": [1, 1, 1, 1, 1, 1]})
    found = moves(office, Policy(max_moves=2, seed="s"))
    assert found == {nip(5): ("D", "g"), nip(6): ("D", "g")}
    snapshot = office.snapshot()
    told = plan(snapshot, Policy(max_moves=2, seed="s"))
    assert (told.duty_gap, told.gap) == (0, 0)
    assert "2 kewajiban dipenuhi, 4 menunggu" in str(told.notes[-1])
    most = plan(snapshot, Policy(max_moves=5, seed="s"))
    assert len(most) == 5


def test_a_duty_is_not_dropped_on_the_word_of_a_plan() -> None:
    office = Office(
        [("A", "g"), ("A", "g")], {("A", "g"): (2, "", ""), ("B", "g"): (0, "", "")}, {"wajib_pindah": [1, 0]}
    )
    snapshot = office.snapshot()
    idle = plan(snapshot, Policy(max_moves=0))
    for limit in (1, 5):
        policy = Policy(max_moves=limit)
        claimed = replace(idle, policy=policy)
        assert verify(snapshot, claimed)
        assert verify(snapshot, replace(claimed, bound=plan(snapshot, policy).bound))
    honest = plan(snapshot, Policy())
    assert verify(snapshot, replace(honest, prices=replace(honest.prices, duty=1)))


def test_a_bound_beside_relatives_is_proven_again_not_believed() -> None:
    posts = {(unit, "g"): (need, "", "") for unit, need in (("A", 0), ("B", 2), ("C", 0))}
    office = Office([("A", "g"), ("C", "g")], posts, {}, {"relasi": [["nip_a", "nip_b"], [nip(1), nip(2)]]})
    snapshot = office.snapshot()
    found = plan(snapshot, Policy())
    assert found.ground is not None
    assert found.gap == pytest.approx(2)
    reached = found.bound + found.gap
    assert verify(snapshot, replace(found, bound=reached, gap=0.0))
    assert verify(snapshot, replace(found, ground=None))
    assert verify(snapshot, replace(found, ground=None, bound=reached, gap=0.0))
    without = replace(found.ground, potentials=tuple(np.zeros_like(each) for each in found.ground.potentials))
    assert verify(snapshot, replace(found, ground=without, bound=reached, gap=0.0))
    dearer = replace(found.ground, extra_price=1)
    assert verify(snapshot, replace(found, ground=dearer))
    longer = replace(found.ground, potentials=tuple(each[:, :-1] for each in found.ground.potentials))
    assert verify(snapshot, replace(found, ground=longer))


def test_relatives_who_move_do_not_meet_and_the_loss_is_stated() -> None:
    posts = {(unit, "g"): (need, "", "") for unit, need in (("A", 0), ("B", 2), ("C", 0))}
    pair = {"relasi": [["nip_a", "nip_b"], [nip(1), nip(2)]]}
    office = Office([("A", "g"), ("C", "g")], posts, {}, pair)
    snapshot = office.snapshot()
    found = plan(snapshot, Policy())
    assert verify(snapshot, found) == []
    assert len(found) == 1
    assert found.gap > 0
    best = balance(snapshot, np.array([0, 2, 0]))
    assert balance(snapshot, snapshot.levels) + found.bound == pytest.approx(best)
    assert verify(snapshot, replace(found, forbidden=frozenset({(0, 1), (1, 1), (9, 9)})))


@pytest.mark.parametrize("jenis", [{"kunci": [0, 1]}, {"hukdis": ["", "ringan"]}])
def test_a_relative_who_stays_closes_the_unit(jenis: dict[str, list[int]]) -> None:
    posts = {(unit, "g"): (need, "", "") for unit, need in (("A", 0), ("B", 2), ("C", 1))}
    pair = {"relasi": [["nip_a", "nip_b"], [nip(1), nip(2)]]}
    assert moves(Office([("A", "g"), ("B", "g")], posts, jenis, pair), Policy()) == {nip(1): ("C", "g")}


def test_figures_leave_out_what_has_no_need() -> None:
    office = Office([("A", "g"), ("A", "x")], {("A", "g"): (3, "", "")})
    snapshot = office.snapshot()
    found = figures(snapshot, snapshot.levels)
    assert (found.shortage, found.gap2, found.worst) == (2, 4, 2)


def test_tiers_are_named() -> None:
    assert Tier.LIMIT in Policy(max_moves=1).tiers
    assert [tier.value for tier in Policy().tiers] == [
        "wajib_rotasi", "imbang", "kompetensi", "minat", "jarak_beban", "jumlah", "undian",
    ]  # fmt: skip
