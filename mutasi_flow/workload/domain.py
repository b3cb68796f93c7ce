"""Workload in figures and words: coverage of the need, critical units, and what a move changes.

Coverage is staff over need. An unknown need gives no coverage at all (it is never shown as zero or as full);
nobody present where somebody is needed gives 0. Staff is counted in persons who serve.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from math import floor

from mutasi_flow.core.texts import T, Text

CRITICAL_COVERAGE = 0.8
"""Below this share of the need a unit or post is critical."""
_ROUNDING = 1e-9


@dataclass(frozen=True, slots=True)
class PostLoad:
    """Need and staff of one post (unit × jabatan); ``need`` in persons, unrounded."""

    staff: int
    need: float | None = None
    minimum: int | None = None

    @property
    def coverage(self) -> float | None:
        """Staff over need; None when the need is unknown or nothing is needed."""
        return self.staff / self.need if self.need else None

    @property
    def gap(self) -> float | None:
        """Staff minus need, negative when people are missing; None when the need is unknown."""
        return None if self.need is None else self.staff - self.need

    @property
    def is_below_minimum(self) -> bool:
        """Whether fewer serve than the post may never fall under."""
        return self.minimum is not None and self.staff < self.minimum

    @property
    def is_critical(self) -> bool | None:
        """Whether it is critical; None when neither need nor least number is known."""
        if self.need is None and self.minimum is None:
            return None
        return self.is_below_minimum or _is_low(self.coverage)

    def plus(self, persons: int) -> "PostLoad":
        """Return the load with more (or fewer) persons; never below nobody."""
        return replace(self, staff=max(0, self.staff + persons))


@dataclass(frozen=True, slots=True)
class UnitLoad:
    """The posts of one unit together.

    ``measured`` is the staff in posts whose need is known; only they enter the coverage.
    """

    staff: int
    measured: int
    need: float | None
    below_minimum: int
    """How many posts are below their least number."""
    has_minimum: bool

    @property
    def coverage(self) -> float | None:
        """Measured staff over known need; None when no need is known."""
        return self.measured / self.need if self.need else None

    @property
    def gap(self) -> float | None:
        """Measured staff minus known need; None when no need is known."""
        return None if self.need is None else self.measured - self.need

    @property
    def is_critical(self) -> bool | None:
        """Whether it is critical; None when neither a need nor a least number is known."""
        if self.need is None and not self.has_minimum:
            return None
        return self.below_minimum > 0 or _is_low(self.coverage)


def _is_low(coverage: float | None) -> bool:
    return coverage is not None and coverage < CRITICAL_COVERAGE


def sum_up(posts: Iterable[PostLoad]) -> UnitLoad:
    """Return the load of a unit from its posts."""
    loads = list(posts)
    known = [load for load in loads if load.need is not None]
    return UnitLoad(
        staff=sum(load.staff for load in loads),
        measured=sum(load.staff for load in known),
        need=sum(load.need or 0 for load in known) if known else None,
        below_minimum=sum(load.is_below_minimum for load in loads),
        has_minimum=any(load.minimum is not None for load in loads),
    )


def percent(share: float) -> int:
    """Return whole per cent, rounded down so that 79.9 never reads as the 80 it misses."""
    return floor(share * 100 + _ROUNDING)


@dataclass(frozen=True, slots=True)
class PostEffect:
    """What a move does to one post."""

    unit_id: int
    jabatan_id: int
    unit_name: str
    jabatan_name: str
    before: PostLoad
    after: PostLoad

    @property
    def newly_critical(self) -> bool:
        """Whether the move makes the post critical."""
        return bool(self.after.is_critical) and not self.before.is_critical

    @property
    def newly_overfull(self) -> bool:
        """Whether the move puts more persons here than are needed."""
        gap_before, gap_after = self.before.gap, self.after.gap
        return gap_after is not None and gap_before is not None and gap_after > 0 and gap_after > gap_before

    @property
    def sentence(self) -> Text:
        """The effect in words."""
        words = {"jabatan": self.jabatan_name, "unit": self.unit_name}
        before, after = self.before, self.after
        if after.is_below_minimum and after.minimum is not None:
            return T(
                "{jabatan} di {unit}: tinggal {staff} orang, paling sedikit harus {minimum}.",
                **words,
                staff=after.staff,
                minimum=after.minimum,
            )
        if after.need is None:
            return T(
                "{jabatan} di {unit}: {before} menjadi {after} orang; kebutuhan belum diketahui.",
                **words,
                before=before.staff,
                after=after.staff,
            )
        return T(
            "{jabatan} di {unit}: {before} menjadi {after} orang dari kebutuhan {need}.",
            **words,
            before=before.staff,
            after=after.staff,
            need=float(after.need),
        )


@dataclass(frozen=True, slots=True)
class UnitEffect:
    """What a move does to one unit."""

    unit_id: int
    code: str
    name: str
    before: UnitLoad
    after: UnitLoad

    @property
    def newly_critical(self) -> bool:
        """Whether the move makes the unit critical."""
        return bool(self.after.is_critical) and not self.before.is_critical

    @property
    def relieved(self) -> bool:
        """Whether the unit was critical and no longer is."""
        return bool(self.before.is_critical) and self.after.is_critical is False

    @property
    def sentence(self) -> Text:
        """The effect in words; a newly critical unit is named as such."""
        before, after = self.before.coverage, self.after.coverage
        if before is None or after is None:
            return T(
                "{unit}: {before} menjadi {after} pegawai; kebutuhan belum diketahui.",
                unit=self.name,
                before=self.before.staff,
                after=self.after.staff,
            )
        words = {"unit": self.name, "before": percent(before), "after": percent(after)}
        if self.after.below_minimum and not _is_low(after):
            return self._short_of_posts(percent(after))
        if self.newly_critical:
            return T("{unit} menjadi kekurangan berat: terisi {after}% dari kebutuhan, sebelumnya {before}%.", **words)
        if self.relieved:
            return T("{unit} tidak lagi kekurangan berat: terisi {after}%, sebelumnya {before}%.", **words)
        if self.after.is_critical:
            return T("{unit} tetap kekurangan berat: terisi {after}% dari kebutuhan, sebelumnya {before}%.", **words)
        return T("{unit}: terisi {after}% dari kebutuhan, sebelumnya {before}%.", **words)

    def _short_of_posts(self, after: int) -> Text:
        """Name what makes a unit critical that is filled well as a whole: posts below their least number."""
        words = {"unit": self.name, "posts": self.after.below_minimum, "after": after}
        if self.newly_critical:
            return T(
                "{unit} menjadi kekurangan berat: {posts} jabatan di bawah jumlah terkecilnya, "
                "meski unit terisi {after}%.",
                **words,
            )
        return T(
            "{unit} tetap kekurangan berat: {posts} jabatan di bawah jumlah terkecilnya, meski unit terisi {after}%.",
            **words,
        )


@dataclass(frozen=True, slots=True)
class MoveEffect:
    """Before and after of one move, for the unit left and the unit entered (one unit when it stays inside)."""

    units: tuple[UnitEffect, ...]
    posts: tuple[PostEffect, ...]

    @property
    def newly_critical(self) -> tuple[UnitEffect, ...]:
        """Units that the move makes critical."""
        return tuple(unit for unit in self.units if unit.newly_critical)

    @property
    def sentences(self) -> tuple[Text, ...]:
        """What to know, most worrying first: units, then the posts that become critical."""
        units = sorted(self.units, key=lambda unit: (not unit.newly_critical, unit.name))
        return tuple(unit.sentence for unit in units) + tuple(
            post.sentence for post in self.posts if post.newly_critical
        )


@dataclass(frozen=True, slots=True)
class PostState:
    """One post of a unit before the move."""

    unit_id: int
    jabatan_id: int
    jabatan_name: str
    load: PostLoad


Seat = tuple[int | None, int | None]
"""Unit and jabatan."""


Step = tuple[Seat, Seat]
"""Where one person leaves, and where that person goes."""


def effect_of(
    states: Iterable[PostState], units: Mapping[int, tuple[str, str]], leaves: Seat, enters: Seat
) -> MoveEffect:
    """Move one person from ``leaves`` to ``enters``; see :func:`effect_of_all`."""
    return effect_of_all(states, units, [(leaves, enters)])


def effect_of_all(
    states: Iterable[PostState], units: Mapping[int, tuple[str, str]], steps: Iterable[Step]
) -> MoveEffect:
    """Take all ``steps`` together; ``units`` gives code and name of each unit concerned.

    A seat with an unknown part changes nothing. Somebody who comes makes up for somebody who goes.
    """
    before = {(state.unit_id, state.jabatan_id): state for state in states}
    change: dict[Seat, int] = {}
    for leaves, enters in steps:
        for seat, persons in ((leaves, -1), (enters, 1)):
            change[seat] = change.get(seat, 0) + persons
    loads: dict[int, list[tuple[PostLoad, PostLoad]]] = {unit_id: [] for unit_id in units}
    posts: list[PostEffect] = []
    for seat, state in before.items():
        after = state.load.plus(change.get(seat, 0))
        loads.setdefault(state.unit_id, []).append((state.load, after))
        if change.get(seat):
            unit_name = units[state.unit_id][1]
            posts.append(PostEffect(*seat, unit_name, state.jabatan_name, state.load, after))
    return MoveEffect(
        tuple(
            UnitEffect(
                unit_id,
                code,
                name,
                sum_up(load for load, _after in loads[unit_id]),
                sum_up(load for _before, load in loads[unit_id]),
            )
            for unit_id, (code, name) in units.items()
        ),
        tuple(posts),
    )
