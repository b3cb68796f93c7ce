"""Views of the queue: the words of a filter, and the ones that somebody saved under a name."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TypeVar

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from mutasi_flow.access.model import Account
from mutasi_flow.core.actor import Actor
from mutasi_flow.core.clock import add_working_days
from mutasi_flow.core.errors import NotFound
from mutasi_flow.core.texts import T
from mutasi_flow.people import queries as people
from mutasi_flow.people.queries import UnitRow
from mutasi_flow.transfers.domain import Door
from mutasi_flow.transfers.model import PreferredView, SavedView
from mutasi_flow.transfers.queries.queue import PaperStand, QueueFilter, office_paths
from mutasi_flow.transfers.routes import DECIDE, DECREE, VERIFY

SOON_DAYS = 3
"""Working days ahead that count as near."""
LONGEST_UNIT = 120
E = TypeVar("E", bound=StrEnum)


class Stage(StrEnum):
    """Whose turn it is; the words are the kinds of tasks."""

    VERIFY = VERIFY
    DECIDE = DECIDE
    DECREE = DECREE
    ALL = "all"


class Window(StrEnum):
    """Where the due date lies."""

    LATE = "late"
    TODAY = "today"
    SOON = "soon"
    LATER = "later"


@dataclass(frozen=True, slots=True)
class QueueView:
    """The words of a filter as people choose and save them; what is searched for by name is no part of it."""

    stage: Stage = Stage.VERIFY
    window: Window | None = None
    unit: str = ""
    """Code of a unit, or words of its name; the units below are meant too."""
    door: Door | None = None
    papers: PaperStand | None = None

    @property
    def kinds(self) -> tuple[str, ...]:
        """Return the kinds of tasks that are asked for."""
        return (VERIFY, DECIDE, DECREE) if self.stage is Stage.ALL else (self.stage.value,)

    def as_params(self) -> dict[str, str]:
        """Return what stands in the address for this view."""
        given = {
            "tahap": self.stage.value,
            "batas": self.window,
            "unit": self.unit,
            "pintu": self.door,
            "berkas": self.papers,
        }
        return {name: str(value) for name, value in given.items() if value}


PARAMS = ("tahap", "batas", "unit", "pintu", "berkas")


def _member(kind: type[E], word: str) -> E | None:
    return kind(word) if word in set(kind) else None


def read_view(params: Mapping[str, str]) -> QueueView:
    """Return the view that an address or a saved row names; words that no longer exist narrow nothing."""
    return QueueView(
        _member(Stage, params.get("tahap", "")) or Stage.VERIFY,
        _member(Window, params.get("batas", "")),
        params.get("unit", "").strip()[:LONGEST_UNIT],
        _member(Door, params.get("pintu", "")),
        _member(PaperStand, params.get("berkas", "")),
    )


def _days(window: Window | None, today: date, holidays: Collection[date]) -> tuple[date | None, date | None]:
    soon = add_working_days(today, SOON_DAYS, holidays)
    return {
        None: (None, None),
        Window.LATE: (None, date.fromordinal(today.toordinal() - 1)),
        Window.TODAY: (today, today),
        Window.SOON: (today, soon),
        Window.LATER: (date.fromordinal(soon.toordinal() + 1), None),
    }[window]


def find_unit(session: Session, actor: Actor, text: str) -> UnitRow | None:
    """Return the unit that a view names, among those the actor works for, or None."""
    found = people.search_units(session, text, office_paths(actor), limit=1) if text else []
    return found[0] if found else None


def build_filter(session: Session, actor: Actor, view: QueueView, today: date) -> QueueFilter:
    """Return the conditions behind a view on this day; a unit that is not found narrows to nothing."""
    due_from, due_to = _days(view.window, today, people.list_holidays(session))
    unit = find_unit(session, actor, view.unit)
    path = "" if not view.unit else unit.path if unit else "/-"
    return QueueFilter(view.kinds, due_from, due_to, path, view.door, view.papers)


@dataclass(frozen=True, slots=True)
class SavedRow:
    """A saved view as its reader sees it; field order is the order of the statement."""

    id: int
    name: str
    is_shared: bool
    params: Mapping[str, str]
    owner_id: int
    owner_name: str
    preferred_by: int | None

    @property
    def is_preferred(self) -> bool:
        """Whether the reader's queue opens with it."""
        return self.preferred_by is not None


def list_views(session: Session, actor: Actor) -> Sequence[SavedRow]:
    """Return the actor's own views and the shared ones, by name."""
    mine = and_(PreferredView.view_id == SavedView.id, PreferredView.account_id == actor.account_id)
    statement = (
        select(
            SavedView.id,
            SavedView.name,
            SavedView.is_shared,
            SavedView.params,
            SavedView.owner_id,
            Account.name,
            PreferredView.account_id,
        )
        .join(Account, Account.id == SavedView.owner_id)
        .outerjoin(PreferredView, mine)
        .where(or_(SavedView.owner_id == actor.account_id, SavedView.is_shared))
        .order_by(SavedView.name, SavedView.id)
    )
    return [SavedRow(*row) for row in session.execute(statement)]


def get_view(session: Session, actor: Actor, view_id: int) -> SavedRow:
    """Return a view that is the actor's own or shared.

    Raises:
        NotFound: there is none for this person.
    """
    found = next((view for view in list_views(session, actor) if view.id == view_id), None)
    if found is None:
        raise NotFound(T("Tampilan ini tidak ada, atau bukan milik Anda."))
    return found
