"""Wishes: ranking, days, who reads them, sheets, and the page of a phone."""

import re
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from mutasi_flow.access.domain import Role
from mutasi_flow.access.model import Account
from mutasi_flow.core.actor import Actor, Grant, Permission
from mutasi_flow.core.audit.recording import list_waiting
from mutasi_flow.core.clock import Clock
from mutasi_flow.core.errors import InvalidInput, NotFound, NotPermitted, Refused
from mutasi_flow.core.runtime import Runtime
from mutasi_flow.people.model import Employee, Place, Post, Unit
from mutasi_flow.planning.wishes import queries, service
from mutasi_flow.planning.wishes.domain import LONGEST_TERM, MOST_WISHES, Wanted, is_valid, moved
from mutasi_flow.planning.wishes.model import Wish
from mutasi_flow.planning.wishes.service.imports import WISHES
from tests.browsing import Browser
from tests.factories import NOW, TODAY, make_account, make_employee, make_jabatan, make_office, make_post, make_unit
from tests.people.sheets_of_people import attempt, bring_in, reasons, round_trip, text_sheet

SignIn = Callable[[Browser, Account], None]
LATER = TODAY + timedelta(days=100)
KEYS = st.lists(st.integers(1, 99), unique=True, min_size=1, max_size=MOST_WISHES)


@pytest.mark.parametrize(
    ("wanted", "is_empty"),
    [
        (Wanted(), True),
        (Wanted(unit_id=1), False),
        (Wanted(jabatan_id=1), False),
        (Wanted(district="Utara"), False),
        (Wanted(interest="mengajar"), False),
    ],
)
def test_a_wish_says_something(wanted: Wanted, *, is_empty: bool) -> None:
    assert wanted.is_empty is is_empty


@given(KEYS, st.data(), st.booleans())
def test_a_wish_moves_by_one_place_and_back(keys: list[int], data: st.DataObject, up: bool) -> None:
    key = data.draw(st.sampled_from(keys))
    found = moved(keys, key, up=up)
    assert sorted(found) == sorted(keys)
    assert abs(found.index(key) - keys.index(key)) == (keys.index(key) != (0 if up else len(keys) - 1))
    if found != keys:
        assert moved(found, key, up=not up) == keys


@given(st.dates(), st.dates(), st.dates())
def test_a_wish_counts_between_its_days(first: date, last: date, day: date) -> None:
    assert is_valid(first, last, day) == (first <= day <= last)


def as_person(employee: Employee) -> Actor:
    return Actor(None, employee.name, employee.id, (Grant(Permission.SELF),))


def ranks(session: Session, employee: Employee) -> list[tuple[int, str]]:
    return [(row.rank, row.interest) for row in queries.list_wishes(session, employee.id)]


def wish(session: Session, employee: Employee, clock: Clock, wanted: Wanted, to_on: date = LATER) -> int:
    return service.add_wish(session, wanted, to_on, actor=as_person(employee), clock=clock)


def test_wishes_are_ranked_reordered_and_taken_back_with_a_trail(session: Session, clock: Clock) -> None:
    employee = make_employee(session)
    actor = as_person(employee)
    first, second, third = (wish(session, employee, clock, Wanted(interest=word)) for word in "abc")
    service.move_wish(session, third, up=True, actor=actor, at=NOW)
    service.move_wish(session, first, up=True, actor=actor, at=NOW)
    assert ranks(session, employee) == [(1, "a"), (2, "c"), (3, "b")]
    service.withdraw_wish(session, first, actor=actor, at=NOW)
    assert ranks(session, employee) == [(1, "c"), (2, "b")]
    assert session.get_one(Wish, first).withdrawn_at == NOW
    service.renew_wish(session, second, LATER + timedelta(days=1), actor=actor, clock=clock)
    actions = [entry["action"] for entry in list_waiting(session, "people:202603")]
    assert actions == [*(["wish_added"] * 3), "wishes_ordered", "wish_withdrawn", "wish_renewed"]
    with pytest.raises(NotFound):
        service.withdraw_wish(session, first, actor=actor, at=NOW)


