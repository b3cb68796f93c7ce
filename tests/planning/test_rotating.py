"""Rotation groups and critical posts: dated rows that the list of who is due and the duties of plans read."""

from collections.abc import Callable
from datetime import date

import pytest
from sqlalchemy.orm import Session

from mutasi_flow.access.domain import Role
from mutasi_flow.access.model import Account
from mutasi_flow.core import audit
from mutasi_flow.core.actor import Actor, Grant, Permission
from mutasi_flow.core.errors import InvalidInput, NotFound, NotPermitted, Refused
from mutasi_flow.core.runtime import Runtime
from mutasi_flow.people.domain import JabatanKind
from mutasi_flow.people.model import Employee, Jabatan, Unit
from mutasi_flow.planning.matching import queries, service
from mutasi_flow.planning.matching.model import CriticalPost, RotationTerm
from mutasi_flow.planning.plans.domain import Basis
from mutasi_flow.planning.plans.model import Plan
from mutasi_flow.planning.plans.queries.records import gather
from tests.browsing import Browser
from tests.factories import NOW, TODAY, make_account, make_employee, make_jabatan, make_office, make_unit

SignIn = Callable[[Browser, Account], None]
PLANNER = Actor(1, "Perencana", None, (Grant(Permission.PLAN),))
ALWAYS = (None, None)


class Ward:
    """A clinic with one nurse who came four years ago, and one a year ago; a driver who came four years ago."""

    def __init__(self, session: Session) -> None:
        self.unit: Unit = make_unit(session, "Puskesmas")
        self.nurse: Jabatan = make_jabatan(session, "Perawat Mahir", JabatanKind.FUNCTIONAL, code="PERAWAT-MH")
        self.driver: Jabatan = make_jabatan(session, "Pengemudi")
        self.old: Employee = make_employee(session, self.unit, self.nurse, post_on=date(2022, 2, 1))
        self.new: Employee = make_employee(session, self.unit, self.nurse, post_on=date(2025, 2, 1))
        self.stays: Employee = make_employee(session, self.unit, self.driver, post_on=date(2022, 2, 1))


@pytest.fixture
def ward(session: Session) -> Ward:
    return Ward(session)


def group(session: Session, ward: Ward, years: int = 3, days: tuple[date | None, date | None] = ALWAYS) -> None:
    service.add_group(session, "Tenaga kesehatan", [ward.nurse.id], years, days, source="SK 1", actor=PLANNER, at=NOW)


def critical(session: Session, ward: Ward, days: tuple[date | None, date | None] = ALWAYS) -> None:
    post = (ward.unit.id, ward.nurse.id)
    service.add_critical(session, post, "satu-satunya", days, source="SK 2", actor=PLANNER, at=NOW)


def due(session: Session) -> dict[int, tuple[str, bool, str]]:
    found = queries.load_rotation(session, queries.load_matching(session, TODAY), ("",))
    assert found is not None
    return {row.employee_id: (row.turn, row.is_critical, row.reason) for row in found.rows}


def test_a_group_goes_before_the_rule_and_a_critical_post_stands_apart(session: Session, ward: Ward) -> None:
    assert due(session) == {}
    group(session, ward)
    assert due(session) == {ward.old.id: ("Tenaga kesehatan", False, "")}
    critical(session, ward)
    assert due(session) == {ward.old.id: ("Tenaga kesehatan", True, "satu-satunya")}


def test_rows_hold_within_their_days_and_do_not_overlap(session: Session, ward: Ward) -> None:
    group(session, ward, days=(None, date(2026, 1, 31)))
    critical(session, ward, days=(date(2026, 4, 1), None))
    assert due(session) == {}
    for days in (ALWAYS, (date(2026, 1, 31), None)):
        with pytest.raises(Refused):
            group(session, ward, days=days)
    with pytest.raises(Refused):
        critical(session, ward, days=(None, date(2026, 4, 1)))
    group(session, ward, days=(date(2026, 2, 1), None))
    assert due(session) == {ward.old.id: ("Tenaga kesehatan", False, "")}
    critical(session, ward, days=(None, date(2026, 3, 1)))
    terms = [(row.to_on or date.max, row.key) for row in queries.list_terms(session)]
    posts = [(row.to_on or date.max, row.key) for row in queries.list_critical(session)]
    for table, (_last_day, former) in ((RotationTerm, min(terms)), (CriticalPost, min(posts))):
        with pytest.raises(Refused):
            service.end_turning(session, table, former, date(2026, 4, 1), actor=PLANNER, at=NOW)
        service.end_turning(session, table, former, date(2026, 1, 15), actor=PLANNER, at=NOW)


