"""Reading classes of retention, letters whose time is over, and exports to the archive."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, and_, false, func, or_, select
from sqlalchemy.orm import Session

from mutasi_flow.core.errors import NotFound
from mutasi_flow.letters.domain import Fate, LetterState, Retention, Schedule
from mutasi_flow.letters.model import ArchiveExport, Letter, RetentionClass

PAGE = 50
SHOWN_EXPORTS = 20


class ClassRow(NamedTuple):
    """A class as its page lists it."""

    kind: str
    code: str
    active_years: int
    inactive_years: int
    fate: Fate
    from_on: date
    source: str

    @property
    def retention(self) -> Retention:
        """The class itself."""
        return Retention(self.active_years, self.inactive_years, self.fate, self.source, self.code)


class DueLetter(NamedTuple):
    """A letter whose time is over."""

    id: int
    number: str
    kind: str
    register: str
    year: int
    dated_on: date
    state: LetterState


class ExportRow(NamedTuple):
    """An export as its page lists it."""

    id: int
    register: str
    year: int
    asked_by_id: int
    asked_at: datetime
    made_at: datetime | None
    file_key: str
    letters: int
    size_bytes: int | None
    manifest: str
    problems: Sequence[str]
    dropped_at: datetime | None


def list_classes(session: Session) -> Sequence[ClassRow]:
    """Return every class, the youngest first."""
    columns = [getattr(RetentionClass, name) for name in ClassRow._fields]
    ordered = select(*columns).order_by(RetentionClass.from_on.desc(), RetentionClass.id.desc())
    return [ClassRow(*row) for row in session.execute(ordered)]


def load_schedule(session: Session, today: date, by_register: Mapping[str, Retention] | None = None) -> Schedule:
    """Return the classes that hold today; those of a file that was given go before."""
    found: dict[str, Retention] = {}
    for row in list_classes(session):
        if row.from_on <= today:
            found.setdefault(row.kind, row.retention)
    return Schedule(found, by_register or {})


def _is_due(session: Session, schedule: Schedule, today: date, fate: Fate | None) -> ColumnElement[bool]:
    kinds = session.execute(select(Letter.kind, Letter.register).distinct()).all()
    classes = [(kind, register, schedule.of(kind, register)) for kind, register in kinds]
    over: list[ColumnElement[bool]] = [
        and_(Letter.kind == kind, Letter.register == register, Letter.year <= today.year - one.due_year(0))
        for kind, register, one in classes
        if fate in {None, one.fate}
    ]
    return and_(or_(false(), *over), ~Letter.is_secret)


def list_due(
    session: Session, schedule: Schedule, today: date, *, fate: Fate | None = None, above: int = 0, limit: int = PAGE
) -> Sequence[DueLetter]:
    """Return letters whose time is over, oldest first; ``above`` goes on after the letter with that key."""
    columns = [getattr(Letter, name) for name in DueLetter._fields]
    wanted = select(*columns).where(_is_due(session, schedule, today, fate), Letter.id > above)
    return [DueLetter(*row) for row in session.execute(wanted.order_by(Letter.id).limit(limit))]


def count_due(session: Session, schedule: Schedule, today: date) -> Mapping[Fate, int]:
    """Return how many letters are due, by what becomes of them."""
    return {
        fate: session.execute(select(func.count()).where(_is_due(session, schedule, today, fate))).scalar_one()
        for fate in Fate
    }


def list_years(session: Session) -> Sequence[tuple[str, int, int]]:
    """Return the books (register, year, letters), the last year first."""
    counted = select(Letter.register, Letter.year, func.count()).where(~Letter.is_secret)
    ordered = counted.group_by(Letter.register, Letter.year).order_by(Letter.year.desc(), Letter.register)
    return [(register, year, count) for register, year, count in session.execute(ordered)]


def _exports() -> Any:
    return select(*(getattr(ArchiveExport, name) for name in ExportRow._fields))


def list_exports(session: Session) -> Sequence[ExportRow]:
    """Return the last exports, newest first."""
    found = session.execute(_exports().order_by(ArchiveExport.id.desc()).limit(SHOWN_EXPORTS))
    return [ExportRow(*row) for row in found]


def get_export(session: Session, export_id: int) -> ExportRow:
    """Return one export.

    Raises:
        NotFound: there is none.
    """
    row = session.execute(_exports().where(ArchiveExport.id == export_id)).first()
    if row is None:
        raise NotFound
    return ExportRow(*row)
