"""Edits, progress, targets and shares of a plan, without any database."""

import json
from contextlib import nullcontext
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mutasi_flow.core.errors import InvalidInput
from mutasi_flow.people.domain import JabatanKind
from mutasi_flow.planning.edits import MOST_HIRES, BySubject, ChangePost, ChangeRule, CloseUnit, Hire
from mutasi_flow.planning.plans.domain import (
    CHANGES_JABATAN,
    as_json,
    check_hire,
    describe,
    describe_progress,
    edit_of,
    gini,
    may_become,
)
from mutasi_flow.planning.working import Stage

CODES = st.sampled_from(["A", "B"])
FIGURES = st.none() | st.integers(0, 50)
EDITS = st.one_of(
    st.builds(CloseUnit, CODES),
    st.builds(ChangePost, CODES, CODES, st.none() | st.floats(0, 99), FIGURES, FIGURES),
    st.builds(ChangeRule, st.sampled_from(["P02", "P12", CHANGES_JABATAN, "baru"]), st.floats(0, 99)),
    st.builds(Hire, CODES, CODES, st.integers(1, 9)),
    st.builds(BySubject, st.floats(1, 40)),
)
STRUCTURAL, FUNCTIONAL, GENERAL = JabatanKind.STRUCTURAL, JabatanKind.FUNCTIONAL, JabatanKind.GENERAL


@given(EDITS)
def test_every_kind_of_edit_survives_the_database_and_is_said(edit: Any) -> None:
    assert edit_of(json.loads(json.dumps(as_json(edit)))) == edit
    told = str(describe(edit, {"A": "Dinas Kesehatan"}, {}))
    assert ("Dinas Kesehatan" in told) == (getattr(edit, "unit", "") == "A")


def test_a_full_load_and_the_changing_of_jabatan_are_said_in_words() -> None:
    told = [
        str(describe(edit, {}, {}))
        for edit in (BySubject(24), BySubject(37.5), ChangeRule(CHANGES_JABATAN, 0), ChangeRule(CHANGES_JABATAN, 1))
    ]
    assert told == [
        "Guru menurut mata pelajaran, beban penuh 24 jam.",
        "Guru menurut mata pelajaran, beban penuh 37.5 jam.",
        "Jabatan tidak boleh berganti.",
        "Jabatan boleh berganti.",
    ]


@pytest.mark.parametrize("kind", Stage)
@pytest.mark.parametrize(
    ("left", "words"),
    [
        (None, []),
        (0, ["kurang dari semenit lagi"]),
        (59, ["kurang dari semenit lagi"]),
        (60, ["kira-kira 1 menit lagi"]),
        (3_600, ["kira-kira 60 menit lagi"]),
    ],
)
def test_how_far_and_how_long_still(kind: Stage, left: int | None, words: list[str]) -> None:
    first, *rest = describe_progress({"kind": kind.value, "done": 3, "total": 7, "left": left})
    assert any(figure in str(first) for figure in ("3", "4"))
    assert [str(text) for text in rest] == words
    assert describe_progress({}) == []


@pytest.mark.parametrize(
    ("present", "other", "is_allowed"),
    [
        (GENERAL, GENERAL, True),
        (FUNCTIONAL, FUNCTIONAL, True),
        (GENERAL, FUNCTIONAL, True),
        (FUNCTIONAL, GENERAL, False),
        (STRUCTURAL, STRUCTURAL, False),
        (STRUCTURAL, GENERAL, False),
        (GENERAL, STRUCTURAL, False),
    ],
)
def test_a_plan_makes_nobody_an_official_nor_takes_a_profession(
    present: JabatanKind, other: JabatanKind, is_allowed: bool
) -> None:
    assert may_become(present, other) is is_allowed


@given(st.lists(st.integers(0, 1_000), max_size=12), st.integers(1, 9))
def test_inequality_is_a_share_that_forgets_order_and_scale(shares: list[int], times: int) -> None:
    found = gini(shares)
    assert -1e-12 <= found < 1
    assert gini([share * times for share in reversed(shares)]) == pytest.approx(found)
    assert gini([5] * len(shares)) == pytest.approx(0)
    count = max(1, len(shares))
    assert gini([0] * (count - 1) + [1]) == pytest.approx((count - 1) / count)


@pytest.mark.parametrize(("count", "is_right"), [(0, False), (1, True), (MOST_HIRES, True), (MOST_HIRES + 1, False)])
def test_new_people_are_counted_from_one_to_what_a_scenario_takes(count: int, *, is_right: bool) -> None:
    with nullcontext() if is_right else pytest.raises(InvalidInput, match="Jumlah pegawai baru"):
        check_hire(Hire("A", "B", count))
