"""Numbers set aside, let go, and given by another office: by page, by sheet, and on the road."""

from dataclasses import replace
from datetime import date, timedelta
from io import BytesIO
from typing import Any

import openpyxl
import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from mutasi_flow.core.errors import Conflict, InvalidInput, NotFound, NotPermitted, Refused
from mutasi_flow.core.sheets.columns import Level
from mutasi_flow.core.sheets.read import read_table
from mutasi_flow.letters.domain import DECREE_REGISTER, ReservedState, Shape
from mutasi_flow.letters.model import Letter, ReservedNumber
from mutasi_flow.letters.queries.numbers import find_reserved
from mutasi_flow.letters.service import Purpose, reserve, shape_register
from mutasi_flow.transfers.model import Transfer
from mutasi_flow.transfers.service.numbers import COLUMNS, NUMBERS, Given, check, commit, export, record_given
from mutasi_flow.transfers.workflow import Action
from tests.factories import NOW, TODAY
from tests.transfers.scene import Scene, build_scene
from tests.transfers.test_pages import Town, town
from tests.transfers.test_signing import decreed

__all__ = ["town"]
NUMBER = "800.1.3.1/48/SETDA/2026"


@pytest.fixture
def scene(session: Session) -> Scene:
    return build_scene(session)


@pytest.fixture
def approved(scene: Scene) -> str:
    number = scene.to_consulted()
    scene.press(number, Action.APPROVE, "decider")
    return number


def elsewhere(scene: Scene) -> None:
    shape = Shape("{klas}/{urut}/SETDA/{tahun}")
    actor = scene.actors["verifier"]
    shape_register(scene.session, DECREE_REGISTER, TODAY.year, shape, is_elsewhere=True, actor=actor, at=NOW)


def record(scene: Scene, transfer: str, number: str = NUMBER, on: date = TODAY, who: str = "verifier") -> None:
    given = Given(transfer, number, on)
    record_given(scene.session, given, actor=scene.actors[who], today=TODAY, at=NOW)


def letter(scene: Scene) -> Letter:
    return scene.session.scalars(select(Letter)).one()


def test_a_decree_waits_for_the_number_of_the_other_office_and_takes_its_day(scene: Scene, approved: str) -> None:
    elsewhere(scene)
    with pytest.raises(Refused) as refusal:
        scene.press(approved, Action.DECREE, "signer")
    assert "belum dicatat di buku agenda" in str(refusal.value.reasons[0])
    before = TODAY - timedelta(days=2)
    record(scene, approved, on=before)
    scene.press(approved, Action.DECREE, "signer")
    made = letter(scene)
    assert (made.number, made.dated_on, made.context["dated_words"]) == (NUMBER, before, "28 Februari 2026")
    assert made.context["number"] == NUMBER


def test_another_number_for_the_same_decree_makes_the_former_one_void(scene: Scene, approved: str) -> None:
    record(scene, approved)
    record(scene, approved, "49/SETDA/2026")
    rows = scene.session.execute(select(ReservedNumber.number, ReservedNumber.state).order_by(ReservedNumber.id)).all()
    assert [tuple(row) for row in rows] == [
        (NUMBER, ReservedState.VOID),
        ("49/SETDA/2026", ReservedState.RESERVED),
    ]
    with pytest.raises(Conflict):
        record(scene, approved)


def test_who_may_record_for_what(scene: Scene, approved: str) -> None:
    with pytest.raises(NotFound):
        record(scene, "M-2026-99999")
    with pytest.raises(NotPermitted):
        record(scene, approved, who="auditor")
    own = replace(scene.actors["verifier"], employee_id=scene.employee.id)
    with pytest.raises(NotPermitted):
        record_given(scene.session, Given(approved, NUMBER, TODAY), actor=own, today=TODAY, at=NOW)
    with pytest.raises(InvalidInput):
        record(scene, approved, on=TODAY + timedelta(days=1))
    scene.press(approved, Action.DECREE, "signer")
    with pytest.raises(Conflict):
        record(scene, approved)


