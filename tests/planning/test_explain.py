"""Why, and why not: the reason is the true one, and nobody's data reaches somebody else."""

import json
from pathlib import Path
from statistics import median
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from mutasi_flow.core.catalogue import say
from mutasi_flow.planning.explaining import Outcome, explain
from mutasi_flow.planning.plan import plan
from mutasi_flow.planning.policy import Policy, Tier
from mutasi_flow.planning.rules import Eligibility
from mutasi_flow.planning.sentences import Audience, sentences
from tests.planning.instances import Office, all_plans, balance, choices, nip, offices
from tests.planning.test_commands import run
from tests.planning.test_reading import write_folder

QUICK = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@QUICK
@given(offices())
def test_what_is_forced_is_never_better_and_says_how_much_worse(office: Office) -> None:
    snapshot = office.snapshot()
    found, eligible = plan(snapshot, Policy()), Eligibility(snapshot)
    every = all_plans(snapshot)
    best = min(balance(snapshot, levels) for _, levels in every)
    for person, targets in enumerate(choices(snapshot)):
        for cell in targets:
            if cell is None:
                continue
            reason = explain(eligible, found, person, cell)
            assert all(str(text) for who in Audience for text in sentences(eligible, found, reason, who))
            if reason.outcome is not Outcome.WORSE:
                continue
            assert reason.forced >= reason.base
            with_it = [balance(snapshot, levels) for moves, levels in every if moves[person] == cell]
            rise = min(with_it) - best
            assert (reason.tier is Tier.BALANCE) == (rise > 1e-5)
            if reason.tier is Tier.BALANCE:
                assert reason.worse / found.prices.scale == pytest.approx(rise, abs=1e-4)


@QUICK
@given(offices())
def test_everybody_gets_an_answer(office: Office) -> None:
    snapshot = office.snapshot()
    found, eligible = plan(snapshot, Policy(max_moves=1)), Eligibility(snapshot)
    for person in range(len(snapshot.staff)):
        for cell in (None, *range(len(snapshot.cells))):
            reason = explain(eligible, found, person, cell)
            assert (reason.outcome is Outcome.BARRED) == bool(reason.failures)
            assert sentences(eligible, found, reason, Audience.EMPLOYEE)


OFFICE = Office(
    [("A", "g")] * 3 + [("B", "g"), ("C", "g")],
    {("A", "g"): (2, 1, ""), ("B", "g"): (2, "", ""), ("C", "g"): (1, 1, ""), ("D", "g"): (0, "", "")},
    {"nama": ["Ani", "Budi", "Citra", "Dewi", "Eko"], "kunci": [0, 0, 1, 0, 0]},
    {"minat": [["nip", "urutan", "unit_kode"], [nip(1), "1", "B"]]},
)


@pytest.fixture
def written(tmp_path: Path) -> tuple[Path, Path]:
    source = write_folder(tmp_path / "in", OFFICE.tables())
    run("solve", source, "--out", tmp_path / "out", "--effective", "2026-03-02")
    return source, tmp_path / "out"


def ask(written: tuple[Path, Path], *words: str) -> Any:
    result = run("explain", *written, *words, "--json")
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


def test_the_move_is_explained_with_figures_and_without(written: tuple[Path, Path]) -> None:
    told = ask(written, nip(1))
    assert (told["outcome"], told["post"], told["candidates"]) == ("moved", "B/g", 2)
    assert "Ani (198001012006041001) diusulkan ke g, B (B)." in told["sentences"]
    assert any("3 dari kebutuhan 2 (150%)" in text for text in told["sentences"])
    plain = ask(written, nip(1), "--for", "employee")
    assert "worse" not in plain
    assert not any("150" in text for text in plain["sentences"])


def test_a_rival_is_named_to_the_analyst_only(written: tuple[Path, Path]) -> None:
    told = ask(written, nip(2), "--post", "B/g")
    assert (told["outcome"], told["tier"], told["rival"]) == ("worse", "minat", nip(1))
    assert told["changed"] == [nip(1)]
    plain = ask(written, nip(2), "--post", "B/g", "--for", "employee")
    assert not any(word in json.dumps(plain) for word in (nip(1), "Ani"))
    assert "calon lain lebih sesuai" in plain["sentences"][0]


def test_rules_floors_and_balance_are_reasons(written: tuple[Path, Path]) -> None:
    assert ask(written, nip(3))["rules"][0]["rule"] == "P13"
    assert ask(written, nip(3), "--post", "B/g")["outcome"] == "barred"
    worse = ask(written, nip(4), "--post", "D/g")
    assert worse["tier"] == "imbang"
    assert ask(written, nip(4))["tier"] in {"imbang", "jumlah", "minat", "jarak_beban"}
    assert ask(written, nip(4), "--for", "employee")["sentences"]


def test_a_floor_that_nobody_can_fill_up_is_the_reason() -> None:
    office = Office([("A", "g"), ("B", "g")], {("A", "g"): (1, 1, ""), ("B", "g"): (1, "", "")}, {"kunci": [0, 1]})
    snapshot = office.snapshot()
    reason = explain(Eligibility(snapshot), plan(snapshot, Policy()), 0, 1)
    assert [failure.rule for failure in reason.failures] == ["P15"]


def test_time_that_mends_is_told() -> None:
    office = Office([("A", "g")], {("B", "g"): (1, "", "")}, {}, {"aturan": [["id", "nilai"], ["P02", "10"]]})
    snapshot = office.snapshot()
    eligible, found = Eligibility(snapshot), plan(snapshot, Policy())
    told = sentences(eligible, found, explain(eligible, found, 0, None), Audience.EMPLOYEE)
    assert say(told[-1]) == "Masa jabatan cukup mulai 1 Januari 2030."


def test_who_or_what_is_not_there_is_said(written: tuple[Path, Path]) -> None:
    assert run("explain", *written, nip(9)).exit_code == 1
    assert run("explain", *written, nip(1), "--post", "Z/g").exit_code == 1
    unit = written[0] / "unit.csv"
    unit.write_text(unit.read_text("utf-8") + "\nQ\n", "utf-8")
    assert run("explain", *written, nip(1)).exit_code == 1


def test_few_people_change() -> None:
    posts = {(f"U{unit}", "g"): (2 + unit % 3, "", "") for unit in range(20)}
    office = Office([(f"U{(number * 7) % 12}", "g") for number in range(60)], posts)
    snapshot = office.snapshot()
    eligible, found = Eligibility(snapshot), plan(snapshot, Policy())
    counts = [len(explain(eligible, found, person, person % 20).changed) for person in range(0, 60, 3)]
    assert median(counts) <= 3
