"""What jabatan require on a day, and how the parts of a score weigh then."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from sqlalchemy import ColumnElement, exists, func, or_, select
from sqlalchemy.orm import Session

from mutasi_flow.people.model import Jabatan
from mutasi_flow.planning.matching.domain import (
    USUAL_WEIGHTS,
    Ask,
    Part,
    PostAsks,
    SourcedAsk,
    as_post,
    default_asks,
    settle_asks,
)
from mutasi_flow.planning.matching.model import JabatanRequirement, MatchingWeight

JABATAN_PAGE = 25


def holds(day: date) -> ColumnElement[bool]:
    """Return the condition "the requirement holds on this day"."""
    row = JabatanRequirement
    return or_(row.from_on.is_(None), row.from_on <= day) & or_(row.to_on.is_(None), row.to_on >= day)


class AskRow(NamedTuple):
    """A recorded requirement."""

    key: int
    ask: Ask
    from_on: date | None
    to_on: date | None
    source: str

    def holds_on(self, day: date) -> bool:
        """Whether the day lies between its days."""
        return (self.from_on is None or self.from_on <= day) and (self.to_on is None or day <= self.to_on)


class AskedJabatan(NamedTuple):
    """A jabatan in a list, and how many requirements are recorded for it today."""

    id: int
    code: str
    name: str
    recorded: int


def list_asks_of(session: Session, jabatan_id: int) -> list[AskRow]:
    """Return what is recorded for a jabatan, also what no longer holds, in the order of kinds."""
    row = JabatanRequirement
    columns = (row.id, row.kind, row.subject, row.amount, row.from_on, row.to_on, row.source)
    found = session.execute(select(*columns).where(row.jabatan_id == jabatan_id).order_by(row.kind, row.id))
    return [
        AskRow(key, Ask(kind, subject, amount), from_on, to_on, source)
        for key, kind, subject, amount, from_on, to_on, source in found
    ]


def list_asked(
    session: Session, text: str, day: date, *, is_recorded: bool, after: str = ""
) -> tuple[list[AskedJabatan], str]:
    """Return jabatan by code with words in the name, and the code after which the next page begins (empty: none).

    With ``is_recorded`` only those for which something is recorded.
    """
    row = JabatanRequirement
    count = select(func.count()).where(row.jabatan_id == Jabatan.id, holds(day)).correlate(Jabatan).scalar_subquery()
    statement = select(Jabatan.id, Jabatan.code, Jabatan.name, count).where(
        Jabatan.code > after, *(Jabatan.name.icontains(word, autoescape=True) for word in text.split())
    )
    if is_recorded:
        statement = statement.where(exists().where(row.jabatan_id == Jabatan.id))
    found = session.execute(statement.order_by(Jabatan.code).limit(JABATAN_PAGE + 1)).all()
    rows = [AskedJabatan(*one) for one in found[:JABATAN_PAGE]]
    return rows, rows[-1].code if len(found) > JABATAN_PAGE else ""


class _Named(NamedTuple):
    name: str
    level: str


@dataclass(frozen=True)
class Asked:
    """What jabatan ask on a day; read once, asked for any jabatan in any unit."""

    names: Mapping[int, _Named]
    recorded: Mapping[int, Sequence[SourcedAsk]]
    _settled: dict[tuple[int, str], PostAsks] = field(default_factory=dict)

    def sources(self, jabatan_id: int, unit_field: str) -> list[SourcedAsk]:
        """Return the requirements with their sources; ``unit_field`` counts where the jabatan tells no field."""
        named = self.names[jabatan_id]
        return settle_asks(default_asks(named.name, named.level, unit_field), self.recorded.get(jabatan_id, ()))

    def of(self, jabatan_id: int, unit_field: str) -> PostAsks:
        """Return the requirements ready to compare."""
        key = (jabatan_id, unit_field)
        if key not in self._settled:
            self._settled[key] = as_post(self.sources(*key), self.names[jabatan_id].level)
        return self._settled[key]

    def name(self, jabatan_id: int) -> str:
        """Return the name of a jabatan."""
        return self.names[jabatan_id].name


def load_asked(session: Session, day: date, jabatan_ids: Iterable[int] | None = None) -> Asked:
    """Return what these jabatan ask on a day; None = all of them."""
    row = JabatanRequirement
    rows = select(row.jabatan_id, row.kind, row.subject, row.amount, row.source).where(holds(day)).order_by(row.id)
    names = select(Jabatan.id, Jabatan.name, Jabatan.level)
    if jabatan_ids is not None:
        wanted = sorted(set(jabatan_ids))
        rows, names = rows.where(row.jabatan_id.in_(wanted)), names.where(Jabatan.id.in_(wanted))
    recorded: dict[int, list[SourcedAsk]] = defaultdict(list)
    for jabatan_id, kind, subject, amount, source in session.execute(rows):
        recorded[jabatan_id].append(SourcedAsk(Ask(kind, subject, amount), source, is_recorded=True))
    return Asked({key: _Named(*named) for key, *named in session.execute(names)}, recorded)


class WeightSet(NamedTuple):
    """The weights that hold on a day, in the order of the parts; without a day and source: the usual ones."""

    weights: tuple[int, ...]
    from_on: date | None = None
    source: str = ""

    def share(self, part: Part) -> int:
        """Return the share of a part in per cent, rounded."""
        return round(100 * self.weights[tuple(Part).index(part)] / sum(self.weights))


def load_weights(session: Session, day: date) -> WeightSet:
    """Return the weights of the latest day that has come; a part that it leaves out counts nothing."""
    row = MatchingWeight
    latest = select(func.max(row.from_on)).where(row.from_on <= day).scalar_subquery()
    found = session.execute(select(row.part, row.weight, row.from_on, row.source).where(row.from_on == latest)).all()
    if not found:
        return WeightSet(tuple(USUAL_WEIGHTS[part] for part in Part))
    given = {part: weight for part, weight, _day, _source in found}
    return WeightSet(tuple(given.get(part, 0) for part in Part), found[0].from_on, found[0].source)
