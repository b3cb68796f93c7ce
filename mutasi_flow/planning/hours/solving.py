"""The best sharing out, aim after aim, as integer programmes solved to their bound by HiGHS (in SciPy).

Teachers and openings that nothing joins are solved apart; the values of the aims add up.
"""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import coo_array

from mutasi_flow.planning.hours.checking import hundreds, measure, plain_bound
from mutasi_flow.planning.hours.problem import AIMS, Aim, Lessons, Outcome, Share

SECONDS = 60.0
"""How long all of it may take; where that does not suffice, the bounds say how far the answer may be from the best."""
_HAIR = 1e-6
Floats = NDArray[np.float64]
Row = dict[int, float]


def share_out(lessons: Lessons, seconds: float = SECONDS) -> Outcome:
    """Return who takes which hours; doing nothing is always allowed. In time, the same input gives the same answer.

    Each component may use its part of the time by its size, and what smaller ones left over.
    """
    shares: list[Share] = []
    bounds = [0] * len(AIMS)
    ends_at, left = time.monotonic() + seconds, len(lessons.pairs)
    for pairs in sorted(components(lessons), key=len):
        part = max(0.0, ends_at - time.monotonic()) * len(pairs) / left
        left -= len(pairs)
        found, proven = _Programme.of(lessons, pairs).solve(time.monotonic() + part)
        shares += found
        bounds = [one + other for one, other in zip(bounds, proven, strict=True)]
    alone = set(range(len(lessons.teachers))) - {who for who, _what in lessons.pairs}
    lost = [lessons.short(lessons.teachers[who]) for who in alone]
    bounds[0] += sum(lost)
    bounds[1] += sum(one > 0 for one in lost)
    bounds[0] = max(bounds[0], plain_bound(lessons))
    values = measure(lessons, shares)
    aims = [Aim(name, value, min(value, bound)) for name, value, bound in zip(AIMS, values, bounds, strict=True)]
    return Outcome(sorted(shares), aims)


def components(lessons: Lessons) -> list[list[tuple[int, int]]]:
    """Return the pairs of teacher and opening, those together that a chain of pairs joins."""
    leader: dict[tuple[str, int], tuple[str, int]] = {}

    def find(one: tuple[str, int]) -> tuple[str, int]:
        leader.setdefault(one, one)
        while leader[one] != one:
            leader[one] = leader[leader[one]]
            one = leader[one]
        return one

    for who, what in lessons.pairs:
        leader[find(("opening", what))] = find(("teacher", who))
    found: dict[tuple[str, int], list[tuple[int, int]]] = {}
    for who, what in lessons.pairs:
        found.setdefault(find(("teacher", who)), []).append((who, what))
    return list(found.values())


