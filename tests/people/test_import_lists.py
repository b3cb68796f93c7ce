from datetime import date

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from mutasi_flow.core import audit
from mutasi_flow.core.sheets.header import normalise
from mutasi_flow.core.sheets.importer import Importer
from mutasi_flow.people.domain import Predicate, Severity
from mutasi_flow.people.model import Discipline, Employee, Holiday, PerformanceYear, Place
from mutasi_flow.people.offers import IMPORTERS
from mutasi_flow.people.service.imports.calendar import CALENDAR
from mutasi_flow.people.service.imports.places import PLACES
from mutasi_flow.people.service.imports.years import DISCIPLINE, PERFORMANCE
from tests.factories import make_employee
from tests.people.sheets_of_people import attempt, bring_in, reasons, round_trip, text_sheet

NIP = "199001012015031901"


@pytest.fixture
def employee(session: Session) -> Employee:
    return make_employee(session, nip=NIP)


def test_holidays(session: Session) -> None:
    text = "tanggal;hari libur\n17 Agustus 2026;Hari Kemerdekaan\n2026-12-25;Natal\n"
    assert bring_in(session, CALENDAR, text_sheet(text)).new == 2
    assert bring_in(session, CALENDAR, text_sheet(text.replace("Natal", "Hari Natal"))).changed == 1
    session.expire_all()
    days = {each.day: (each.name, each.source) for each in session.scalars(select(Holiday))}
    assert days == {date(2026, 8, 17): ("Hari Kemerdekaan", "import"), date(2026, 12, 25): ("Hari Natal", "import")}
    assert [checked.same for checked in round_trip(session, CALENDAR)] == [2, 2]
    noted = [(row.action, row.about_kind, row.payload["changed"]) for row in audit.trail(session, "office")]
    assert noted == [("imported", "calendar", 0), ("imported", "calendar", 1)]


def test_places(session: Session) -> None:
    text = "npsn,nama,kecamatan,lat,lng,medan\n1001,SD Negeri 1,Sagara,-5.25,104.5,perbukitan\n1002,SD Negeri 2,Sagara,,,\n"
    assert bring_in(session, PLACES, text_sheet(text)).new == 2
    place = session.scalars(select(Place).where(Place.code == "1001")).one()
    assert (place.latitude, place.longitude, place.terrain) == (-5.25, 104.5, "perbukitan")
    assert [checked.same for checked in round_trip(session, PLACES)] == [2, 2]


def test_performance(session: Session, employee: Employee) -> None:
    text = f"NIP,Tahun,Predikat\n{NIP},2024,Baik\n{NIP},2025,1\n"
    assert bring_in(session, PERFORMANCE, text_sheet(text)).new == 2
    rows = session.execute(select(PerformanceYear.employee_id, PerformanceYear.year, PerformanceYear.predicate)).all()
    assert set(rows) == {(employee.id, 2024, Predicate.GOOD), (employee.id, 2025, Predicate.VERY_GOOD)}
    assert [checked.same for checked in round_trip(session, PERFORMANCE)] == [2, 2]


def test_discipline(session: Session, employee: Employee) -> None:
    text = f"nip;tingkat;jenis hukuman;sk nomor;tmt hukuman;akhir hukuman\n{NIP};S;Potongan tunjangan;800/7;01-01-2026;30-06-2026\n"
    assert bring_in(session, DISCIPLINE, text_sheet(text)).new == 1
    found = session.scalars(select(Discipline)).one()
    assert (found.employee_id, found.severity, found.to_on) == (employee.id, Severity.MODERATE, date(2026, 6, 30))
    assert [checked.same for checked in round_trip(session, DISCIPLINE)] == [1, 1]


FAULTS: list[tuple[Importer, str, str]] = [
    (CALENDAR, "tanggal,nama\n30-02-2026,X\n", "kalender"),
    (CALENDAR, "tanggal,nama\n01-01-2026,X\n2026-01-01,Y\n", "Sama dengan baris 2"),
    (PLACES, "kode,nama,lintang\n1,A,95\n", "Koordinat"),
    (PLACES, "kode,nama\n1,A\n1,B\n", "Sama dengan baris 2"),
    (PERFORMANCE, "nip,tahun,predikat\n199001012015031909,2025,Baik\n", "tidak ada di daftar"),
    (PERFORMANCE, f"nip,tahun,predikat\n{NIP},2025,Hebat\n", "Predikat tidak dikenal"),
    (PERFORMANCE, f"nip,tahun,predikat\n{NIP},2090,Baik\n", "Tahun ini"),
    (PERFORMANCE, f"nip,tahun,predikat\n{NIP},2025,Baik\n{NIP},2025,Baik\n", "Sama dengan baris 2"),
    (DISCIPLINE, f"nip,tingkat,tmt\n{NIP},Parah,01-01-2026\n", "Tingkat hukuman"),
    (DISCIPLINE, f"nip,tingkat,tmt,akhir\n{NIP},R,01-01-2026,01-01-2025\n", "Hari terakhir"),
]


@pytest.mark.parametrize(("importer", "text", "words"), FAULTS)
@pytest.mark.usefixtures("employee")
def test_faults_are_named(session: Session, importer: Importer, text: str, words: str) -> None:
    checked = attempt(session, importer, text_sheet(text))
    assert checked.errors == 1
    assert words in reasons(checked)[0][2]


@pytest.mark.parametrize("importer", IMPORTERS, ids=lambda importer: importer.kind)
def test_every_kind_names_its_columns_once(importer: Importer) -> None:
    spelled = [each for column in importer.columns for each in {normalise(word) for word in column.spellings}]
    assert len(spelled) == len(set(spelled))
    assert all(str(column.meaning).endswith(".") for column in importer.columns)


@pytest.mark.parametrize("importer", IMPORTERS, ids=lambda importer: importer.kind)
def test_an_empty_office_exports_an_empty_sheet(session: Session, importer: Importer) -> None:
    assert list(importer.export(session)) == []
