"""What BKN approved: recorded row by row, compared with the decree, and never passed over."""

from datetime import date
from typing import Any

import pytest
from sqlalchemy import update
from sqlalchemy.orm import Session

from mutasi_flow.access.domain import Role, grants_of
from mutasi_flow.core import audit
from mutasi_flow.core.actor import Actor
from mutasi_flow.core.errors import Conflict, InvalidInput, NotFound, NotPermitted, Refused
from mutasi_flow.core.runtime import Runtime
from mutasi_flow.core.sheets.run import Upload
from mutasi_flow.inbox import queries as inbox
from mutasi_flow.inbox.service import close_all
from mutasi_flow.people.model import Employee
from mutasi_flow.rules.domain import Act
from mutasi_flow.transfers import dossier, external, trail
from mutasi_flow.transfers.domain import Door, PertekVerdict
from mutasi_flow.transfers.external import Field, Meaning, NewMark, Status, Weight
from mutasi_flow.transfers.gates import Press, Question, ask
from mutasi_flow.transfers.model import Exemption, Transfer
from mutasi_flow.transfers.queries import TransferCard, find_card
from mutasi_flow.transfers.service import announce
from mutasi_flow.transfers.service.pertek import NewLetter, NewRow, link_row, note_status, record_pertek
from mutasi_flow.transfers.service.pertek_import import PERTEK_ROWS
from mutasi_flow.transfers.service.tasks import open_stages
from mutasi_flow.transfers.workflow import Action, State
from tests.browsing import Browser
from tests.factories import make_employee, make_post, make_unit
from tests.people.sheets_of_people import attempt, bring_in, reasons, round_trip
from tests.transfers.scene import Scene, build_scene
from tests.transfers.test_pages import SignIn, Town
from tests.transfers.test_route_engine import PAPER, answer, as_role, make_managerial

LETTER = NewLetter("PG-1/PERTEK/2026", date(2026, 3, 1), "Kanreg BKN", date(2026, 6, 1))
ACCEPTED, REFUSED, INCOMPLETE = PertekVerdict


@pytest.fixture
def scene(session: Session) -> Scene:
    built = build_scene(session, modules={"peers": False})
    make_managerial(built)
    return built


def approved(scene: Scene, person: Employee | None = None) -> str:
    """Bring a managerial move to where BKN is asked; another person goes to another unit."""
    author, kept = scene.me, (scene.employee, scene.me, scene.new)
    if person is not None:
        author, scene.employee = scene.actors["planner"], person
        scene.actors[f"employee:{person.id}"], scene.new = author, make_unit(scene.session, "SDN Ketiga", scene.root)
        make_post(scene.session, scene.new, scene.teacher)
    number = scene.draft(door=Door.UNIT if person else Door.OWN)
    scene.press(number, Action.SUBMIT, author)
    scene.employee, scene.actors[f"employee:{kept[0].id}"], scene.new = kept
    scene.press(number, Action.CONCLUDE_CONSULTATION, "verifier")
    answer(scene, "deliberate", as_role(scene, Role.TEAM_MEMBER), "recommended", **PAPER)
    scene.press(number, Action.APPROVE, "decider")
    return number


def announced(scene: Scene, person: Employee | None = None) -> str:
    """Bring a move so far and announce it: sheets match only what is no secret to who brings them in."""
    number = approved(scene, person)
    announce(scene.session, number, actor=scene.actors["decider"], clock=scene.clock)
    return number


def row(scene: Scene, verdict: PertekVerdict = ACCEPTED, reason: str = "", **words: object) -> NewRow:
    given = {
        "nip": scene.employee.nip,
        "name": f"Dra. {scene.employee.name.upper()}, M.Pd.",
        "rank": "Penata (III/c)",
        "to_post": "KEPALA BIDANG",
        "to_unit": "SDN Baru, Kab. Contoh",
        **words,
    }
    return NewRow(verdict=verdict, reason=reason, **given)  # type: ignore[arg-type]


def record(scene: Scene, number: str, new: NewRow, letter: NewLetter = LETTER, who: str = "verifier") -> int:
    return record_pertek(scene.session, number, letter, new, actor=scene.actors[who], clock=scene.clock)


def card_of(scene: Scene, number: str) -> TransferCard:
    card = find_card(scene.session, number)
    assert card is not None
    return card


