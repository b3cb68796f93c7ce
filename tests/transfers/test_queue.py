"""The verifier's queue: filters, pages, saved views and the sheet show exactly what they say."""

import io
from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook
from sqlalchemy import select
from sqlalchemy.orm import Session

from mutasi_flow.access.domain import Role, grants_of
from mutasi_flow.core.actor import Actor
from mutasi_flow.core.errors import InvalidInput, NotFound, NotPermitted
from mutasi_flow.inbox.model import Task
from mutasi_flow.people.model import Employee
from mutasi_flow.transfers.domain import Door, PaperVerdict
from mutasi_flow.transfers.model import Paper, PreferredView, Transfer
from mutasi_flow.transfers.queries import QueueFilter, QueueMark, count_overdue, find_card, list_queue
from mutasi_flow.transfers.queries.queue import PaperStand
from mutasi_flow.transfers.queries.views import QueueView, Stage, Window, build_filter, get_view, list_views, read_view
from mutasi_flow.transfers.routes import DECIDE, DECREE, VERIFY
from mutasi_flow.transfers.service import (
    Destination,
    NewTransfer,
    create_draft,
    drop_view,
    prefer_view,
    save_view,
)
from mutasi_flow.transfers.service.views import LONGEST_NAME, MOST_VIEWS
from mutasi_flow.transfers.workflow import Action
from tests.factories import NOW, TODAY, make_account, make_employee
from tests.transfers.scene import Scene, build_scene
from tests.transfers.test_pages import Town, town

__all__ = ["town"]

OFFICE = (VERIFY, DECIDE, DECREE)


@pytest.fixture
def scene(session: Session) -> Scene:
    """Four transfers that wait for verification, due on four days, and one that waits for a decision."""
    made = build_scene(session, peers=4, modules={"route": "internal-beside/1"})
    for person in [made.employee, *made.peers]:
        actor = made.actor_of(person)
        new = NewTransfer(person.id, (Destination(made.new.id, made.teacher.id),), reason="-", reason_category="care")
        made.press(create_draft(session, new, actor, made.clock), Action.SUBMIT, actor)
        made.moving.forward(1)
    last = transfers(made)[-1]
    made.answer_all()
    made.press(last.number, Action.CONCLUDE_CONSULTATION, "verifier")
    return made


def transfers(scene: Scene) -> list[Transfer]:
    return list(scene.session.scalars(select(Transfer).order_by(Transfer.id)))


def numbers(scene: Scene, wanted: QueueFilter, actor: Actor | None = None) -> list[str]:
    return [row.number for row in list_queue(scene.session, actor or scene.actors["verifier"], wanted)]


def add_paper(scene: Scene, number: str, verdict: PaperVerdict, replaced_by_id: int | None = None) -> None:
    card = find_card(scene.session, number)
    assert card is not None
    scene.session.add(
        Paper(
            transfer_id=card.id,
            kind="proof",
            filename="a.pdf",
            media_type="application/pdf",
            file_key="k",
            sha256="0" * 64,
            size_bytes=1,
            uploaded_at=NOW,
            verdict=verdict,
            replaced_by_id=replaced_by_id,
        )
    )
    scene.session.flush()


def test_the_nearest_deadline_comes_first_and_pages_go_on_where_they_ended(scene: Scene) -> None:
    verifier, everything = scene.actors["verifier"], QueueFilter(OFFICE)
    expected = [(row.due_on, row.task_id) for row in list_queue(scene.session, verifier, everything)]
    assert len(expected) == 5
    assert expected == sorted(expected)
    found: list[tuple[date | None, int]] = []
    after = None
    while True:
        rows = list_queue(scene.session, verifier, QueueFilter(OFFICE, after=after, limit=2))
        found += [(row.due_on, row.task_id) for row in rows]
        if len(rows) < 2:
            break
        assert rows[-1].due_on is not None
        after = QueueMark(rows[-1].due_on, rows[-1].task_id)
    assert found == expected


def test_every_filter_narrows_to_what_it_says(scene: Scene) -> None:
    first, second, third, *_ = transfers(scene)
    due = scene.session.scalars(select(Task.due_on).where(Task.about_id == first.id, Task.kind == VERIFY)).one()
    assert due is not None
    assert numbers(scene, QueueFilter((VERIFY,), due_to=due)) == [first.number]
    assert first.number not in numbers(scene, QueueFilter((VERIFY,), due_from=due + timedelta(days=1)))
    assert len(numbers(scene, QueueFilter((DECIDE,)))) == 1
    assert numbers(scene, QueueFilter((VERIFY,), unit_path=scene.new.path)) == []
    assert len(numbers(scene, QueueFilter((VERIFY,), unit_path=scene.old.path))) == 4
    assert numbers(scene, QueueFilter(OFFICE, door=Door.PLAN)) == []
    assert numbers(scene, QueueFilter(OFFICE, q=second.number.lower())) == [second.number]
    person = scene.session.get_one(Employee, third.employee_id)
    assert numbers(scene, QueueFilter(OFFICE, q=person.nip or "-")) == [third.number]
    assert numbers(scene, QueueFilter(OFFICE, q=person.name)) == [third.number]


