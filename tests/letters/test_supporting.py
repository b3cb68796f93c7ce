"""Supporting letters: what each says, what it admits not to know, how it looks with hard names, and its own book."""

from datetime import UTC, date, datetime
from hashlib import sha256
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from mutasi_flow.letters.contexts import SampleOffice, canonical, freeze, thaw
from mutasi_flow.letters.contexts.supporting import (
    NOT_RECORDED,
    Frame,
    LetterPerson,
    MovePlaces,
    SupportingLetter,
    acceptance_letter,
    cover_letter,
    release_letter,
    signed_with_account,
    transfer_request,
)
from mutasi_flow.letters.domain import MARKS, SUPPORT_REGISTER, LetterState, Standing
from mutasi_flow.letters.model import Letter
from mutasi_flow.letters.offers import SUPPORTING_KINDS
from mutasi_flow.letters.queries import find_by_code, get_context, get_letter
from mutasi_flow.letters.render.engine import Press
from mutasi_flow.letters.render.engines import render
from mutasi_flow.letters.service import Printed, issue, mark_signed, revoke, store_printed
from mutasi_flow.people.domain import EmploymentStatus
from tests.factories import make_office
from tests.letters.test_render import lines

DAY, NOW = date(2026, 3, 2), datetime(2026, 3, 2, 3, 4, tzinfo=UTC)
FRAME = Frame(SampleOffice(), DAY)
NOBODY = LetterPerson("Sri", "", EmploymentStatus.PNS)
PLACES = MovePlaces("Guru, SDN Lama", ("Guru, SDN Baru",))
NAMES = ("Sri", "Raden Ajeng Siti Nurhalimatussa’diyah binti Abdurrahman " * 4, "W" * 300)


def test_what_nobody_recorded_is_printed_as_such_and_listed() -> None:
    letter = transfer_request(FRAME, NOBODY, MovePlaces("", ()), ())
    assert letter.not_recorded == ("NIP", "Pangkat/gol. ruang", "Jabatan", "Unit kerja", "Dari", "Tujuan")
    assert letter.sections[-1].points == (NOT_RECORDED,)
    assert letter.head == ()
    assert transfer_request(FRAME, NOBODY, PLACES, ("Sakit.",)).not_recorded[-1] == "Unit kerja"


def test_ranked_wishes_are_numbered_and_a_single_one_is_not() -> None:
    many = transfer_request(FRAME, NOBODY, MovePlaces("A", ("B", "C")), ("Sakit.",))
    assert [row.label for row in many.sections[1].rows] == ["Dari", "Tujuan 1", "Tujuan 2"]
    assert [row.label for row in transfer_request(FRAME, NOBODY, PLACES, ()).sections[1].rows] == ["Dari", "Tujuan"]


@pytest.mark.parametrize("compose", [release_letter, acceptance_letter])
def test_a_consent_prints_its_conditions_or_none(compose: Any) -> None:
    bare = compose(FRAME, NOBODY, NOBODY, places=PLACES)
    bound = compose(FRAME, NOBODY, NOBODY, places=PLACES, conditions=("Setelah ada pengganti.",))
    assert len(bound.sections) == len(bare.sections) + 1
    assert bound.sections[-1].points == ("Setelah ada pengganti.",)


def test_a_contract_employee_has_another_number_and_grade() -> None:
    person = LetterPerson("Bayu", "1", EmploymentStatus.PPPK)
    labels = [row.label for row in cover_letter(FRAME, NOBODY, person, places=PLACES, enclosed=()).sections[0].rows]
    assert labels[1:3] == ["NI PPPK", "Golongan"]


@pytest.mark.parametrize("kind", SUPPORTING_KINDS, ids=lambda kind: kind.name)
def test_a_letter_survives_freezing(kind: Any) -> None:
    sample = kind.sample()
    letter = thaw(SupportingLetter, sample)
    assert {**sample, **freeze(letter), "verification_url": sample["verification_url"]} == sample
    assert (letter.kind, letter.is_demo) == (kind.name, True)


