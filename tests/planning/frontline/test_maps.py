"""Teachers by subject and hours, health staff by profession, and who counts as experienced."""

import csv
import io
from collections.abc import Callable
from datetime import date

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from mutasi_flow.access.model import Account
from mutasi_flow.core import audit
from mutasi_flow.core.actor import Actor, Grant, Permission
from mutasi_flow.core.clock import Clock
from mutasi_flow.core.errors import InvalidInput, NotPermitted, Refused
from mutasi_flow.planning.frontline import queries, service
from mutasi_flow.planning.frontline.domain import (
    USUAL_TERMS,
    Basis,
    Grade,
    Ratio,
    Staff,
    Standing,
    SubjectLoad,
    Term,
    staff_of,
    subject_of,
    sum_up,
)
from mutasi_flow.workload.domain import PostLoad
from mutasi_flow.workload.domain import sum_up as sum_up_posts
from tests.browsing import Browser
from tests.budgets import check_phone_budget
from tests.factories import TODAY
from tests.planning.frontline.conftest import Desk, District

SignIn = Callable[[Browser, Account], None]
PLANNER = Actor(1, "Perencana", None, (Grant(Permission.PLAN),))


@given(st.lists(st.tuples(st.none() | st.integers(0, 200), st.integers(0, 6)), max_size=6), st.integers(12, 40))
def test_what_one_school_has_to_spare_does_not_fill_another(rows: list[tuple[int | None, int]], full: int) -> None:
    loads = [SubjectLoad(asked, teachers, full) for asked, teachers in rows]
    total = sum_up(loads, full)
    known = [load for load in loads if load.asked is not None]
    assert total.spare - total.short == sum(load.gap or 0 for load in known) == (total.gap or 0)
    assert total.unknown == len(loads) - len(known)
    assert (total.standing is Standing.UNKNOWN) is not bool(known)
    assert all((load.standing is Standing.UNKNOWN) is (load.asked is None) for load in loads)
    for load in known:
        assert min(load.short, load.spare) == 0
        assert (load.standing is Standing.SHORT) is (load.short * 2 >= full)


@pytest.mark.parametrize(
    ("name", "subject"),
    [
        ("Guru Matematika", "Matematika"),
        ("Guru IPA Ahli Muda", "IPA"),
        ("Guru Mata Pelajaran Seni Budaya", "Seni Budaya"),
        ("GURU Ahli Pertama", ""),
        ("Guru Kelas", "Kelas"),
        ("Perawat Mahir", ""),
    ],
)
def test_the_subject_stands_in_the_name_of_the_jabatan(name: str, subject: str) -> None:
    assert subject_of(name) == subject


@pytest.mark.parametrize(
    ("name", "staff"),
    [("GURU Ahli Pertama", Staff.TEACHERS), ("Perawat Mahir", Staff.HEALTH), ("Arsiparis Ahli Muda", None)],
)
def test_whose_threshold_holds_stands_in_the_name_of_the_jabatan(name: str, staff: Staff | None) -> None:
    assert staff_of(name) is staff


def test_one_of_years_and_grade_makes_experience_and_what_is_unknown_judges_nobody() -> None:
    term = Term(8, Grade.MUDA)
    assert term.judge(date(2018, 3, 2), "", TODAY) is True
    assert term.judge(date(2018, 3, 3), "", TODAY) is False
    assert term.judge(None, "MH", TODAY) is True
    assert term.judge(None, "PT", TODAY) is None
    assert Term(8, Grade.NONE).judge(None, "UT", TODAY) is None


def test_the_map_counts_hours_by_school_and_subject(session: Session, district: District) -> None:
    found = queries.load_school_map(session, ("",), TODAY)
    rows = {(row.school.name, row.subject): row.load for row in found.rows}
    maths = rows["SMPN 1", "Matematika"]
    assert (maths.asked, maths.basis, maths.teachers, maths.taught, maths.gap) == (40, Basis.RECORDED, 3, 20, 32)
    far = rows["SMPN 2", "Matematika"]
    assert (far.asked, far.teachers, far.taught, far.gap_teachers) == (24, 0, 4, -1)
    science = rows["SMPN 2", "IPA"]
    assert (science.asked, science.basis, science.experienced) == (48, Basis.ANALYSED, 1)
    assert found.by_subject["matematika"][1].short == 24
    assert found.hard == (1, 1, 0)
    assert [row.school.name for row in found.of_subject("matematika")] == ["SMPN 2", "SMPN 1"]
    hours = {one.id: one.hours for one in queries.list_teachers(session, [district.near.path], TODAY, found.term)}
    assert hours == {district.maths[0].id: 24, district.maths[1].id: None, district.maths[2].id: None}
    assert not queries.load_school_map(session, [district.clinic.path], TODAY).rows


def test_health_staff_stand_by_profession_with_the_ratio_of_wisn(session: Session, district: District) -> None:
    (row,) = queries.load_facilities(session, (district.clinic.path,), TODAY)
    assert (row.facility.name, row.profession, row.found.ratio, row.found.gap) == ("Puskesmas", "Perawat", 0.75, -1)
    assert (row.found.staff, row.found.uncounted, row.found.is_pressed) == (3, 0, True)
    assert row.found.is_below_least
    assert row.found.experienced == 3