@dataclass(frozen=True)
class _Programme:
    """One component: groups per pair, then whether a school is added, then hours missing, then whether any are."""

    lessons: Lessons
    pairs: Sequence[tuple[int, int]]
    links: Sequence[tuple[int, int]]
    """Teacher and school that would be one more for the teacher."""
    people: Sequence[int]

    @classmethod
    def of(cls, lessons: Lessons, pairs: Sequence[tuple[int, int]]) -> "_Programme":
        new = [
            (who, lessons.openings[what].school)
            for who, what in pairs
            if lessons.is_new(lessons.teachers[who], lessons.openings[what])
        ]
        return cls(lessons, pairs, list(dict.fromkeys(new)), list(dict.fromkeys(who for who, _what in pairs)))

    @property
    def size(self) -> int:
        return len(self.pairs) + len(self.links) + 2 * len(self.people)

    def solve(self, ends_at: float) -> tuple[list[Share], list[int]]:
        """Return the shares and the bound of each aim; each may use half of the time that is left, the last all."""
        limits, bounds = self._limits(), []
        best: list[Share] = []
        for place, cost in enumerate(self._costs()):
            part = max(0.0, ends_at - time.monotonic()) / (1 if place == len(AIMS) - 1 else 2)
            answer = milp(
                cost,
                constraints=limits,
                bounds=Bounds(0, self._ceilings()),
                integrality=np.ones(self.size),
                options={"mip_rel_gap": 0.0, "time_limit": part},
            )
            found = best if answer.x is None else self._shares(answer.x)
            if self._values(found)[: place + 1] < self._values(best)[: place + 1]:
                best = found
            reached = self._values(best)[place]
            bounds.append(self._bound(answer.mip_dual_bound, reached))
            limits.append(LinearConstraint(cost.reshape(1, -1), ub=reached + 0.5))
        return best, bounds

    def _bound(self, dual: float | None, reached: int) -> int:
        return 0 if dual is None or not np.isfinite(dual) else max(0, min(reached, ceil(dual - _HAIR)))

    def _values(self, shares: Sequence[Share]) -> tuple[int, ...]:
        """Return the values of the aims, of the teachers of this component."""
        short, waiting, *rest = measure(self.lessons, shares)
        inside = set(self.people)
        others = [self.lessons.short(one) for who, one in enumerate(self.lessons.teachers) if who not in inside]
        return short - sum(others), waiting - sum(one > 0 for one in others), *rest

    def _shares(self, chosen: Floats) -> list[Share]:
        groups = np.rint(chosen[: len(self.pairs)]).astype(np.int64).tolist()
        return [Share(who, what, count) for (who, what), count in zip(self.pairs, groups, strict=True) if count]

    def _most(self, who: int, what: int) -> int:
        """Return the groups of an opening that a teacher could use."""
        opening, teacher = self.lessons.openings[what], self.lessons.teachers[who]
        room = max(0, self.lessons.terms.most_hours - teacher.hours) // opening.group
        return min(opening.groups, room, ceil(self.lessons.short(teacher) / opening.group))

    def _ceilings(self) -> Floats:
        shorts = [self.lessons.short(self.lessons.teachers[who]) for who in self.people]
        ones = [1] * len(self.links)
        most = [self._most(who, what) for who, what in self.pairs]
        return np.array([*most, *ones, *shorts, *([1] * len(shorts))], np.float64)

    def _costs(self) -> list[Floats]:
        pairs, links, people = len(self.pairs), len(self.links), len(self.people)
        ways = [hundreds(self.lessons, who, school) for who, school in self.links]
        given = [self.lessons.openings[what].group for _who, what in self.pairs]
        parts: list[tuple[Sequence[int], Sequence[int], Sequence[int], Sequence[int]]] = [
            ([0] * pairs, [0] * links, [1] * people, [0] * people),
            ([0] * pairs, [0] * links, [0] * people, [1] * people),
            ([0] * pairs, [1] * links, [0] * people, [0] * people),
            ([0] * pairs, ways, [0] * people, [0] * people),
            (given, [0] * links, [0] * people, [0] * people),
        ]
        return [np.array([*one, *two, *three, *four], np.float64) for one, two, three, four in parts]

    def _limits(self) -> list[LinearConstraint]:
        rows, least, most = self._rows()
        at = [(number, column, value) for number, row in enumerate(rows) for column, value in row.items()]
        numbers, columns, values = zip(*at, strict=True)
        table = coo_array((values, (numbers, columns)), shape=(len(rows), self.size)).tocsr()
        return [LinearConstraint(table, lb=np.array(least, np.float64), ub=np.array(most, np.float64))]

    def _rows(self) -> tuple[list[Row], list[float], list[float]]:
        """Return the conditions: each a row of factors, the least and the most of its sum."""
        terms, rows = self.lessons.terms, _Rows()
        link_at = {link: len(self.pairs) + place for place, link in enumerate(self.links)}
        short_at = {who: len(self.pairs) + len(self.links) + place for place, who in enumerate(self.people)}
        by_opening: dict[int, Row] = {}
        by_teacher: dict[int, Row] = {}
        for place, (who, what) in enumerate(self.pairs):
            opening = self.lessons.openings[what]
            by_opening.setdefault(what, {})[place] = 1
            by_teacher.setdefault(who, {})[place] = opening.group
            if (who, opening.school) in link_at:
                rows.add({place: 1, link_at[who, opening.school]: -self._most(who, what)}, most=0)
        for what, row in by_opening.items():
            rows.add(row, most=self.lessons.openings[what].groups)
        for who, row in by_teacher.items():
            teacher, missing = self.lessons.teachers[who], short_at[who]
            rows.add({**row, missing: 1}, least=self.lessons.short(teacher))
            rows.add(row, most=max(0, terms.most_hours - teacher.hours))
            rows.add({missing: 1, missing + len(self.people): -self.lessons.short(teacher)}, most=0)
            added = {at: 1.0 for (one, _school), at in link_at.items() if one == who}
            if added:
                rows.add(added, most=max(0, terms.most_schools - len(teacher.elsewhere)))
        return rows.rows, rows.least, rows.most


class _Rows:
    """Conditions being gathered."""

    def __init__(self) -> None:
        self.rows: list[Row] = []
        self.least: list[float] = []
        self.most: list[float] = []

    def add(self, row: Row, *, least: float = -np.inf, most: float = np.inf) -> None:
        """Add one; a row without factors says nothing."""
        self.rows.append(row)
        self.least.append(least)
        self.most.append(most)