def test_what_is_wrong_gets_a_sentence_and_all_of_it_stands_in_the_trail(session: Session, ward: Ward) -> None:
    group(session, ward)
    (row,) = queries.list_terms(session)
    with pytest.raises(InvalidInput):
        group(session, ward, years=31)
    with pytest.raises(InvalidInput):
        service.add_group(session, "Kosong", [], 3, ALWAYS, source="SK", actor=PLANNER, at=NOW)
    service.end_turning(session, RotationTerm, row.key, TODAY, actor=PLANNER, at=NOW)
    service.remove_turning(session, RotationTerm, row.key, actor=PLANNER, at=NOW)
    critical(session, ward)
    stranger = Actor(2, "X", None, (Grant(Permission.PLAN, ward.unit.path),))
    with pytest.raises(NotPermitted):
        service.remove_turning(session, CriticalPost, queries.list_critical(session)[0].key, actor=stranger, at=NOW)
    with pytest.raises(NotFound):
        service.remove_turning(session, RotationTerm, row.key, actor=PLANNER, at=NOW)
    actions = [one.action for one in audit.trail(session, "people:202603") if one.about_kind == "jabatan"]
    assert actions == ["rotation_term_added", "rotation_term_ended", "rotation_term_removed", "critical_post_added"]


def test_the_duties_of_a_plan_follow_groups_and_leave_critical_posts(session: Session, ward: Ward) -> None:
    account = make_account(session, roles=[Role.PLANNER])
    given = {"name": "P", "effective_on": TODAY, "seed": "s", "targets": [], "rules": {}, "locks": []}
    plan = Plan(**given, basis=Basis.STAFF, created_by_id=account.id, created_at=NOW)
    session.add(plan)
    session.flush()
    group(session, ward)

    def rows() -> dict[str, tuple[str, str]]:
        header, found = gather(session, plan).tables["pegawai"]
        at = {name: place for place, name in enumerate(header)}
        return {row[at["nip"]]: (row[at["wajib_pindah"]], row[at["alasan_kunci"]]) for row in found}

    nip = {name: one.nip or "" for name, one in (("old", ward.old), ("new", ward.new), ("stays", ward.stays))}
    assert rows() == {nip["old"]: ("1", ""), nip["new"]: ("0", ""), nip["stays"]: ("0", "")}
    critical(session, ward)
    assert rows()[nip["old"]] == ("0", "jabatan kritis: satu-satunya")


def test_groups_and_critical_posts_are_kept_on_their_page(client: Browser, sign_in: SignIn, runtime: Runtime) -> None:
    with runtime.database.writing() as session:
        make_office(session)
        ward = Ward(session)
        unit, nurse = ward.unit.code, ward.nurse.code
        planner, head = (
            make_account(session, roles=[Role.PLANNER]),
            make_account(session, roles=[(Role.SUPERVISOR, ward.unit)]),
        )
    sign_in(client, planner)
    given = {"name": "Tenaga kesehatan", "jabatan": "perawat\nPengemudi", "years": "3", "source": "SK 1"}
    wrong = client.post("/rotasi/kelompok/baru", data={**given, "jabatan": "Pesulap"})
    assert wrong.status_code == 422
    assert "Tidak dikenal: Pesulap" in wrong.text
    assert client.post("/rotasi/kelompok/baru", data=given).status_code == 303
    assert client.post("/rotasi/kelompok/baru", data=given).status_code == 422
    assert f'value="{nurse}"' in client.get(f"/rotasi/kritis/baru?unit={unit}&jabatan={nurse}").text
    post = {"unit": unit, "post": nurse, "reason": "satu-satunya", "source": "SK 2"}
    assert client.post("/rotasi/kritis/baru", data={**post, "unit": "?"}).status_code == 422
    assert client.post("/rotasi/kritis/baru", data=post).status_code == 303
    page = client.get("/rotasi").text
    assert "Tenaga kesehatan: Perawat Mahir" in page
    assert "Tenaga kesehatan: Pengemudi" in page
    assert "satu-satunya" in client.get("/penempatan/rotasi?kritis=ya").text
    assert client.post("/rotasi/kelompok/1/akhiri", data={"to_on": "2026-03-31"}).status_code == 303
    assert client.post("/rotasi/kelompok/1/akhiri", data={"to_on": "kapan-kapan"}).status_code == 422
    assert client.post("/rotasi/kritis/1/hapus").status_code == 303
    for address in ("/rotasi/lain/1/hapus", f"/rotasi/kritis/{2**40}/hapus", "/rotasi/kritis/9/hapus"):
        assert client.post(address).status_code == 404
    sign_in(client, head)
    assert "Tambah kelompok rotasi" not in client.get("/rotasi").text
    assert client.post("/rotasi/kritis/baru", data=post).status_code == 403