@pytest.mark.parametrize("paper", ["F4", "A4"])
@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("kind", SUPPORTING_KINDS, ids=lambda kind: kind.name)
def test_nothing_runs_off_the_page_and_the_signature_stays_in_one_piece(
    kind: Any, name: str, paper: str, press: Press
) -> None:
    sample, name = kind.sample(), name.strip()
    sections = [
        {**one, "rows": [{**row, "value": name} for row in one["rows"]], "points": one["points"] * 4}
        for one in sample["sections"]
    ]
    signatory = {**sample["signatory"], "name": name}
    signature = freeze(signed_with_account(NOW))
    context = {**sample, "paper": paper, "sections": sections, "signatory": signatory, "signature": signature}
    pages = lines(press, context)
    right = {"F4": 215, "A4": 210}[paper] - 22
    assert max(edge for sheet in pages for _, edge, _ in sheet) <= right / 25.4 * 96 + 1
    signed = [sheet for sheet in pages if any("Ditandatangani lewat akun sendiri" in text for _, _, text in sheet)]
    assert len(signed) == 1
    assert any("Teluk Pandan, 2 Maret 2026" in text for _, _, text in signed[0])
    assert not any("baru sah setelah" in text for sheet in pages for _, _, text in sheet)


def give(session: Session, **values: Any) -> int:
    given = {"kind": "transfer_request", "about_kind": "transfer", "about_id": 7, "dated_on": DAY, "at": NOW}
    letter = transfer_request(FRAME, NOBODY, PLACES, ("Sakit.",))
    return issue(session, **{**given, "context": letter, "register": SUPPORT_REGISTER, **values}).id


def test_the_book_of_supporting_letters_counts_for_itself_and_its_numbers_are_its_own(session: Session) -> None:
    make_office(session)
    decree = give(session, register="sk")
    numbers = [get_letter(session, key).number for key in (give(session), give(session), decree)]
    assert len(set(numbers)) == 3
    assert [MARKS[SUPPORT_REGISTER] + end in number for number, end in zip(numbers, "121", strict=True)] == [
        True,
        True,
        False,
    ]
    rows = session.execute(select(Letter.register, Letter.sequence).order_by(Letter.id)).all()
    assert rows == [("sk", 1), ("surat", 1), ("surat", 2)]


def printed(session: Session, letter_id: int, key: str = "ab/c.pdf") -> Printed:
    says = sha256(canonical(get_context(session, letter_id))).hexdigest()
    return Printed(key, "a" * 64, 9, {}, NOW, says)


def test_a_letter_signed_by_the_act_is_valid_at_once_and_stays_so_when_printed(session: Session) -> None:
    make_office(session)
    letter_id = give(session, is_signed=True)
    store_printed(session, {"letter": letter_id}, printed(session, letter_id))
    letter = get_letter(session, letter_id)
    assert (letter.state, letter.standing, letter.file_key) == (LetterState.SIGNED, Standing.VALID, "ab/c.pdf")
    found = find_by_code(session, letter.code)
    assert found is not None
    assert found.facts.label == "Surat Permohonan Pindah Tugas"
    assert "Sri" not in found.facts.name + found.facts.subject


def test_only_a_printed_letter_in_force_becomes_signed_in_ink(session: Session) -> None:
    make_office(session)
    letter_id = give(session)
    assert not mark_signed(session, letter_id)
    store_printed(session, {"letter": letter_id}, printed(session, letter_id))
    assert get_letter(session, letter_id).standing is Standing.UNSIGNED
    assert mark_signed(session, letter_id)
    assert get_letter(session, letter_id).standing is Standing.VALID
    other = give(session)
    store_printed(session, {"letter": other}, printed(session, other, "ab/d.pdf"))
    revoke(session, other, NOW)
    assert not mark_signed(session, other)


def test_a_letter_for_ink_leaves_the_box_empty(press: Press) -> None:
    sample = SUPPORTING_KINDS[0].sample()
    assert sample["signature"] == {"method": "none", "lines": [], "note": ""}
    assert "Belum ditandatangani" not in press.html(sample)
    assert render(sample).data.startswith(b"%PDF-1.7")