def test_papers_are_filtered_by_how_far_their_checking_has_come(scene: Scene) -> None:
    first, second, third, fourth, _fifth = (one.number for one in transfers(scene))
    add_paper(scene, first, PaperVerdict.WAITING)
    add_paper(scene, second, PaperVerdict.REFUSED)
    add_paper(scene, third, PaperVerdict.ACCEPTED)
    add_paper(scene, third, PaperVerdict.REFUSED, replaced_by_id=99)
    assert numbers(scene, QueueFilter((VERIFY,), papers=PaperStand.WAITING)) == [first]
    assert numbers(scene, QueueFilter((VERIFY,), papers=PaperStand.REFUSED)) == [second]
    assert numbers(scene, QueueFilter((VERIFY,), papers=PaperStand.CHECKED)) == [third, fourth]


def test_nobody_sees_the_own_file_or_those_of_other_units(scene: Scene) -> None:
    first = transfers(scene)[0]
    colleague = Actor(None, "-", first.employee_id, grants_of(Role.VERIFIER, ""))
    elsewhere = Actor(None, "-", None, grants_of(Role.VERIFIER, scene.new.path))
    assert first.number not in numbers(scene, QueueFilter(OFFICE), colleague)
    assert numbers(scene, QueueFilter(OFFICE), elsewhere) == []
    assert count_overdue(scene.session, elsewhere, OFFICE, date(2030, 1, 1)) == 0
    assert count_overdue(scene.session, scene.actors["verifier"], OFFICE, date(2030, 1, 1)) == 5


WORDS = st.dictionaries(st.sampled_from(["tahap", "batas", "unit", "pintu", "berkas", "q"]), st.text(max_size=200))
VIEWS = st.builds(
    QueueView,
    st.sampled_from(Stage),
    st.none() | st.sampled_from(Window),
    st.sampled_from(["", "SDN Lama", "U0001"]),
    st.none() | st.sampled_from(Door),
    st.none() | st.sampled_from(PaperStand),
)


@given(VIEWS)
def test_a_view_survives_its_address(view: QueueView) -> None:
    assert read_view(view.as_params()) == view


@given(WORDS)
def test_any_words_give_a_view(words: dict[str, str]) -> None:
    view = read_view(words)
    assert read_view(view.as_params()) == view
    assert len(view.unit) <= 120


def test_the_windows_touch_and_do_not_overlap(session: Session) -> None:
    scene = build_scene(session)
    spans = {
        window: build_filter(session, scene.actors["verifier"], QueueView(window=window), TODAY) for window in Window
    }
    assert spans[Window.LATE].due_to == TODAY - timedelta(days=1)
    assert spans[Window.TODAY].due_from == spans[Window.TODAY].due_to == TODAY
    assert spans[Window.SOON].due_from == TODAY
    last = spans[Window.SOON].due_to
    assert last is not None
    assert spans[Window.LATER].due_from == last + timedelta(days=1)


def test_a_unit_that_is_gone_narrows_to_nothing(scene: Scene) -> None:
    verifier = scene.actors["verifier"]
    assert numbers(scene, build_filter(scene.session, verifier, QueueView(unit="SDN Lama"), TODAY))
    assert numbers(scene, build_filter(scene.session, verifier, QueueView(unit="tidak ada"), TODAY)) == []


def test_views_are_own_or_shared_and_the_preferred_one_is_each_persons(session: Session) -> None:
    scene = build_scene(session)
    mine, at = scene.actors["verifier"], scene.clock.now()
    other_account = make_account(session, make_employee(session, scene.root))
    other = Actor(other_account.id, "-", other_account.employee_id, grants_of(Role.VERIFIER, scene.old.path))
    own = save_view(session, mine, " Lewat ", QueueView(window=Window.LATE), is_shared=False, at=at)
    shared = save_view(session, mine, "Semua", QueueView(Stage.ALL), is_shared=True, at=at)
    assert [view.name for view in list_views(session, mine)] == ["Lewat", "Semua"]
    assert [view.name for view in list_views(session, other)] == ["Semua"]
    for act in (
        lambda: get_view(session, other, own),
        lambda: prefer_view(session, other, own),
        lambda: drop_view(session, other, own, at),
    ):
        with pytest.raises(NotFound):
            act()
    prefer_view(session, other, shared)
    prefer_view(session, mine, own)
    assert get_view(session, other, shared).is_preferred
    assert not get_view(session, mine, shared).is_preferred
    with pytest.raises(NotPermitted):
        drop_view(session, other, shared, at)
    drop_view(session, mine, shared, at)
    assert session.scalars(select(PreferredView.account_id)).all() == [mine.account_id]
    prefer_view(session, mine, None)
    assert session.scalars(select(PreferredView.account_id)).all() == []


