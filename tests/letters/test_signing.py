"""Letters that come back signed: judged by what the file itself shows, recorded once, and taken back when wrong."""

import dataclasses
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from io import BytesIO
from zoneinfo import ZoneInfo

import pikepdf
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import update
from sqlalchemy.orm import Session

from mutasi_flow.core.errors import Conflict, InvalidInput, NotFound
from mutasi_flow.core.files import FileStore
from mutasi_flow.core.uploads import PDF
from mutasi_flow.letters.contexts import Signatory, decree_json, excerpt
from mutasi_flow.letters.domain import (
    FoundSignature,
    LetterState,
    SignedFile,
    SigningMethod,
    Standing,
    doubts_about,
    reasons_against,
    refuse_signed,
)
from mutasi_flow.letters.model import Letter, LetterSignature
from mutasi_flow.letters.queries import (
    check_alone,
    check_file,
    final_file_key,
    find_signature,
    get_context,
    get_letter,
    get_signature,
    list_signatures,
)
from mutasi_flow.letters.service import NewSignature, amend, issue_copy, record_signature, revoke, withdraw_signature
from mutasi_flow.letters.sign import look_for_signatures
from mutasi_flow.letters.sign.reading import read_signature
from tests.factories import NOW, make_office
from tests.letters.signers import issuer_pem, sign
from tests.letters.test_service import DAY, issued

ISSUER, ZONE = "Penerbit Contoh", ZoneInfo("Asia/Jakarta")
GOOD = FoundSignature("HADI WIBOWO", ISSUER, "1", NOW, is_intact=True, is_last_word=True, is_trusted=True)


@pytest.mark.parametrize("certificate", ["HADI WIBOWO", "Dr. Hadi Wibowo, M.Si.", "hadi  wibowo"])
def test_degrees_and_capitals_make_no_other_person(certificate: str) -> None:
    one = dataclasses.replace(GOOD, signer=certificate)
    assert doubts_about([one], signatory="Dr. HADI WIBOWO, M.Si.", is_rewritten=False) == []


@given(st.lists(st.booleans(), min_size=4, max_size=4), st.sampled_from(["b", "t", "lt", "lta"]))
def test_who_holds_a_file_hears_of_everything_that_it_does_not_prove(flags: list[bool], level: str) -> None:
    intact, last, trusted, must_trust = flags
    one = dataclasses.replace(GOOD, is_intact=intact, is_last_word=last, is_trusted=trusted, level=level)
    said = " ".join(map(str, reasons_against(SignedFile((one,)), must_trust=must_trust)))
    assert ("rusak" in said) is not intact
    assert ("ditambahkan sesudah" in said) is (intact and not last)
    assert ("tidak dapat dipastikan" in said) is (not trusted and not must_trust)
    assert (str(one.mistrust) in said) is (not trusted and must_trust)
    assert ("pernah dicabut" in said) is (trusted and level in {"b", "t"})
    assert bool(said) is not (intact and last and trusted and level in {"lt", "lta"})


def test_a_signature_is_kept_with_its_moments_in_words_of_machines() -> None:
    kept = dataclasses.replace(GOOD, stamped_at=None).as_json()
    assert (kept["signed_at"], kept["stamped_at"], kept["signer"]) == (NOW.isoformat(), None, "HADI WIBOWO")


@given(st.lists(st.booleans(), min_size=5, max_size=5))
def test_a_signed_file_counts_only_when_nothing_speaks_against_it(flags: list[bool]) -> None:
    ours, intact, last, trusted, must_trust = flags
    one = dataclasses.replace(GOOD, is_intact=intact, is_last_word=last, is_trusted=trusted)
    found = refuse_signed(SignedFile((GOOD, one)), number="1", is_ours=ours, must_trust=must_trust)
    assert (found == []) is (ours and intact and last and (trusted or not must_trust))


def test_a_file_without_signature_is_not_signed() -> None:
    assert refuse_signed(SignedFile(()), number="1", is_ours=True, must_trust=False)


def test_only_what_a_person_must_settle_is_doubtful() -> None:
    assert doubts_about([GOOD], signatory="Dr. HADI WIBOWO", is_rewritten=False) == []
    assert len(doubts_about([GOOD], signatory="MELATI ANGGRAINI", is_rewritten=True)) == 2


