"""The other signatures on minutes: members sign in ink or refuse, and the secretary records it with the scan."""

import io
import json
from dataclasses import replace
from datetime import timedelta
from hashlib import sha256
from typing import Any

import pytest
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from mutasi_flow.access.domain import Role
from mutasi_flow.access.service import NewReader, add_readers
from mutasi_flow.core import audit
from mutasi_flow.core.actor import Actor
from mutasi_flow.core.errors import Conflict, InvalidInput, NotFound, NotPermitted
from mutasi_flow.core.files import FileStore
from mutasi_flow.core.uploads import Examined
from mutasi_flow.inbox.model import Notice
from mutasi_flow.letters.model import Letter
from mutasi_flow.transfers import deliberation, dossier, trail
from mutasi_flow.transfers.deliberation import NewSignatures, Said, SignatureRow
from mutasi_flow.transfers.domain.team import Aside, Signed
from mutasi_flow.transfers.model.deliberation import MinutesSignature
from mutasi_flow.transfers.queries import find_card
from tests.core.hostile_files import photo
from tests.factories import NOW, TODAY
from tests.transfers.test_sitting_pages import Hall, hall
from tests.transfers.test_sittings import YES, Room, room

__all__ = ["hall", "room"]
SCAN = Examined(b"%PDF-1.7 tanda tangan", "application/pdf", ".pdf", 1)
INK = Said(Signed.SIGNED)
NO = Said(Signed.REFUSED, "Tidak sependapat dengan hasilnya.")


class Desk:
    """A closed sitting of five, where one member was away, and its minutes."""

    def __init__(self, room: Room, files: FileStore) -> None:
        self.room, self.files = room, files
        self.sitting_id = room.call(room.send(room.scene.employee))
        room.attend(self.sitting_id, "second")
        room.advise(self.sitting_id, room.numbers[0], YES)
        room.close(self.sitting_id)
        self.letter_id = deliberation.list_minutes(room.session, self.sitting_id)[0].id

    def record(self, who: str | Actor = "secretary", letter_id: int | None = None, /, **given: Any) -> int:
        found = {self.key(name): said for name, said in given.pop("found", {"first": INK}).items()}
        new = NewSignatures(found, given.get("signed_on", TODAY), given.get("scan", SCAN))
        actor = who if isinstance(who, Actor) else self.room.members[who]
        clock = self.room.scene.clock
        wanted = self.letter_id if letter_id is None else letter_id
        return deliberation.record_signatures(
            self.room.session, self.files, self.sitting_id, wanted, new, actor=actor, clock=clock
        )

    def sign(self, who: str | Actor, said: Said = INK) -> str:
        actor = who if isinstance(who, Actor) else self.room.members[who]
        clock = self.room.scene.clock
        return deliberation.sign_own(self.room.session, self.sitting_id, self.letter_id, said, actor=actor, clock=clock)

    def key(self, name: str) -> int:
        return self.room.members[name].employee_id or 0

    def rows(self) -> dict[int, SignatureRow]:
        board = self.room.board(self.sitting_id)
        return {
            one.seat.employee_id: one for one in deliberation.list_signatures(self.room.session, board, self.letter_id)
        }


@pytest.fixture
def desk(room: Room, tmp_path: Any) -> Desk:
    return Desk(room, FileStore(tmp_path))