def obstacles(scene: Scene, number: str, **press: object) -> list[str]:
    question = Question(scene.session, card_of(scene, number), scene.actors["signer"], scene.clock, Press(**press))  # type: ignore[arg-type]
    return [str(text) for text in ask(Action.DECREE, question)]


def actions(scene: Scene, number: str) -> list[str]:
    return [one.action for one in audit.trail(scene.session, trail.chain_of(card_of(scene, number).id))]


def test_a_row_that_agrees_however_it_is_written_opens_the_decree(scene: Scene) -> None:
    number = approved(scene)
    assert obstacles(scene, number) == ["Belum tercatat: Pertimbangan teknis BKN."]
    record(scene, number, row(scene))
    assert obstacles(scene, number) == []
    scene.press(number, Action.DECREE, "signer")
    assert card_of(scene, number).state is State.DECREED
    assert actions(scene, number)[-2:] == ["pertek_recorded", "decreed"]


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ({"to_unit": "SDN Lain"}, "Unit baru: pertek menyebut “SDN Lain”, SK akan menyebut “SDN Baru”."),
        (
            {"to_post": "Kepala Seksi"},
            "Jabatan baru: pertek menyebut “Kepala Seksi”, SK akan menyebut “Kepala Bidang”.",
        ),
    ],
)
def test_a_difference_stops_the_decree_until_a_corrected_row(scene: Scene, words: dict[str, Any], told: str) -> None:
    number = approved(scene)
    record(scene, number, row(scene, **words))
    assert told in obstacles(scene, number)
    assert "Pertek BKN berbeda dari isi SK: pegawai, unit, atau jabatan." in " ".join(obstacles(scene, number))
    with pytest.raises(Refused):
        scene.press(number, Action.DECREE, "signer")
    record(scene, number, row(scene))
    scene.press(number, Action.DECREE, "signer")


def test_differences_that_only_warn_and_fields_that_are_not_said_stop_nothing(scene: Scene) -> None:
    number = approved(scene)
    record(scene, number, row(scene, rank="IV/a", from_unit="Dinas Lain", to_post="", to_unit=""))
    assert obstacles(scene, number) == []


def test_the_decree_begins_when_bkn_says_and_another_day_is_a_difference(scene: Scene) -> None:
    number = approved(scene)
    record(scene, number, row(scene, effective_on=date(2026, 5, 1)))
    assert obstacles(scene, number) == []
    assert any(text.startswith("TMT") for text in obstacles(scene, number, effective_on=date(2026, 4, 1)))
    scene.press(number, Action.DECREE, "signer")
    assert card_of(scene, number).effective_on == date(2026, 5, 1)


def test_a_letter_past_its_validity_carries_no_decree(scene: Scene) -> None:
    number = approved(scene)
    record(scene, number, row(scene), NewLetter("P/2", date(2026, 1, 1), "BKN", date(2026, 3, 2)))
    assert obstacles(scene, number) == []
    scene.moving.forward(1)
    assert obstacles(scene, number) == ["Pertek P/2 berlaku sampai 2026-03-02."]


def test_an_incomplete_row_waits_and_a_refused_one_opens_its_transfer_while_others_go_on(scene: Scene) -> None:
    other = make_employee(scene.session, scene.old, scene.teacher)
    first, second = approved(scene), approved(scene, other)
    record(scene, first, row(scene, INCOMPLETE, "SKP 2025 belum ada."))
    assert [task.kind for task in scene.open_tasks()] == ["pertek", "pertek"]
    record(scene, second, row(scene, nip=other.nip, name=other.name, to_unit="SDN Ketiga"))
    record(scene, first, row(scene, REFUSED, "Jabatan tidak lowong."), NewLetter("P/3", date(2026, 3, 2), "BKN"))
    reopened = card_of(scene, first)
    assert (reopened.state, reopened.closing_reason) == (State.CONSULTED, "Jabatan tidak lowong.")
    assert [task.kind for task in scene.open_tasks()] == ["decree", "decide"]
    assert actions(scene, first)[-2:] == ["pertek_recorded", "reopened"]
    scene.press(second, Action.DECREE, "signer")
    scene.press(first, Action.APPROVE, "decider")
    assert obstacles(scene, first)[1] == "Pertek P/3: Ditolak (TMS). Jabatan tidak lowong."


