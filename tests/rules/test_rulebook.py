"""Versions, test cases and freeze windows of the office: what holds when, and what is refused."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy.orm import Session

from mutasi_flow.core import audit
from mutasi_flow.core.actor import Actor, Grant, Permission
from mutasi_flow.core.errors import InvalidInput, NotFound, NotPermitted, Refused
from mutasi_flow.people.domain import JabatanKind
from mutasi_flow.people.service.trail import OFFICE_CHAIN
from mutasi_flow.rules import queries, service
from mutasi_flow.rules.domain import (
    FIELDS,
    ORDINARY,
    RULE_OF,
    RULES,
    SHIPPED,
    WINDOWS,
    Act,
    Authority,
    Case,
    FieldKind,
    FreezeWindow,
    Level,
    Occasion,
    Outcome,
    Version,
    judge,
    try_cases,
)
from tests.factories import NOW, TODAY, make_employee, make_jabatan, make_post, make_unit

ADMIN = Actor(None, "Admin", grants=(Grant(Permission.ADMIN),))
CLERK = Actor(None, "Staf", grants=(Grant(Permission.TRANSFERS_VERIFY),))
DAY = timedelta(days=1)


def relaxed(months: int = 6, **changes: object) -> Version:
    shipped = RULE_OF["R02"].shipped()
    given = {"limits": {"least_months": months}, "source": "Surat BKN 1/2026", "from_on": TODAY, **changes}
    return replace(shipped, **given)  # type: ignore[arg-type]


def window(**changes: object) -> FreezeWindow:
    given = FreezeWindow(
        Occasion.NEW_HEAD,
        "Bupati baru",
        TODAY,
        date(2026, 9, 1),
        frozenset({JabatanKind.STRUCTURAL}),
        frozenset({Act.DECREE}),
        Level.BLOCK,
        Authority.MINISTER,
        "UU 10/2016 pasal 162 ayat (3)",
    )
    return replace(given, **changes)  # type: ignore[arg-type]


def publish(session: Session, version: Version) -> int:
    return service.publish_version(session, version, actor=ADMIN, today=TODAY, at=NOW)


def held(session: Session, code: str, day: date = TODAY) -> Version:
    return next(one for one in queries.load_rulebook(session).in_force(day) if one.rule.code == code)


def test_without_rows_the_shipped_book_holds(session: Session) -> None:
    assert queries.load_rulebook(session) is SHIPPED


def test_a_published_version_holds_from_its_day_and_is_in_the_trail(session: Session) -> None:
    key = publish(session, relaxed(from_on=TODAY + DAY, level=Level.BLOCK, message="Tunggu dulu."))
    assert held(session, "R02").id is None
    found = held(session, "R02", TODAY + DAY)
    assert (found.id, found.limits, found.level, found.message) == (
        key,
        {"least_months": 6},
        Level.BLOCK,
        "Tunggu dulu.",
    )
    (entry,) = [row for row in audit.trail(session, OFFICE_CHAIN) if row.action == "rule_published"]
    assert entry.payload["scope"] == {"least_months": 6}
    assert entry.payload["from_on"] == "2026-03-03"


def test_what_the_rules_say_names_the_version_of_the_office(session: Session) -> None:
    employee = make_employee(session, post_on=date(2025, 6, 1))
    move = {"employee_id": employee.id, "to_unit_id": None, "to_jabatan_id": None, "today": TODAY}
    before = {one.code: one for one in queries.look_ahead(session, **move).evaluation.verdicts}  # type: ignore[arg-type]
    key = publish(session, relaxed())
    after = {one.code: one for one in queries.look_ahead(session, **move).evaluation.verdicts}  # type: ignore[arg-type]
    assert (before["R02"].outcome, after["R02"].outcome) == (Outcome.FAIL, Outcome.PASS)
    assert after["R02"].version == f"kantor-{key}"


def test_a_rule_can_be_switched_off(session: Session) -> None:
    publish(session, relaxed(level=None))
    assert held(session, "R02").level is None


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"source": " "}, "source"),
        ({"from_on": TODAY - DAY}, "from_on"),
        ({"to_on": TODAY - DAY}, "to_on"),
        ({"limits": {"least_months": 0}}, "least_months"),
        ({"limits": {}}, "least_months"),
    ],
)
def test_a_version_without_ground_or_out_of_bounds_is_refused(
    session: Session, changes: dict[str, object], field: str
) -> None:
    with pytest.raises(InvalidInput) as refused:
        publish(session, relaxed(**changes))  # type: ignore[arg-type]
    assert refused.value.field == field


def test_a_red_case_of_the_office_stops_the_version(session: Session) -> None:
    case = Case("Baru setahun", {"post_on": "2025-03-01"}, Outcome.FAIL)
    key = service.add_case(session, "R02", case, actor=ADMIN, at=NOW)
    assert [one.name for one in queries.list_cases(session, "R02")] == ["Baru setahun"]
    with pytest.raises(Refused) as refused:
        publish(session, relaxed(6))
    assert [str(reason).partition(":")[0] for reason in refused.value.reasons] == ["Baru setahun"]
    assert held(session, "R02").id is None
    publish(session, relaxed(18))
    assert service.remove_case(session, key, actor=ADMIN, at=NOW) == "R02"
    publish(session, relaxed(6))
    with pytest.raises(NotFound):
        service.remove_case(session, key, actor=ADMIN, at=NOW)


@pytest.mark.parametrize(
    "case",
    [
        Case(" ", {}, Outcome.PASS),
        Case("Hari", {"post_on": "kemarin"}, Outcome.PASS),
        Case("Kata", {"status": "raja"}, Outcome.PASS),
        Case("Angka", {"staff": "-1"}, Outcome.PASS),
    ],
)
def test_a_case_that_cannot_be_asked_is_refused(session: Session, case: Case) -> None:
    with pytest.raises(InvalidInput):
        service.add_case(session, "R02", case, actor=ADMIN, at=NOW)


def test_a_window_stops_officials_until_it_is_ended(session: Session) -> None:
    target, chief = make_unit(session), make_jabatan(session, kind=JabatanKind.STRUCTURAL, level="III.a")
    move = {
        "employee_id": make_employee(session).id,
        "to_unit_id": target.id,
        "to_jabatan_id": chief.id,
        "today": TODAY,
    }
    stage = ORDINARY.stage
    key = service.add_window(session, window(), actor=ADMIN, at=NOW)
    found = {one.code: one for one in queries.evaluate(session, **move, stage=stage).verdicts}  # type: ignore[arg-type]
    assert (found["R13"].outcome, found["R13"].blocks) == (Outcome.FAIL, True)
    assert found["R13"].eligible_on == date(2026, 9, 2)
    with pytest.raises(InvalidInput):
        service.end_window(session, key, date(2027, 1, 1), actor=ADMIN, at=NOW)
    service.end_window(session, key, TODAY - DAY, actor=ADMIN, at=NOW)
    found = {one.code: one for one in queries.evaluate(session, **move, stage=stage).verdicts}  # type: ignore[arg-type]
    assert found["R13"].outcome is Outcome.PASS
    assert queries.load_rulebook(session).windows[: len(WINDOWS)] == WINDOWS
    with pytest.raises(NotFound):
        service.end_window(session, key + 99, TODAY, actor=ADMIN, at=NOW)


@pytest.mark.parametrize(
    "changes", [{"name": " "}, {"source": ""}, {"kinds": frozenset()}, {"acts": frozenset()}, {"to_on": TODAY - DAY}]
)
def test_a_window_that_says_nothing_is_refused(session: Session, changes: dict[str, object]) -> None:
    with pytest.raises(InvalidInput):
        service.add_window(session, window(**changes), actor=ADMIN, at=NOW)


def test_only_administrators_change_the_rules(session: Session) -> None:
    case = Case("Baru setahun", {}, Outcome.PASS)
    for act in (
        lambda: service.publish_version(session, relaxed(), actor=CLERK, today=TODAY, at=NOW),
        lambda: service.add_case(session, "R02", case, actor=CLERK, at=NOW),
        lambda: service.remove_case(session, 1, actor=CLERK, at=NOW),
        lambda: service.add_window(session, window(), actor=CLERK, at=NOW),
        lambda: service.end_window(session, 1, TODAY, actor=CLERK, at=NOW),
    ):
        with pytest.raises(NotPermitted):
            act()
    with pytest.raises(NotFound):
        service.add_case(session, "R99", case, actor=ADMIN, at=NOW)


def test_the_book_is_read_once_in_a_transaction(session: Session) -> None:
    publish(session, relaxed())
    assert queries.load_rulebook(session) is queries.load_rulebook(session)


def test_a_destination_is_found_by_its_codes(session: Session) -> None:
    unit, jabatan = make_unit(session), make_jabatan(session)
    make_post(session, unit, jabatan)
    assert queries.find_destination(session, "", "", 5) == (None, None)
    assert queries.find_destination(session, unit.code, "", 5) == (unit.id, 5)
    assert queries.find_destination(session, unit.code, jabatan.code, 5) == (unit.id, jabatan.id)
    for codes in (("U-SAKTI", ""), (unit.code, "J-SAKTI")):
        with pytest.raises(InvalidInput):
            queries.find_destination(session, *codes, 5)


@pytest.mark.parametrize("code", [rule.code for rule in RULES])
def test_the_examples_hold_for_the_least_and_the_most_of_every_figure(code: str) -> None:
    rule = RULE_OF[code]
    for edge in ("least", "most"):
        limits = {one.name: getattr(one, edge) for one in rule.parameters}
        version = replace(rule.shipped(), limits=limits)
        assert [one.verdict.outcome for one in try_cases(version) if not one.is_right] == []


WRITTEN = {FieldKind.DAY: "2026-03-02", FieldKind.NUMBER: "3"}


@pytest.mark.parametrize("field", FIELDS, ids=lambda one: one.name)
def test_every_field_of_a_case_can_be_set_and_left_out(field: object) -> None:
    one = next(each for each in FIELDS if each is field)
    written = WRITTEN.get(one.kind) or next(iter(one.choices or ()))
    for changes in ({one.name: written}, {one.name: None}):
        facts = Case("Contoh", changes, Outcome.PASS).facts()
        assert {judge(rule.shipped(), facts).outcome for rule in RULES} <= set(Outcome)


@pytest.mark.parametrize(
    "changes",
    [{"status": "raja"}, {"staff": "-1"}, {"staff": "10001"}, {"staff": "dua"}, {"today": "2026-02-29"}, {"act": ""}],
)
def test_what_a_field_does_not_take_is_no_case(changes: dict[str, str | None]) -> None:
    with pytest.raises(ValueError):
        Case("Contoh", changes, Outcome.PASS).facts()
