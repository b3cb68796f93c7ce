"""Readiness: declared of one's own accord, taken back, and read by whoever fills posts."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from mutasi_flow.access.domain import Role
from mutasi_flow.access.model import Account
from mutasi_flow.core.actor import Actor, Grant, Permission
from mutasi_flow.core.audit.recording import list_waiting
from mutasi_flow.core.clock import Clock
from mutasi_flow.core.errors import InvalidInput, NotFound, NotPermitted, Refused
from mutasi_flow.core.runtime import Runtime
from mutasi_flow.people.domain import JabatanKind
from mutasi_flow.people.model import Employee, Place
from mutasi_flow.planning.matching import queries, service
from mutasi_flow.planning.matching.domain.readiness import LONGEST_TERM, MOST_DECLARED, Readiness, check_term
from mutasi_flow.planning.matching.model import DeclaredReadiness
from tests.browsing import Browser
from tests.budgets import check_phone_budget
from tests.factories import NOW, TODAY, make_account, make_employee, make_jabatan, make_office, make_post, make_unit

SignIn = Callable[[Browser, Account], None]
LATER = TODAY + timedelta(days=100)
HEALTH = "Kesehatan"
ANY = Readiness()
FIELDS, KINDS, DISTRICTS = (
    st.sampled_from(["", HEALTH, "Pendidikan"]),
    st.sampled_from(JabatanKind),
    st.sampled_from(["", "Utara"]),
)


def own(employee: Employee) -> Actor:
    return Actor(9, employee.name, employee.id, (Grant(Permission.SELF),))


@given(FIELDS, KINDS, DISTRICTS)
def test_what_is_left_open_covers_everything_and_what_is_said_only_that(
    field: str, kind: JabatanKind, district: str
) -> None:
    assert ANY.covers(field, kind, district)
    assert Readiness(HEALTH).covers(field, kind, district) is (field == HEALTH)
    assert Readiness(kind=JabatanKind.GENERAL).covers(field, kind, district) is (kind is JabatanKind.GENERAL)
    assert Readiness(district="Utara").covers(field, kind, district) is (district == "Utara")


@given(st.integers(-800, 800))
def test_a_term_ends_today_or_later_and_within_two_years(ahead: int) -> None:
    try:
        check_term(TODAY + timedelta(days=ahead), TODAY)
    except InvalidInput:
        assert not 0 <= ahead <= LONGEST_TERM.days
    else:
        assert 0 <= ahead <= LONGEST_TERM.days


def test_people_declare_and_take_back_with_a_trail(session: Session, clock: Clock) -> None:
    one, other = make_employee(session), make_employee(session)
    wanted = Readiness(HEALTH, JabatanKind.FUNCTIONAL, "Utara")
    key = service.declare(session, wanted, "mulai Juli", LATER, actor=own(one), clock=clock)
    (row,) = queries.list_pool(session, [""], TODAY)
    assert (row.employee_id, row.readiness, row.note, row.to_on) == (one.id, wanted, "mulai Juli", LATER)
    with pytest.raises(Refused):
        service.declare(session, wanted, "", LATER, actor=own(one), clock=clock)
    with pytest.raises(NotFound):
        service.take_back(session, key, actor=own(other), clock=clock)
    service.take_back(session, key, actor=own(one), clock=clock)
    with pytest.raises(NotFound):
        service.take_back(session, key, actor=own(one), clock=clock)
    assert queries.list_declared(session, one.id) == queries.list_pool(session, [""], TODAY) == []
    actions = [entry["action"] for entry in list_waiting(session, "people:202603")]
    assert actions == ["readiness_declared", "readiness_withdrawn"]


def test_what_cannot_be_declared_is_said(session: Session, clock: Clock) -> None:
    one = make_employee(session)
    for to_on in (TODAY - timedelta(days=1), TODAY + LONGEST_TERM + timedelta(days=1)):
        with pytest.raises(InvalidInput):
            service.declare(session, ANY, "", to_on, actor=own(one), clock=clock)
    for number in range(MOST_DECLARED):
        service.declare(session, Readiness(district=f"K{number}"), "", LATER, actor=own(one), clock=clock)
    with pytest.raises(Refused):
        service.declare(session, ANY, "", LATER, actor=own(one), clock=clock)
    with pytest.raises(NotPermitted):
        service.declare(session, ANY, "", LATER, actor=Actor(1, "X", None, ()), clock=clock)


def declared(session: Session, employee: Employee, to_on: date = LATER, **values: object) -> None:
    row = {"field": "", "kind": None, "district": "", "note": "", **values}
    session.add(DeclaredReadiness(employee_id=employee.id, from_on=TODAY, to_on=to_on, recorded_at=NOW, **row))
    session.flush()


def test_the_pool_is_filtered_and_forgets_what_has_ended_or_left(session: Session) -> None:
    unit = make_unit(session)
    health, anything = make_employee(session, unit, name="A"), make_employee(session, unit, name="B")
    ended, gone, away = (
        make_employee(session, unit),
        make_employee(session, unit, legal_position="99"),
        make_employee(session),
    )
    declared(session, health, field=HEALTH, kind=JabatanKind.FUNCTIONAL)
    declared(session, anything)
    declared(session, ended, TODAY - timedelta(days=1))
    for one in (gone, away):
        declared(session, one)

    def pool(wanted: Readiness) -> list[int]:
        return [row.employee_id for row in queries.list_pool(session, [unit.path], TODAY, wanted)]

    assert pool(ANY) == pool(Readiness(HEALTH)) == [health.id, anything.id]
    assert pool(Readiness("Pendidikan")) == pool(Readiness(kind=JabatanKind.GENERAL)) == [anything.id]
    about = {"field": HEALTH, "district": ""}
    ready = queries.find_ready(session, [unit.path], TODAY, kind=JabatanKind.FUNCTIONAL, **about)
    assert ready == {health.id, anything.id}


def test_from_the_phone_to_the_candidates_of_a_vacancy(runtime: Runtime, client: Browser, sign_in: SignIn) -> None:
    with runtime.database.writing() as session:
        make_office(session)
        root = make_unit(session, "Kabupaten")
        clinic, hospital = make_unit(session, "Puskesmas Muara", root), make_unit(session, "RSUD", root)
        nurse = make_jabatan(session, "Perawat Terampil", JabatanKind.FUNCTIONAL, level="TR")
        make_post(session, clinic, nurse, need=2)
        session.add(Place(code="P1", name="Balai", district="Utara"))
        ready, silent = (make_employee(session, hospital, nurse, name) for name in ("Melati Siap", "Bayu Diam"))
        person, alone = make_account(session, ready), make_account(session)
        planner = make_account(session, roles=[Role.PLANNER])
        outsider = make_account(session, roles=[(Role.PLANNER, clinic)])
        head = make_account(session, make_employee(session, root), [Role.SUPERVISOR])
        post = f"/lowongan/{clinic.code}/{nurse.code}"
        assert silent.id
    sign_in(client, person)
    assert "Anda belum menyatakan kesiapan" in client.get("/kesiapan").text
    wanted = {"field": HEALTH, "kind": "functional", "district": "", "note": "mulai Juli", "to_on": LATER.isoformat()}
    assert client.post("/kesiapan", data=wanted).status_code == 303
    assert client.post("/kesiapan", data=wanted).status_code == 422
    assert client.post("/kesiapan", data={**wanted, "field": "x"}).status_code == 422
    page = client.get("/kesiapan")
    assert "mulai Juli" in page.text
    check_phone_budget(client, "/kesiapan")
    assert client.get("/kesiapan/pegawai").status_code == 403
    sign_in(client, planner)
    assert "Melati Siap" in client.get("/kesiapan/pegawai?field=Kesehatan").text
    assert "Belum ada yang menyatakan siap" in client.get("/kesiapan/pegawai?kind=general").text
    assert client.get("/kesiapan/pegawai?kind=x").status_code == 422
    both, some = client.get(post).text, client.get(f"{post}?siap=ya").text
    assert [("Melati Siap" in text, "Bayu Diam" in text) for text in (both, some)] == [(True, True), (True, False)]
    sign_in(client, outsider)
    assert "Melati Siap" not in client.get("/kesiapan/pegawai").text
    sign_in(client, head)
    shown = client.get(f"{post}?siap=ya").text
    assert "Bayu Diam" in shown
    assert 'name="siap"' not in shown
    sign_in(client, person)
    key = page.text.partition('action="/kesiapan/')[2].partition("/tarik")[0]
    assert client.post(f"/kesiapan/{key}/tarik").status_code == 303
    assert client.post(f"/kesiapan/{key}/tarik").status_code == 404
    assert client.post("/kesiapan/99999999999/tarik").status_code == 404
    sign_in(client, alone)
    assert client.get("/kesiapan").status_code in {403, 404}
