"""What moves change in need and staff, before and after, in figures and in words."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from mutasi_flow.core.texts import T, Text
from mutasi_flow.workload.domain.load import PostLoad, UnitLoad, is_low, percent, sum_up


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
        """The effect in words; a newly critical unit is named as such, and a coverage of some posts only is called that."""
        if not self.after.is_partly_known:
            return self._filled
        return T(
            "{sentence} Baru {known} dari {posts} jabatannya yang kebutuhannya diketahui.",
            sentence=self._filled,
            known=self.after.known,
            posts=self.after.posts,
        )

    @property
    def _filled(self) -> Text:
        before, after = self.before.coverage, self.after.coverage
        if before is None or after is None:
            staff = {"unit": self.name, "before": self.before.staff, "after": self.after.staff}
            if self.after.need is None:
                return T("{unit}: {before} menjadi {after} pegawai; kebutuhan belum diketahui.", **staff)
            return T(
                "{unit}: {before} menjadi {after} pegawai; menurut analisis beban kerja tidak ada kebutuhan.", **staff
            )
        words = {"unit": self.name, "before": percent(before), "after": percent(after)}
        if self.after.below_minimum and not is_low(after):
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


class Going(NamedTuple):
    """A step with how much of a person takes it: who helps for a while may do so with a share of the time."""

    leaves: Seat
    enters: Seat
    share: float = 1


def effect_of(
    states: Iterable[PostState], units: Mapping[int, tuple[str, str]], leaves: Seat, enters: Seat, share: float = 1
) -> MoveEffect:
    """Move one person from ``leaves`` to ``enters``; see :func:`effect_of_all`."""
    return effect_of_all(states, units, [Going(leaves, enters, share)])


def effect_of_all(
    states: Iterable[PostState], units: Mapping[int, tuple[str, str]], steps: Iterable[Going]
) -> MoveEffect:
    """Take all ``steps`` together; ``units`` gives code and name of each unit concerned.

    A seat with an unknown part changes nothing. Somebody who comes makes up for somebody who goes.
    """
    before = {(state.unit_id, state.jabatan_id): state for state in states}
    change: dict[Seat, float] = {}
    for leaves, enters, share in steps:
        for seat, persons in ((leaves, -share), (enters, share)):
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