@pytest.fixture(scope="module")
def plain() -> bytes:
    """A page with the data of a letter inside, as we print them."""
    out = BytesIO()
    with pikepdf.new() as document:
        document.add_blank_page()
        context = {"kind": "transfer_decree", "number": "1", "dated_on": "2026-03-02", "code": "x"}
        data = pikepdf.AttachedFileSpec(
            document,
            decree_json(context),
            description="",
            filename="decree.json",
            mime_type="application/json",
            creation_date="",
            mod_date="",
        )
        document.attachments["decree.json"] = data
        document.save(out)
    return out.getvalue()


def test_signatures_are_found_with_their_names_and_issuers(plain: bytes) -> None:
    both = sign(sign(plain, "SEKDA CONTOH"), "HADI WIBOWO", field="TTE2", at=NOW + timedelta(hours=1))
    found = look_for_signatures(both, [issuer_pem(ISSUER)])
    assert [one.signer for one in found.signatures] == ["SEKDA CONTOH", "HADI WIBOWO"]
    assert all(one.is_intact and one.is_last_word and one.is_trusted for one in found.signatures)
    assert found.signatures[1].signed_at == NOW + timedelta(hours=1)
    assert len(found.letter_sha256) == 64


def test_a_stranger_among_the_issuers_is_not_trusted(plain: bytes) -> None:
    (one,) = look_for_signatures(sign(plain, "HADI WIBOWO"), [issuer_pem("Penerbit Lain")]).signatures
    assert (one.is_intact, one.is_trusted, one.issuer) == (True, False, ISSUER)


def test_a_changed_byte_and_a_page_added_afterwards_are_seen(plain: bytes) -> None:
    signed = sign(plain, "HADI WIBOWO")
    spot = signed.index(b"/MediaBox") + 12
    changed = signed[:spot] + bytes([signed[spot] ^ 1]) + signed[spot + 1 :]
    assert not look_for_signatures(changed).signatures[0].is_intact
    with pikepdf.open(BytesIO(plain)) as unsigned:
        assert len(unsigned.pages) == 1
    added = signed + _page_added(signed)
    assert not look_for_signatures(added).signatures[0].is_last_word


def _page_added(signed: bytes) -> bytes:
    """Return an update that paints over the page of a signed file."""
    from pyhanko.pdf_utils import generic  # noqa: PLC0415 - only this test writes PDFs by hand
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter  # noqa: PLC0415

    writer = IncrementalPdfFileWriter(BytesIO(signed))
    page = writer.root["/Pages"]["/Kids"][0]
    page["/Contents"] = writer.add_object(generic.StreamObject(stream_data=b"0 0 99 99 re f"))
    writer.mark_update(page.container_ref)
    out = BytesIO()
    writer.write(out)  # type: ignore[no-untyped-call]
    return out.getvalue()[len(signed) :]


@pytest.mark.parametrize("data", [b"", b"tulisan", b"%PDF-1.7 rusak"])
def test_what_is_no_readable_pdf_is_refused_in_words(data: bytes) -> None:
    with pytest.raises(InvalidInput):
        look_for_signatures(data)


OTHER = b"%PDF-1.7 pindaian lain"
INK = NewSignature(SigningMethod.INK, DAY, "Dr. HADI WIBOWO", b"%PDF-1.7 pindaian", ".pdf", PDF, {"pages": 1})


@pytest.fixture
def letter_id(session: Session) -> int:
    make_office(session)
    key = issued(session).id
    printed = {"state": LetterState.RENDERED, "sha256": "a" * 64, "file_key": f"aa/{'a' * 64}.pdf"}
    session.execute(update(Letter).where(Letter.id == key).values(**printed))
    return key


@pytest.fixture
def files(tmp_path: FileStore) -> FileStore:
    return FileStore(tmp_path)  # type: ignore[arg-type]


