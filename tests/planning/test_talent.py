"""The talent view: boxes from dated results, nobody guessed into one, and who may look."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import update
from sqlalchemy.orm import Session

from mutasi_flow.access.domain import Role
from mutasi_flow.access.model import Account
from mutasi_flow.core.actor import Actor, Grant, Permission
from mutasi_flow.core.clock import Clock
from mutasi_flow.core.errors import InvalidInput, NotPermitted, Refused
from mutasi_flow.core.runtime import Runtime
from mutasi_flow.people.domain import AssessmentAxis, Predicate
from mutasi_flow.people.model import Assessment, Employee, Goal, Office, PerformanceYear, Unit
from mutasi_flow.planning.talent import service
from mutasi_flow.planning.talent.domain import (
    LEAST_SCORE,
    MOST_SCORE,
    NUMBERS,
    USUAL_BOXES,
    Band,
    Mark,
    Standing,
    TalentRules,
    Threshold,
    band_of,
    band_of_predicate,
    check_threshold,
)
from mutasi_flow.planning.talent.queries import load_map, load_rules, load_standing
from tests.browsing import Browser
from tests.budgets import check_phone_budget
from tests.factories import NOW, TODAY, make_account, make_employee, make_office, make_unit

SignIn = Callable[[Browser, Account], None]
PERFORMANCE, POTENTIAL = AssessmentAxis.PERFORMANCE, AssessmentAxis.POTENTIAL
KEEPER = Actor(1, "Perencana", None, (Grant(Permission.PLAN),))
SCORES = st.integers(1, MOST_SCORE)
MARKS = st.one_of(st.none(), st.builds(Mark, st.sampled_from(Band)))


@given(st.integers(2, 99), st.integers(1, 98), SCORES, SCORES)
def test_a_higher_score_is_never_in_a_lower_band(middle: int, more: int, one: int, other: int) -> None:
    threshold = Threshold(middle, min(MOST_SCORE, middle + more), "")
    check_threshold(*threshold[:2])
    low, high = sorted((one, other))
    assert band_of(low, threshold) <= band_of(high, threshold)
    assert [band_of(score, threshold) for score in (1, *threshold[:2])] == [Band.LOW, Band.MIDDLE, Band.HIGH]


@given(MARKS, MARKS)
def test_whoever_is_not_assessed_is_in_no_box_and_it_is_said_why(one: Mark | None, other: Mark | None) -> None:
    standing = Standing(1, one, other)
    assert (standing.box is None) is (standing.lack is not None) is (None in {one, other})


@pytest.mark.parametrize(
    ("predicate", "band"),
    [(Predicate.VERY_GOOD, Band.HIGH), (Predicate.GOOD, Band.MIDDLE), (Predicate.POOR, Band.LOW)],
)
def test_the_predicate_of_a_year_is_a_band(predicate: Predicate, band: Band) -> None:
    assert band_of_predicate(predicate) is band
    assert set(map(band_of_predicate, Predicate)) == set(Band)


@given(st.integers(-5, 110), st.integers(-5, 110))
def test_thresholds_leave_room_for_three_bands(middle: int, high: int) -> None:
    try:
        check_threshold(middle, high)
    except InvalidInput:
        is_taken = False
    else:
        is_taken = True
    bands = {band_of(score, Threshold(middle, high, "")) for score in range(LEAST_SCORE, MOST_SCORE + 1)}
    assert is_taken is (bands == set(Band) and middle < high)


def test_the_grid_stands_as_it_is_drawn() -> None:
    rows = list(TalentRules({}, USUAL_BOXES).grid)
    assert [band for band, _ in rows] == [Band.HIGH, Band.MIDDLE, Band.LOW]
    assert all(
        (box.potential, box.performance) == (band, Band(place))
        for band, row in rows
        for place, box in enumerate(row, 1)
    )


def test_every_pair_of_bands_has_its_own_box() -> None:
    assert sorted(NUMBERS.values()) == list(range(1, 10))
    assert set(NUMBERS) == set(product(Band, Band))


def assess(session: Session, employee: Employee, axis: AssessmentAxis, score: int, **days: date | None) -> None:
    given_ = {"from_on": TODAY, "to_on": None, **days}
    row = {"axis": axis, "score": score, "source": "Uji potensi 2026", "recorded_at": NOW}
    session.add(Assessment(employee_id=employee.id, **row, **given_))
    session.flush()


def test_the_latest_result_that_counts_decides_and_a_years_appraisal_stands_in(session: Session) -> None:
    one = make_employee(session)
    rules = load_rules(session, TODAY)

    def marks() -> tuple[Band | None, Band | None]:
        found = load_standing(session, rules, TODAY, one.id)
        return tuple(mark.band if mark else None for mark in (found.performance, found.potential))  # type: ignore[return-value]

    assert marks() == (None, None)
    for year, predicate in ((TODAY.year - 3, Predicate.VERY_GOOD), (TODAY.year, Predicate.VERY_GOOD)):
        session.add(PerformanceYear(employee_id=one.id, year=year, predicate=predicate))
    assert marks() == (None, None)  # too long ago, and a year that has not ended
    session.add(PerformanceYear(employee_id=one.id, year=TODAY.year - 1, predicate=Predicate.GOOD))
    assert marks() == (Band.MIDDLE, None)
    assess(session, one, PERFORMANCE, 85, from_on=date(2026, 1, 5))
    assess(session, one, POTENTIAL, 90, from_on=date(2024, 1, 1), to_on=date(2025, 12, 31))
    assess(session, one, POTENTIAL, 95, from_on=TODAY + timedelta(days=1))
    assert marks() == (Band.HIGH, None)  # one has run out, one is yet to come
    assess(session, one, POTENTIAL, 30, from_on=date(2025, 6, 1))
    assess(session, one, POTENTIAL, 60, from_on=date(2026, 2, 1))
    assert marks() == (Band.HIGH, Band.MIDDLE)
    found = load_map(session, rules, TODAY, [""])
    assert (found.counts, found.lacks) == ({7: 1}, {})


def test_own_boxes_and_thresholds_hold_from_their_day_on(session: Session, clock: Clock) -> None:
    make_office(session)
    later = date(2026, 5, 1)
    since = {"from_on": later, "source": "Keputusan Bupati 7", "actor": KEEPER, "clock": clock}
    service.set_threshold(session, POTENTIAL, (50, 70), **since)  # type: ignore[arg-type]
    service.name_box(session, 9, ("Bintang", "Dipromosikan."), is_pool=False, **since)  # type: ignore[arg-type]
    before, after = load_rules(session, TODAY), load_rules(session, later)
    assert before.thresholds[POTENTIAL].middle_from == 60
    assert "belum diperiksa" in str(before.boxes[9].source)
    assert after.thresholds[POTENTIAL][:3] == (50, 70, "Keputusan Bupati 7")
    assert after.thresholds[PERFORMANCE] == before.thresholds[PERFORMANCE]
    assert (after.boxes[9].name, after.boxes[9].is_pool, after.boxes[8]) == ("Bintang", False, before.boxes[8])
    with pytest.raises(Refused):
        service.set_threshold(session, POTENTIAL, (51, 70), **since)  # type: ignore[arg-type]
    stranger = {**since, "actor": Actor(2, "Atasan", None, (Grant(Permission.SUPERVISE),))}
    with pytest.raises(NotPermitted):
        service.name_box(session, 1, ("A", "B"), is_pool=False, **stranger)  # type: ignore[arg-type]
    past = {**since, "from_on": date(2026, 1, 1)}
    for scores, when in (((70, 70), since), ((50, 70), past)):
        with pytest.raises(InvalidInput):
            service.set_threshold(session, POTENTIAL, scores, **when)  # type: ignore[arg-type]
    with pytest.raises(InvalidInput):
        service.name_box(session, 10, ("A", "B"), is_pool=False, **since)  # type: ignore[arg-type]


@dataclass(frozen=True)
class Town:
    runtime: Runtime
    clinic: Unit
    star: Employee
    unknown: Employee
    planner: Account
    outsider: Account
    head: Account
    person: Account


@pytest.fixture
def town(runtime: Runtime) -> Town:
    with runtime.database.writing() as session:
        make_office(session)
        root = make_unit(session, "Kabupaten")
        clinic, school = make_unit(session, "Puskesmas Muara", root), make_unit(session, "SD Hulu", root)
        star = make_employee(session, clinic, name="Melati Bintang")
        unknown = make_employee(session, clinic, name="Bayu Belum")
        make_employee(session, school, name="Intan Jauh")
        assess(session, star, PERFORMANCE, 90)
        assess(session, star, POTENTIAL, 88)
        goal = {"subject": "Memimpin tim kecil", "to_on": date(2026, 12, 31), "source": "Dialog kinerja"}
        session.add(Goal(employee_id=star.id, recorded_at=NOW, **goal))
        head = make_employee(session, clinic, name="Kepala Puskesmas")
        session.execute(update(Unit).where(Unit.id == clinic.id).values(head_id=head.id))
        found = Town(
            runtime,
            clinic,
            star,
            unknown,
            make_account(session, roles=[(Role.PLANNER, clinic)]),
            make_account(session, roles=[(Role.PLANNER, school)]),
            make_account(session, head, [(Role.SUPERVISOR, clinic)]),
            make_account(session, star),
        )
        session.expunge_all()
    return found


def test_counts_lead_to_people_within_reach(client: Browser, sign_in: SignIn, town: Town) -> None:
    sign_in(client, town.planner)
    page = client.get("/talenta").text
    assert "Kotak 9" in page
    assert "Kinerja dan potensi belum dinilai" in page
    assert "Melati Bintang" in client.get("/talenta/kotak/9").text
    assert "Tidak ada." in client.get("/talenta/kotak/1").text
    missing = client.get("/talenta/belum/both").text
    assert "Bayu Belum" in missing
    assert "Intan Jauh" not in missing
    assert "Memimpin tim kecil" in client.get(f"/talenta/pegawai/{town.star.id}").text
    assert "belum dinilai bukan berarti bernilai rendah" in client.get(f"/talenta/pegawai/{town.unknown.id}").text
    assert f"unit={town.clinic.code}" in client.get("/talenta?q=muara").text
    assert client.get(f"/talenta?unit={town.clinic.code}").status_code == 200
    for address in ("/talenta/kotak/10", "/talenta/belum/x", "/talenta?unit=x", "/talenta/pegawai/99999999999"):
        assert client.get(address).status_code == 404
    for address in ("/talenta", "/talenta/kotak/9", f"/talenta/pegawai/{town.star.id}", "/talenta/aturan?ubah=kotak"):
        check_phone_budget(client, address)
    sign_in(client, town.outsider)
    assert client.get(f"/talenta/pegawai/{town.star.id}").status_code == 404
    assert "Melati Bintang" not in client.get("/talenta/kotak/9").text


def test_a_person_sees_the_own_standing_and_nobody_elses(client: Browser, sign_in: SignIn, town: Town) -> None:
    sign_in(client, town.person)
    own = client.get("/talenta/saya").text
    assert "Talenta saya" in own
    assert "Kotak 9" in own
    assert client.get(f"/talenta/pegawai/{town.unknown.id}").status_code == 404
    assert client.get("/talenta").status_code == 403
    sign_in(client, town.head)
    assert client.get(f"/talenta/pegawai/{town.star.id}").status_code == 404
    assert client.get("/talenta").status_code == 403


def test_rules_are_recorded_on_the_page(client: Browser, sign_in: SignIn, town: Town) -> None:
    with town.runtime.database.writing() as session:
        keeper = make_account(session, roles=[Role.PLANNER])
    sign_in(client, keeper)
    box = {"jenis": "kotak", "number": "9", "name": "Bintang", "advice": "Promosi.", "is_pool": "ya"}
    since = {"from_on": TODAY.isoformat(), "source": "Keputusan Bupati 7"}
    assert client.post("/talenta/aturan", data={**box, **since}).status_code == 303
    assert client.post("/talenta/aturan", data={**box, **since}).status_code == 422
    axis = {"jenis": "ambang", "axis": "potential", "middle_from": "70", "high_from": "60"}
    wrong = client.post("/talenta/aturan", data={**axis, **since})
    assert wrong.status_code == 422
    assert "Ambang menengah harus" in wrong.text
    assert client.post("/talenta/aturan", data={**axis, "high_from": "95", **since}).status_code == 303
    page = client.get("/talenta/aturan").text
    for words in ("Bintang", "Keputusan Bupati 7", "menengah mulai 70, tinggi mulai 95", "PermenPANRB 3/2020"):
        assert words in page
    sign_in(client, town.planner)
    assert client.post("/talenta/aturan", data={**box, **since}).status_code == 403


def test_switched_off_there_is_no_such_page(client: Browser, sign_in: SignIn, town: Town) -> None:
    with town.runtime.database.writing() as session:
        session.execute(update(Office).values(modules={"nine_box": False}))
    sign_in(client, town.person)
    assert "Talenta saya" not in client.get("/").text
    for address in ("/talenta/saya", f"/talenta/pegawai/{town.star.id}"):
        assert client.get(address).status_code == 404
    assert client.get(f"/pegawai/{town.star.id}/keterangan/assessments").status_code == 404
    assert client.get(f"/pegawai/{town.star.id}/keterangan/goals").status_code == 200
