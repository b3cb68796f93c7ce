"""Relatives kept apart exactly: against all plans there are, and what of it anybody can check."""

import itertools
import random
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mutasi_flow.planning.costs import EDGE_COSTS
from mutasi_flow.planning.explaining import explain
from mutasi_flow.planning.folder import read_document, read_plan, write_plan
from mutasi_flow.planning.plan import plan, verify
from mutasi_flow.planning.policy import Policy, Tier
from mutasi_flow.planning.relatives import meetings
from mutasi_flow.planning.rules import Eligibility
from mutasi_flow.planning.snapshot import Snapshot
from tests.planning.instances import Office, Rows, all_plans, balance, nip, settled
from tests.planning.test_commands import answer, run
from tests.planning.test_reading import write_folder

QUICK = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
EXACT = Policy(seed="e", exact=True)


@st.composite
def families(draw: st.DrawFn) -> Office:
    """Offices whose people are mostly relatives and wanted in the same few places, of two jabatan, units below each other."""
    units = [f"U{number}" for number in range(draw(st.integers(2, 4)))]
    staff = draw(st.lists(st.tuples(st.sampled_from(units), st.sampled_from("gh")), min_size=2, max_size=5))
    needs = st.sampled_from([0, 0, 0.3, 1, 1.7, 2, 3])
    posts: dict[tuple[str, str], tuple[Any, Any, Any]] = {
        (unit, kind): (draw(needs), "", draw(st.sampled_from(["", "", "", 2]))) for unit in units for kind in "gh"
    }
    pairs = itertools.combinations(range(1, len(staff) + 1), 2)
    related = [[nip(one), nip(other)] for one, other in pairs if draw(st.integers(0, 2))]
    flags = st.lists(st.sampled_from([0, 0, 0, 1]), min_size=len(staff), max_size=len(staff))
    wishes = [[nip(who), 1, draw(st.sampled_from(units))] for who in range(1, len(staff) + 1) if draw(st.booleans())]
    more: dict[str, Rows] = {
        "relasi": [["nip_a", "nip_b"], *related],
        "minat": [["nip", "urutan", "unit_kode"], *wishes],
    }
    above = [draw(st.sampled_from(["", "", *units[:at]])) for at in range(len(units))]
    rows = [["unit_kode", "induk_kode"], *([unit, top] for unit, top in zip(units, above, strict=True))]
    return Office(staff, posts, {"wajib_pindah": draw(flags), "sukarela": draw(flags)}, more, rows)


def apart(snapshot: Snapshot, policy: Policy) -> list[tuple[Any, ...]]:
    """Return the values of all aims of every plan in which no relatives meet, in parts of a millionth."""
    eligible, start = Eligibility(snapshot), balance(snapshot, snapshot.levels)
    found = []
    for targets, levels in all_plans(snapshot):
        person = np.array([who for who, cell in enumerate(targets) if cell is not None], np.int64)
        cell = np.array([cell for cell in targets if cell is not None], np.int64)
        if list(meetings(eligible, person, cell)):
            continue
        worth = balance(snapshot, levels) - start + policy.move_price * len(person)
        values = {Tier.DUTY: -int(snapshot.staff.is_due[person].sum()), Tier.BALANCE: round(worth * 1e6)}
        values |= {Tier.MOVES: len(person)}
        values |= {tier: int(cost(eligible, policy, person, cell).sum()) for tier, cost in EDGE_COSTS.items()}
        found.append(tuple(values[tier] for tier in policy.tiers))
    return found


@QUICK
@given(families(), st.sampled_from([0.0, 0.5]))
def test_no_plan_that_keeps_relatives_apart_is_better_in_any_aim(office: Office, price: float) -> None:
    snapshot, policy = office.snapshot(), replace(EXACT, move_price=price)
    found = plan(snapshot, policy)
    assert verify(snapshot, found) == []
    assert found.tiers == min(apart(snapshot, policy))
    assert found.claimed_gap in (None, 0)


@QUICK
@given(families(), st.randoms(use_true_random=False))
def test_rows_in_another_order_give_the_same_exact_plan(office: Office, dice: random.Random) -> None:
    tables = office.tables()
    for rows in tables.values():
        rows[1:] = dice.sample(rows[1:], len(rows) - 1)
    one, other = plan(office.snapshot(), EXACT), plan(settled(tables), EXACT)
    assert (one.person.tolist(), one.cell.tolist(), one.gap) == (other.person.tolist(), other.cell.tolist(), other.gap)


