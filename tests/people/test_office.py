from datetime import date

import pytest
from sqlalchemy.orm import Session

from mutasi_flow.core.actor import SYSTEM
from mutasi_flow.core.clock import add_working_days
from mutasi_flow.core.errors import Conflict, InvalidInput, NotFound, Unprepared
from mutasi_flow.people import queries, service
from mutasi_flow.people.domain import MODULES
from tests.factories import NOW, TODAY

DATA = service.OfficeData(name="Pemerintah Kabupaten Sagara", region="Kabupaten Sagara", head_name="Hadi Wibowo")


def seed(session: Session, *, is_demo: bool = False) -> None:
    service.seed_office(session, DATA, today=TODAY, at=NOW, is_demo=is_demo)


def test_an_office_is_set_up_once(session: Session) -> None:
    assert queries.find_office(session) is None
    with pytest.raises(Unprepared):
        queries.get_office(session)
    seed(session)
    office = queries.get_office(session)
    assert (office.name, office.head_title, office.set_up_at) == (DATA.name, "BUPATI", NOW)
    assert office.has_module("peers")
    assert not office.has_module("oidc")
    with pytest.raises(Conflict):
        seed(session)


def test_the_demo_has_everything_on(session: Session) -> None:
    seed(session, is_demo=True)
    office = queries.get_office(session)
    assert all(office.has_module(code) for code in MODULES)
    assert office.is_demo


def test_the_calendar_reaches_from_last_year_to_two_years_ahead(session: Session) -> None:
    seed(session)
    days = queries.list_holidays(session)
    assert {day.year for day in days} == {2025, 2026, 2027, 2028}
    assert date(2026, 8, 17) in days
    names = {row.name for row in queries.list_holidays_of_year(session, 2026)}
    assert any("Cuti Bersama" in name for name in names)  # joint leave counts too
    assert service.seed_calendar(session, 2025, 2028) == 0


def test_a_deadline_over_the_holiday_week(session: Session) -> None:
    seed(session)
    assert add_working_days(date(2026, 3, 17), 1, queries.list_holidays(session)) == date(2026, 3, 25)


def test_days_can_be_added_renamed_and_removed(session: Session) -> None:
    seed(session)
    day = date(2026, 7, 15)
    service.add_holiday(session, SYSTEM, day, "Hari jadi kabupaten", NOW)
    service.add_holiday(session, SYSTEM, day, "Hari jadi Kabupaten Sagara", NOW)
    found = [row for row in queries.list_holidays_of_year(session, 2026) if row.day == day]
    assert [(row.name, row.source) for row in found] == [("Hari jadi Kabupaten Sagara", "manual")]
    service.remove_holiday(session, SYSTEM, day, NOW)
    assert day not in queries.list_holidays(session)
    with pytest.raises(NotFound):
        service.remove_holiday(session, SYSTEM, day, NOW)
    with pytest.raises(InvalidInput):
        service.add_holiday(session, SYSTEM, day, "  ", NOW)


def test_seeding_again_keeps_what_was_edited(session: Session) -> None:
    seed(session)
    service.add_holiday(session, SYSTEM, date(2026, 8, 17), "Hari Kemerdekaan", NOW)
    service.seed_calendar(session, 2026, 2026)
    found = {row.day: row.name for row in queries.list_holidays_of_year(session, 2026)}
    assert found[date(2026, 8, 17)] == "Hari Kemerdekaan"


def test_settings_and_switches(session: Session) -> None:
    seed(session)
    changed = service.OfficeData(name=DATA.name, region=DATA.region, seat="Kota Sagara", head_title="BUPATI")
    service.change_office(session, SYSTEM, changed, NOW)
    assert queries.get_office(session).seat == "Kota Sagara"
    service.switch_modules(session, SYSTEM, {"peers": False, "oidc": True}, NOW)
    office = queries.get_office(session)
    assert (office.has_module("peers"), office.has_module("oidc"), office.has_module("forum")) == (False, True, True)
    with pytest.raises(InvalidInput):
        service.switch_modules(session, SYSTEM, {"teleport": True}, NOW)
    with pytest.raises(InvalidInput):
        service.change_office(session, SYSTEM, service.OfficeData(name="", region="x"), NOW)
