from datetime import date

import pytest
from sqlalchemy.orm import Session

from mutasi_flow.core import audit
from mutasi_flow.core.actor import Actor, Grant, Permission
from mutasi_flow.core.clock import Clock
from mutasi_flow.core.errors import InvalidInput, NotFound, NotPermitted, Refused
from mutasi_flow.people.domain import JabatanKind
from mutasi_flow.people.model import Jabatan
from mutasi_flow.planning.matching import queries, service
from mutasi_flow.planning.matching.domain import USUAL_WEIGHTS, Ask, AskKind, Part
from mutasi_flow.planning.matching.service.imports import REQUIREMENTS
from tests.factories import NOW, TODAY, make_jabatan
from tests.people.sheets_of_people import attempt, bring_in, reasons, round_trip, sheet

PLANNER = Actor(1, "Perencana", None, (Grant(Permission.PLAN),))
SCHOOLING = Ask(AskKind.EDUCATION, "", 40)
LAW = "PermenPANRB 38/2017"


def nurse(session: Session) -> Jabatan:
    return make_jabatan(session, "Perawat Terampil", JabatanKind.FUNCTIONAL, level="TR")


def add(session: Session, jabatan: Jabatan, ask: Ask, **days: date | None) -> int:
    given = {"from_on": None, "to_on": None, **days}
    return service.add_ask(session, jabatan.id, ask, **given, source=LAW, actor=PLANNER, at=NOW)


def test_a_recorded_requirement_holds_within_its_days_and_the_default_outside(session: Session) -> None:
    jabatan = nurse(session)
    add(session, jabatan, SCHOOLING, from_on=date(2026, 1, 1), to_on=date(2026, 12, 31))
    assert queries.load_asked(session, TODAY).of(jabatan.id, "").education == 40
    later = queries.load_asked(session, date(2027, 1, 1), [jabatan.id])
    assert later.of(jabatan.id, "").education == 15
    assert later.name(jabatan.id) == "Perawat Terampil"
    (told,) = [one for one in later.sources(jabatan.id, "") if one.ask.kind is AskKind.EDUCATION]
    assert not told.is_recorded


def test_what_is_added_ended_and_taken_back_stands_in_the_trail(session: Session) -> None:
    jabatan = nurse(session)
    key = add(session, jabatan, SCHOOLING)
    with pytest.raises(Refused):
        add(session, jabatan, Ask(AskKind.EDUCATION, "", 30), from_on=TODAY)
    assert service.end_ask(session, key, date(2026, 1, 31), actor=PLANNER, at=NOW) == jabatan.id
    add(session, jabatan, Ask(AskKind.EDUCATION, "", 30), from_on=date(2026, 2, 1))
    with pytest.raises(Refused):
        service.end_ask(session, key, date(2026, 2, 1), actor=PLANNER, at=NOW)
    add(session, jabatan, Ask(AskKind.STUDY, "Keperawatan"))
    add(session, jabatan, Ask(AskKind.STUDY, "Kebidanan"))
    assert service.remove_ask(session, key, actor=PLANNER, at=NOW) == jabatan.id
    actions = [one.action for one in audit.trail(session, "people:202603") if one.about_id == jabatan.id]
    assert actions == [
        *["jabatan_requirement_added", "jabatan_requirement_ended"],
        *["jabatan_requirement_added"] * 3,
        "jabatan_requirement_removed",
    ]
    assert [row.ask.kind for row in queries.list_asks_of(session, jabatan.id)].count(AskKind.STUDY) == 2


def test_only_keepers_of_the_whole_office_change_requirements_and_weights(session: Session, clock: Clock) -> None:
    jabatan = nurse(session)
    key = add(session, jabatan, SCHOOLING)
    for stranger in (Actor(2, "Atasan", None, (Grant(Permission.SUPERVISE),)), Actor(3, "X", None, (Grant(Permission.PLAN, "/1/"),))):  # fmt: skip
        with pytest.raises(NotPermitted):
            service.end_ask(session, key, TODAY, actor=stranger, at=NOW)
        with pytest.raises(NotPermitted):
            service.set_weights(session, USUAL_WEIGHTS, TODAY, LAW, actor=stranger, clock=clock)
    with pytest.raises(NotFound):
        service.remove_ask(session, key + 1, actor=PLANNER, at=NOW)
    with pytest.raises(InvalidInput):
        add(session, jabatan, Ask(AskKind.STUDY, "Ners"), from_on=TODAY, to_on=date(2026, 1, 1))