def test_a_row_that_is_refused_after_it_was_accepted_opens_the_transfer_too(scene: Scene) -> None:
    number = approved(scene)
    record(scene, number, row(scene))
    record(scene, number, row(scene, REFUSED, "Pertek dibatalkan."), NewLetter("P/9", date(2026, 3, 2), "BKN"))
    assert card_of(scene, number).state is State.CONSULTED


def test_leave_from_bkn_covers_a_difference(scene: Scene) -> None:
    number = approved(scene)
    record(scene, number, row(scene, to_unit="SDN Lain"))
    paper, card = scene.bring(number, "exemption_letter"), card_of(scene, number)
    scene.session.add(
        Exemption(
            transfer_id=card.id,
            rule="R17",
            rule_version="R17/1",
            to_unit_id=card.to_unit_id,
            to_jabatan_id=card.to_jabatan_id,
            authority="bkn",
            official="Kanreg BKN",
            letter_number="1",
            letter_on=date(2026, 3, 2),
            paper_id=paper,
            reason="Salah ketik.",
            recorded_at=scene.clock.now(),
            recorded_by="Verifikator",
        )
    )
    scene.session.flush()
    assert obstacles(scene, number) == []


def test_the_rule_looks_at_the_same_row(scene: Scene) -> None:
    number = approved(scene)

    def verdict() -> str:
        question = Question(scene.session, card_of(scene, number), scene.actors["signer"], scene.clock, Press())
        assert question.act is Act.DECREE
        return next(str(one.outcome) for one in question.evaluation.verdicts if one.code == "R17")

    assert verdict() == "unknown"
    record(scene, number, row(scene, to_unit="SDN Lain"))
    assert verdict() == "fail"
    record(scene, number, row(scene))
    assert verdict() == "pass"


@pytest.mark.parametrize(
    ("changes", "letter", "field"),
    [
        ({"nip": "123"}, LETTER, "nip"),
        ({"nip": "199001012015012002"}, LETTER, "nip"),
        ({"name": " "}, LETTER, "name"),
        ({"to_post": "x" * 301}, LETTER, "to_post"),
        ({"verdict": REFUSED}, LETTER, "reason"),
        ({"verdict": REFUSED, "reason": "x" * 4001}, LETTER, "reason"),
        ({}, NewLetter("", date(2026, 3, 1), "BKN"), "number"),
        ({}, NewLetter("P/1", date(2026, 3, 1), ""), "issued_by"),
        ({}, NewLetter("P/1", date(2026, 3, 3), "BKN"), "letter_on"),
        ({}, NewLetter("P/1", date(2026, 3, 1), "BKN", date(2026, 2, 1)), "valid_until"),
    ],
)
def test_a_row_that_cannot_be_right_is_not_kept(
    scene: Scene, changes: dict[str, object], letter: NewLetter, field: str
) -> None:
    number = approved(scene)
    with pytest.raises(InvalidInput) as refusal:
        record(scene, number, row(scene, **changes), letter)  # type: ignore[arg-type]
    assert refusal.value.field == field
    assert external.list_letters(scene.session, scene.actors["verifier"]) == []


def test_a_letter_has_one_date(scene: Scene) -> None:
    number = approved(scene)
    record(scene, number, row(scene, INCOMPLETE, "Kurang."))
    with pytest.raises(InvalidInput, match="sudah tercatat"):
        record(scene, number, row(scene), NewLetter(LETTER.number, date(2026, 2, 1), "Kanreg BKN"))


def test_nobody_records_the_own_row_nor_without_the_right_nor_too_early(scene: Scene) -> None:
    number = scene.draft()
    scene.press(number, Action.SUBMIT, scene.me)
    with pytest.raises(Conflict):
        record(scene, number, row(scene))
    scene.press(number, Action.CANCEL, "verifier", reason="Salah.")
    number = approved(scene)
    own = Actor(1, "Sendiri", scene.employee.id, grants_of(Role.VERIFIER, ""))
    with pytest.raises(NotPermitted):
        record_pertek(scene.session, number, LETTER, row(scene), actor=own, clock=scene.clock)
    with pytest.raises(NotPermitted):
        record(scene, number, row(scene), who="decider")
    with pytest.raises(NotFound):
        record_pertek(
            scene.session, number, LETTER, row(scene), actor=scene.actor_of(scene.peers[0]), clock=scene.clock
        )


