from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy.orm import Session

from mutasi_flow.core.actor import SYSTEM
from mutasi_flow.core.errors import Conflict, InvalidInput, NotFound, Refused
from mutasi_flow.people import queries, service
from mutasi_flow.people.domain import (
    EmploymentStatus,
    InvalidNip,
    Predicate,
    Severity,
    Sex,
    Tenure,
    make_synthetic_nip,
)
from mutasi_flow.people.model import Employee, Unit
from tests.factories import NOW, TODAY, make_employee, make_jabatan, make_unit

BIRTH, APPOINTED = date(1968, 5, 17), date(1995, 3, 1)
NIP = make_synthetic_nip(BIRTH, APPOINTED, Sex.FEMALE, 907)
RECORD = service.EmployeeRecord(
    name="Melati Anggraini", nip=NIP, birth_on=BIRTH, appointed_on=APPOINTED, sex=Sex.FEMALE, rank="34"
)


def save(session: Session, record: service.EmployeeRecord) -> service.SavedEmployee:
    return service.save_employee(session, SYSTEM, record, today=TODAY, at=NOW)


def test_the_card_has_everything(session: Session) -> None:
    unit, jabatan = make_unit(session, "Dinas Perhubungan"), make_jabatan(session, retirement_age=58)
    employee = make_employee(
        session, unit, jabatan, "Sari Dewi", title_before="dr.", birth_on=BIRTH, nip=NIP, post_on=date(2023, 1, 1)
    )
    unit.head_id = employee.id
    session.flush()
    card = queries.get_employee_card(session, employee.id)
    assert card.full_name == "dr. Sari Dewi"
    assert card.identity_line == "dr. Sari Dewi · Dinas Perhubungan · 1968 · ••••2907"
    assert (card.unit_code, card.unit_path, card.jabatan_name) == (unit.code, unit.path, jabatan.name)
    assert card.rank_label == "Penata, III/c"
    assert card.retires_on == date(2026, 6, 1)
    assert card.tenure_on(TODAY) == Tenure(3, 2)
    assert card.is_serving
    assert card.is_unit_head


def test_what_siasn_states_wins_over_the_calculation(session: Session) -> None:
    employee = make_employee(session, birth_on=BIRTH, retires_on=date(2027, 1, 1))
    assert queries.get_employee_card(session, employee.id).retires_on == date(2027, 1, 1)


def test_unknown_stays_unknown(session: Session) -> None:
    employee = make_employee(session, birth_on=None, post_on=None)
    employee.unit_id = employee.jabatan_id = None
    session.flush()
    card = queries.get_employee_card(session, employee.id)
    assert (card.retires_on, card.tenure_on(TODAY), card.unit_name) == (None, None, None)
    assert not card.is_unit_head


def test_nobody_is_not_found(session: Session) -> None:
    with pytest.raises(NotFound):
        queries.get_employee_card(session, 10**9)
    assert queries.employee_name(session, 10**9) == ""
    assert queries.find_employee_by_nip(session, NIP) is None


def test_nip_is_found_as_people_write_it(session: Session) -> None:
    employee = make_employee(session, nip=NIP)
    found = queries.find_employee_by_nip(session, f"{NIP[:8]} {NIP[8:14]} {NIP[14]} {NIP[15:]}")
    assert found is not None
    assert found.id == employee.id


def test_supervisor_is_on_record_or_the_head_or_nobody(session: Session) -> None:
    top = make_unit(session)
    unit = make_unit(session, parent=top)
    boss, head = make_employee(session, top), make_employee(session, unit)
    employee = make_employee(session, unit)
    assert queries.direct_supervisor(session, employee.id) is None
    top.head_id = boss.id
    session.flush()
    assert queries.direct_supervisor(session, employee.id) == boss.id
    unit.head_id = head.id
    session.flush()
    assert queries.direct_supervisor(session, employee.id) == head.id
    assert queries.direct_supervisor(session, head.id) == boss.id
    service.set_supervisor(session, SYSTEM, employee.id, boss.id, NOW)
    assert queries.direct_supervisor(session, employee.id) == boss.id
    boss.legal_position = "99"
    session.flush()
    assert queries.direct_supervisor(session, employee.id) == head.id


def test_nobody_supervises_oneself(session: Session) -> None:
    employee = make_employee(session)
    with pytest.raises(Refused):
        service.set_supervisor(session, SYSTEM, employee.id, employee.id, NOW)
    gone = make_employee(session, legal_position="99")
    with pytest.raises(Refused):
        service.set_supervisor(session, SYSTEM, employee.id, gone.id, NOW)


def test_peers_work_beside_and_do_not_lead(session: Session) -> None:
    unit, nurse = make_unit(session), make_jabatan(session)
    head, boss = make_employee(session, unit), make_employee(session, unit)
    employee = make_employee(session, unit, nurse, supervisor_id=boss.id)
    unit.head_id = head.id
    other = make_employee(session, unit, name="Aaa Ada")
    same = make_employee(session, unit, nurse, name="Zzz Ada")
    make_employee(session, unit, legal_position="99")
    make_employee(session)
    session.flush()
    assert queries.list_peers(session, employee.id, 5) == [same.id, other.id]
    assert queries.list_peers(session, employee.id, 1) == [same.id]


def test_search_stays_inside_the_scope(session: Session) -> None:
    dinas = make_unit(session)
    inside = make_employee(session, make_unit(session, parent=dinas), name="Rangga Pradana")
    outside = make_employee(session, name="Rangga Saputro", nip=NIP)

    def ids(text: str, *paths: str) -> list[int]:
        return [row.id for row in queries.search_employees(session, text, paths).rows]

    assert ids("rangga", dinas.path) == [inside.id]
    assert ids("rangga", "") == [inside.id, outside.id]
    assert ids("pradana ran", "") == [inside.id]
    assert ids("rangga") == []
    assert ids(NIP[:10], "") == [outside.id]
    assert ids(NIP[:10], dinas.path) == []
    assert ids("100%", "") == []


