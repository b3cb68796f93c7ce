"""Experienced people to hard places, and teachers by subject: best of everything that can be tried, with its proof."""

import json
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from mutasi_flow.cli import main
from mutasi_flow.core.errors import InvalidInput
from mutasi_flow.planning.edits import BySubject, as_text
from mutasi_flow.planning.explaining import explain
from mutasi_flow.planning.plan import plan, verify
from mutasi_flow.planning.policy import Policy, Tier
from mutasi_flow.planning.rules import Eligibility, months_served
from mutasi_flow.planning.scenario import edited, read_edit
from mutasi_flow.planning.sentences import Audience, name_tier, sentences
from mutasi_flow.planning.snapshot import Snapshot
from tests.planning.instances import Office, all_plans, balance, nip, offices
from tests.planning.test_reading import write_folder

WEIGHT = 3.0


@st.composite
def hard_offices(draw: st.DrawFn) -> Office:
    """Offices of which some units are hard to serve at, and some people experienced."""
    office = draw(offices(staff=5, units=3))
    names = [row[0] for row in (office.unit_rows or [])[1:]]
    marks = draw(st.lists(st.sampled_from(["0", "1", "1"]), min_size=len(names), max_size=len(names)))
    seniors = draw(st.lists(st.sampled_from(["0", "1", "ya"]), min_size=len(office.staff), max_size=len(office.staff)))
    units = [["unit_kode", "daerah_sulit"], *(list(pair) for pair in zip(names, marks, strict=True))]
    return replace(office, unit_rows=units, columns={**office.columns, "berpengalaman": seniors})


def lacking(snapshot: Snapshot, cells: np.ndarray[Any, Any]) -> int:
    """Count the posts in hard places that need people and have nobody experienced."""
    eligible = Eligibility(snapshot)
    hard = {
        cell
        for cell in range(len(snapshot.cells))
        if snapshot.units.hardship[snapshot.cells.unit[cell]] and snapshot.cells.need[cell] > 0
    }
    return len(hard - {int(cells[person]) for person in np.flatnonzero(eligible.is_experienced)})


@given(hard_offices())
@settings(max_examples=60, deadline=None)
def test_no_plan_is_better_in_balance_and_experience_together(office: Office) -> None:
    snapshot = office.snapshot()
    found = plan(snapshot, Policy(experience=WEIGHT))
    assert verify(snapshot, found) == []
    worth = []
    for targets, levels in all_plans(snapshot):
        cells = np.array(
            [own if to is None else to for own, to in zip(snapshot.staff.cell, targets, strict=True)], np.int64
        )
        worth.append(balance(snapshot, levels) + WEIGHT * lacking(snapshot, cells))
    cells = snapshot.staff.cell.copy()
    cells[found.person] = found.cell
    assert balance(snapshot, found.levels_after) + WEIGHT * lacking(snapshot, cells) == pytest.approx(min(worth))
    assert found.gap == 0


@given(hard_offices(), st.integers(0, 3))
@settings(max_examples=30, deadline=None)
def test_a_limit_is_kept_and_the_gap_is_true(office: Office, limit: int) -> None:
    snapshot = office.snapshot()
    found = plan(snapshot, Policy(experience=WEIGHT, max_moves=limit))
    assert verify(snapshot, found) == []
    assert len(found) <= limit
    worth = []
    for targets, levels in all_plans(snapshot):
        if sum(to is not None for to in targets) <= limit:
            cells = np.array(
                [own if to is None else to for own, to in zip(snapshot.staff.cell, targets, strict=True)], np.int64
            )
            worth.append(balance(snapshot, levels) + WEIGHT * lacking(snapshot, cells))
    cells = snapshot.staff.cell.copy()
    cells[found.person] = found.cell
    reached = balance(snapshot, found.levels_after) + WEIGHT * lacking(snapshot, cells)
    assert reached - found.gap <= min(worth) + 1e-5