def test_nobody_touches_the_wishes_of_others(session: Session, clock: Clock) -> None:
    employee, other = make_employee(session), make_employee(session)
    key = wish(session, employee, clock, Wanted(interest="arsip"))
    with pytest.raises(NotFound):
        service.move_wish(session, key, up=True, actor=as_person(other), at=NOW)
    with pytest.raises(NotPermitted):
        service.withdraw_wish(session, key, actor=Actor(1, "Staf"), at=NOW)


def test_what_cannot_be_wished_is_said(session: Session, clock: Clock) -> None:
    employee = make_employee(session)
    gone = make_unit(session, valid_to=TODAY - timedelta(days=1))
    there = make_unit(session)
    for wanted, to_on in (
        (Wanted(), LATER),
        (Wanted(interest="a"), TODAY - timedelta(days=1)),
        (Wanted(interest="a"), TODAY + LONGEST_TERM + timedelta(days=1)),
        (Wanted(gone.id), LATER),
    ):
        with pytest.raises(InvalidInput):
            wish(session, employee, clock, wanted, to_on)
    wish(session, employee, clock, Wanted(there.id))
    for wanted in (Wanted(there.id, interest="apa saja"), Wanted(employee.unit_id)):
        with pytest.raises(Refused):
            wish(session, employee, clock, wanted)
    for number in range(1, MOST_WISHES):
        wish(session, employee, clock, Wanted(interest=str(number)))
    with pytest.raises(Refused, match="10"):
        wish(session, employee, clock, Wanted(interest="satu lagi"))


def test_only_wishes_that_count_are_read_and_within_reach(session: Session, clock: Clock) -> None:
    unit, elsewhere = make_unit(session), make_unit(session)
    near, far = make_employee(session, unit, name="Wulan Dekat"), make_employee(session, elsewhere, name="Bayu Jauh")
    for person in (near, far):
        wish(session, person, clock, Wanted(district="Kecamatan Utara"))
    wish(session, near, clock, Wanted(interest="sebentar"), TODAY)
    assert set(queries.list_valid_wishes(session, TODAY)) >= {near.id, far.id}
    assert len(queries.list_valid_wishes(session, LATER, {near.id})[near.id]) == 1
    assert [row.name for row in queries.list_wishers(session, TODAY, [unit.path]).rows] == ["Wulan Dekat"] * 2
    assert not queries.list_wishers(session, TODAY, []).rows
    assert [row.name for row in queries.list_wishers(session, TODAY, [""], text="utara jauh").rows] == ["Bayu Jauh"]


def test_long_lists_have_pages(session: Session, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queries, "PAGE", 2)
    unit = make_unit(session)
    for name in ("Andi", "Budi"):
        person = make_employee(session, unit, name=name)
        for word in ("arsip", "kelas"):
            wish(session, person, clock, Wanted(interest=word))
    first = queries.list_wishers(session, TODAY, [unit.path])
    second = queries.list_wishers(session, TODAY, [unit.path], after=first.after)
    found = [(row.name, row.wish.interest) for row in (*first.rows, *second.rows)]
    assert found == [("Andi", "arsip"), ("Andi", "kelas"), ("Budi", "arsip"), ("Budi", "kelas")]
    assert second.after is None


def test_a_sheet_replaces_the_wish_of_a_rank_and_is_read_back(session: Session) -> None:
    unit, jabatan, person = make_unit(session), make_jabatan(session), make_employee(session)
    lines = (
        f"nip,urutan,unit_kode,jabatan_kode\n{person.nip},1,{unit.code},{jabatan.code}\n{person.nip},2,{unit.code},\n"
    )
    assert bring_in(session, WISHES, text_sheet(lines)).new == 2
    changed = f"NIP;URUTAN;KECAMATAN;SAMPAI\n{person.nip};1;Utara;2026-12-31\n"
    assert bring_in(session, WISHES, text_sheet(changed)).changed == 1
    dearest, other = queries.list_wishes(session, person.id)
    assert (dearest.wanted, dearest.to_on) == (Wanted(district="Utara"), date(2026, 12, 31))
    assert other.to_on == TODAY + timedelta(days=365)
    assert [one.same for one in round_trip(session, WISHES)] == [2, 2]