def test_those_who_were_there_sign_or_refuse_and_the_last_record_counts(desk: Desk) -> None:
    deputy, secretary, first = map(desk.key, ("deputy", "secretary", "first"))
    assert set(desk.rows()) == {deputy, secretary, first}  # the chair signed by closing, one was away
    assert not any(one.outcome for one in desk.rows().values())
    assert desk.record(found={"deputy": NO, "first": INK}) == 2
    rows = desk.rows()
    assert (rows[deputy].outcome, rows[deputy].reason, rows[deputy].file_key) == (Signed.REFUSED, NO.reason, "")
    assert desk.files.get(rows[first].file_key) == SCAN.data
    assert rows[secretary].outcome is None
    desk.record("chair", found={"deputy": INK})
    assert desk.rows()[deputy].outcome is Signed.SIGNED
    assert desk.room.session.scalar(select(func.count()).select_from(MinutesSignature)) == 3
    entries = audit.trail(desk.room.session, deliberation.chain_of(desk.sitting_id))
    written = [row for row in entries if row.action == "minutes_signed"]
    assert [(row.payload["signed"], row.payload["refused"]) for row in written] == [([first], [deputy]), ([deputy], [])]


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"found": {}}, "signed_on"),
        ({"signed_on": TODAY + timedelta(days=1)}, "signed_on"),
        ({"signed_on": TODAY - timedelta(days=1)}, "signed_on"),
        ({"scan": None}, "file"),
        ({"found": {"first": Said(Signed.REFUSED, " ")}}, "reason"),
        ({"found": {"first": Said(Signed.REFUSED, "x" * 301)}}, "reason"),
    ],
)
def test_what_cannot_be_is_refused(desk: Desk, given: dict[str, Any], field: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        desk.record(**given)
    assert (refused.value.field or "").startswith(field)
    assert not any(one.outcome for one in desk.rows().values())


def test_a_refusal_alone_needs_no_scan_and_keeps_none(desk: Desk) -> None:
    assert desk.record(found={"first": NO}, scan=None) == 1
    desk.record(found={"first": NO})
    assert desk.rows()[desk.key("first")].file_key == ""


def test_only_who_leads_or_writes_records_and_only_of_members_who_sign(desk: Desk) -> None:
    with pytest.raises(NotPermitted):
        desk.record("first")
    for name in ("chair", "second"):  # who closed it, and who was away
        with pytest.raises(NotFound):
            desk.record(found={name: INK})
    with pytest.raises(NotFound):
        desk.record("secretary", 0)
    with pytest.raises(NotFound):
        desk.record(desk.room.scene.me)
    desk.record(desk.room.scene.actors["verifier"], found={"secretary": INK})


def test_whose_own_case_was_heard_neither_reads_nor_records(desk: Desk) -> None:
    own = replace(desk.room.members["secretary"], employee_id=desk.room.scene.employee.id)
    with pytest.raises(NotFound):
        desk.record(own)


def test_who_wrote_a_correction_has_signed_it(desk: Desk) -> None:
    session, secretary, clock = desk.room.session, desk.room.members["secretary"], desk.room.scene.clock
    deliberation.correct_minutes(
        session, desk.sitting_id, "Tempat: aula.", expected_version=None, actor=secretary, clock=clock
    )
    desk.letter_id = deliberation.list_minutes(session, desk.sitting_id)[-1].id
    assert set(desk.rows()) == {desk.key("chair"), desk.key("deputy"), desk.key("first")}


def test_who_stepped_aside_and_did_not_lead_signs_like_others(room: Room) -> None:
    number = room.send(room.scene.employee)
    sitting_id = room.call(number)
    room.attend(sitting_id)
    room.aside(sitting_id, number, "chair", Aside.RELATIVE, "secretary")
    room.advise(sitting_id, number, YES)
    room.close(sitting_id, "deputy")
    board, letter = room.board(sitting_id), deliberation.list_minutes(room.session, sitting_id)[0]
    rows = deliberation.list_signatures(room.session, board, letter.id)
    keys = {one.seat.employee_id for one in rows}
    assert room.members["chair"].employee_id in keys
    assert room.members["deputy"].employee_id not in keys


def test_the_dossier_holds_the_signed_page(desk: Desk) -> None:
    desk.record(found={"first": INK, "deputy": NO})
    session, clock, number = desk.room.session, desk.room.scene.clock, desk.room.numbers[0]
    auditor, card = desk.room.scene.actors["auditor"], find_card(session, number)
    assert card is not None
    reader = NewReader(auditor.account_id or 0, Role.AUDITOR.value)
    add_readers(session, trail.ABOUT, card.id, [reader], at=NOW, added_by_id=None, apart_from=card.apart)
    dossier.take(session, number, auditor, clock)
    parts = {one.name: one for one in dossier.collect(session, number, auditor, clock).parts}
    told = json.loads(parts["tanda-tangan.json"].data)
    assert [(one["member"], one["outcome"]) for one in told] == [
        ("Anggota deputy", "refused"),
        ("Anggota secretary", None),
        ("Anggota first", "signed"),
    ]
    assert parts[told[2]["file"]].sha256 == sha256(SCAN.data).hexdigest()


def _print(session: Session, letter_id: int) -> None:
    """Let the worker have printed minutes."""
    session.execute(update(Letter).where(Letter.id == letter_id).values(file_key="letters/1.pdf", sha256="ab" * 32))


def test_a_member_signs_with_the_own_account_what_can_be_read(desk: Desk) -> None:
    with pytest.raises(Conflict, match="disiapkan"):
        desk.sign("first")
    _print(desk.room.session, desk.letter_id)
    desk.sign("first", NO)
    assert desk.rows()[desk.key("first")].outcome is Signed.REFUSED
    number = desk.sign("first")
    row = desk.rows()[desk.key("first")]
    assert (row.outcome, row.is_by_account, row.signed_on) == (Signed.SIGNED, True, TODAY)
    with pytest.raises(Conflict, match="sudah menandatangani"):
        desk.sign("first")
    with pytest.raises(NotFound):  # nobody says anything else in the place of who signed
        desk.record(found={"first": NO})
    entry = audit.trail(desk.room.session, deliberation.chain_of(desk.sitting_id))[-1]
    assert (entry.action, entry.payload["letter"], entry.payload["sha256"]) == ("minutes_signed", number, "ab" * 32)
    assert entry.actor_id == desk.room.members["first"].account_id


def test_only_members_who_were_there_and_did_not_write_it_sign(desk: Desk) -> None:
    _print(desk.room.session, desk.letter_id)
    for name in ("chair", "second"):
        with pytest.raises(NotPermitted):
            desk.sign(name)
    with pytest.raises(NotFound):
        desk.sign(replace(desk.room.members["first"], employee_id=desk.room.scene.employee.id))
    for said in (Said(Signed.REFUSED), Said(Signed.REFUSED, "x" * 301)):
        with pytest.raises(InvalidInput) as refused:
            desk.sign("first", said)
        assert refused.value.field == "reason"


def test_those_who_were_there_are_told_that_minutes_wait(desk: Desk) -> None:
    told = select(Notice.employee_id).where(Notice.event == "minutes_wait").order_by(Notice.employee_id)
    asked = sorted(map(desk.key, ("deputy", "secretary", "first")))
    assert list(desk.room.session.scalars(told)) == asked


def test_a_member_signs_on_a_page(hall: Hall) -> None:
    address = hall.call()
    hall.attend(address)
    for number in hall.numbers:
        hall.press(f"{address}/usulan/{number}", advice="recommended", agreed_by="consensus", mark="")
    hall.become("chair")
    hall.press(f"{address}/tutup", version=hall.version(address))
    letter = hall.read(address).partition("/berita-acara/")[2].partition(".pdf")[0]
    page = f"{address}/berita-acara/{letter}/tanda-tangan-saya"
    hall.read(page, 404)
    hall.become("first")
    assert "sedang disiapkan" in hall.read(page)
    with hall.runtime.database.writing() as session:
        _print(session, int(letter))
    assert page in hall.read(address)
    assert "Baca dahulu" in hall.read(page)
    assert "tuliskan alasannya" in hall.press(page, 422, outcome="refused")
    hall.press(page, outcome="signed")
    assert "menandatangani dengan akun sendiri" in hall.read(address)
    assert "Anda sudah menandatangani" in hall.read(page)
    hall.become("planner")
    hall.read(page, 403)


def test_the_secretary_records_the_signatures_on_a_page(hall: Hall) -> None:
    address = hall.call()
    hall.attend(address)
    for number in hall.numbers:
        hall.press(f"{address}/usulan/{number}", advice="recommended", agreed_by="consensus", mark="")
    hall.become("chair")
    hall.press(f"{address}/tutup", version=hall.version(address))
    assert hall.read(address).count("belum menandatangani") == 2
    letter = hall.read(address).partition("/berita-acara/")[2].partition(".pdf")[0]
    page, first = f"{address}/berita-acara/{letter}/tanda-tangan", hall.keys["first"]
    assert "Anggota first" in hall.read(page)
    given = {"signed_on": hall.runtime.clock.today().isoformat(), f"outcome-{first}": "signed"}
    assert "Pilih berkas dahulu" in hall.press(page, 422, **given)
    assert "Belum ada yang dipilih" in hall.press(page, 422, signed_on=given["signed_on"])
    hall.press(page, **given, file=(io.BytesIO(photo()), "hal.jpg"))
    shown = hall.read(address)
    assert shown.count("belum menandatangani") == 1
    scan = shown.partition(f"{page}/")[2].partition('"')[0]
    hall.become("decider")
    answer = hall.client.get(f"{page}/{scan}")
    assert (answer.status_code, answer.mimetype) == (200, "image/jpeg")
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    hall.read(page, 403)
    hall.read(f"{page}/0", 404)
    hall.become("planner")
    hall.read(f"{page}/{scan}", 403)
    hall.become("chair")
    refused = {"signed_on": given["signed_on"], f"outcome-{first}": "refused", f"reason-{first}": "Tidak sependapat."}
    hall.press(page, **refused)
    assert "Tidak sependapat." in hall.read(address)
