"""Prepared statements answer, convert and fail as the ordinary way does, on both databases."""

from datetime import date, datetime, timedelta, timezone

import pytest
from sqlalchemy import bindparam, event, insert, select, text, update
from sqlalchemy.exc import DBAPIError, IntegrityError, MultipleResultsFound, NoResultFound
from sqlalchemy.orm import Session

from mutasi_flow.core.db import run
from mutasi_flow.core.jobs.model import SweepRun
from mutasi_flow.core.prepared import LONGEST_LIST, Prepared
from mutasi_flow.core.runtime import Runtime
from mutasi_flow.people.domain import JabatanKind
from mutasi_flow.people.model import Holiday, Jabatan

_DAYS = Jabatan.metadata.tables["holidays"]
_ADD = Prepared(insert(_DAYS).returning(_DAYS.c.day), columns=("day", "name", "source"))
_NAMED = Prepared(select(Holiday.day, Holiday.name).where(Holiday.name == bindparam("name")))
_ON = Prepared(
    select(Holiday.day).where(Holiday.day.in_(bindparam("days", expanding=True)), Holiday.source.in_(("manual", "x")))
)
_KIND = Prepared(select(Jabatan.id, Jabatan.kind, Jabatan.id).where(Jabatan.kind == bindparam("kind")))
_ONE = Prepared(text("SELECT 1 AS one"))
_SWEEPS = SweepRun.metadata.tables["sweep_runs"]
_AGAIN = Prepared(update(SweepRun).where(SweepRun.name == bindparam("of_name")).values(finished_at=bindparam("moment")))
FIRST, SECOND = date(2026, 3, 19), date(2026, 3, 20)


def _add(session: Session, *days: date) -> None:
    run(session, _ADD, [{"day": day, "name": "Nyepi", "source": "manual"} for day in days])


def test_rows_come_back_converted_in_the_order_given(session: Session) -> None:
    answer = run(session, _ADD, [{"day": day, "name": "Nyepi", "source": "manual"} for day in (SECOND, FIRST)])
    assert set(answer.scalars()) == {FIRST, SECOND}
    assert run(session, _NAMED, {"name": "Nyepi"}).first()[0] in {FIRST, SECOND}


def test_lists_of_any_length(session: Session) -> None:
    _add(session, FIRST, SECOND)
    assert not run(session, _ON, {"days": []}).all()
    assert run(session, _ON, {"days": [FIRST]}).scalar_one() == FIRST
    assert set(run(session, _ON, {"days": [FIRST, SECOND]}).scalars()) == {FIRST, SECOND}
    many = [FIRST, *(date(2025, 1, day) for day in range(1, LONGEST_LIST + 2))]
    assert run(session, _ON, {"days": many}).scalars() == [FIRST]


def test_enumerations_and_repeated_names(session: Session) -> None:
    jabatan = Jabatan(code="P1", name="Penata", kind=JabatanKind.GENERAL)
    session.add(jabatan)  # still pending: run() writes it first
    row = run(session, _KIND, {"kind": JabatanKind.GENERAL}).one()
    assert tuple(row) == (jabatan.id, JabatanKind.GENERAL, jabatan.id)
    assert row.kind is JabatanKind.GENERAL


def test_values_are_stored_as_the_ordinary_way_stores_them(session: Session) -> None:
    at = datetime(2026, 3, 2, 9, 0, tzinfo=timezone(timedelta(hours=7)))
    values = {"name": "one", "started_at": at, "handled": 0, "error": ""}
    run(session, Prepared(insert(_SWEEPS), columns=tuple(values)), values)
    session.connection().execute(insert(_SWEEPS), values | {"name": "two"})
    run(session, _AGAIN, {"of_name": "one", "moment": at})
    kept = run(session, text("SELECT started_at, finished_at FROM sweep_runs ORDER BY name")).all()
    assert kept[0].started_at == kept[0].finished_at == kept[1].started_at
    since = Prepared(select(SweepRun.name).where(SweepRun.started_at >= bindparam("since"), SweepRun.started_at <= at))
    assert len(run(session, since, {"since": at}).all()) == 2


def test_errors_are_those_of_the_ordinary_way(session: Session) -> None:
    _add(session, FIRST)
    with pytest.raises(IntegrityError), session.begin_nested():
        _add(session, FIRST)
    with pytest.raises(NoResultFound):
        run(session, _NAMED, {"name": "Waisak"}).one()
    _add(session, SECOND)
    with pytest.raises(MultipleResultsFound):
        run(session, _NAMED, {"name": "Nyepi"}).one_or_none()
    with pytest.raises(DBAPIError), session.begin_nested():
        run(session, Prepared(text("SELECT nothing FROM nowhere")))


def test_a_savepoint_takes_back_what_was_done_in_it(session: Session) -> None:
    _add(session, FIRST)
    savepoint = session.begin_nested()
    _add(session, SECOND)
    savepoint.rollback()
    assert run(session, _ON, {"days": [FIRST, SECOND]}).scalars() == [FIRST]


def test_whoever_listens_hears_every_statement(runtime: Runtime) -> None:
    heard: list[str] = []
    listener = lambda *args: heard.append(args[2])  # noqa: E731 - one listener
    event.listen(runtime.database.engine, "before_cursor_execute", listener)
    try:
        with runtime.database.reading() as session:
            assert run(session, _ONE).scalar() == 1
    finally:
        event.remove(runtime.database.engine, "before_cursor_execute", listener)
    assert "SELECT 1 AS one" in heard
