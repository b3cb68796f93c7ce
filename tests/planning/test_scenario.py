"""Edits give another snapshot, and plans differ only where they must."""

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings

from mutasi_flow.core.errors import InvalidInput
from mutasi_flow.planning.plan import plan, verify
from mutasi_flow.planning.policy import Policy
from mutasi_flow.planning.scenario import ChangePost, ChangeRule, CloseUnit, Edit, edited
from tests.planning.instances import Office, offices

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
