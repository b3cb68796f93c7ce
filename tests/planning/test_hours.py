"""Lesson hours shared out over schools: the best there is, by trying everything, and refused when it breaks its terms."""

import csv
import json
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from mutasi_flow.cli import main
from mutasi_flow.planning.hours.checking import check, measure, plain_bound
from mutasi_flow.planning.hours.problem import Lessons, Opening, School, Share, Teacher, Terms
from mutasi_flow.planning.hours.solving import components, share_out
from tests.planning.instances import Office, nip
from tests.planning.test_reading import write_book, write_folder

SUBJECTS = ("ipa", "seni")
PLACES = st.none() | st.tuples(st.sampled_from([-5.0, -5.05, -5.1, -5.4]), st.just(105.0))
TERMS = st.builds(
    Terms,
    full_load=st.sampled_from([6, 24]),
    most_hours=st.sampled_from([24, 30]),
    most_km=st.sampled_from([0.0, 8.0, 60.0]),
    most_schools=st.integers(0, 2),
)


@st.composite
def problems(draw: st.DrawFn) -> Lessons:
    schools = [
        School(f"S{number}", f"SMP {number}", draw(PLACES), draw(st.sampled_from(["", "Hulu"]))) for number in range(3)
    ]
    places, subjects = st.integers(0, 2), st.sampled_from(SUBJECTS)
    teachers = [
        Teacher(f"T{number}", school, draw(subjects), draw(st.integers(0, 26)), frozenset(draw(st.sets(places, max_size=1))) - {school})
        for number, school in enumerate(draw(st.lists(places, max_size=3)))
    ]  # fmt: skip
    cells = draw(st.lists(st.tuples(places, subjects), max_size=2, unique=True))
    openings = [Opening(*cell, draw(st.integers(0, 12)), draw(st.sampled_from([1, 4, 5]))) for cell in cells]
    few = [one if one.groups <= 3 else one._replace(hours=3 * one.group) for one in openings]
    return Lessons(schools, teachers, few, draw(TERMS))


def best_of_all(lessons: Lessons) -> tuple[int, ...]:
    """Return the best values among everything that can be tried."""
    choices = [range(lessons.openings[what].groups + 1) for _who, what in lessons.pairs]
    tried = (
        [Share(who, what, count) for (who, what), count in zip(lessons.pairs, counts, strict=True) if count]
        for counts in product(*choices)
    )
    return min(measure(lessons, shares) for shares in tried if not check(lessons, shares))


@given(problems())
@settings(max_examples=60)
def test_nothing_that_can_be_tried_is_better(lessons: Lessons) -> None:
    found = share_out(lessons)
    assert check(lessons, found.shares) == []
    assert tuple(aim.value for aim in found.aims) == measure(lessons, found.shares) == best_of_all(lessons)
    assert all(aim.gap == 0 for aim in found.aims)
    assert plain_bound(lessons) <= found.aims[0].bound
    assert len({pair for group in components(lessons) for pair in group}) == len(lessons.pairs)


@given(problems(), st.data())
def test_whatever_breaks_the_terms_is_refused(lessons: Lessons, data: st.DataObject) -> None:
    count = st.integers(1, 4)
    pairs = data.draw(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 2)), min_size=1, max_size=4, unique=True))
    shares = [Share(who, what, data.draw(count)) for who, what in pairs]
    is_known = all(who < len(lessons.teachers) and what < len(lessons.openings) for who, what in pairs)
    kept = is_known and _keeps(lessons, shares)
    assert (check(lessons, shares) == []) is kept


def _keeps(lessons: Lessons, shares: list[Share]) -> bool:
    """Say the terms once more, as plainly as they can be."""
    for at, opening in enumerate(lessons.openings):
        if sum(one.groups for one in shares if one.opening == at) * opening.group > opening.hours:
            return False
    for at, teacher in enumerate(lessons.teachers):
        mine = [(one.groups, lessons.openings[one.opening]) for one in shares if one.teacher == at]
        extra = {opening.school for _groups, opening in mine} - {teacher.school} - teacher.elsewhere
        if mine and teacher.hours >= lessons.terms.full_load:
            return False
        if any(not lessons.is_open_to(teacher, opening) for _groups, opening in mine):
            return False
        if extra and len(extra | teacher.elsewhere) > lessons.terms.most_schools:
            return False
        if mine and teacher.hours + sum(groups * opening.group for groups, opening in mine) > lessons.terms.most_hours:
            return False
    return True