def test_an_office_says_itself_what_a_difference_does(scene: Scene) -> None:
    number = approved(scene)
    record(scene, number, row(scene, to_unit="SDN Lain", rank="IV/a"))
    admin = as_role(scene, Role.ADMIN)
    with pytest.raises(InvalidInput):
        external.weigh_field(scene.session, Field.RANK, Weight.BLOCK, date(2026, 3, 1), actor=admin, clock=scene.clock)
    for field, weight in ((Field.TO_UNIT, Weight.IGNORE), (Field.RANK, Weight.BLOCK)):
        external.weigh_field(scene.session, field, weight, date(2026, 3, 3), actor=admin, clock=scene.clock)
    assert obstacles(scene, number)[0].startswith("Unit baru")
    scene.moving.forward(1)
    assert obstacles(scene, number)[0].startswith("Golongan")


def test_where_a_file_stands_in_siasn_is_kept_with_the_words_of_its_day(scene: Scene) -> None:
    number = approved(scene)
    verifier, admin = scene.actors["verifier"], as_role(scene, Role.ADMIN)

    def note(code: str, day: int = 2) -> Status:
        mark = NewMark(code, date(2026, 3, day), "Dilihat pagi.")
        return note_status(scene.session, number, mark, actor=verifier, clock=scene.clock)

    assert note("5").meaning is Meaning.MEND
    external.word_status(scene.session, Status("5", "Perbaiki berkas", Meaning.MEND), actor=admin, at=scene.clock.now())
    external.word_status(scene.session, Status("5", "Perbaiki", Meaning.MEND), actor=admin, at=scene.clock.now())
    external.word_status(scene.session, Status("77", "Baru", Meaning.DONE), actor=admin, at=scene.clock.now())
    note("5")
    note("77")
    marks = external.list_marks(scene.session, card_of(scene, number).id)
    assert [(mark.code, mark.words) for mark in marks] == [
        ("77", "Baru"),
        ("5", "Perbaiki"),
        ("5", "Perbaikan Dokumen"),
    ]
    for code, day in (("500", 2), ("5", 3)):
        with pytest.raises(InvalidInput):
            note(code, day)
    with pytest.raises(NotPermitted):
        note_status(
            scene.session, number, NewMark("5", date(2026, 3, 2)), actor=scene.actors["decider"], clock=scene.clock
        )
    for wrong in (Status("", "x", Meaning.DONE), Status("123456789", "x", Meaning.DONE), Status("1", "", Meaning.DONE)):
        with pytest.raises(InvalidInput):
            external.word_status(scene.session, wrong, actor=admin, at=scene.clock.now())


def test_every_shipped_status_has_one_meaning() -> None:
    assert len(external.siasn.SHIPPED) == len({one.code for one in external.siasn.SHIPPED.values()}) > 50


HEADER = ("NOMOR PERTEK", "TANGGAL PERTEK", "NIP", "NAMA", "GOLONGAN", "JABATAN BARU", "UNIT BARU", "STATUS", "ALASAN")


def sheet(*rows: tuple[str, ...]) -> Upload:
    return Upload("pertek.csv", "\r\n".join(";".join(line) for line in (HEADER, *rows)).encode())


def line(person: Employee, verdict: str = "MS", reason: str = "", **cells: str) -> tuple[str, ...]:
    given = {"number": "P/7", "on": "01-03-2026", "nip": f"'{person.nip}", "name": person.name, **cells}
    post, unit = cells.get("post", "Kepala Bidang"), cells.get("unit", "SDN Baru")
    return (given["number"], given["on"], given["nip"], given["name"], "III/c", post, unit, verdict, reason)


def test_a_sheet_lets_each_transfer_go_its_own_way(scene: Scene) -> None:
    other, stranger = (make_employee(scene.session, scene.old, scene.teacher) for _ in range(2))
    first, second = announced(scene), announced(scene, other)
    upload = sheet(line(scene.employee), line(other, "TMS", "Tidak lowong.", unit="SDN Ketiga"), line(stranger))
    dry = attempt(scene.session, PERTEK_ROWS, upload)
    assert (dry.new, dry.errors, len(external.list_letters(scene.session, scene.actors["verifier"]))) == (3, 0, 0)
    assert reasons(dry) == [(4, "NIP", "Tidak ada usulan yang menunggu pertek ini. Barisnya disimpan saja.")]
    bring_in(scene.session, PERTEK_ROWS, upload)
    assert card_of(scene, second).state is State.CONSULTED
    assert obstacles(scene, first) == []
    assert [(one.new, one.changed, one.same) for one in round_trip(scene.session, PERTEK_ROWS)] == [(0, 0, 3)] * 2