def sheet(*rows: tuple[Any, ...]) -> bytes:
    book = openpyxl.Workbook()
    page = book.active
    assert page is not None
    page.append(["nomor_usulan", "NIP", "nomor_naskah", "tanggal_naskah", "nama_pengirim"])
    for row in rows:
        page.append(row)
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def found(scene: Scene, *rows: tuple[Any, ...]) -> tuple[list[str], list[str]]:
    checked = check(scene.session, read_table(sheet(*rows), "nomor.xlsx", COLUMNS), TODAY)
    told: dict[Level, list[str]] = {Level.ERROR: [], Level.WARNING: []}
    for problem in checked.problems:
        told[problem.level].append(str(problem.reason))
    return told[Level.ERROR], told[Level.WARNING]


def test_a_sheet_of_the_other_office_is_brought_in(scene: Scene, approved: str) -> None:
    elsewhere(scene)
    row = (approved, scene.employee.nip, NUMBER, date(2026, 3, 1), "Dr. Hadi Wibowo")
    checked = check(scene.session, read_table(sheet(row), "nomor.xlsx", COLUMNS), TODAY)
    assert (checked.errors, checked.new) == (0, 1)
    commit(scene.session, checked, scene.actors["verifier"], NOW)
    transfer_id = scene.session.scalars(select(Transfer.id)).one()
    kept = find_reserved(scene.session, "transfer", transfer_id, DECREE_REGISTER, 2026)
    assert kept is not None
    assert kept.number == NUMBER
    assert scene.session.get_one(ReservedNumber, kept.id).details == {"nama_pengirim": "Dr. Hadi Wibowo"}
    again = check(scene.session, read_table(sheet(row), "nomor.xlsx", COLUMNS), TODAY)
    assert (again.errors, again.new, again.same) == (0, 0, 1)
    (exported,) = export(scene.session)
    assert exported[0] == approved
    assert exported[3] == NUMBER


def test_a_sheet_tells_doubles_and_what_does_not_fit(scene: Scene, approved: str) -> None:
    day = date(2026, 3, 1)
    assert found(scene, ("M-0", "", NUMBER, day, ""))[0] == ["Usulan M-0 tidak ditemukan."]
    assert found(scene, (approved, "198001012005011001", NUMBER, day, ""))[0]
    assert found(scene, (approved, "", NUMBER, date(2026, 4, 1), ""))[0]
    assert found(scene, (approved, "", NUMBER, None, ""))[0]
    assert found(scene, (approved, "", None, None, "")) == ([], [])
    doubled = ((approved, "", NUMBER, day, ""), (approved, "", NUMBER.lower(), day, ""))
    assert len(found(scene, *doubled)[0]) == 1
    scene.press(approved, Action.DECREE, "signer")
    assert found(scene, (approved, "", "x/1", day, ""))[0] == ["Usulan ini tidak sedang menunggu SK."]


def test_a_number_in_the_book_is_not_brought_in_again(scene: Scene, approved: str) -> None:
    record(scene, approved)
    assert found(scene, (approved, "", NUMBER, date(2026, 3, 1), ""))[0]


def test_a_confidential_transfer_is_not_in_the_sheet(scene: Scene, approved: str) -> None:
    scene.session.execute(update(Transfer).values(is_secret=True))
    assert list(export(scene.session)) == []
    assert found(scene, (approved, "", NUMBER, date(2026, 3, 1), ""))[0] == [f"Usulan {approved} tidak ditemukan."]
    assert NUMBERS.kind == "numbers"


