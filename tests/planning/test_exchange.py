"""The voluntary round against trying everything."""

import itertools
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mutasi_flow.planning.exchange import Mode, Round, exchange, floor_and_roof, points_of
from mutasi_flow.planning.reasons import failures
from mutasi_flow.planning.rules import Eligibility
from mutasi_flow.planning.snapshot import Snapshot
from mutasi_flow.planning.verdicts import Verdict, count_envious, judge
from tests.planning.instances import Office, Rows, nip
from tests.planning.test_commands import run
from tests.planning.test_reading import write_folder

QUICK = settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@st.composite
def markets(draw: st.DrawFn) -> Office:
    units = ["A", "B", "C", "D"]
    people = draw(st.lists(st.tuples(st.sampled_from(units), st.just("g")), max_size=6))
    posts = {
        (unit, "g"): (draw(st.integers(0, 3)), draw(st.sampled_from(["", 1])), draw(st.sampled_from(["", 3])))
        for unit in units
    }
    wishes: Rows = [["nip", "urutan", "unit_kode"]]
    for number in range(len(people)):
        wanted = draw(st.lists(st.sampled_from(units), unique=True, max_size=3))
        wishes += [[nip(number + 1), rank, unit] for rank, unit in enumerate(wanted, start=1)]
    count = len(people)
    flags = draw(st.lists(st.sampled_from([0, 1, 1]), min_size=count, max_size=count))
    return Office(people, posts, {"sukarela": flags}, {"minat": wishes}, [["unit_kode"], *([unit] for unit in units)])


def best(snapshot: Snapshot, mode: Mode) -> tuple[int, int]:
    """Return most movers and least sum of ranks."""
    eligible, staff = Eligibility(snapshot), snapshot.staff
    takes_part = staff.is_volunteer if staff.is_volunteer.any() else np.ones(len(staff), bool)
    choices: list[list[int | None]] = [[None] for _ in range(len(staff))]
    for person, cell in eligible.wished:
        if takes_part[person] and cell != staff.cell[person] and snapshot.cells.is_listed[cell]:
            choices[person].append(cell)
    floor, roof = floor_and_roof(eligible)
    found = []
    for targets in itertools.product(*choices):
        levels = snapshot.levels.copy()
        moves = [(person, cell) for person, cell in enumerate(targets) if cell is not None]
        for person, cell in moves:
            levels[staff.cell[person]] -= 1
            levels[cell] += 1
        fits = (
            (levels == snapshot.levels).all()
            if mode is not Mode.CHAINS
            else ((levels >= floor) & (levels <= roof)).all()
        )
        if fits and (mode is not Mode.SWAPS or are_swaps(snapshot, moves)):
            found.append((-len(moves), sum(eligible.wished[move] for move in moves)))
    movers, ranks = min(found)
    return -movers, ranks


def are_swaps(snapshot: Snapshot, moves: list[tuple[int, int]]) -> bool:
    count: dict[tuple[int, int], int] = {}
    for person, cell in moves:
        way = (int(snapshot.staff.cell[person]), cell)
        count[way] = count.get(way, 0) + 1
    return all(count.get((to, here)) == number for (here, to), number in count.items())


@QUICK
@given(markets(), st.sampled_from(list(Mode)))
def test_no_round_serves_more_or_dearer_wishes(office: Office, mode: Mode) -> None:
    snapshot = office.snapshot()
    found = exchange(snapshot, mode, "s")
    assert (len(found.person), int(found.rank.sum())) == best(snapshot, mode)
    after = snapshot.levels - np.bincount(snapshot.staff.cell[found.person], minlength=len(snapshot.cells))
    after += np.bincount(found.cell, minlength=len(snapshot.cells))
    floor, roof = floor_and_roof(Eligibility(snapshot))
    assert ((after >= floor) & (after <= roof)).all()
    if mode is not Mode.CHAINS:
        assert (after == snapshot.levels).all()


@QUICK
@given(markets())
def test_cycles_serve_no_fewer_than_swaps_and_chains_no_fewer_than_cycles(office: Office) -> None:
    snapshot = office.snapshot()
    movers = [len(exchange(snapshot, mode, "").person) for mode in Mode]
    assert movers == sorted(movers)


@QUICK
@given(markets())
def test_every_swap_is_a_pair(office: Office) -> None:
    found = exchange(office.snapshot(), Mode.SWAPS, "")
    sizes = np.bincount(found.group)[1:] if len(found.group) else np.zeros(0)
    assert (sizes == 2).all()


@QUICK
@given(markets(), st.sampled_from([Mode.CYCLES, Mode.CHAINS]))
def test_every_group_is_a_ring_or_a_chain(office: Office, mode: Mode) -> None:
    snapshot = office.snapshot()
    found = exchange(snapshot, mode, "")
    assert sorted(set(found.group.tolist())) == list(range(1, int(found.group.max(initial=0)) + 1))
    for number in set(found.group.tolist()):
        members = found.group == number
        left, entered = snapshot.staff.cell[found.person[members]].tolist(), found.cell[members].tolist()
        assert len(set(left)) == len(left)
        assert len(set(entered) - set(left)) <= (mode is Mode.CHAINS)


