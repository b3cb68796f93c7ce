"""The curve of gains, and two plans side by side."""

import json
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mutasi_flow.planning.charts import dumbbell
from mutasi_flow.planning.comparing import compare
from mutasi_flow.planning.edges import find_blocks
from mutasi_flow.planning.folder import write_plan
from mutasi_flow.planning.frontier import frontier, gains
from mutasi_flow.planning.limit import highest_price
from mutasi_flow.planning.outcome import figures
from mutasi_flow.planning.plan import plan
from mutasi_flow.planning.policy import Phi, Policy
from mutasi_flow.planning.pooling import NO_MOVES, Balanced, Pool, Pools, best_of_persons
from mutasi_flow.planning.rules import Eligibility
from mutasi_flow.planning.snapshot import Snapshot
from mutasi_flow.planning.solving import first_prices, graph_of
from mutasi_flow.planning.tables import shown
from tests.planning.instances import Office, all_plans, balance, bound_offices, nip, offices
from tests.planning.test_commands import OFFICE, run
from tests.planning.test_reading import write_folder

QUICK = settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@QUICK
@given(offices())
def test_each_point_is_best_for_its_number_of_moves_and_the_curve_is_convex(office: Office) -> None:
    snapshot = office.snapshot()
    points = frontier(snapshot, Policy(), 12)
    assert points[-1].moves == 0
    for point in points:
        levels = [
            each for targets, each in all_plans(snapshot) if sum(cell is not None for cell in targets) <= point.moves
        ]
        assert point.figures.phi == pytest.approx(min(balance(snapshot, each) for each in levels), abs=1e-4)
    slopes = [(few.figures.phi - many.figures.phi) / (many.moves - few.moves) for many, few in pairwise(points)]
    assert slopes == sorted(slopes) or all(abs(a - b) < 1e-6 or a <= b for a, b in pairwise(slopes))
    assert gains(snapshot, Policy(), points)[0] == pytest.approx(100)


@settings(QUICK, max_examples=60)
@given(st.one_of(offices(staff=9), bound_offices()), st.sampled_from(Phi), st.sampled_from([0.0, 0.7, 1.0, 2.5, 40.0]))
def test_groups_balance_as_well_as_persons_with_as_few_moves(office: Office, phi: Phi, price: float) -> None:
    snapshot, policy = office.snapshot(), Policy(phi=phi, move_price=price, experience=0.5)
    for asked in (policy, replace(policy, experience=0.0)):
        eligible, prices = Eligibility(snapshot), first_prices(snapshot, asked)
        pools = Pools(eligible, asked)
        for block in find_blocks(eligible):
            graph = graph_of(eligible, asked, prices, block)
            whole = NO_MOVES if graph is None else best_of_persons(graph)
            for _ in range(2):  # built, then kept
                found = pools.best(block, prices)
                assert found.moves == whole.moves
                if not asked.experience:
                    assert after(snapshot, phi, found) == pytest.approx(after(snapshot, phi, whole))


def after(snapshot: Snapshot, phi: Phi, found: Balanced) -> float:
    levels = snapshot.levels.copy()
    np.add.at(levels, found.cells, found.change)
    return figures(snapshot, levels, phi).phi


def test_people_from_one_place_to_the_same_places_are_one_group() -> None:
    posts = {("A", "g"): (1, "", ""), ("B", "g"): (3, "", ""), ("C", "g"): (3, "", "")}
    snapshot = Office([("A", "g")] * 9, posts).snapshot()
    eligible, prices = Eligibility(snapshot), first_prices(snapshot, Policy())
    (block,) = find_blocks(eligible)
    graph = graph_of(eligible, Policy(), prices, block)
    assert graph is not None
    pool = Pool.of(graph)
    assert (len(graph.people), pool.size.tolist()) == (9, [9])
    assert pool.best(0).moves == 7
    assert pool.best(highest_price(eligible, Policy(), prices.scale)).moves == 0


def test_the_curve_is_written(tmp_path: Path) -> None:
    source = write_folder(tmp_path / "in", OFFICE.tables())
    result = run("frontier", source, "--out", tmp_path / "out", "--json")
    points = json.loads(result.stdout)["points"]
    assert [point["moves"] for point in points] == [2, 1, 0]
    assert (tmp_path / "out" / "frontier.csv").read_text("utf-8").splitlines()[0].startswith("harga_mutasi,mutasi,")
    assert "<polyline" in (tmp_path / "out" / "frontier.svg").read_text("utf-8")
    assert run("frontier", source, "--out", tmp_path / "out").stdout.count("mutasi") == 3
    (source / "unit.csv").unlink()
    assert run("frontier", source, "--out", tmp_path / "out").exit_code == 1


def test_only_real_differences_are_told(tmp_path: Path) -> None:
    snapshot = OFFICE.snapshot()
    for name, policy in (("a", Policy()), ("b", Policy()), ("none", Policy(max_moves=0))):
        write_plan(tmp_path / name, snapshot, plan(snapshot, policy))
    same = compare(tmp_path / "a", tmp_path / "b")
    assert (same["only_a"], same["only_b"], same["changed"], same["balance"]) == ([], [], [], [])
    found = compare(tmp_path / "a", tmp_path / "none")
    assert len(found["only_a"]) == 2
    assert found["figures"]["moves"] == [2, 0]
    assert ["=E", "guru"] not in [row["post"] for row in found["balance"]]
    assert found["same_input"]
    told = run("compare", tmp_path / "none", tmp_path / "a").stdout.splitlines()
    assert told[0] == "Mutasi 0 dan 2; selisih kuadrat 10,25 dan 4,25."
    assert told[1] == "Hanya di A 0, hanya di B 2, ke tempat lain 0, sama 0."
    assert told[2].startswith("Hanya di B: ")
    assert run("compare", tmp_path / "a", tmp_path).exit_code == 1


def test_another_destination_is_told(tmp_path: Path) -> None:
    posts = {(unit, "g"): (need, "", "") for unit, need in (("A", 0), ("B", 1), ("C", 0))}
    other = {**posts, ("B", "g"): (0, "", ""), ("C", "g"): (1, "", "")}
    for name, asked in (("a", posts), ("b", other)):
        snapshot = Office([("A", "g")], asked).snapshot()
        write_plan(tmp_path / name, snapshot, plan(snapshot, Policy()))
    assert compare(tmp_path / "a", tmp_path / "b")["changed"] == [{"nip": nip(1), "a": ["B", "g"], "b": ["C", "g"]}]
    assert "Berbeda" in run("compare", tmp_path / "a", tmp_path / "b").stdout


@pytest.mark.parametrize(
    ("value", "told"),
    [(0, "0"), (841.113, "841,11"), (26233.045517, "26.233,05"), (-3.5, "-3,5"), (0.000425, "0,000425")],
)
def test_figures_are_told_with_a_comma(value: float, told: str) -> None:
    assert shown(value) == told


def test_a_picture_cuts_names_never_codes_and_says_what_it_leaves_out() -> None:
    rows = [
        (f"1060{at:04}", f"SEKOLAH RAKYAT <MENENGAH> ATAS PALEMBANG {at}", "2", "3", str(4 + at)) for at in range(50)
    ]
    picture = dumbbell([*rows, ("LUAR", "Jauh", "1", "1", "40")])
    assert "40 unit yang paling berubah, dari 51" in picture
    assert "(10600049)</text>" in picture
    assert "SEKOLAH RAKYAT &lt;MENENGAH… (10600049)</text>" in picture
    assert ">100%</text>" in picture
    assert ">0%</text>" not in picture  # would stand in the other's way: the farthest is 4,000 %
