"""Letters that follow a decree: who writes them, out of what, and what becomes of them when the decree falls."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from mutasi_flow.core import audit
from mutasi_flow.core.actor import SYSTEM
from mutasi_flow.core.errors import Conflict, InvalidInput, NotFound, NotPermitted, Refused
from mutasi_flow.core.files import FileStore
from mutasi_flow.core.uploads import Examined
from mutasi_flow.letters import queries as letters
from mutasi_flow.letters.contexts.copies import CERTIFIED_COPY, EXCERPT
from mutasi_flow.letters.contexts.starting import PLACEMENT_NOTE, START_STATEMENT
from mutasi_flow.letters.domain import COPY_REGISTER, LetterState, Standing
from mutasi_flow.letters.model import Letter
from mutasi_flow.letters.queries import LetterRow
from mutasi_flow.letters.service import NewStyle, add_style, revoke
from mutasi_flow.people.model import Unit
from mutasi_flow.transfers.model import Transfer
from mutasi_flow.transfers.queries import TransferCard, find_card
from mutasi_flow.transfers.service.following import FOLLOWED, Following, list_following, list_writable, write_following
from mutasi_flow.transfers.service.signing import sign_in_ink
from mutasi_flow.transfers.trail import ABOUT
from tests.factories import TODAY
from tests.transfers.scene import Scene, build_scene
from tests.transfers.test_pages import Town, town
from tests.transfers.test_signing import decreed

__all__ = ["town"]
STYLE = NewStyle(TODAY, certifier_title="Kepala Bagian Hukum", certifier_name="Rangga Pradana, S.H.")
SCAN = Examined(b"%PDF-1.7 pindaian", "application/pdf", ".pdf", pages=1)


class Desk:
    """A decree that has been signed, and an office that has named who certifies."""

    def __init__(self, session: Session) -> None:
        self.scene: Scene = build_scene(session)
        self.session = session
        self.number = self.scene.to_decreed()
        self.decree_id = session.scalars(select(Letter.id).order_by(Letter.id.desc())).first() or 0
        add_style(session, STYLE, actor=SYSTEM, today=TODAY, at=self.scene.clock.now())
        self.mark(self.decree_id, LetterState.SIGNED)

    @property
    def card(self) -> TransferCard:
        self.session.expire_all()
        card = find_card(self.session, self.number)
        assert card is not None
        return card

    @property
    def decree(self) -> LetterRow:
        return letters.get_letter(self.session, self.decree_id)

    def mark(self, key: int, state: LetterState) -> None:
        self.session.execute(update(Letter).where(Letter.id == key).values(state=state))

    def write(self, kind: str, who: str = "verifier", place: str = "") -> LetterRow:
        actor = self.scene.actors[who] if who != "me" else self.scene.me
        wanted = Following(kind, place)
        issued = write_following(self.session, self.number, self.decree_id, wanted, actor=actor, clock=self.scene.clock)
        return letters.get_letter(self.session, issued.id)

    def following(self) -> list[LetterRow]:
        return list(list_following(self.session, self.card, self.decree))

    def writable(self, who: str = "verifier") -> set[str]:
        return set(list_writable(self.scene.session, self.card, self.decree, self.following(), self.scene.actors[who]))

    def begin(self) -> None:
        self.session.execute(update(Transfer).values(effective_on=self.scene.clock.today()))


@pytest.fixture
def desk(session: Session) -> Desk:
    return Desk(session)


@pytest.mark.parametrize("kind", [EXCERPT, CERTIFIED_COPY])
def test_a_copy_bears_the_number_of_its_decree_and_takes_none(desk: Desk, kind: str) -> None:
    copy = desk.write(kind)
    assert (copy.number, copy.dated_on, copy.copy_of_id) == (desk.decree.number, desk.decree.dated_on, desk.decree_id)
    assert desk.session.scalars(select(Letter.sequence).where(Letter.id == copy.id)).one() is None
    assert desk.session.scalars(select(Letter.register).where(Letter.id == copy.id)).one() == COPY_REGISTER
    assert copy.code != desk.decree.code
    found = letters.find_by_number(desk.session, copy.number)
    assert found is not None
    assert found.id == desk.decree_id, "the number means the decree, not its copy"
    context = letters.get_context(desk.session, copy.id)
    assert context["signatory"]["name"] == STYLE.certifier_name
    assert context["original"]["code"] == desk.decree.code
    assert (context["considering"] == ["dst."]) == (kind == EXCERPT)


def test_the_unit_writes_that_the_work_was_taken_up_and_where(desk: Desk) -> None:
    desk.begin()
    statement, note = desk.write(START_STATEMENT), desk.write(PLACEMENT_NOTE, place="Kelas V-A")
    for letter in (statement, note):
        context = letters.get_context(desk.session, letter.id)
        assert context["signatory"]["name"] == desk.scene.new_head.name
        assert letter.copy_of_id is None
        assert letter.number != desk.decree.number
    said = letters.get_context(desk.session, statement.id)["sections"][2]["text"]
    assert desk.decree.number in said
    assert desk.scene.new.name in said
    assert letters.get_context(desk.session, note.id)["rows"][0][4] == ["Kelas V-A"]


def test_what_is_not_known_is_asked_for_and_not_made_up(desk: Desk) -> None:
    desk.session.execute(update(Transfer).values(effective_on=desk.scene.clock.today() + timedelta(days=1)))
    with pytest.raises(Refused, match="belum dapat dibuat") as refused:
        desk.write(START_STATEMENT)
    assert "belum mulai bertugas" in str(refused.value.reasons[0])
    for place in ("", "x" * 500):
        with pytest.raises(InvalidInput):
            desk.write(PLACEMENT_NOTE, place=place)
    desk.begin()
    desk.session.execute(update(Unit).values(head_id=None))
    with pytest.raises(Refused):
        desk.write(START_STATEMENT)


def test_nobody_certifies_without_being_named(session: Session) -> None:
    desk = Desk(session)
    add_style(session, NewStyle(TODAY), actor=SYSTEM, today=TODAY, at=desk.scene.clock.now())
    with pytest.raises(Refused) as refused:
        desk.write(EXCERPT)
    assert "Tata surat" in str(refused.value.reasons[0])


@pytest.mark.parametrize("who", ["me", "planner", "auditor"])
def test_only_the_office_writes_and_never_the_person_concerned(desk: Desk, who: str) -> None:
    with pytest.raises(NotPermitted):
        desk.write(EXCERPT, who)
    if who != "me":
        assert desk.writable(who) == set()


def test_a_decree_made_elsewhere_has_no_text_to_copy(desk: Desk) -> None:
    desk.session.execute(update(Letter).where(Letter.id == desk.decree_id).values(context={"kind": "transfer_decree"}))
    with pytest.raises(Refused):
        desk.write(CERTIFIED_COPY)


def test_a_decree_is_signed_before_it_is_copied(desk: Desk) -> None:
    desk.mark(desk.decree_id, LetterState.RENDERED)
    assert desk.writable() == set()
    with pytest.raises(Conflict):
        desk.write(EXCERPT)


def test_an_unsigned_one_is_replaced_and_a_signed_one_stands(desk: Desk) -> None:
    first = desk.write(EXCERPT)
    second = desk.write(EXCERPT)
    assert letters.get_letter(desk.session, first.id).standing is Standing.REPLACED
    desk.mark(second.id, LetterState.SIGNED)
    with pytest.raises(Conflict):
        desk.write(EXCERPT)
    assert desk.writable() == set(FOLLOWED) - {EXCERPT}


def test_copies_fall_with_their_decree_and_statements_stay(desk: Desk) -> None:
    desk.begin()
    copy, statement = desk.write(CERTIFIED_COPY), desk.write(START_STATEMENT)
    revoke(desk.session, desk.decree_id, desk.scene.clock.now())
    assert letters.get_letter(desk.session, copy.id).standing is Standing.REVOKED
    assert letters.get_letter(desk.session, statement.id).revoked_at is None
    with pytest.raises(Conflict):
        desk.write(EXCERPT)
    assert desk.writable() == set()


def test_letters_of_another_file_and_strange_kinds_are_not_found(desk: Desk) -> None:
    for kind in ("transfer_decree", "cover_letter", ""):
        with pytest.raises(NotFound):
            desk.write(kind)
    desk.session.execute(update(Letter).where(Letter.id == desk.decree_id).values(about_id=9_999))
    with pytest.raises(NotFound):
        desk.write(EXCERPT)


def test_the_writing_and_the_signing_are_in_the_trail(desk: Desk, tmp_path: Path) -> None:
    copy = desk.write(EXCERPT)
    desk.mark(copy.id, LetterState.RENDERED)
    actor, clock = desk.scene.actors["verifier"], desk.scene.clock
    given: dict[str, Any] = {"signed_on": TODAY, "scan": SCAN, "actor": actor, "clock": clock}
    sign_in_ink(desk.session, FileStore(tmp_path), desk.number, copy.id, **given)
    assert letters.get_letter(desk.session, copy.id).state is LetterState.SIGNED
    rows = audit.trail(desk.session, f"{ABOUT}:{desk.card.id}")
    actions = [row.action for row in rows]
    assert "following_letter_written" in actions
    assert "following_letter_signed" in actions
    assert "decree_signed" not in actions


@pytest.mark.both_databases
def test_the_page_of_the_decree_offers_and_lists_them(town: Town) -> None:
    number, _ = decreed(town)
    town.become("verifier")
    assert "Petikan, salinan" not in town.read(f"/usulan/{number}/sk"), "not before the decree is signed"
    with town.runtime.database.writing() as session:
        session.execute(update(Letter).values(state=LetterState.SIGNED))
        add_style(session, STYLE, actor=SYSTEM, today=TODAY, at=town.runtime.clock.now())
    page = town.read(f"/usulan/{number}/sk")
    assert "Buat petikan surat keputusan" in page
    place = town.press(f"/usulan/{number}/sk/surat-lanjutan", kind=EXCERPT)
    assert "Petikan Surat Keputusan" in town.read(place)
    assert "sedang disiapkan" in town.read(f"/usulan/{number}/sk")
    assert "Kelas V-A" in town.read(f"/usulan/{number}/sk/nota-dinas")
    town.press(f"/usulan/{number}/sk/surat-lanjutan", 422, kind=PLACEMENT_NOTE, place="")
    town.press(f"/usulan/{number}/sk/surat-lanjutan", kind=PLACEMENT_NOTE, place="Kelas V-A")
    town.become("p0")
    assert "Buat petikan" not in town.read(f"/usulan/{number}/sk")
    assert "Nota dinas penempatan" in town.read(f"/usulan/{number}/sk")
    assert "Petikan Surat Keputusan" in town.read(place), "the person reads the own excerpt"
    town.press(f"/usulan/{number}/sk/surat-lanjutan", 403, kind=CERTIFIED_COPY)