def test_pages_follow_each_other_without_gap_or_repeat(session: Session) -> None:
    unit = make_unit(session)
    everyone = {make_employee(session, unit, name=name).id for name in ("Ani", "Budi", "Budi", "Budi", "Citra")}
    seen: list[int] = []
    after = None
    while True:
        page = queries.list_unit_staff(session, unit.id, after=after, limit=2)
        seen += [row.id for row in page.rows]
        after = page.after
        if after is None:
            break
    assert len(seen) == len(everyone)
    assert set(seen) == everyone
    first = queries.search_employees(session, "", [unit.path], limit=2)
    assert [row.id for row in first.rows] == seen[:2]


def test_saving_makes_and_changes(session: Session) -> None:
    unit, jabatan = make_unit(session), make_jabatan(session)
    seated = replace(RECORD, unit_id=unit.id, jabatan_id=jabatan.id, post_on=date(2022, 1, 1))
    made = save(session, seated)
    assert made.warnings == ()
    assert len(queries.list_placements(session, made.id)) == 1
    again = save(session, replace(seated, name="Melati A. Putri", rank="41"))
    assert again.id == made.id
    card = queries.get_employee_card(session, made.id)
    assert (card.name, card.rank, card.status) == ("Melati A. Putri", "41", EmploymentStatus.PNS)
    assert len(queries.list_placements(session, made.id)) == 1


def test_another_post_is_a_placement_with_its_day(session: Session) -> None:
    unit, other, jabatan = make_unit(session), make_unit(session), make_jabatan(session)
    seated = replace(RECORD, unit_id=unit.id, jabatan_id=jabatan.id, post_on=date(2022, 1, 1))
    made = save(session, seated)
    with pytest.raises(InvalidInput):
        save(session, replace(seated, unit_id=other.id, post_on=None))
    with pytest.raises(Conflict):
        save(session, replace(seated, unit_id=other.id))
    save(session, replace(seated, unit_id=other.id, post_on=date(2026, 2, 1)))
    assert [row.from_on for row in queries.list_placements(session, made.id)] == [date(2026, 2, 1), date(2022, 1, 1)]
    assert queries.get_employee_card(session, made.id).unit_id == other.id


def test_a_doubtful_nip_is_kept_with_a_warning_and_an_impossible_one_refused(session: Session) -> None:
    assert len(save(session, replace(RECORD, birth_on=date(1968, 5, 18))).warnings) == 1
    with pytest.raises(InvalidNip):
        save(session, replace(RECORD, nip="123"))
    with pytest.raises(InvalidInput):
        save(session, replace(RECORD, legal_position="47"))
    with pytest.raises(InvalidInput):
        save(session, replace(RECORD, name=" "))


def test_pppk_is_known_by_the_legal_position(session: Session) -> None:
    made = save(session, replace(RECORD, legal_position="71"))
    assert queries.get_employee_card(session, made.id).status is EmploymentStatus.PPPK
    assert len(made.warnings) == 1  # the number has the layout of a PNS


def test_performance_and_discipline(session: Session) -> None:
    employee = make_employee(session)
    for predicate in (Predicate.GOOD, Predicate.VERY_GOOD):
        service.record_performance(session, SYSTEM, employee.id, year=2025, predicate=predicate, at=NOW)
    service.record_performance(session, SYSTEM, employee.id, year=2024, predicate=Predicate.POOR, at=NOW)
    assert [tuple(row) for row in queries.list_performance(session, employee.id)] == [
        (2025, Predicate.VERY_GOOD),
        (2024, Predicate.POOR),
    ]
    with pytest.raises(InvalidInput):
        _punish(session, employee, date(2025, 1, 1))
    _punish(session, employee, date(2026, 6, 30))
    assert [row.to_on for row in queries.list_disciplines(session, employee.id)] == [date(2026, 6, 30)]


def _punish(session: Session, employee: Employee, to_on: date) -> int:
    return service.record_discipline(
        session,
        SYSTEM,
        employee.id,
        severity=Severity.MODERATE,
        from_on=date(2026, 1, 1),
        to_on=to_on,
        at=NOW,
    )


def test_one_siasn_number_one_person(session: Session) -> None:
    save(session, replace(RECORD, siasn_id="S-1"))
    with pytest.raises(Conflict):
        save(session, service.EmployeeRecord(name="Lain", siasn_id="S-1"))


def test_posts_and_jabatan(session: Session) -> None:
    unit: Unit = make_unit(session)
    assert service.seed_jabatan(session) >= 60
    assert service.seed_jabatan(session) == 0
    nurse = queries.find_jabatan_by_code(session, "PERAWAT-TR")
    assert nurse is not None
    assert nurse.retirement_age == 58
    assert nurse in queries.search_jabatan(session, "perawat terampil")
    for need in (2.5, 3.0):
        service.save_post(session, SYSTEM, unit_id=unit.id, jabatan_id=nurse.id, need=need, minimum=1, at=NOW)
    assert [(post.code, post.need) for post in queries.list_posts(session, unit.id)] == [("PERAWAT-TR", 3.0)]
    with pytest.raises(InvalidInput):
        service.save_post(session, SYSTEM, unit_id=unit.id, jabatan_id=nurse.id, need=-1, minimum=None, at=NOW)
    employee = make_employee(session, unit)
    employee.jabatan_id = nurse.id
    session.flush()
    assert queries.list_occupants(session, unit.id, nurse.id) == [employee.id]
