"""What became of each wish of a voluntary round, and how many could be envious with reason."""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from mutasi_flow.planning.exchange import Mode, Round, floor_and_roof, points_of
from mutasi_flow.planning.reasons import failures
from mutasi_flow.planning.rules import Eligibility
from mutasi_flow.planning.snapshot import Snapshot


class Verdict(StrEnum):
    """What became of a wish."""

    GRANTED = "granted"
    RULE = "rule"
    """A rule forbids that move."""
    DEARER = "dearer"
    """A dearer wish was granted."""
    TAKEN = "taken"
    """Others came in, and there is no further seat."""
    CLOSED = "closed"
    """Nobody came in: no seat opened."""
    HELD = "held"
    """There is a seat, but the place one would leave would fall below its floor."""


@dataclass(frozen=True, slots=True)
class Judged:
    """One wish of one participant; ``rule`` is the first rule that forbids it."""

    person: int
    cell: int
    rank: int
    verdict: Verdict
    rule: str = ""


def judge(snapshot: Snapshot, found: Round) -> list[Judged]:
    """Return what became of every wish of those who took part, by employee and rank."""
    eligible, staff = Eligibility(snapshot), snapshot.staff
    listed = staff.is_volunteer if staff.is_volunteer.any() else np.ones(len(staff), np.bool_)
    got = dict(zip(found.person.tolist(), found.cell.tolist(), strict=True))
    placed = np.bincount(found.cell, minlength=len(snapshot.cells))
    after = snapshot.levels + placed - np.bincount(staff.cell[found.person], minlength=len(snapshot.cells))
    roof = floor_and_roof(eligible)[1] if found.mode is Mode.CHAINS else snapshot.levels
    rows = []
    for (person, cell), rank in sorted(eligible.wished.items(), key=lambda one: (one[0][0], one[1], one[0][1])):
        if not listed[person]:
            continue
        rules = failures(eligible, person, cell)
        if got.get(person) == cell:
            verdict = Verdict.GRANTED
        elif rules:
            verdict = Verdict.RULE
        elif person in got and eligible.wished[person, got[person]] <= rank:
            verdict = Verdict.DEARER
        elif after[cell] < roof[cell]:
            verdict = Verdict.HELD
        else:
            verdict = Verdict.TAKEN if placed[cell] else Verdict.CLOSED
        rows.append(Judged(person, cell, rank, verdict, rules[0].rule if verdict is Verdict.RULE else ""))
    return rows


def count_envious(snapshot: Snapshot, found: Round) -> int | None:
    """Return how many would rather have a post that somebody with fewer points got; None without points.

    A round promises no stability: whoever moves must also find somebody to follow, whatever the points.
    """
    points = points_of(snapshot)
    if points is None:
        return None
    fewest: dict[int, int] = {}
    for person, cell in zip(found.person.tolist(), found.cell.tolist(), strict=True):
        fewest[cell] = min(fewest.get(cell, int(points[person])), int(points[person]))
    envious = {
        one.person
        for one in judge(snapshot, found)
        if one.verdict is Verdict.TAKEN and fewest.get(one.cell, points[one.person]) < points[one.person]
    }
    return len(envious)