def test_a_scan_makes_the_letter_valid_and_the_print_its_origin(
    session: Session, files: FileStore, letter_id: int
) -> None:
    digest = record_signature(session, files, letter_id, INK, by_id=None, at=NOW)
    assert get_letter(session, letter_id).standing is Standing.VALID
    assert check_file(session, INK.data, ZONE).is_valid
    assert get_signature(session, letter_id).sha256 == digest
    assert final_file_key(session, get_letter(session, letter_id)) == f"aa/{'a' * 64}.pdf"


def test_an_electronic_signature_makes_its_file_the_one_that_counts(
    session: Session, files: FileStore, letter_id: int
) -> None:
    new = dataclasses.replace(INK, method=SigningMethod.ELSEWHERE)
    digest = record_signature(session, files, letter_id, new, by_id=None, at=NOW)
    assert final_file_key(session, get_letter(session, letter_id)) == f"{digest[:2]}/{digest}.pdf"


def test_a_letter_is_signed_once(session: Session, files: FileStore, letter_id: int) -> None:
    record_signature(session, files, letter_id, INK, by_id=None, at=NOW)
    with pytest.raises(Conflict):
        record_signature(session, files, letter_id, INK, by_id=None, at=NOW)
    assert len(list_signatures(session, letter_id)) == 1


def _another(session: Session, digest: str = "b" * 64) -> int:
    key = issued(session).id
    printed = {"state": LetterState.RENDERED, "sha256": digest, "file_key": f"{digest[:2]}/{digest}.pdf"}
    session.execute(update(Letter).where(Letter.id == key).values(**printed))
    return key


def test_a_scan_shows_the_signature_of_one_letter_only(session: Session, files: FileStore, letter_id: int) -> None:
    record_signature(session, files, letter_id, INK, by_id=None, at=NOW)
    first, other = get_letter(session, letter_id), _another(session)
    with pytest.raises(Conflict, match=first.number):
        record_signature(session, files, other, INK, by_id=None, at=NOW)
    session.execute(update(Letter).where(Letter.id == letter_id).values(is_secret=True))
    with pytest.raises(Conflict, match="surat lain"):
        record_signature(session, files, other, INK, by_id=None, at=NOW)
    assert get_letter(session, other).state is LetterState.RENDERED
    withdraw_signature(session, letter_id, "salah surat", by_id=None, at=NOW)
    record_signature(session, files, other, INK, by_id=None, at=NOW)
    assert check_file(session, INK.data, ZONE).number == get_letter(session, other).number


def test_the_unsigned_print_is_no_scan_of_a_signature(session: Session, files: FileStore, letter_id: int) -> None:
    _another(session, sha256(INK.data).hexdigest())
    with pytest.raises(Conflict, match="belum ditandatangani"):
        record_signature(session, files, letter_id, INK, by_id=None, at=NOW)


def test_a_file_that_was_recorded_for_several_letters_names_them_all(
    session: Session, files: FileStore, letter_id: int
) -> None:
    record_signature(session, files, letter_id, dataclasses.replace(INK, data=OTHER), by_id=None, at=NOW)
    second = _another(session)
    record_signature(session, files, second, INK, by_id=None, at=NOW)
    session.execute(update(LetterSignature).values(sha256=sha256(INK.data).hexdigest()))  # as in years gone by
    one, two = (get_letter(session, key).number for key in (letter_id, second))
    found = check_file(session, INK.data, ZONE)
    assert (found.number, found.is_valid, [two in str(said) for said in found.reasons]) == (one, True, [True])
    revoke(session, letter_id, NOW)
    found = check_file(session, INK.data, ZONE)
    assert (found.number, found.is_valid) == (two, True), "a letter in force is proved before one that is not"
    assert [(one in str(said), "Dicabut" in str(said)) for said in found.reasons] == [(True, True)]


def test_nobody_signs_before_the_day_of_the_letter(session: Session, files: FileStore, letter_id: int) -> None:
    early = dataclasses.replace(INK, signed_on=date(2026, 3, 1))
    with pytest.raises(InvalidInput) as refusal:
        record_signature(session, files, letter_id, early, by_id=None, at=NOW)
    assert refusal.value.field == "signed_on"
    assert get_letter(session, letter_id).state is LetterState.RENDERED


def test_what_is_still_being_printed_waits(session: Session, files: FileStore) -> None:
    make_office(session)
    with pytest.raises(Conflict):
        record_signature(session, files, issued(session).id, INK, by_id=None, at=NOW)