def test_weights_are_dated_rows_and_the_usual_ones_hold_until_then(session: Session, clock: Clock) -> None:
    usual = queries.load_weights(session, TODAY)
    assert usual.weights == tuple(USUAL_WEIGHTS.values())
    assert usual.share(Part.EDUCATION) == 25
    later = date(2026, 4, 1)
    given = {part: 10 if part is Part.WISH else 0 for part in Part}
    service.set_weights(session, given, later, "SK Bupati 1", actor=PLANNER, clock=clock)
    assert queries.load_weights(session, TODAY) == usual
    assert queries.load_weights(session, later) == (tuple(given.values()), later, "SK Bupati 1")
    assert queries.load_weights(session, later).share(Part.WISH) == 100
    with pytest.raises(Refused):
        service.set_weights(session, given, later, "SK Bupati 2", actor=PLANNER, clock=clock)
    for wrong, day in (({**given, Part.RANK: 101}, date(2026, 5, 1)), (dict.fromkeys(Part, 0), date(2026, 5, 1)), (given, date(2026, 1, 1))):  # fmt: skip
        with pytest.raises(InvalidInput):
            service.set_weights(session, wrong, day, LAW, actor=PLANNER, clock=clock)


def row(jabatan: str, kind: str, **others: object) -> dict[str, object]:
    return {"KODE JABATAN": jabatan, "SYARAT": kind, "DASAR": LAW, **others}


def test_requirements_come_in_by_a_sheet_and_go_out_the_same(session: Session) -> None:
    jabatan = nurse(session)
    rows = [
        row(jabatan.code, "Pendidikan paling rendah", ISI="D-III"),
        row(jabatan.name, "bidang studi", ISI="Keperawatan"),
        row(jabatan.code, "Kompetensi", ISI="Kerja sama", TINGKAT="3", MULAI="01-01-2026"),
        row(jabatan.code, "Pengalaman di bidangnya", TINGKAT="2"),
    ]
    checked = bring_in(
        session, REQUIREMENTS, sheet(rows, ["KODE JABATAN", "SYARAT", "ISI", "TINGKAT", "MULAI", "DASAR"])
    )
    assert (checked.new, checked.errors) == (4, 0), reasons(checked)
    assert [(again.same, again.rows) for again in round_trip(session, REQUIREMENTS)] == [(4, 4), (4, 4)]
    asks = queries.load_asked(session, TODAY).of(jabatan.id, "")
    assert (asks.education, asks.months, asks.competences) == (30, 24, (("kerja sama", 3),))
    listed, after = queries.list_asked(session, "perawat", TODAY, is_recorded=True)
    assert [(one.id, one.recorded) for one in listed] == [(jabatan.id, 4)]
    assert after == ""


def test_a_sheet_names_every_row_that_cannot_be(session: Session) -> None:
    jabatan = nurse(session)
    add(session, jabatan, SCHOOLING)
    rows = [
        row("TIDAK-ADA", "Bidang studi", ISI="Keperawatan"),
        row(jabatan.code, "Hobi", ISI="Memancing"),
        row(jabatan.code, "Kompetensi", ISI="Kerja sama", TINGKAT="9"),
        row(jabatan.code, "Pendidikan paling rendah", ISI="D-III", MULAI="01-01-2026"),
        row(jabatan.code, "Bidang studi", ISI="Ners", MULAI="02-01-2026", SAMPAI="01-01-2026"),
        row(jabatan.code, "Rumpun jabatan", ISI="Kesehatan"),
        row(jabatan.code, "Rumpun jabatan", ISI="Pendidikan"),
    ]
    columns = ["KODE JABATAN", "SYARAT", "ISI", "TINGKAT", "MULAI", "SAMPAI", "DASAR"]
    checked = attempt(session, REQUIREMENTS, sheet(rows, columns))
    assert checked.errors == 6, reasons(checked)
