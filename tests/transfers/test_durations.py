"""How long things take: from the trail, in working days, with what is missing said and never shown as zero."""

import io
import statistics
from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook
from sqlalchemy import select
from sqlalchemy.orm import Session

from mutasi_flow.core.errors import InvalidInput
from mutasi_flow.core.runtime import Runtime
from mutasi_flow.transfers.forms import read_months
from mutasi_flow.transfers.model import Stay, StayMark, Transfer
from mutasi_flow.transfers.queries.bulk import list_items
from mutasi_flow.transfers.queries.durations import FEW, Figure, Grouping, Span, list_durations, quantile
from mutasi_flow.transfers.service import Bulk, run_item, start_bulk, undo_item
from mutasi_flow.transfers.service.stays import SETTLED, record_stays
from mutasi_flow.transfers.sweeps import SWEEPS
from mutasi_flow.transfers.workflow import Action
from tests.transfers.scene import Scene, build_scene
from tests.transfers.test_pages import Town, town
from tests.transfers.test_races import at_once

__all__ = ["town"]

SWEEP = next(sweep for sweep in SWEEPS if sweep.name == "record_stays")


@pytest.fixture
def session(runtime: Runtime) -> Iterator[Session]:
    """A session that commits: the trail is written at the commit."""
    with runtime.database.writer() as opened:
        yield opened


def swept(scene: Scene) -> list[tuple[str, int]]:
    """Let the sweep read everything; return states with the days of the calendar they lasted."""
    scene.session.commit()
    while record_stays(scene.session, scene.clock.now() + 2 * SETTLED):
        scene.session.commit()
    rows = scene.session.execute(select(Stay.state, Stay.entered_at, Stay.left_at).order_by(Stay.entry_id))
    return [(state, (left - entered).days) for state, entered, left in rows]


def walked(session: Session) -> Scene:
    """A transfer that was a draft for two days, three for the voices, four for the decision, one for the decree."""
    scene = build_scene(session)
    number = scene.draft()
    scene.moving.forward(2)
    scene.press(number, Action.SUBMIT, scene.me)
    scene.answer_all()
    scene.moving.forward(3)
    scene.press(number, Action.CONCLUDE_CONSULTATION, "verifier")
    scene.moving.forward(4)
    scene.press(number, Action.APPROVE, "decider")
    scene.moving.forward(1)
    scene.press(number, Action.DECREE, "signer")
    return scene


def span(scene: Scene, *paths: str) -> Span:
    return Span(date(2026, 3, 1), date(2026, 3, 31), paths or ("",), scene.clock.zone)


@given(st.lists(st.integers(0, 500), min_size=1, max_size=60), st.sampled_from([0.1, 0.5, 0.9]))
def test_a_quantile_is_a_case_that_so_many_do_not_exceed(days: list[int], share: float) -> None:
    found = quantile(days, share)
    assert found in days
    assert sum(day <= found for day in days) >= share * len(days) - 1e-9
    assert sum(day < found for day in days) < share * len(days) + 1e-9


@given(st.lists(st.integers(0, 500), min_size=1, max_size=60))
def test_the_middle_one_is_the_lower_median(days: list[int]) -> None:
    assert quantile(days, 0.5) == statistics.median_low(days)


def test_without_a_case_there_is_no_figure() -> None:
    assert quantile([], 0.5) is None


def test_each_state_that_was_left_is_written_once(session: Session) -> None:
    scene = walked(session)
    expected = [("draft", 2), ("proposed", 3), ("consulted", 4), ("approved", 1)]
    assert swept(scene) == expected
    assert swept(scene) == expected


def test_entries_that_have_not_settled_wait(session: Session) -> None:
    scene = walked(session)
    session.commit()
    record_stays(session, scene.clock.now())
    assert len(session.scalars(select(Stay.entry_id)).all()) == 3
    assert record_stays(session, scene.clock.now() - timedelta(days=900)) == 0
    assert len(swept(scene)) == 4


def test_postponing_is_no_end_and_an_undone_step_never_was(session: Session) -> None:
    scene = build_scene(session)
    number = scene.draft()
    scene.press(number, Action.SUBMIT, scene.me)
    scene.answer_all()
    scene.moving.forward(1)
    scene.press(number, Action.POSTPONE, "verifier", reason="Menunggu.", until=date(2026, 4, 1))
    version = session.scalars(select(Transfer.version)).one()
    verifier = scene.actors["verifier"]
    run = start_bulk(session, Bulk(Action.CONCLUDE_CONSULTATION, [(number, version)]), verifier, scene.clock)
    (item,) = list_items(session, run, verifier)
    run_item(session, item.id, verifier, scene.clock)
    scene.moving.forward(1)
    session.expire_all()
    undo_item(session, item.id, verifier, scene.clock)
    scene.moving.forward(1)
    scene.press(number, Action.CONCLUDE_CONSULTATION, "verifier")
    assert swept(scene) == [("draft", 0), ("proposed", 3)]