def test_the_threshold_is_a_dated_row_that_the_office_sets(session: Session, clock: Clock) -> None:
    later, term = date(2026, 4, 1), Term(3, Grade.NONE)
    service.set_term(session, Staff.TEACHERS, term, later, "SK 1", actor=PLANNER, clock=clock)
    assert queries.load_term(session, Staff.TEACHERS, TODAY) is None
    assert queries.load_school_map(session, ("",), TODAY).term == USUAL_TERMS[Staff.TEACHERS]
    held = queries.load_term(session, Staff.TEACHERS, later)
    assert held is not None
    assert held.term == term
    assert queries.load_term(session, Staff.HEALTH, later) is None
    assert [one.action for one in audit.trail(session, "office")] == ["experience_set"]
    with pytest.raises(Refused):
        service.set_term(session, Staff.TEACHERS, term, later, "SK 2", actor=PLANNER, clock=clock)
    with pytest.raises(InvalidInput):
        service.set_term(session, Staff.HEALTH, term, date(2026, 3, 1), "SK 2", actor=PLANNER, clock=clock)
    narrow = Actor(2, "X", None, (Grant(Permission.PLAN, "/1/"),))
    with pytest.raises(NotPermitted):
        service.set_term(session, Staff.HEALTH, term, later, "SK 2", actor=narrow, clock=clock)


def test_the_planner_reads_the_map_down_to_the_person(client: Browser, sign_in: SignIn, desk: Desk) -> None:
    sign_in(client, desk.planner)
    page = client.get("/peta-guru").text
    assert "1 dari 1 sekolah di tempat sulit" in page
    assert "<svg" in page
    subject = client.get("/peta-guru?mapel=matematika").text
    assert subject.index("SMPN 2</a>") < subject.index("SMPN 1</a>")
    assert "kurang 24" in subject
    school = client.get(f"/peta-guru/{desk.near}").text
    assert desk.teacher in school
    assert "jam mengajar belum tercatat" in school
    assert "dari kebutuhan guru" in client.get(f"/peta-guru/{desk.far}").text
    assert "0,75" in client.get("/peta-nakes?profesi=perawat").text
    for address in ("/peta-guru?mapel=fisika", "/peta-nakes?profesi=apoteker", "/peta-guru/tidak-ada"):
        assert client.get(address).status_code == 404
    for address in ("/peta-guru", f"/peta-guru/{desk.near}", "/peta-nakes", "/ambang-pengalaman"):
        check_phone_budget(client, address)


def test_the_map_goes_out_as_sheets(client: Browser, sign_in: SignIn, desk: Desk) -> None:
    sign_in(client, desk.planner)
    lines = list(csv.DictReader(io.StringIO(client.get("/peta-guru/daftar.csv").data.decode("utf-8-sig"))))
    far = next(line for line in lines if line["SEKOLAH"] == "SMPN 2" and line["MATA PELAJARAN"] == "Matematika")
    assert (far["JAM PELAJARAN"], far["SELISIH GURU"]) == ("24", "-1")
    for address, rows in (("/peta-guru/daftar.xlsx", 3), ("/peta-nakes/daftar.xlsx", 1)):
        sheet = openpyxl.load_workbook(io.BytesIO(client.get(address).data)).worksheets[0]
        assert sheet.max_row == rows + 1
    assert client.get("/peta-nakes/daftar.csv").text.splitlines()[1].split(",")[5] == "0.75"


def test_everybody_sees_the_own_tree_only(client: Browser, sign_in: SignIn, desk: Desk) -> None:
    sign_in(client, desk.officer)
    assert "SMPN 2" in client.get("/peta-guru").text
    assert "Puskesmas" not in client.get("/peta-nakes").text
    assert client.get(f"/peta-guru/{desk.clinic}").status_code == 404
    assert client.post("/ambang-pengalaman", data={}).status_code == 403
    sign_in(client, desk.employee)
    for address in ("/peta-guru", "/peta-nakes", "/peta-guru/daftar.xlsx", "/ambang-pengalaman"):
        assert client.get(address).status_code == 403


def test_a_threshold_is_set_on_its_page_and_wrong_input_gets_a_sentence(
    client: Browser, sign_in: SignIn, desk: Desk
) -> None:
    sign_in(client, desk.planner)
    given = {"staff": "teachers", "years": "1", "grade": "none", "source": "SK Bupati"}
    days = {"from_on-day": "2", "from_on-month": "3", "from_on-year": "2026"}
    assert client.post("/ambang-pengalaman", data={**given, **days, "years": "99"}).status_code == 422
    assert client.post("/ambang-pengalaman", data={**given, **days}).status_code == 303
    assert "SK Bupati" in client.get("/ambang-pengalaman").text
    assert "guru, 4 di antaranya" not in client.get("/peta-guru").text
    assert "guru, 3 di antaranya" in client.get("/peta-guru").text


def test_whoever_serves_where_no_need_is_known_is_in_no_ratio() -> None:
    mixed = Ratio(sum_up_posts([PostLoad(3, 4.0), PostLoad(2)]))
    assert (mixed.staff, mixed.uncounted, mixed.ratio, mixed.gap) == (3, 2, 0.75, -1)
    unknown = Ratio(sum_up_posts([PostLoad(2)]))
    assert (unknown.staff, unknown.uncounted, unknown.ratio, unknown.is_pressed) == (2, 0, None, False)