def test_a_sheet_with_faults_says_where(session: Session) -> None:
    person = make_employee(session)
    lines = f"NIP,URUTAN,KODE UNIT,MINAT,SAMPAI\n{person.nip},11,,x,\n{person.nip},1,tiada,,\n{person.nip},2,,,\n{person.nip},3,,x,2020-01-01\n"
    found = [(row, column) for row, column, _reason in reasons(attempt(session, WISHES, text_sheet(lines)))]
    assert found == [(2, "URUTAN"), (3, "KODE UNIT"), (4, "KODE UNIT"), (5, "SAMPAI")]


@pytest.fixture
def person(runtime: Runtime) -> Account:
    with runtime.database.writing() as session:
        make_office(session)
        employee = make_employee(session, name="Melati Anggraini")
        unit = make_unit(session, "SD Negeri Tujuan", code="TUJUAN")
        make_post(session, unit, make_jabatan(session, "Guru Kelas", code="GURU"))
        session.add(Place(code="P1", name="Balai", district="Utara"))
        return make_account(session, employee)


def test_a_person_chooses_orders_and_takes_back_on_the_phone(
    runtime: Runtime, client: Browser, sign_in: SignIn, person: Account
) -> None:
    sign_in(client, person)
    assert "TUJUAN" in client.get("/minat?q=tujuan").text
    assert "Guru Kelas" in client.get("/minat?unit=TUJUAN").text
    days = {"to_on": LATER.isoformat()}
    assert client.post("/minat", data={"unit": "TUJUAN", "jabatan": "GURU", **days}).status_code == 303
    assert client.post("/minat", data={"district": "Utara", **days}).status_code == 303
    assert client.post("/minat", data={"district": "Rekaan", **days}).status_code == 422
    assert client.post("/minat", data={"unit": "TIADA", **days}).status_code == 422
    assert client.post("/minat", data=days).status_code == 422
    keys = re.findall(r'id="minat-(\d+)"', client.get("/minat").text)
    client.post(f"/minat/{keys[1]}/urutan", data={"ke": "naik"})
    assert re.findall(r'id="minat-(\d+)"', client.get("/minat").text) == keys[::-1]
    assert client.post(f"/minat/{keys[0]}/perpanjang").status_code == 303
    assert client.post(f"/minat/{keys[0]}/tarik").status_code == 303
    assert client.post(f"/minat/{keys[0]}/tarik").status_code == 404
    assert client.post("/minat/99999999999/tarik").status_code == 404
    assert client.get("/minat/pegawai").status_code == 403
    with runtime.database.reading() as session:
        assert session.scalars(select(Wish.district).where(Wish.withdrawn_at.is_(None))).all() == ["Utara"]


def test_an_officer_reads_the_wishes_of_the_own_units(
    runtime: Runtime, client: Browser, sign_in: SignIn, clock: Clock, person: Account
) -> None:
    with runtime.database.writing() as session:
        employee = session.get_one(Employee, person.employee_id)
        wish(session, employee, clock, Wanted(interest="mengelola arsip"))
        officer = make_account(session, make_employee(session), [Role.PLANNER])
        outsider = make_account(session, make_employee(session), [(Role.PLANNER, make_unit(session))])
        alone = make_account(session)
    for account, is_shown in ((officer, True), (outsider, False)):
        sign_in(client, account)
        assert ("mengelola arsip" in client.get("/minat/pegawai?q=arsip").text) is is_shown
    sign_in(client, alone)
    assert client.get("/minat").status_code in {403, 404}


def test_a_wish_for_a_unit_without_such_a_post_is_kept_and_warned_about(
    runtime: Runtime, client: Browser, sign_in: SignIn, person: Account
) -> None:
    sign_in(client, person)
    assert "Jabatan Anda sekarang belum tercatat di unit ini" in client.get("/minat?unit=TUJUAN").text
    days = {"to_on": LATER.isoformat(), "unit": "TUJUAN"}
    client.post("/minat", data={**days, "jabatan": "GURU"})
    assert "Tidak ada formasinya" not in client.get("/minat").text
    client.post("/minat", data=days)
    assert client.get("/minat").text.count("Tidak ada formasinya") == 1
    with runtime.database.writing() as session:
        own = session.get_one(Employee, person.employee_id)
        unit = session.scalars(select(Unit).where(Unit.code == "TUJUAN")).one()
        session.add(Post(unit_id=unit.id, jabatan_id=own.jabatan_id, need=1))
    assert "Tidak ada formasinya" not in client.get("/minat").text
