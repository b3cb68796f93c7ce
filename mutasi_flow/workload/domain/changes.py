"""What another need changes: posts whose need rises or falls, and the units that become critical by it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from mutasi_flow.core.texts import T, Text
from mutasi_flow.workload.domain.effects import UnitEffect
from mutasi_flow.workload.domain.load import PostLoad, UnitLoad, sum_up

STEEP = 1.5
"""A need that grows by more than this factor is looked at before it holds."""
HEAVY = 2.0
"""More work than this per holder is more likely a wrong volume than a tired person."""
_SMALL = 0.05


@dataclass(frozen=True, slots=True)
class PostChange:
    """Need of one post before and after, with its staff of today; None = not known, or no longer counted."""

    unit_id: int
    unit_code: str
    unit_name: str
    jabatan_code: str
    jabatan_name: str
    staff: float
    before: float | None
    after: float | None
    minimum: int | None = None

    @property
    def difference(self) -> float | None:
        """Persons more (or fewer) than before; None when either is not known."""
        return None if self.before is None or self.after is None else self.after - self.before

    @property
    def is_change(self) -> bool:
        """Whether a need that is shown with one decimal would read otherwise."""
        if self.difference is None:
            return self.before is not self.after
        return abs(self.difference) >= _SMALL

    @property
    def concern(self) -> Text | None:
        """Why somebody should look at the figures behind it before they hold; None when nothing is odd."""
        if self.after is None:
            return None
        words = {"jabatan": self.jabatan_name, "unit": self.unit_name, "after": float(self.after)}
        if self.before and self.after > self.before * STEEP and self.after - self.before >= 1:
            return T(
                "{jabatan} di {unit}: kebutuhan naik dari {before} menjadi {after}.", **words, before=float(self.before)
            )
        if self.staff and self.after > self.staff * HEAVY and self.after - self.staff >= 1:
            return T(
                "{jabatan} di {unit}: beban {after} orang untuk {staff} pegawai. Periksa volume dan waktunya.",
                **words,
                staff=self.staff,
            )
        return None


def weightiest_first(changes: Iterable[PostChange]) -> list[PostChange]:
    """Return the posts whose need changes, the largest difference first, new and vanished ones last."""
    return sorted(
        (one for one in changes if one.is_change),
        key=lambda one: (one.difference is None, -abs(one.difference or 0), one.unit_name, one.jabatan_name),
    )


def units_between(changes: Iterable[PostChange]) -> tuple[UnitEffect, ...]:
    """Return each unit with its load under the need before and after, staff unchanged, by name."""
    units: dict[int, list[PostChange]] = {}
    for one in changes:
        units.setdefault(one.unit_id, []).append(one)
    effects = [
        UnitEffect(unit_id, posts[0].unit_code, posts[0].unit_name, _load(posts, "before"), _load(posts, "after"))
        for unit_id, posts in units.items()
    ]
    return tuple(sorted(effects, key=lambda one: (one.name, one.unit_id)))


def _load(posts: Sequence[PostChange], side: str) -> UnitLoad:
    return sum_up(PostLoad(one.staff, getattr(one, side), one.minimum) for one in posts)