@given(hard_offices(), st.integers(1, 3))
@settings(max_examples=40, deadline=None)
def test_where_too_many_moves_are_possible_the_plan_says_what_experience_may_cost(office: Office, most: int) -> None:
    snapshot = office.snapshot()
    found = plan(snapshot, Policy(experience=WEIGHT, most_edges=most))
    assert verify(snapshot, found) == []
    said = [note for note in found.notes if "Pengalaman tidak ditimbang" in note.message]
    bound = float(str(said[0].values["bound"]).replace(",", ".")) if said else 0.0
    worth = []
    for targets, levels in all_plans(snapshot):
        cells = np.array(
            [own if to is None else to for own, to in zip(snapshot.staff.cell, targets, strict=True)], np.int64
        )
        worth.append(balance(snapshot, levels) + WEIGHT * lacking(snapshot, cells))
    cells = snapshot.staff.cell.copy()
    cells[found.person] = found.cell
    reached = balance(snapshot, found.levels_after) + WEIGHT * lacking(snapshot, cells)
    assert reached - found.gap - bound <= min(worth) + 1e-5
    assert not [note for note in plan(snapshot, Policy(most_edges=most)).notes if "ditimbang" in note.message]


def test_another_flow_of_wings_has_no_proof() -> None:
    snapshot = swap().snapshot()
    found = plan(snapshot, Policy(experience=WEIGHT))
    assert verify(
        snapshot, replace(found, person=found.person[:0], cell=found.cell[:0], levels_after=found.levels_before)
    )


def swap() -> Office:
    """Two schools that have what they need; only the easy one has somebody experienced."""
    return Office(
        [("A", "guru"), ("A", "guru"), ("B", "guru")],
        {("A", "guru"): (2, "", ""), ("B", "guru"): (1, "", "")},
        {"berpengalaman": [1, 1, 0]},
        unit_rows=[["unit_kode", "daerah_sulit"], ["A", "0"], ["B", "2"]],
    )


def test_two_change_places_so_that_the_hard_school_has_somebody_experienced(tmp_path: Path) -> None:
    source = write_folder(tmp_path / "in", swap().tables())
    words = ["plan", "solve", str(source), "--out", str(tmp_path / "out"), "--effective", "2026-03-02", "--json"]
    found = json.loads(CliRunner().invoke(main, [*words, "--experience", "1"]).stdout)
    assert (found["moves"], found["hard_posts"], found["experienced_before"], found["experienced_after"]) == (
        2,
        1,
        0,
        1,
    )
    assert CliRunner().invoke(main, ["plan", "verify", str(source), str(tmp_path / "out")]).exit_code == 0
    document = json.loads((tmp_path / "out" / "plan.json").read_text())
    (tmp_path / "out" / "plan.json").write_text(json.dumps({**document, "experienced_after": 0}))
    assert CliRunner().invoke(main, ["plan", "verify", str(source), str(tmp_path / "out")]).exit_code == 1
    assert json.loads(CliRunner().invoke(main, words).stdout)["moves"] == 0


def test_who_changes_places_for_it_reads_that_it_is_for_it() -> None:
    snapshot = swap().snapshot()
    found, eligible = plan(snapshot, Policy(experience=WEIGHT)), Eligibility(snapshot)
    told = {}
    for person in found.person.tolist():
        reason = explain(eligible, found, person, None)
        told[bool(eligible.is_experienced[person])] = [
            str(text) for who in Audience for text in sentences(eligible, found, reason, who)
        ]
    assert "belum diisi pegawai berpengalaman" in told[True][0]
    assert told[True][2].startswith("Pegawai berpengalaman ke tempat sulit")
    assert "supaya jabatan di tempat sulit dapat diisi" in told[False][0]
    (stays,) = set(range(3)) - set(found.person.tolist())
    reason = explain(eligible, found, stays, int(snapshot.staff.cell[2]))
    lost = [str(text) for who in Audience for text in sentences(eligible, found, reason, who)]
    assert not any("lebih dibutuhkan" in text for text in (*lost, *told[True], *told[False]))
    without = plan(snapshot, Policy())
    reason = explain(eligible, without, 0, int(snapshot.staff.cell[2]))
    assert "pengalaman" not in " ".join(map(str, sentences(eligible, without, reason, Audience.ANALYST)))
    assert "pengalaman di tempat sulit" in str(name_tier(Tier.BALANCE, WEIGHT))