def test_a_dry_run_names_each_difference_and_a_corrected_row_replaces(scene: Scene) -> None:
    number = announced(scene)
    upload = sheet(line(scene.employee, unit="SDN Lain"))
    assert reasons(attempt(scene.session, PERTEK_ROWS, upload)) == [
        (2, "UNIT BARU", "Unit baru: pertek menyebut “SDN Lain”, SK akan menyebut “SDN Baru”.")
    ]
    bring_in(scene.session, PERTEK_ROWS, upload)
    assert obstacles(scene, number)
    assert bring_in(scene.session, PERTEK_ROWS, sheet(line(scene.employee))).changed == 1
    assert obstacles(scene, number) == []


def test_a_sheet_with_faults_writes_nothing_and_names_row_and_column(scene: Scene) -> None:
    approved(scene)
    person = scene.employee
    upload = sheet(
        line(person),
        line(person),
        line(person, number="P/8", nip="'12345"),
        line(person, "mungkin", number="P/9"),
        line(person, "BTS", number="P/10"),
        line(person, number="P/11", on="01-03-2030"),
        line(make_employee(scene.session), on="02-03-2026"),
        line(person, number="", name=""),
    )
    found = attempt(scene.session, PERTEK_ROWS, upload)
    assert {(number, column) for number, column, _ in reasons(found) if number != 2} >= {
        (3, "NIP"),
        (4, "NIP"),
        (5, "STATUS"),
        (6, "ALASAN"),
        (7, "TANGGAL PERTEK"),
        (8, "NOMOR PERTEK"),
        (9, "NOMOR PERTEK"),
        (9, "NAMA"),
    }
    with pytest.raises(Refused):
        bring_in(scene.session, PERTEK_ROWS, upload)


def test_nobody_imports_the_own_row(scene: Scene) -> None:
    announced(scene)
    own = Actor(None, "Sendiri", scene.employee.id, grants_of(Role.VERIFIER, ""))
    checked = attempt(scene.session, PERTEK_ROWS, sheet(line(scene.employee)))
    with pytest.raises(Refused):
        PERTEK_ROWS.commit(scene.session, checked, own, scene.clock.now())


def test_a_row_about_a_confidential_file_is_taken_up_only_from_who_reads_it(scene: Scene) -> None:
    number, upload = approved(scene), sheet(line(scene.employee))
    checked = attempt(scene.session, PERTEK_ROWS, upload)
    assert [str(reason) for _row, _column, reason in reasons(checked)] == [
        "Tidak ada usulan yang menunggu pertek ini. Barisnya disimpan saja."
    ]
    PERTEK_ROWS.commit(scene.session, checked, scene.actors["verifier"], scene.clock.now())
    assert obstacles(scene, number) == []


def test_a_row_that_came_first_is_taken_up_later(scene: Scene) -> None:
    bring_in(scene.session, PERTEK_ROWS, sheet(line(scene.employee)))
    number = approved(scene)
    (loose,) = external.list_loose(scene.session, scene.employee.nip or "")
    with pytest.raises(NotPermitted):
        link_row(scene.session, number, loose.id, actor=scene.actors["decider"], clock=scene.clock)
    link_row(scene.session, number, loose.id, actor=scene.actors["verifier"], clock=scene.clock)
    assert obstacles(scene, number) == []
    assert inbox.open_tasks(scene.session, trail.ABOUT, card_of(scene, number).id)[0].kind == "decree"
    with pytest.raises(Refused):
        link_row(scene.session, number, loose.id, actor=scene.actors["verifier"], clock=scene.clock)
    scene.press(number, Action.DECREE, "signer")
    with pytest.raises(Conflict):
        link_row(scene.session, number, loose.id, actor=scene.actors["verifier"], clock=scene.clock)


@pytest.fixture
def town(runtime: Runtime, client: Browser, sign_in: SignIn) -> Town:
    return Town(runtime, client, sign_in)


def waiting(town: Town) -> str:
    """Put a file of the town to where BKN is asked."""
    number, clock = town.submit(), town.runtime.clock
    with town.runtime.database.writing() as session:
        changed = {"state": State.APPROVED, "route": "managerial/1"}
        session.execute(update(Transfer).where(Transfer.number == number).values(**changed))
        card = find_card(session, number)
        assert card is not None
        close_all(session, trail.ABOUT, card.id, clock.now())
        open_stages(session, card, State.APPROVED, today=clock.today(), at=clock.now())
    return number