def test_a_mistake_is_taken_back_and_stays_on_record(session: Session, files: FileStore, letter_id: int) -> None:
    record_signature(session, files, letter_id, INK, by_id=None, at=NOW)
    early = datetime(2026, 3, 2, 23, 30, tzinfo=UTC)  # half past six in the morning of the third
    assert withdraw_signature(session, letter_id, "salah pindai", by_id=None, at=early) is SigningMethod.INK
    assert get_letter(session, letter_id).standing is Standing.UNSIGNED
    assert find_signature(session, letter_id) is None
    checked = check_file(session, INK.data, ZONE)
    assert not checked.is_same_file
    assert checked.reasons[0].values["day"] == date(2026, 3, 3)
    record_signature(session, files, letter_id, INK, by_id=None, at=NOW)
    assert [one.withdrawn_because for one in list_signatures(session, letter_id)] == ["salah pindai", ""]


def test_a_copy_is_signed_after_its_letter_and_keeps_that_signed(
    session: Session, files: FileStore, letter_id: int
) -> None:
    said = excerpt(get_context(session, letter_id), Signatory(("Sekretaris",), "Rina"), "Budi")
    copy = issue_copy(session, get_letter(session, letter_id), said, NOW).id
    printed = {"state": LetterState.RENDERED, "sha256": "b" * 64, "file_key": f"bb/{'b' * 64}.pdf"}
    session.execute(update(Letter).where(Letter.id == copy).values(**printed))
    with pytest.raises(Conflict, match="sesudah SK-nya"):
        record_signature(session, files, copy, INK, by_id=None, at=NOW)
    record_signature(session, files, letter_id, INK, by_id=None, at=NOW)
    record_signature(session, files, copy, dataclasses.replace(INK, data=OTHER), by_id=None, at=NOW)
    with pytest.raises(Conflict, match="catatannya tetap"):
        withdraw_signature(session, letter_id, "keliru", by_id=None, at=NOW)
    for key in (copy, letter_id):
        withdraw_signature(session, key, "keliru", by_id=None, at=NOW)
    assert get_letter(session, copy).standing is Standing.REVOKED, "the letter may say something else tomorrow"


def test_what_strangers_files_call_themselves_draws_nothing_on_a_terminal(session: Session) -> None:
    strange = "\x1b[2J800.1/1\x00/2026  Berlaku\n\u202eulus"
    found = check_file(session, b"%PDF-1.7", ZONE, lambda: {"number": strange, "code": strange})
    shown = read_signature({**GOOD.as_json(), "signer": strange, "issuer": strange})
    assert found.number == shown.signer == shown.issuer == "[2J800.1/1 /2026 Berlaku ulus"
    assert check_alone({"number": strange}).number == found.number
    assert all(str(one).isprintable() for one in found.reasons)


def test_a_revoked_letter_keeps_its_signature(session: Session, files: FileStore, letter_id: int) -> None:
    record_signature(session, files, letter_id, INK, by_id=None, at=NOW)
    revoke(session, letter_id, NOW)
    with pytest.raises(Conflict):
        withdraw_signature(session, letter_id, "sudah dicabut", by_id=None, at=NOW)
    assert find_signature(session, letter_id) is not None


def test_what_an_amendment_rests_on_keeps_its_signature(session: Session, files: FileStore, letter_id: int) -> None:
    record_signature(session, files, letter_id, INK, by_id=None, at=NOW)
    later = _another(session)
    amend(session, letter_id, later)
    with pytest.raises(Conflict, match=get_letter(session, later).number):
        withdraw_signature(session, letter_id, "keliru", by_id=None, at=NOW)
    assert get_letter(session, letter_id).state is LetterState.SIGNED
    record_signature(session, files, later, dataclasses.replace(INK, data=OTHER), by_id=None, at=NOW)
    withdraw_signature(session, later, "keliru", by_id=None, at=NOW)


def test_there_is_nothing_to_take_back_before(session: Session, letter_id: int) -> None:
    with pytest.raises(NotFound):
        withdraw_signature(session, letter_id, "-", by_id=None, at=NOW)