@QUICK
@given(families(), st.integers(0, 4))
def test_with_a_limit_it_is_never_worse_than_the_repair(office: Office, limit: int) -> None:
    snapshot = office.snapshot()
    repaired, found = (plan(snapshot, Policy(max_moves=limit, seed="e", exact=exact)) for exact in (False, True))
    assert verify(snapshot, found) == []
    assert len(found) <= limit

    def worth(made: Any) -> tuple[int, float]:
        return -int(snapshot.staff.is_due[made.person].sum()), round(balance(snapshot, made.levels_after), 4)

    assert worth(found) <= worth(repaired)
    assert (found.duty_gap, found.gap) <= (repaired.duty_gap, repaired.gap + 1e-6)


NEEDS = {"A": 0, "B": 2, "C": 0, "D": 0.9}
ELSEWHERE = Office(
    [("A", "g"), ("C", "g")],
    {(unit, "g"): (need, "", "") for unit, need in NEEDS.items()},
    {"sukarela": [1, 0]},
    {"relasi": [["nip_a", "nip_b"], [nip(1), nip(2)]], "minat": [["nip", "urutan", "unit_kode"], [nip(1), 1, "B"]]},
)
"""The first may go to B only; the second would go there, too, but D is nearly as good."""


def test_who_gives_way_is_who_loses_least_and_that_is_proven() -> None:
    snapshot = ELSEWHERE.snapshot()
    repaired, found = plan(snapshot, Policy()), plan(snapshot, Policy(exact=True))
    places = [snapshot.cell_code(cell)[0] for cell in found.cell.tolist()]
    assert (len(repaired), places) == (1, ["B", "D"])
    assert (repaired.gap > 1, found.gap, found.claimed_gap) == (True, 0, 0)
    assert verify(snapshot, found) == []
    assert found.ground is not None
    (row,) = found.ground.weights.tolist()
    for wrong in ([0, 0, *row[2:]], [*row[:2], 9, row[3]], [*row[:3], -row[3]], [*row[:3], 2**60], [*row[:3], 1]):
        ground = replace(found.ground, weights=np.array([wrong], np.int64))
        assert verify(snapshot, replace(found, ground=ground))
    lost = replace(found.ground, weights=found.ground.weights[:, :3])
    assert verify(snapshot, replace(found, ground=lost)) == ["Batas bawah rencana tidak cocok dengan sertifikatnya."]
    assert verify(snapshot, replace(found, ground=repaired.ground))
    assert verify(snapshot, replace(found, claimed_gap=1.0))


def test_somebody_leaves_so_that_a_relative_can_come() -> None:
    posts = {("A", "g"): (0, "", ""), ("B", "g"): (2, "", ""), ("B", "h"): (0.9, "", ""), ("C", "h"): (1, "", "")}
    pair = {"relasi": [["nip_a", "nip_b"], [nip(1), nip(2)]]}
    snapshot = Office([("A", "g"), ("B", "h"), ("C", "h")], posts, {"kunci": [0, 0, 1]}, pair).snapshot()
    assert len(plan(snapshot, Policy())) == 0
    found = plan(snapshot, EXACT)
    assert verify(snapshot, found) == []
    assert [snapshot.cell_code(cell) for cell in found.cell.tolist()] == [("B", "g"), ("C", "h")]
    assert (1, snapshot.staff.cell[1]) in found.forbidden
    eligible = Eligibility(snapshot)
    assert [len(explain(eligible, found, person, None).changed) for person in (0, 1)] == [0, 0]


@pytest.mark.parametrize("seconds", [0.0, 60.0])
def test_without_time_the_repaired_plan_stands(tmp_path: Any, seconds: float) -> None:
    snapshot = ELSEWHERE.snapshot()
    found = plan(snapshot, Policy(exact=True, exact_seconds=seconds))
    write_plan(tmp_path / "out", snapshot, found)
    document = read_document(tmp_path / "out")
    again = read_plan(tmp_path / "out", document, snapshot)
    assert verify(snapshot, again) == []
    assert (document["gap_claimed"], len(again)) == ((None, 1) if not seconds else (0, 2))
    assert again.policy == found.policy


def test_the_command_says_what_is_proven_and_what_is_only_said(tmp_path: Any) -> None:
    source, out = write_folder(tmp_path / "in", ELSEWHERE.tables()), tmp_path / "out"
    command = ["solve", source, "--out", out, "--effective", "2026-03-02"]
    assert [answer(*command, *more)["gap_claimed"] for more in ([], ["--exact"])] == [None, 0]
    assert run(*command, "--exact").stdout.splitlines()[-1] == "Terbukti terbaik."
    assert answer("verify", source, out)["accepted"]
    assert run(*command, "--exact-seconds", "-1").exit_code == 2
