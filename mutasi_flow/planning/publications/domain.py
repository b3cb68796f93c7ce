"""What of a plan is for the public, who sees it when, and what comments are about. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from enum import StrEnum
from functools import cached_property
from typing import Any, NamedTuple

from mutasi_flow.core.errors import InvalidInput
from mutasi_flow.core.texts import T, Text
from mutasi_flow.people.domain import keep_many

LONGEST_WINDOW_DAYS = 180
MOST_COMMENTS = 5
"""That one employee may give on one publication."""


class PublicationState(StrEnum):
    """Whether a publication still speaks for the plan."""

    PUBLISHED = "published"
    REPLACED = "replaced"
    """A later version stands in its place."""
    WITHDRAWN = "withdrawn"


class Category(StrEnum):
    """What a comment is about."""

    DATA = "data"
    SERVICE = "service"
    DISTANCE = "distance"
    FIT = "fit"
    RULES = "rules"
    SUPPORT = "support"
    OTHER = "other"


CATEGORY_LABELS: dict[Category, Text] = {
    Category.DATA: T("Ada data yang keliru"),
    Category.SERVICE: T("Akibat bagi layanan"),
    Category.DISTANCE: T("Jarak dan keluarga"),
    Category.FIT: T("Kecocokan dengan jabatan"),
    Category.RULES: T("Ukuran dan aturan yang dipakai"),
    Category.SUPPORT: T("Mendukung"),
    Category.OTHER: T("Hal lain"),
}
STATE_LABELS: dict[PublicationState, Text] = {
    PublicationState.PUBLISHED: T("Diumumkan"),
    PublicationState.REPLACED: T("Diganti versi baru"),
    PublicationState.WITHDRAWN: T("Ditarik"),
}


class Promise(NamedTuple):
    """Until when comments on a plan were promised, and whether the version that promised it stands."""

    last: date
    stands: bool


@dataclass(frozen=True, slots=True)
class Window:
    """The days on which comments are taken, both included."""

    opens_on: date
    closes_on: date

    @property
    def days(self) -> int:
        """How many days it lasts."""
        return (self.closes_on - self.opens_on).days + 1

    def has_begun(self, today: date) -> bool:
        """Whether the publication is to be seen."""
        return self.opens_on <= today

    def is_open(self, today: date) -> bool:
        """Whether comments are taken."""
        return self.opens_on <= today <= self.closes_on

    def check(self, today: date, least: int) -> None:
        """Refuse days that have passed, are too far away, too few, or too many.

        Raises:
            InvalidInput: with the sentence for the field.
        """
        if self.opens_on < today:
            raise InvalidInput(T("Hari pertama tanggapan sudah lewat."), field="opens_on")
        if (self.opens_on - today).days > LONGEST_WINDOW_DAYS:
            raise InvalidInput(
                T("Hari pertama paling lama {count} hari lagi.", count=LONGEST_WINDOW_DAYS), field="opens_on"
            )
        if self.days < least:
            raise InvalidInput(T("Masa tanggapan paling singkat {count} hari.", count=least), field="closes_on")
        if self.days > LONGEST_WINDOW_DAYS:
            raise InvalidInput(
                T("Masa tanggapan paling lama {count} hari.", count=LONGEST_WINDOW_DAYS), field="closes_on"
            )

    def check_promise(self, promise: Promise, today: date) -> None:
        """Refuse days that take some away which a former version promised.

        Raises:
            InvalidInput: with the sentence for the field.
        """
        if promise.stands and self.opens_on != today:
            text = T("Versi yang diganti masih menerima tanggapan, jadi yang baru harus mulai hari ini.")
            raise InvalidInput(text, field="opens_on")
        if self.closes_on < promise.last:
            text = T("Tanggapan sudah dijanjikan sampai {day}, jadi paling cepat berakhir hari itu.", day=promise.last)
            raise InvalidInput(text, field="closes_on")


Cell = tuple[int, int]
"""A unit and a jabatan."""


@dataclass(frozen=True)
class Veil:
    """What may be told so that whoever moves stays one of at least five who hold the same jabatan.

    ``staff`` counts the people of each cell before; ``moves`` are the cells that are left and entered. A unit is told
    unless somebody leaves a cell of it that few hold; the others are told together. A jabatan is named only where all
    who leave it are hidden: in their own cell where their unit is told, else among its holders in units not told.
    """

    staff: Mapping[Cell, int]
    moves: Sequence[tuple[Cell, Cell]]

    @cached_property
    def touched(self) -> frozenset[int]:
        """Units that somebody leaves or enters."""
        return frozenset(cell[0] for move in self.moves for cell in move)

    @cached_property
    def told(self) -> frozenset[int]:
        """Units that are told by name."""
        narrow = {left[0] for left, _entered in self.moves if keep_many(self.staff.get(left, 0)) is None}
        return self.touched - narrow

    @cached_property
    def crowds(self) -> Mapping[int, int]:
        """How many hold each jabatan in units that are not told by name."""
        found: dict[int, int] = {}
        for (unit, jabatan), people in self.staff.items():
            if unit not in self.told:
                found[jabatan] = found.get(jabatan, 0) + people
        return found

    def hides(self, left: Cell) -> bool:
        """Whether somebody who leaves this cell is one of many when its jabatan is named."""
        if left[0] in self.told:
            return True  # else its unit would not be
        return keep_many(self.crowds.get(left[1], 0)) is not None

    def named(self, unit: int, *, coming: bool) -> list[int]:
        """Return the jabatan that may be named of a unit that is told: those that people come to, or leave."""
        side = 1 if coming else 0
        mine = [move for move in self.moves if move[side][0] == unit]
        lone = {move[side][1] for move in mine if not self.hides(move[0])}
        return sorted({move[side][1] for move in mine} - lone)

    @cached_property
    def open_jabatan(self) -> frozenset[int]:
        """Jabatan of which the whole may be told: all who leave or enter them are hidden."""
        both = {cell[1] for move in self.moves for cell in move}
        lone = {cell[1] for move in self.moves if not self.hides(move[0]) for cell in move}
        return frozenset(both - lone)


class UnitChange(NamedTuple):
    """A unit that the moves change: staff before and after, None where they are few; a need not known is None."""

    unit: str
    need: float | None
    before: int | None
    after: int | None
    comes: Sequence[str]
    leaves: Sequence[str]


class PostChange(NamedTuple):
    """A jabatan in all units together: persons missing before and after."""

    jabatan: str
    before: float
    after: float


class Share(NamedTuple):
    """How many of a group move, of how many there are."""

    group: str
    moved: int
    people: int


def keep_shares(shares: Sequence[Share], moved: int) -> list[Share]:
    """Return the groups that may be told: those of which many move, as do many who are not in it."""
    return [
        share for share in shares if keep_many(share.moved) is not None and keep_many(moved - share.moved) is not None
    ]


@dataclass(frozen=True, slots=True)
class Told:
    """All that the public is told of a plan, frozen on the day; nobody's name, and no few people."""

    plan: str
    unit: str
    effective_on: str
    basis: str
    """The period of analysis by name, or empty: without figures of need."""
    targets: Sequence[Mapping[str, str]]
    scenario: str
    measure: str
    move_price: float
    max_moves: int | None
    edits: Mapping[str, Any]
    """What the scenario assumes otherwise, in sentences as they are kept."""
    rules: Mapping[str, float]
    tiers: Sequence[str]
    seed: str
    input_sha256: str
    certificate_sha256: str
    gap: float
    moves: int | None
    changes: Sequence[UnitChange]
    other_units: int
    """Units that change and are told together, so that nobody is recognised."""
    others: Sequence[int | None]
    """Staff of these before and after."""
    posts: Sequence[PostChange]
    shortage: Sequence[float]
    """Before and after, in persons."""
    critical: Sequence[int]
    """Units that lack many, before and after."""
    gini: Sequence[float]
    shares: Sequence[Share]
    volunteers: int | None
    """How many go where they wish to go; None where they, or the others, are few."""
    mean_km: float | None
    experience: float = 0.0
    """What a post in a hard place weighs while nobody experienced holds it; those told earlier do not have it."""

    def as_json(self) -> dict[str, Any]:
        """Return it as it is kept."""
        return {
            **asdict(self),
            "changes": [list(one) for one in self.changes],
            "posts": [list(one) for one in self.posts],
            "shares": [list(one) for one in self.shares],
        }

    @staticmethod
    def of(kept: Mapping[str, Any]) -> "Told":
        """Return what was kept."""
        rows = {"changes": UnitChange, "posts": PostChange, "shares": Share}
        return Told(**{**kept, **{name: [kind(*one) for one in kept[name]] for name, kind in rows.items()}})
