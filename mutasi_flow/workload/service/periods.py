"""Periods of workload analysis: opened, looked through, closed. From its closing on a period is never changed."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, insert, literal, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from mutasi_flow.core.actor import Actor, Permission
from mutasi_flow.core.errors import Conflict, InvalidInput, NotPermitted, Refused
from mutasi_flow.core.texts import T, Text
from mutasi_flow.people.model import Post, Unit
from mutasi_flow.people.service.trail import note_office
from mutasi_flow.workload.domain import EFFECTIVE_MINUTES, Rounding
from mutasi_flow.workload.domain.changes import PostChange, units_between, weightiest_first
from mutasi_flow.workload.model import NeedPeriod, NeedTask
from mutasi_flow.workload.queries import PeriodCard, find_period_in_force, get_period, list_balance, load_needs
from mutasi_flow.workload.queries.loads import load_imported_needs, name_posts

LEAST_MINUTES, MOST_MINUTES = 30_000, 130_000
FIRST_YEAR, LAST_YEAR = 2000, 2100
CLOSED = T("Periode ABK ini sudah ditutup. Isinya tidak diubah lagi; buka periode baru.")


@dataclass(frozen=True, slots=True)
class NewPeriod:
    """A period to open; ``copy_from`` is the key of one whose tasks it begins with."""

    name: str
    year: int
    effective_minutes: int = EFFECTIVE_MINUTES
    rounding: Rounding = Rounding.HALF_UP
    source: str = ""
    copy_from: int | None = None


@dataclass(frozen=True, slots=True)
class Recheck:
    """What to know before a period is closed; ``mark`` changes with every task that does."""

    posts: int
    tasks: int
    need: float
    present: float | None
    """The need of the same posts as it holds now; None when none of them has any."""
    refusals: tuple[Text, ...]
    concerns: tuple[Text, ...]
    newly_critical: tuple[Text, ...]
    changes: tuple[PostChange, ...]
    mark: str


def may_manage(actor: Actor) -> bool:
    """Whether the actor opens and closes periods: planners of the whole office, and its administrator."""
    return actor.may(Permission.PLAN, "") or actor.has(Permission.ADMIN)


def _require(actor: Actor) -> None:
    if not may_manage(actor):
        raise NotPermitted


def open_period(session: Session, new: NewPeriod, *, actor: Actor, at: datetime) -> int:
    """Open a period, empty or with the tasks of another one; return its key.

    Raises:
        NotPermitted: the actor does not plan for the whole office.
        InvalidInput: the name is empty, or a figure makes no sense.
        Conflict: the name is taken.
        NotFound: there is no such period to copy.
    """
    _require(actor)
    return write_period(session, new, actor=actor, at=at)


def write_period(session: Session, new: NewPeriod, *, actor: Actor, at: datetime) -> int:
    """Open a period for whoever may bring its tasks in; see :func:`open_period`."""
    name = new.name.strip()
    if not name:
        raise InvalidInput(T("Beri nama periode ini."), "name")
    if not FIRST_YEAR <= new.year <= LAST_YEAR:
        raise InvalidInput(T("Tahun ini tidak masuk akal."), "year")
    if not LEAST_MINUTES <= new.effective_minutes <= MOST_MINUTES:
        raise InvalidInput(
            T("Menit kerja efektif setahun: antara {least} dan {most}.", least=LEAST_MINUTES, most=MOST_MINUTES),
            "effective_minutes",
        )
    given: dict[str, Any] = {
        "name": name,
        "year": new.year,
        "effective_minutes": new.effective_minutes,
        "rounding": new.rounding,
        "source": new.source.strip(),
    }
    try:
        with session.begin_nested():
            period_id: int = session.execute(
                insert(NeedPeriod).values(**given, opened_by_id=actor.account_id, opened_at=at).returning(NeedPeriod.id)
            ).scalar_one()
    except IntegrityError:
        raise Conflict(T("Sudah ada periode bernama {name}.", name=name)) from None
    if new.copy_from is not None:
        _copy_tasks(session, get_period(session, new.copy_from).id, period_id)
    note_office(session, actor, "need_period_opened", {"id": period_id, **given, "copy_from": new.copy_from}, at)
    return period_id


def _copy_tasks(session: Session, from_id: int, to_id: int) -> None:
    columns = [NeedTask.unit_id, NeedTask.jabatan_id, NeedTask.name, NeedTask.output, NeedTask.volume]
    columns += [NeedTask.minutes, NeedTask.months, NeedTask.note]
    kept = select(literal(to_id), *columns).where(NeedTask.period_id == from_id)
    session.execute(insert(NeedTask).from_select(["period_id", *(one.key for one in columns)], kept))


def lock_open(session: Session, period_id: int) -> PeriodCard:
    """Return a period that is open, and keep others from closing it until the transaction ends.

    Raises:
        NotFound: there is no such period.
        Conflict: it is closed.
    """
    session.execute(select(NeedPeriod.id).where(NeedPeriod.id == period_id).with_for_update())
    period = get_period(session, period_id)
    if not period.is_open:
        raise Conflict(CLOSED)
    return period


def list_changes(session: Session, before: PeriodCard | None, after: PeriodCard) -> list[PostChange]:
    """Return every post with its need by two periods.

    Without ``before`` what holds now is compared with what would hold once ``after`` is closed: posts that it does
    not speak of keep the need that was imported.
    """
    now = {(row.unit_id, row.jabatan_id): row for row in list_balance(session, "")}
    later = {seat: one.need for seat, one in load_needs(session, after).items()}
    if before is None:
        earlier = {seat: row.load.need for seat, row in now.items() if row.load.need is not None}
        later = load_imported_needs(session) | later
    else:
        earlier = {seat: one.need for seat, one in load_needs(session, before).items()}
    names = name_posts(session, (later.keys() | earlier.keys()) - now.keys())
    changes: list[PostChange] = []
    for seat in now.keys() | names.keys():
        row = now.get(seat)
        words = (row.unit_code, row.unit_name, row.jabatan_code, row.jabatan_name) if row else names[seat]
        staff, minimum = (row.load.staff, row.load.minimum) if row else (0, None)
        changes.append(PostChange(seat[0], *words, staff, earlier.get(seat), later.get(seat), minimum))
    return changes


def recheck(session: Session, period_id: int, today: date) -> Recheck:
    """Return what to know before the period is closed.

    Raises:
        NotFound: there is no such period.
    """
    period = get_period(session, period_id)
    needs = load_needs(session, period)
    changes = list_changes(session, None, period)
    ended = _ended_units(session, period, today)
    refusals = [
        T("{unit}: unit ini sudah berakhir. Pindahkan uraian tugasnya ke unit penggantinya.", unit=name)
        for name in ended
    ]
    if not needs:
        refusals.append(T("Belum ada uraian tugas dalam periode ini."))
    known = [
        one.load.need for one in list_balance(session, "") if one.load.need and (one.unit_id, one.jabatan_id) in needs
    ]
    effects = [effect for effect in units_between(changes) if effect.newly_critical]
    return Recheck(
        posts=len(needs),
        tasks=sum(one.tasks for one in needs.values()),
        need=sum(one.need for one in needs.values()),
        present=sum(known) if known else None,
        refusals=tuple(refusals),
        concerns=tuple(concern for one in weightiest_first(changes) if (concern := one.concern)),
        newly_critical=tuple(effect.sentence for effect in effects),
        changes=tuple(weightiest_first(changes)),
        mark=_mark(session, period_id),
    )


def _ended_units(session: Session, period: PeriodCard, today: date) -> list[str]:
    ended = (
        select(Unit.name)
        .join(NeedTask, NeedTask.unit_id == Unit.id)
        .where(NeedTask.period_id == period.id, Unit.valid_to < today)
        .distinct()
        .order_by(Unit.name)
    )
    return list(session.execute(ended).scalars())


def _mark(session: Session, period_id: int) -> str:
    """Return a word that is another one after any change of the tasks."""
    last, count, volume, minutes, load = session.execute(
        select(
            func.max(NeedTask.id),
            func.count(),
            func.sum(NeedTask.volume),
            func.sum(NeedTask.minutes),
            func.sum(NeedTask.volume * NeedTask.minutes),
        ).where(NeedTask.period_id == period_id)
    ).one()
    return f"{last}-{count}-{volume or 0:.6g}-{minutes or 0:.6g}-{load or 0:.9g}"


def close_period(session: Session, period_id: int, mark: str, *, actor: Actor, today: date, at: datetime) -> None:
    """Freeze a period; posts take their need from it when no closed period is of a later year.

    Raises:
        NotPermitted: the actor does not plan for the whole office.
        NotFound: there is no such period.
        Conflict: it is closed already, or tasks have changed since it was looked through.
        Refused: it cannot be closed as it is; ``reasons`` say why.
    """
    _require(actor)
    period = lock_open(session, period_id)
    found = recheck(session, period_id, today)
    if found.mark != mark:
        raise Conflict(T("Uraian tugas berubah sejak pemeriksaan ini dibuka. Periksa sekali lagi, lalu tutup."))
    if found.refusals:
        raise Refused(T("Periode ini belum dapat ditutup."), found.refusals)
    closing = {"closed_at": at, "closed_by_id": actor.account_id}
    session.execute(update(NeedPeriod).where(NeedPeriod.id == period_id).values(**closing))
    in_force = find_period_in_force(session)
    if in_force is not None:
        _take_effect(session, in_force)
    payload = {"id": period_id, "name": period.name, "posts": found.posts, "tasks": found.tasks, "need": found.need}
    note_office(session, actor, "need_period_closed", payload, at)


def _take_effect(session: Session, period: PeriodCard) -> None:
    """Write the need of a period to the posts, made where they are missing; the imported need stays beside it."""
    needs = load_needs(session, period)
    session.execute(update(Post).where(Post.analysed_need.is_not(None)).values(analysed_need=None))
    known = {
        (row.unit_id, row.jabatan_id): row.id for row in session.execute(select(Post.id, Post.unit_id, Post.jabatan_id))
    }
    changed = [{"id": known[seat], "analysed_need": one.need} for seat, one in needs.items() if seat in known]
    new = [
        {"unit_id": unit_id, "jabatan_id": jabatan_id, "analysed_need": one.need}
        for (unit_id, jabatan_id), one in needs.items()
        if (unit_id, jabatan_id) not in known
    ]
    if changed:
        session.execute(update(Post), changed)
    if new:
        session.execute(insert(Post), new)