def test_a_search_that_is_cut_short_says_how_far_it_may_be() -> None:
    schools = [School("A", "A", (-5.0, 105.0))]
    teachers = [Teacher(f"T{number}", 0, "ipa", 10 + number % 5) for number in range(8)]
    openings = [Opening(0, "ipa", 40, 5)]
    found = share_out(Lessons(schools, teachers, openings), seconds=0.0)
    assert check(Lessons(schools, teachers, openings), found.shares) == []
    assert all(aim.bound <= aim.value for aim in found.aims)


OFFICE = Office(
    [("A", "guru")] * 3 + [("B", "guru"), ("C", "guru")],
    {("A", "guru"): (3, "", "")},
    {"mapel": ["IPA", "IPA", "ipa", "IPA", "Seni"], "jam": [18, 20, "", 24, 10]},
    {"jam": [["unit_kode", "mapel", "jam", "jam_rombel"], ["A", "IPA", 62, 1], ["B", "ipa", 34, 5], ["C", "Seni", 8, ""], ["D", "IPA", 50, 1]]},
    unit_rows=[["unit_kode", "lat", "lon"], ["A", "-5.0", "105.0"], ["B", "-5.05", "105.0"], ["C", "", ""], ["D", "-6.5", "105.0"]],
)  # fmt: skip
WHEN = ("--effective", "2026-03-02")


def run(*words: object) -> Any:
    return CliRunner().invoke(main, ["plan", *(str(word) for word in words), "--json"])


def rows(file: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(file.read_text(encoding="utf-8").splitlines()))


def test_hours_are_shared_out_from_tables_and_accepted(tmp_path: Path) -> None:
    source, out = write_folder(tmp_path / "in", OFFICE.tables()), tmp_path / "out"
    result = run("hours", source, "--out", out, *WHEN)
    assert result.exit_code == 0, result.output
    found = json.loads(result.stdout)
    assert (found["hours_short_before"], found["hours_short_after"], found["gap"]) == (24, 15, 0)
    assert (found["teachers_short_before"], found["teachers_short_after"], found["added_schools"]) == (3, 2, 2)
    assert len(found["notes"]) == 2
    shares = rows(out / "shares.csv")
    assert {(one["nip"], one["unit_kode"], one["jenis"], one["jam"]) for one in shares} == {
        (nip(1), "B", "tambahan", "5"),
        (nip(2), "B", "tambahan", "5"),
    }
    again = write_book(tmp_path / "in.xlsx", OFFICE.tables())
    assert json.loads(run("hours", again, "--out", tmp_path / "book", *WHEN).stdout)["aims"] == found["aims"]
    assert json.loads(run("verify", source, out).stdout) == {"accepted": True, "reasons": []}


def test_a_sharing_out_that_was_touched_is_refused(tmp_path: Path) -> None:
    source, out = write_folder(tmp_path / "in", OFFICE.tables()), tmp_path / "out"
    run("hours", source, "--out", out, *WHEN)
    document = json.loads((out / "hours.json").read_text())
    shares = (out / "shares.csv").read_text()
    for text, figures in (
        (shares.replace(",B,tambahan,5,", ",B,tambahan,10,"), document),
        (shares.replace(",B,tambahan,5,", ",Q,tambahan,5,"), document),
        (shares, {**document, "aims": {**document["aims"], "jam_kurang": {"value": 0, "bound": 0}}}),
        (shares, {**document, "input_sha256": "x"}),
    ):
        (out / "shares.csv").write_text(text)
        (out / "hours.json").write_text(json.dumps(figures))
        assert run("verify", source, out).exit_code == 1
    (out / "hours.json").write_text("{}")
    assert run("verify", source, out).exit_code == 1


@pytest.mark.parametrize(
    ("row", "column"),
    [(["A", "IPA", "-1", ""], "jam"), (["Z", "IPA", "4", ""], "unit_kode"), (["A", "ipa", "4", "0"], "jam_rombel")],
)
def test_a_wrong_lesson_row_is_a_fault_and_nothing_is_shared_out(tmp_path: Path, row: list[str], column: str) -> None:
    tables = OFFICE.tables()
    tables["jam"] = [["unit_kode", "mapel", "jam", "jam_rombel"], row]
    result = run("hours", write_folder(tmp_path / "in", tables), "--out", tmp_path / "out", *WHEN)
    assert result.exit_code == 1
    assert [(one["file"], one["column"]) for one in json.loads(result.stdout)["problems"]] == [("jam", column)]
    assert not (tmp_path / "out").exists()


def test_without_lessons_on_record_everybody_stays_short_and_it_is_said(tmp_path: Path) -> None:
    tables = OFFICE.tables()
    del tables["jam"]
    found = json.loads(run("hours", write_folder(tmp_path / "in", tables), "--out", tmp_path / "out", *WHEN).stdout)
    assert found["hours_short_after"] == found["hours_short_before"] == 24
    assert "Tabel jam belum ada" in found["notes"][0]