TWO_SWAPS = Office(
    [("A", "g"), ("A", "g"), ("B", "g"), ("C", "g")],
    {(unit, "g"): (1, "", "") for unit in "ABC"},
    {},
    {
        "minat": [
            ["nip", "urutan", "unit_kode"], [nip(1), "1", "B"], [nip(2), "1", "C"], [nip(3), "1", "A"], [nip(4), "1", "A"],
        ]
    },
)  # fmt: skip


def test_swaps_at_one_place_stay_apart() -> None:
    for mode in Mode:
        assert exchange(TWO_SWAPS.snapshot(), mode, "").group.tolist() == [1, 2, 1, 2]


def with_points(office: Office, points: list[int]) -> Snapshot:
    return replace(office, columns={**office.columns, "poin": points}).snapshot()


def dearness(found: Round, person: int) -> int:
    """Return how dear the outcome of somebody is: 10 for a first wish, 0 for staying."""
    rank = found.rank[found.person == person]
    return 11 - int(rank[0]) if len(rank) else 0


@QUICK
@given(markets(), st.sampled_from(list(Mode)), st.data())
def test_more_points_never_bring_a_less_dear_place(office: Office, mode: Mode, data: st.DataObject) -> None:
    points = [data.draw(st.integers(0, 9)) for _ in office.staff]
    snapshot = with_points(office, points)
    found = exchange(snapshot, mode, "s")
    assert len(found.person) == best(snapshot, mode)[0]
    for person in range(len(points)):
        richer = [had + 5 * (place == person) for place, had in enumerate(points)]
        again = with_points(office, richer)
        assert dearness(exchange(again, mode, "s"), person) >= dearness(found, person)


@QUICK
@given(markets(), st.sampled_from(list(Mode)), st.data())
def test_every_wish_of_a_participant_is_judged(office: Office, mode: Mode, data: st.DataObject) -> None:
    snapshot = with_points(office, [data.draw(st.integers(0, 9)) for _ in office.staff])
    found = exchange(snapshot, mode, "s")
    rows = judge(snapshot, found)
    granted = [(row.person, row.cell) for row in rows if row.verdict is Verdict.GRANTED]
    assert granted == list(zip(found.person.tolist(), found.cell.tolist(), strict=True))
    for row in rows:
        is_allowed = not failures(Eligibility(snapshot), row.person, row.cell)
        assert (row.verdict is Verdict.RULE) != is_allowed
        assert bool(row.rule) != is_allowed
        if row.verdict is Verdict.HELD:
            assert mode is Mode.CHAINS
    assert 0 <= (count_envious(snapshot, found) or 0) <= len(found.participants)


def test_points_decide_for_whom_a_seat_is() -> None:
    wishes: Rows = [["nip", "urutan", "unit_kode"], [nip(1), "1", "C"], [nip(2), "1", "C"]]
    posts: dict[tuple[str, str], tuple[Any, Any, Any]] = {
        ("A", "g"): (0, "", ""), ("B", "g"): (0, "", ""), ("C", "g"): (1, "", "")
    }  # fmt: skip
    office = Office([("A", "g"), ("B", "g")], posts, {}, {"minat": wishes})
    for points, winner in (([3, 8], 1), ([8, 3], 0)):
        snapshot = with_points(office, points)
        found = exchange(snapshot, Mode.CHAINS, "s")
        assert found.person.tolist() == [winner]
        assert [row.verdict for row in judge(snapshot, found) if row.person != winner] == [Verdict.TAKEN]
        assert count_envious(snapshot, found) == 0
    assert points_of(office.snapshot()) is None


RING = Office(
    [("A", "g"), ("B", "g"), ("C", "g"), ("D", "g")],
    {(unit, "g"): (1, "", "") for unit in "ABC"} | {("D", "g"): (2, "", "")},
    {},
    {
        "minat": [
            ["nip", "urutan", "unit_kode"], [nip(1), "1", "B"], [nip(2), "1", "C"], [nip(3), "1", "A"], [nip(4), "1", "A"],
        ]
    },
)  # fmt: skip


@pytest.mark.parametrize(("mode", "movers"), [("swaps", 0), ("cycles", 3), ("chains", 3)])
def test_a_round_is_written(tmp_path: Path, mode: str, movers: int) -> None:
    source = write_folder(tmp_path / "in", RING.tables())
    result = run("exchange", source, "--out", tmp_path / "out", "--mode", mode, "--json")
    found: dict[str, Any] = json.loads(result.stdout)
    assert (found["participants"], found["movers"]) == (4, movers)
    assert found["groups"] == (1 if movers else 0)
    lines = (tmp_path / "out" / "moves.csv").read_text("utf-8").splitlines()
    assert len(lines) == 1 + movers
    chances = (tmp_path / "out" / "chances.csv").read_text("utf-8").splitlines()
    assert chances[1].startswith("A,g,1,2,2,")
    assert run("exchange", source, "--out", tmp_path / "out", "--mode", mode).exit_code == 0


def test_nobody_moves_without_wishes(tmp_path: Path) -> None:
    office = Office([("A", "g")], {("B", "g"): (1, "", "")})
    for mode in Mode:
        found: Round = exchange(office.snapshot(), mode, "")
        assert len(found.person) == len(found.participants) == 0
    assert run("exchange", tmp_path, "--out", tmp_path / "out").exit_code == 1