@pytest.mark.parametrize(
    ("number", "months"),
    [
        ("198001012016031001", 120),
        ("198001012016212001", 111),
        ("198001010000001001", None),
        ("19800101abcdef1001", None),
        ("baru-000001", None),
    ],
)
def test_the_nip_tells_how_long_somebody_serves(number: str, months: int | None) -> None:
    found = months_served(number, date(2026, 3, 2))
    assert np.isnan(found) if months is None else found == months


SCHOOLS = Office(
    [("A", "g1"), ("A", "g2"), ("A", "g1"), ("B", "g1"), ("B", "staf")],
    {("A", "g1"): (9, 2, ""), ("B", "g1"): (1, "", ""), ("B", "staf"): (1, "", "")},
    {"mapel": ["IPA", "ipa", "Seni", "Seni", ""]},
    {
        "jam": [
            ["unit_kode", "mapel", "jam"],
            ["A", "IPA", 24],
            ["B", "IPA", 24],
            ["A", "Seni", 24],
            ["B", "seni", 24],
        ],
        "minat": [["nip", "urutan", "unit_kode", "jabatan_kode"], [nip(2), "1", "B", "g2"], [nip(1), "1", "B", "g1"]],
        "syarat": [["jabatan_kode", "pendidikan_min"], ["staf", "SMA"]],
    },
)


def test_teachers_move_only_to_posts_of_their_subject() -> None:
    snapshot = edited(SCHOOLS.snapshot(), [BySubject(24)])
    found = plan(snapshot, Policy())
    assert verify(snapshot, found) == []
    (person,), (cell,) = found.person.tolist(), found.cell.tolist()
    assert snapshot.extra["mapel"][person].casefold() == "ipa"
    assert snapshot.cell_code(cell) == ("B", "mapel-ipa")
    needs = {snapshot.cell_code(at): snapshot.cells.need[at] for at in range(len(snapshot.cells))}
    assert needs["A", "mapel-ipa"] == 1
    assert np.isnan(needs["A", "g1"])
    assert needs["B", "staf"] == 1
    assert snapshot.levels.sum() == len(snapshot.staff)
    assert snapshot.wishes is not None
    assert {snapshot.cell_code(int(at)) for at in snapshot.wishes.cell} == {("B", "mapel-ipa")}
    assert as_text(BySubject(24)) == "by-subject=24"
    assert read_edit(snapshot, "by-subject=24") == BySubject(24)


@given(st.lists(st.tuples(st.sampled_from("AB"), st.sampled_from(["IPA", "Seni", ""])), max_size=5), st.integers(0, 72))
@settings(max_examples=40, deadline=None)
def test_splitting_by_subject_loses_nobody_and_crosses_no_subject(people: list[tuple[str, str]], hours: int) -> None:
    lessons: list[list[Any]] = [["unit_kode", "mapel", "jam"], ["A", "ipa", hours], ["B", "Seni", 24]]
    office = Office(
        [(unit, "guru") for unit, _subject in people],
        {(unit, "guru"): (1, "", "") for unit in "AB"},
        {"mapel": [subject for _unit, subject in people]},
        {"jam": lessons},
    )
    before = office.snapshot()
    after = edited(before, [BySubject(24)])
    assert after.levels.sum() == before.levels.sum() == len(people)
    found = plan(after, Policy())
    assert verify(after, found) == []
    for person, cell in zip(found.person.tolist(), found.cell.tolist(), strict=True):
        assert after.cells.jabatan[cell] == after.staff.jabatan[person]


def test_without_lessons_or_with_a_wild_load_it_says_so() -> None:
    for office, load in ((swap(), 24.0), (SCHOOLS, 0.0)):
        with pytest.raises(InvalidInput):
            edited(office.snapshot(), [BySubject(load)])
