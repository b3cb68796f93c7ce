"""Edits give another snapshot, and plans differ only where they must."""

import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mutasi_flow.core.errors import InvalidInput
from mutasi_flow.planning.edits import ChangePost, ChangeRule, CloseUnit, Edit, Hire, as_text
from mutasi_flow.planning.outcome import figures
from mutasi_flow.planning.plan import plan, verify
from mutasi_flow.planning.policy import Policy
from mutasi_flow.planning.scenario import edited, read_edit
from tests.planning.instances import Office, nip, offices
from tests.planning.test_commands import run
from tests.planning.test_reading import write_folder

QUICK = settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow])
OFFICE = Office(
    [("A", "g"), ("A", "g"), ("B", "g")], {("A", "g"): (2, 1, ""), ("B", "g"): (1, "", 3), ("C", "g"): (1, "", "")}
)


@QUICK
@given(offices())
def test_no_edits_change_nothing(office: Office) -> None:
    snapshot = office.snapshot()
    one, other = plan(snapshot, Policy()), plan(edited(snapshot, []), Policy())
    assert one.person.tolist() == other.person.tolist()
    assert one.tiers == other.tiers


@QUICK
@given(offices())
def test_a_plan_of_a_scenario_is_proven_too(office: Office) -> None:
    snapshot = office.snapshot()
    closed = edited(snapshot, [CloseUnit(str(snapshot.units.code[0])), ChangeRule("P13", 0)])
    assert verify(closed, plan(closed, Policy())) == []


def test_a_closed_unit_gives_its_people_away() -> None:
    snapshot = edited(OFFICE.snapshot(), [CloseUnit("A")])
    found = plan(snapshot, Policy())
    assert found.levels_after.tolist() == [0, 2, 1]
    assert OFFICE.snapshot().cells.minimum.tolist() == [1, 0, 0]


def test_nobody_comes_to_a_closed_unit_even_where_all_others_are_full() -> None:
    office = Office(
        [("A", "g"), ("A", "g"), ("A", "g"), ("B", "g")], {("A", "g"): (3, "", ""), ("B", "g"): (1, "", "")}
    )
    snapshot = edited(office.snapshot(), [CloseUnit("A")])
    assert plan(snapshot, Policy()).levels_after.tolist() == [0, 4]


def test_a_post_and_a_rule_are_changed() -> None:
    snapshot = OFFICE.snapshot()
    assert len(plan(edited(snapshot, [ChangeRule("P02", 30)]), Policy())) == 0
    more = edited(snapshot, [ChangePost("C", "g", need=2, minimum=1, formation=2)])
    cells = more.cells
    assert (cells.need[2], cells.minimum[2], cells.formation[2]) == (2, 1, 2)
    assert np.array_equal(snapshot.cells.need, [2, 1, 1])


@pytest.mark.parametrize(
    "edit",
    [
        CloseUnit("Z"), ChangePost("Z", "g"), ChangePost("A", "z"), ChangePost("A", "g", need=-1), ChangeRule("P99", 1),
        ChangeRule("P02", -1), ChangePost("B", "g", minimum=4),
    ],
)  # fmt: skip
def test_what_is_not_there_or_not_possible_is_refused(edit: Edit) -> None:
    with pytest.raises(InvalidInput):
        edited(OFFICE.snapshot(), [edit])


def test_new_people_fill_a_post_and_stay() -> None:
    office = Office([("A", "g")] * 3, {("A", "g"): (2, "", ""), ("B", "g"): (2, "", "")}, {"mapel": ["x", "y", "z"]})
    snapshot = office.snapshot()
    assert len(plan(snapshot, Policy())) == 1
    grown = edited(snapshot, [Hire("B", "g", 1), Hire("B", "g", 1), ChangeRule("P13", 0)])
    assert grown.levels.tolist() == [3, 2]
    assert grown.staff.nip.tolist()[-2:] == ["baru-000001", "baru-000002"]
    assert grown.extra["mapel"].tolist() == ["x", "y", "z", None, None]
    found = plan(grown, Policy())
    assert (len(found), verify(grown, found)) == (0, [])
    assert len(snapshot.staff) == 3


@QUICK
@given(offices(), st.integers(1, 3))
def test_new_people_never_raise_what_is_missing(office: Office, count: int) -> None:
    snapshot = office.snapshot()
    if not snapshot.cells.is_listed.any():
        return
    unit, jabatan = snapshot.cell_code(int(np.flatnonzero(snapshot.cells.is_listed)[0]))
    grown = edited(snapshot, [Hire(unit, jabatan, count)])
    one, other = (figures(each, plan(each, Policy()).levels_after).shortage for each in (snapshot, grown))
    assert other <= one + 1e-6


@pytest.mark.parametrize(
    "edit",
    [
        CloseUnit("A"), ChangePost("B", "g", need=2.5), ChangePost("B", "g", minimum=1), ChangePost("B", "g", formation=7),
        ChangeRule("P02", 3.5), Hire("B", "g", 2),
    ],
)  # fmt: skip
def test_an_edit_is_read_as_it_is_written(edit: Edit) -> None:
    snapshot = OFFICE.snapshot()
    assert read_edit(snapshot, as_text(edit)) == edit
    assert edited(snapshot, [edit]).edits == (as_text(edit),)


@pytest.mark.parametrize(
    "text",
    [
        "", "close-unit", "close-unit=", "need=B/g", "need=B/g:", "need=B/g:dua", "need=B/g:nan", "need=B/g:1e9", "need=Z/g:1",
        "minimum=B/g:1.5", "hire=B/g:0", "hire=B/g:-1", "hire=B/g:501", "rule=:1", "rule=P02:-1", "rule=P02:9999999", "x=B/g:1",
        "close-unit=Z",
    ],
)  # fmt: skip
def test_a_text_that_means_no_edit_is_refused(text: str) -> None:
    snapshot = OFFICE.snapshot()
    with pytest.raises(InvalidInput):
        edited(snapshot, [read_edit(snapshot, text)])


def test_a_scenario_is_solved_checked_explained_and_compared(tmp_path: Path) -> None:
    source = write_folder(tmp_path / "in", OFFICE.tables())
    day = ["--effective", "2026-03-02"]
    edits = ["--edit", "close-unit=A", "--edit", "need=C/g:2", "--edit", "hire=B/g:1"]
    assert run("solve", source, "--out", tmp_path / "a", *day).exit_code == 0
    assert run("solve", source, "--out", tmp_path / "b", *day, *edits).exit_code == 0
    document = json.loads((tmp_path / "b" / "plan.json").read_text("utf-8"))
    assert document["edits"] == ["close-unit=A", "need=C/g:2", "hire=B/g:1"]
    assert run("verify", source, tmp_path / "b").exit_code == 0
    assert run("explain", source, tmp_path / "b", nip(1)).exit_code == 0
    found = run("compare", tmp_path / "a", tmp_path / "b")
    assert "Ubahan di A: -. Ubahan di B: close-unit=A, need=C/g:2, hire=B/g:1." in found.stderr
    assert run("frontier", source, "--out", tmp_path / "f", *edits).exit_code == 0
    assert run("solve", source, "--out", tmp_path / "c", "--edit", "close-unit=Z").exit_code == 1
    (tmp_path / "b" / "plan.json").write_text(json.dumps({**document, "edits": document["edits"][:1]}), "utf-8")
    assert run("verify", source, tmp_path / "b").exit_code == 1