@pytest.mark.both_databases
def test_numbers_by_page(town: Town) -> None:
    decreed(town)
    town.become("verifier")
    page = town.read("/buku-agenda/sk/nomor")
    assert "Tidak ada nomor yang dicadangkan atau batal." in page
    assert "Tidak ada nomor yang terlewat." in page
    day = {"dated_on-day": 2, "dated_on-month": 3, "dated_on-year": 2026}
    town.press("/buku-agenda/sk/nomor", 422, count=0, purpose="", **day)
    town.press("/buku-agenda/sk/nomor", count=2, purpose="Pelantikan Maret", **day)
    page = town.read("/buku-agenda/sk/nomor")
    assert page.count("Pelantikan Maret") == 2
    town.press("/buku-agenda/nomor/1/batal", 422, because="")
    town.press("/buku-agenda/nomor/1/batal", because="Batal dilantik")
    town.read("/buku-agenda/nomor/1/batal", 404)
    assert "Batal dilantik" in town.read("/buku-agenda/sk/nomor")
    assert "1 dicadangkan" in town.read("/buku-agenda")
    answer = town.client.get("/buku-agenda.xlsx")
    rows = list(openpyxl.load_workbook(BytesIO(answer.data)).worksheets[0].iter_rows(values_only=True))
    assert [row[5] for row in rows[1:4]] == [
        "Belum ditandatangani",
        "Batal, tidak dipakai lagi: Batal dilantik",
        "Dicadangkan",
    ]
    town.read("/buku-agenda/tidakada/nomor", 404)
    town.become("p0")
    town.read("/buku-agenda/sk/nomor", 403)


def test_the_administrator_gives_a_register_to_another_office(town: Town) -> None:
    town.become("admin")
    assert "Berikutnya" in town.read("/admin/penomoran")
    assert "Pola nomor surat" in town.read("/admin/penomoran/sk")
    town.press("/admin/penomoran/surat", 422, pattern="800.1.3.1/{urut}/BKPSDM/{tahun}")
    town.press("/admin/penomoran/sk", 422, pattern="{urut}{tahun}")
    town.press("/admin/penomoran/sk", pattern="{klas}/{urut}/SETDA/{tahun}", is_elsewhere="ya")
    assert "Dinomori kantor lain" in town.read("/admin/penomoran")
    town.read("/admin/penomoran/import", 404)
    town.become("verifier")
    page = town.read("/buku-agenda/sk/nomor")
    assert "dinomori kantor lain" in page
    assert "Cadangkan nomor" not in page
    day = {"given_on-day": 1, "given_on-month": 3, "given_on-year": 2026}
    town.press("/buku-agenda/sk/nomor/luar", 404, transfer="M-0", number=NUMBER, **day)
    town.read("/admin/penomoran", 403)


DECEMBER = date(TODAY.year - 1, 12, 30)


def test_a_number_of_december_serves_the_decree_after_new_year(scene: Scene, approved: str) -> None:
    elsewhere(scene)
    record(scene, approved, on=DECEMBER)
    assert found(scene, (approved, None, NUMBER, DECEMBER, "Sekda"))[0] == [], "the same sheet once more"
    scene.press(approved, Action.DECREE, "signer")
    made = letter(scene)
    assert (made.number, made.dated_on, made.year) == (NUMBER, DECEMBER, DECEMBER.year)


def test_a_later_number_lets_that_of_december_go(scene: Scene, approved: str) -> None:
    record(scene, approved, on=DECEMBER)
    record(scene, approved, "1/SETDA/2026")
    states = scene.session.scalars(select(ReservedNumber.state).order_by(ReservedNumber.id)).all()
    assert states == [ReservedState.VOID, ReservedState.RESERVED]


def test_a_number_of_our_own_book_serves_its_year_only(scene: Scene, approved: str) -> None:
    transfer_id = scene.session.scalars(select(Transfer.id).where(Transfer.number == approved)).one()
    wanted = [Purpose("Dicadangkan", "transfer", transfer_id)]
    actor = scene.actors["verifier"]
    reserve(scene.session, DECREE_REGISTER, wanted, dated_on=DECEMBER, kind="transfer_decree", actor=actor, at=NOW)
    scene.press(approved, Action.DECREE, "signer")
    assert letter(scene).year == TODAY.year
    assert find_reserved(scene.session, "transfer", transfer_id, DECREE_REGISTER, DECEMBER.year) is not None