@pytest.mark.parametrize("name", ["", "  ", "x" * (LONGEST_NAME + 1)])
def test_a_view_needs_a_short_name(session: Session, name: str) -> None:
    scene = build_scene(session)
    with pytest.raises(InvalidInput):
        save_view(session, scene.actors["verifier"], name, QueueView(), is_shared=False, at=scene.clock.now())


def test_names_are_used_once_and_views_are_bounded(session: Session) -> None:
    scene = build_scene(session)
    mine, at = scene.actors["verifier"], scene.clock.now()
    for number in range(MOST_VIEWS):
        save_view(session, mine, f"Tampilan {number}", QueueView(), is_shared=False, at=at)
    for name in ("Tampilan 1", "Satu lagi"):
        with pytest.raises(InvalidInput):
            save_view(session, mine, name, QueueView(), is_shared=False, at=at)


@pytest.mark.both_databases
def test_the_queue_by_its_pages(town: Town) -> None:
    number = town.submit()
    town.answer_all()
    town.become("verifier")
    assert number in town.read("/antrean")
    assert number in town.read("/antrean?unit=SDN+Lama&batas=soon&pintu=own")
    assert "Tidak ada yang cocok" in town.read("/antrean?batas=late")
    assert "tidak ditemukan di wilayah kerja Anda" in town.read("/antrean?unit=Entah")
    assert number not in town.read("/antrean?sesudah=9999-01-01.5")
    for odd in ("x", "9999-99-99.1", "2026-03-02.", "2026-03-02.99999999999", "2026-03-02.-1"):
        assert number in town.read(f"/antrean?sesudah={odd}")


def test_a_view_is_kept_opened_preferred_and_dropped(town: Town) -> None:
    number = town.submit()
    town.answer_all()
    town.become("verifier")
    place = town.press("/antrean/tampilan", name="Lewat batas waktu", batas="late", shared="ya", q="Wulan")
    assert number not in town.read(place)
    town.press("/antrean/tampilan", 422, name="")
    town.press("/antrean/tampilan", 422, name="Lewat batas waktu")
    view_id = place.rsplit("=", 1)[1]
    town.press(f"/antrean/tampilan/{view_id}/utama")
    assert number not in town.read("/antrean")
    assert number in town.read("/antrean?tahap=verify")
    town.press(f"/antrean/tampilan/{view_id}/utama")
    assert number in town.read("/antrean")
    town.press(f"/antrean/tampilan/{view_id}/hapus")
    town.read(place, 404)
    for odd in ("0", "999999", "-1", "x", "99999999999999999999"):
        town.read(f"/antrean?tampilan={odd}", 404)


def test_a_foreign_view_does_not_exist(town: Town) -> None:
    town.become("verifier")
    place = town.press("/antrean/tampilan", name="Milik saya")
    view_id = place.rsplit("=", 1)[1]
    with town.runtime.database.writing() as session:
        town.accounts["other"] = make_account(session, make_employee(session), [Role.VERIFIER])
        session.flush()
        session.expunge_all()
    town.become("other")
    town.read(place, 404)
    town.read(f"/antrean/unduh.xlsx?tampilan={view_id}", 404)
    town.press(f"/antrean/tampilan/{view_id}/hapus", 404)
    town.press(f"/antrean/tampilan/{view_id}/utama", 404)
    town.become("p0")
    town.read("/antrean/unduh.xlsx", 403)


def test_the_sheet_holds_exactly_what_is_filtered(town: Town) -> None:
    number = town.submit()
    town.answer_all()
    with town.runtime.database.writing() as session:
        employee = session.get_one(Employee, town.employee_id)
        employee.name, nip = "=HYPERLINK(1)", employee.nip
    town.become("verifier")
    answer = town.client.get("/antrean/unduh.xlsx")
    assert answer.headers["Content-Disposition"] == "attachment; filename=antrean-2026-03-02.xlsx"
    book = load_workbook(io.BytesIO(answer.data))
    header, row = book["Data"].iter_rows(values_only=True)
    assert header[:4] == ("Nomor", "Nama", "NIP", "Unit asal")
    assert row[:4] == (number, "'=HYPERLINK(1)", nip, "SDN Lama")
    assert isinstance(row[10], datetime)
    assert row[10].date() > TODAY
    assert len(list(book["Petunjuk"].iter_rows())) == len(header) + 1
    empty = load_workbook(io.BytesIO(town.client.get("/antrean/unduh.xlsx?batas=late").data))
    assert len(list(empty["Data"].iter_rows())) == 1