def test_figures_count_working_days_and_say_what_is_missing(session: Session) -> None:
    scene = walked(session)
    swept(scene)
    by_state = {one.state: one for one in list_durations(session, span(scene), Grouping.STATE)}
    assert by_state["consulted"] == Figure("", "consulted", 1, 3, 3)
    assert by_state["returned"] == Figure("", "returned", 0, None, None)
    assert by_state["consulted"].is_few
    assert not by_state["returned"].is_few
    assert [one.group for one in list_durations(session, span(scene), Grouping.MONTH)] == ["2026-03"] * 4
    assert {one.group for one in list_durations(session, span(scene), Grouping.UNIT)} == {"SDN Lama"}
    by_task = {one.group: one for one in list_durations(session, span(scene), Grouping.TASK)}
    assert by_task["decide"] == Figure("decide", "", 1, 3, 3)


def test_a_report_keeps_to_its_days_and_units(session: Session) -> None:
    scene = walked(session)
    swept(scene)
    later = Span(date(2026, 4, 1), date(2026, 4, 30), ("",), scene.clock.zone)
    assert list_durations(session, later, Grouping.MONTH) == []
    assert list_durations(session, later, Grouping.TASK) == []
    for paths, found in (((scene.new.path,), False), ((scene.old.path,), True), (("/-/",), False)):
        for grouping in (Grouping.MONTH, Grouping.UNIT, Grouping.TASK):
            assert bool(list_durations(session, span(scene, *paths), grouping)) is found
    nowhere = Span(date(2026, 3, 1), date(2026, 3, 31), (), scene.clock.zone)
    assert list_durations(session, nowhere, Grouping.MONTH) == []


def test_months_are_read_with_their_last_day() -> None:
    today = date(2026, 3, 31)
    assert read_months("", "", today) == (date(2026, 1, 1), date(2026, 3, 31))
    assert read_months("2024-02", "2024-02", today) == (date(2024, 2, 1), date(2024, 2, 29))


@pytest.mark.parametrize(
    ("first", "last"), [("2026-13", ""), ("x", ""), ("2026-04", "2026-03"), ("1990-01", "2026-03"), ("2026-3", "")]
)
def test_odd_months_are_refused(first: str, last: str) -> None:
    with pytest.raises(InvalidInput):
        read_months(first, last, date(2026, 3, 31))


@pytest.mark.both_databases
def test_two_sweeps_at_once_write_nothing_twice(town: Town) -> None:
    town.submit()
    runtime = town.runtime
    with runtime.database.reading() as session:
        assert session.scalars(select(StayMark.entry_id)).all() == []
    later = runtime.clock.now() + 2 * SETTLED

    def run() -> int:
        with runtime.database.writing() as session:
            return record_stays(session, later)

    at_once(run, run)
    with runtime.database.reading() as session:
        assert [row.state for row in session.scalars(select(Stay))] == ["draft"]
        assert len(session.scalars(select(StayMark.entry_id)).all()) == 1


def test_the_report_as_page_and_sheet(town: Town) -> None:
    town.submit()
    with town.runtime.database.writing() as session:
        record_stays(session, town.runtime.clock.now() + 2 * SETTLED)
    assert SWEEP.run(town.runtime) == 0
    town.become("verifier")
    page = town.read("/laporan/waktu")
    assert f"Kurang dari {FEW}" in page
    assert "Belum ada kejadian" in page
    assert '<option value="2026-03" selected>Maret 2026</option>' in page
    for grouping in Grouping:
        town.read(f"/laporan/waktu?kelompok={grouping.value}&unit=SDN+Lama")
    assert "tidak ditemukan di wilayah kerja Anda" in town.read("/laporan/waktu?unit=Entah")
    town.read("/laporan/waktu?kelompok=x", 404)
    town.read("/laporan/waktu?dari=2026-99", 422)
    book = load_workbook(io.BytesIO(town.client.get("/laporan/waktu.xlsx").data))
    rows = list(book["Data"].iter_rows(values_only=True))
    assert rows[0][:3] == ("Kelompok", "Keadaan", "Jumlah")
    assert [row[2:5] for row in rows[1:3]] == [(1, 0, 0), (0, None, None)]
    town.become("p0")
    town.read("/laporan/waktu", 403)