@pytest.mark.both_databases
def test_the_letter_is_recorded_and_compared_by_its_pages(town: Town) -> None:
    number = waiting(town)
    with town.runtime.database.reading() as session:
        person = session.get_one(Employee, town.employee_id)
        nip, name = person.nip, person.name
    town.become("verifier")
    (task,) = town.open_tasks()
    page = f"/usulan/{number}/pertek"
    assert town.client.get(f"/pertek/tugas/{task.id}").headers["Location"] == page
    assert "Belum ada baris pertek" in town.read(page)
    given: dict[str, Any] = {"number": "P/1", "letter_on": "2026-03-01", "issued_by": "BKN", "verdict": "accepted"}
    assert "NIP terdiri dari 18 angka" in town.press(page, 422, **given, nip="12", name=name)
    town.press(page, **given, nip=nip, name=name, to_unit="SDN Lain")
    shown = town.read(page)
    assert "Berbeda: menghalangi SK" in shown
    assert "SDN Lain" in shown
    assert "Pertek berbeda dari isi SK" in town.read(f"/telaah/{number}")
    town.press(page, **given, nip=nip, name=name, to_unit="SDN Baru")
    assert "Berbeda: menghalangi SK" not in town.read(page)
    town.press(f"/usulan/{number}/siasn", code="22", seen_on="2026-03-01")
    assert "22 Sudah TTD Pertek" in town.read(page)
    town.press(f"/usulan/{number}/siasn", 422, code="abc", seen_on="2026-03-01")
    assert "P/1" in town.read("/pertek")
    assert number in town.read("/pertek/1")
    town.read("/pertek/99", 404)
    town.become("signer")
    assert "Catat dari surat" not in town.read(page)
    town.press(f"/telaah/{number}/decree")


def test_who_has_no_part_in_it_reads_no_pertek(town: Town) -> None:
    number = waiting(town)
    (task,) = town.open_tasks()
    for who, listed, file in (("p1", 403, 403), ("staffing", 403, 403), ("admin", 200, 404)):
        town.become(who)
        town.read("/pertek", listed)
        town.read(f"/usulan/{number}/pertek", file)
        town.read(f"/pertek/tugas/{task.id}", 403)
    town.become("decider")
    town.press(f"/usulan/{number}/pertek", 403)


def test_the_administrator_says_what_differences_do_and_what_codes_mean(town: Town) -> None:
    town.become("admin")
    assert "Menghalangi SK" in town.read("/admin/pertek")
    town.press("/admin/pertek", field="rank", weight="block", from_on="2026-03-02")
    town.press("/admin/pertek", 422, field="rank", weight="block", from_on="2020-03-02")
    town.press("/admin/pertek/status", code="77", words="Menunggu kepala", meaning="under_way")
    town.press("/admin/pertek/status", 422, code="", words="Menunggu kepala", meaning="under_way")
    assert "Menunggu kepala" in town.read("/admin/pertek")


def test_a_verifier_imports_pertek_and_nothing_else(town: Town) -> None:
    town.become("verifier")
    assert "Pertimbangan teknis BKN" in town.read("/impor")
    assert "Hari libur" not in town.read("/impor")
    assert "Pertimbangan teknis BKN" in town.read("/impor/pertek")
    town.read("/impor/employees", 403)
    town.become("admin")
    town.read("/impor/pertek", 403)


def test_the_dossier_holds_what_bkn_said(scene: Scene) -> None:
    number = approved(scene)
    record(scene, number, row(scene))
    mark = NewMark("22", date(2026, 3, 2))
    note_status(scene.session, number, mark, actor=scene.actors["verifier"], clock=scene.clock)
    scene.session.execute(update(Transfer).where(Transfer.number == number).values(is_secret=False))
    auditor = scene.actors["auditor"]
    dossier.take(scene.session, number, auditor, scene.clock)
    parts = {part.name: part.data for part in dossier.collect(scene.session, number, auditor, scene.clock).parts}
    assert b"PG-1/PERTEK/2026" in parts["pertek.json"]
    assert b"Sudah TTD Pertek" in parts["siasn.json"]
