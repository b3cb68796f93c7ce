"""The signature on a collective decree, by a run and on paper, the excerpts after it, and one person's way out of it."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from mutasi_flow.access.queries import get_account
from mutasi_flow.access.service import NewReader, add_readers
from mutasi_flow.app import create_app
from mutasi_flow.core import audit
from mutasi_flow.core.actor import Actor
from mutasi_flow.core.errors import Conflict, NotPermitted
from mutasi_flow.core.runtime import Runtime
from mutasi_flow.core.texts import T
from mutasi_flow.decrees.batches.domain import DecreeForm
from mutasi_flow.decrees.batches.service import compose_again
from mutasi_flow.decrees.signing import service
from mutasi_flow.decrees.signing.domain import Outcome
from mutasi_flow.decrees.signing.model import SigningRunLetter
from mutasi_flow.decrees.signing.process.signing import sign_run
from mutasi_flow.decrees.signing.queries import RunRow, list_run_letters
from mutasi_flow.decrees.signing.service import finding
from mutasi_flow.inbox.model import Notice
from mutasi_flow.letters.domain import LetterState, SigningMethod, Standing
from mutasi_flow.letters.model import Letter
from mutasi_flow.letters.queries import LetterRow, find_by_code, get_context, get_letter, latest_states
from mutasi_flow.letters.render import close
from mutasi_flow.letters.service import Issued, NewStyle, add_style, printing
from mutasi_flow.letters.sign import Secret
from mutasi_flow.people.model import Employee, Office, Unit
from mutasi_flow.transfers.model import Transfer
from mutasi_flow.transfers.queries import TransferCard, find_card
from mutasi_flow.transfers.service import Press, announce, perform
from mutasi_flow.transfers.service.collective import find_collective
from mutasi_flow.transfers.service.collective_copy import write_copy
from mutasi_flow.transfers.service.collective_signing import sign_whole_in_ink, withdraw_whole
from mutasi_flow.transfers.service.comparing import list_differing
from mutasi_flow.transfers.service.correcting import correct, fingerprint
from mutasi_flow.transfers.service.decree import find_standing
from mutasi_flow.transfers.service.signing import sign_in_ink
from mutasi_flow.transfers.trail import ABOUT, BATCH, chain_of
from mutasi_flow.transfers.workflow import Action
from tests.browsing import Browser, enter_as
from tests.decrees.crew import Crew, build_crew
from tests.factories import NOW
from tests.letters.signers import p12
from tests.transfers.test_signing import SCAN, scan_of

WORD = "sandi-rahasia-Hadi-9173"


@pytest.fixture(scope="module", autouse=True)
def _no_child_stays() -> Iterator[None]:
    yield
    close()


def issued(runtime: Runtime, *, secret: bool = False) -> tuple[Crew, int]:
    """Issue a collective decree on three people whose excerpts an account of the office certifies."""
    crew = build_crew(runtime)
    today, at = runtime.clock.today(), runtime.clock.now()
    style = NewStyle(today, certifier_title="Kepala Badan", certifier_name=crew.maker.name)

    def settle(session: Session) -> None:
        session.execute(update(Office).values(head_name=f"Dr. {crew.signer.name}, M.Si."))
        add_style(session, style, actor=crew.maker, today=today, at=at)

    crew.write(settle)
    batch_id = crew.compose(form=DecreeForm.COLLECTIVE)
    crew.work()
    if secret:
        hide_first(crew, batch_id)
    crew.press(batch_id)
    crew.work()
    return crew, batch_id


def hide_first(crew: Crew, batch_id: int) -> None:
    """Make the first transfer of a batch confidential, with its signer as a reader."""
    key, at = crew.rows(batch_id)[0].transfer_id, crew.runtime.clock.now()
    reader = NewReader(crew.signer.account_id or 0, "signer")

    def hide(session: Session) -> None:
        session.execute(update(Transfer).where(Transfer.id == key).values(is_secret=True))
        add_readers(session, ABOUT, key, [reader], at=at, apart_from=frozenset())

    crew.write(hide)


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    made = type("Made", (), {"data": b"%PDF-1.7 contoh", "made_with": {}})
    monkeypatch.setattr(printing, "render", lambda *_given: made)


@pytest.fixture
def office(runtime: Runtime, quick: None) -> tuple[Crew, int]:  # noqa: ARG001 - letters that take no time
    return issued(runtime)


def whole(crew: Crew, batch_id: int) -> LetterRow:
    found = crew.read(lambda session: find_collective(session, batch_id))
    assert isinstance(found, LetterRow)
    return found


def excerpts(crew: Crew) -> list[Letter]:
    wanted = select(Letter).where(Letter.kind == "member_excerpt").order_by(Letter.id)
    return crew.read(lambda session: list(session.scalars(wanted)))  # type: ignore[no-any-return]


def sign_paper(crew: Crew, batch_id: int, who: Actor | None = None) -> None:
    clock = crew.runtime.clock
    decree = whole(crew, batch_id)
    by: dict[str, Any] = {"actor": who or crew.maker, "clock": clock}
    crew.write(
        lambda session: sign_whole_in_ink(session, crew.runtime.files, decree, signed_on=clock.today(), scan=SCAN, **by)
    )


def standing(crew: Crew, code: str) -> Standing:
    found = crew.read(lambda session: find_by_code(session, code))
    return Standing(found.row.standing)


def card_of(crew: Crew, place: int) -> TransferCard:
    found = crew.read(lambda session: find_card(session, crew.numbers[place]))
    assert isinstance(found, TransferCard)
    return found


def waits(crew: Crew, actor: Actor) -> list[tuple[str, int, tuple[str, ...]]]:
    found, _ = crew.read(lambda session: service.list_waiting(session, actor, crew.runtime.clock))
    return [(one.letter.kind, len(one.cards), tuple(map(str, one.obstacles))) for one in found]


def test_one_run_signs_the_decree_and_whoever_certifies_signs_the_excerpts(
    runtime: Runtime, tmp_path: Path, dialect: str
) -> None:
    if dialect != "sqlite":
        pytest.skip("the signature knows no database; once is enough")
    (folder := tmp_path / "kunci").mkdir()
    settings = runtime.settings.model_copy(update={"signer": "p12", "signer_certificates": folder})
    crew, batch_id = issued(replace(runtime, settings=settings))
    for who in (crew.signer, crew.maker):
        account = crew.read(partial(_account_of, who))
        (folder / f"{account.username}.p12").write_bytes(p12(who.name, WORD))
    assert waits(crew, crew.signer) == [("collective_decree", 3, ())]
    assert waits(crew, crew.maker) == []
    run = sign(crew, crew.signer)
    assert outcomes(crew, run) == [(Outcome.SIGNED, "")]
    (shown,) = crew.read(lambda session: list_run_letters(session, run.id))
    assert (shown.employee_name, shown.transfer, shown.batch_id) == ("3 pegawai", None, batch_id)
    assert whole(crew, batch_id).state is LetterState.SIGNED
    states = crew.read(lambda session: latest_states(session, ABOUT, [card_of(crew, 0).id]))
    assert list(states.values()) == [LetterState.SIGNED]
    assert waits(crew, crew.signer) == []
    assert [kind for kind, _, _ in waits(crew, crew.maker)] == ["member_excerpt"] * 3
    assert outcomes(crew, sign(crew, crew.maker)) == [(Outcome.SIGNED, "")] * 3
    assert {standing(crew, one.code) for one in excerpts(crew)} == {Standing.VALID}


def _account_of(who: Actor, session: Session) -> Any:
    return get_account(session, who.account_id or 0)


def sign(crew: Crew, actor: Actor) -> RunRow:
    given: dict[str, Any] = {"method": SigningMethod.P12, "actor": actor, "clock": crew.runtime.clock}
    run = crew.write(lambda session: service.open_run(session, None, **given))
    sign_run(crew.runtime, run.id, Secret(WORD.encode()))
    return run  # type: ignore[no-any-return]


def outcomes(crew: Crew, run: RunRow) -> list[tuple[Outcome, str]]:
    wanted = select(SigningRunLetter.outcome, SigningRunLetter.reason).where(SigningRunLetter.run_id == run.id)
    return [tuple(row) for row in crew.read(lambda session: session.execute(wanted).all())]


def test_the_whole_decree_is_copied_and_certified_once_it_is_signed(office: tuple[Crew, int]) -> None:
    crew, batch_id = office
    decree = whole(crew, batch_id)
    for who, error in ((crew.maker, Conflict), (crew.scene.actors["planner"], NotPermitted)):
        with pytest.raises(error):
            copy_whole(crew, decree, who)
    sign_paper(crew, batch_id)
    first, second = copy_whole(crew, decree), copy_whole(crew, decree)
    crew.work()
    context = crew.read(lambda session: get_context(session, second.id))
    assert (context["mark"], len(context["annex"]["rows"]), second.number) == ("SALINAN", 3, decree.number)
    assert standing(crew, first.code) is Standing.REPLACED
    assert ("certified_copy", 3, ()) in waits(crew, crew.maker)
    assert "certified_copy" not in [kind for kind, _, _ in waits(crew, crew.signer)]
    clock = crew.runtime.clock
    record(crew, second)
    assert standing(crew, second.code) is Standing.VALID
    with pytest.raises(Conflict, match="sudah ditandatangani"):
        copy_whole(crew, decree)
    with pytest.raises(Conflict, match="catatannya tetap"):
        withdraw(crew, batch_id)
    crew.write(lambda session: service.withdraw(session, second.id, "Keliru.", actor=crew.maker, clock=clock))
    rows = crew.read(lambda session: audit.trail(session, chain_of(batch_id, BATCH)))
    assert [row.action for row in rows][-2:] == ["following_letter_signed", "decree_signature_withdrawn"]
    revoke(crew, 0)
    assert standing(crew, second.code) is Standing.UNSIGNED
    for place in (1, 2):
        revoke(crew, place)
    assert standing(crew, second.code) is Standing.REVOKED


def record(crew: Crew, copy: LetterRow) -> None:
    clock = crew.runtime.clock
    printed = crew.read(lambda session: get_letter(session, copy.id))
    given: dict[str, Any] = {
        "seen": printed.sha256,
        "signed_on": clock.today(),
        "actor": crew.maker,
        "clock": clock,
    }
    crew.write(lambda session: service.record(session, crew.runtime.files, copy.id, scan_of(copy.id), **given))


def test_a_copy_of_what_is_no_longer_signed_is_certified_by_nobody(office: tuple[Crew, int]) -> None:
    crew, batch_id = office
    sign_paper(crew, batch_id)
    copy = copy_whole(crew, whole(crew, batch_id))
    crew.work()
    withdraw(crew, batch_id)
    assert standing(crew, copy.code) is Standing.REVOKED, "the decree may say something else before it is signed again"
    sign_paper(crew, batch_id)
    with pytest.raises(Conflict, match="dicabut"):
        record(crew, copy)
    assert excerpts(crew)[0].revoked_at is None


def test_a_copy_of_what_was_changed_before_leads_to_the_change_too(office: tuple[Crew, int]) -> None:
    crew, batch_id = office
    sign_paper(crew, batch_id)
    revoke(crew, 0)
    copy = copy_whole(crew, whole(crew, batch_id))
    crew.work()
    record(crew, copy)
    found = crew.read(lambda session: find_by_code(session, copy.code))
    assert (found.row.standing, found.later.id) == (Standing.AMENDED, whole(crew, batch_id).amended_by_id)


def copy_whole(crew: Crew, decree: LetterRow, who: Actor | None = None) -> LetterRow:
    def act(session: Session) -> LetterRow:
        present = get_letter(session, decree.id)
        issued = write_copy(session, present, actor=who or crew.maker, clock=crew.runtime.clock)
        return get_letter(session, issued.id)

    return crew.write(act)  # type: ignore[no-any-return]


def test_who_certifies_has_the_desk_in_the_menu_and_the_copy_on_the_page(office: tuple[Crew, int]) -> None:
    crew, batch_id = office
    sign_paper(crew, batch_id)
    browser, place = visit(crew, crew.maker), f"/sk/paket/{batch_id}/sk"
    page = browser.get(place).text
    assert ('href="/tanda-tangan"' in page, "Buat salinan surat keputusan" in page) == (True, True)
    assert browser.post(f"{place}/salinan").status_code == 303
    crew.work()
    page = browser.get(place).text
    found = re.search(rf'href="{place}\.pdf\?surat=(\d+)"', page)
    assert found
    assert browser.get(f"{place}.pdf?surat={found[1]}").data.startswith(b"%PDF")
    assert browser.get(f"{place}.pdf?surat=99999").status_code == 404
    assert f'href="/surat/{found[1]}/tanda-tangan"' in page
    assert found[1] in browser.get("/tanda-tangan").text
    style = NewStyle(crew.runtime.clock.today(), certifier_title="Kepala Bagian Hukum", certifier_name="Orang Lain")
    crew.write(lambda session: add_style(session, style, actor=crew.maker, today=style.from_on, at=NOW))
    assert 'href="/tanda-tangan"' not in browser.get(place).text.split("<main")[0]


def visit(crew: Crew, who: Actor) -> Browser:
    app = create_app(crew.runtime.settings, crew.runtime)
    app.testing, app.test_client_class = True, Browser
    browser = app.test_client()
    assert isinstance(browser, Browser)
    enter_as(browser, who.account_id or 0)
    return browser


def test_an_obstacle_of_one_person_keeps_the_decree_from_being_signed(office: tuple[Crew, int]) -> None:
    crew, _ = office
    crew.write(
        lambda session: session.execute(
            update(Employee).where(Employee.id == crew.scene.employee.id).values(name="Nama Baru")
        )
    )
    ((kind, people, obstacles),) = waits(crew, crew.signer)
    assert (kind, people) == ("collective_decree", 3)
    assert any("Nama Baru" in one and crew.numbers[0] in one for one in obstacles)


def test_each_person_of_a_long_decree_is_asked_about_when_it_is_signed(
    office: tuple[Crew, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    crew, _ = office
    monkeypatch.setattr(finding, "MOST_ASKED", 2)
    clock = crew.runtime.clock
    by: dict[str, Any] = {"actor": crew.signer, "clock": clock}
    run = crew.write(lambda session: service.open_run(session, None, method=SigningMethod.P12, **by))
    (sound,) = crew.read(lambda session: service.look_at_waiting(session, run, 5, **by))
    assert sound.due is not None
    crew.read(lambda session: service.look_again(session, sound.due, **by))
    crew.write(lambda session: session.execute(update(Employee).values(name="Nama Baru")))
    assert waits(crew, crew.signer) == [], "it is in a run"
    assert "diperiksa saat ditandatangani" not in visit(crew, crew.signer).get("/tanda-tangan").text
    with pytest.raises(Conflict, match="Nama Baru"):
        crew.read(lambda session: service.look_again(session, sound.due, **by))
    (found,) = crew.read(lambda session: service.look_at_waiting(session, run, 5, **by))
    assert crew.write(lambda session: service.take_due(session, run, [found], clock.now())) == []
    assert outcomes(crew, run)[0][0] is Outcome.BLOCKED
    crew.write(lambda session: service.end_run(session, run.id, T("Selesai."), crew.signer, clock.now()))
    assert waits(crew, crew.signer) == [("collective_decree", 3, ())]
    assert "diperiksa saat ditandatangani" in visit(crew, crew.signer).get("/tanda-tangan").text


def test_signed_on_paper_everybody_in_it_is_told(office: tuple[Crew, int]) -> None:
    crew, batch_id = office
    first = excerpts(crew)[0]
    with pytest.raises(Conflict, match="sesudah SK kolektifnya"):
        sign_excerpt(crew, first)
    with pytest.raises(NotPermitted):
        sign_paper(crew, batch_id, crew.scene.actors["decider"])
    sign_paper(crew, batch_id)
    told = crew.read(
        lambda session: session.execute(
            select(Notice.employee_id, Notice.address).where(Notice.event == "decree_signed")
        ).all()
    )
    assert len(told) == len({who for who, _ in told}) == 4, "three people, and once who proposed all of them"
    assert [where for _, where in told].count("/usulan") == 1
    assert standing(crew, whole(crew, batch_id).code) is Standing.VALID
    assert standing(crew, first.code) is Standing.UNSIGNED
    sign_excerpt(crew, first)
    assert standing(crew, first.code) is Standing.VALID
    with pytest.raises(Conflict, match="catatannya tetap"):
        withdraw(crew, batch_id)


def test_a_record_by_mistake_is_taken_back(office: tuple[Crew, int]) -> None:
    crew, batch_id = office
    sign_paper(crew, batch_id)
    withdraw(crew, batch_id)
    assert whole(crew, batch_id).state is LetterState.RENDERED
    sign_paper(crew, batch_id)


def test_its_page_asks_for_the_signature_and_takes_a_mistake_back(office: tuple[Crew, int]) -> None:
    crew, batch_id = office
    browser = visit(crew, crew.maker)
    place = f"/surat/{whole(crew, batch_id).id}/tanda-tangan"
    page = browser.get(place).text
    assert f'action="{place}"' in page
    assert f'href="/sk/paket/{batch_id}/sk"' in page
    assert "3 pegawai" in page
    sign_paper(crew, batch_id)
    assert f'action="{place}/batal"' in browser.get(place).text
    assert browser.post(f"{place}/batal", data={"reason": ""}).status_code == 422
    assert browser.post(f"{place}/batal", data={"reason": "Keliru."}).status_code == 303
    assert whole(crew, batch_id).state is LetterState.RENDERED


def withdraw(crew: Crew, batch_id: int) -> None:
    decree = whole(crew, batch_id)
    crew.write(lambda session: withdraw_whole(session, decree, "Keliru.", actor=crew.maker, clock=crew.runtime.clock))


def sign_excerpt(crew: Crew, excerpt: Letter) -> None:
    clock = crew.runtime.clock
    number = crew.read(lambda session: session.scalar(select(Transfer.number).where(Transfer.id == excerpt.about_id)))
    given: dict[str, Any] = {
        "signed_on": clock.today(),
        "scan": scan_of(excerpt.id),
        "actor": crew.maker,
        "clock": clock,
    }
    crew.write(lambda session: sign_in_ink(session, crew.runtime.files, number, excerpt.id, **given))


def revoke(crew: Crew, place: int) -> None:
    crew.write(
        lambda session: perform(
            session,
            crew.numbers[place],
            Action.REVOKE,
            actor=crew.signer,
            clock=crew.runtime.clock,
            press=Press(reason="Keliru."),
        )
    )


def test_one_person_is_taken_out_of_a_signed_decree_and_the_others_stay(office: tuple[Crew, int]) -> None:
    crew, batch_id = office
    sign_paper(crew, batch_id)
    for one in excerpts(crew):
        sign_excerpt(crew, one)
    left = card_of(crew, 1)
    revoke(crew, 1)
    crew.work()
    revocation = crew.read(lambda session: session.scalar(select(Letter).where(Letter.kind == "transfer_revocation")))
    assert "dalam Lampiran Keputusan Nomor" in revocation.context["clauses"][0]["text"]
    assert "Sepanjang Mengenai" in revocation.context["ordering"].title()
    by_person = {one.about_id: standing(crew, one.code) for one in excerpts(crew)}
    assert by_person.pop(left.id) is Standing.REVOKED
    assert set(by_person.values()) == {Standing.VALID}
    decree = crew.read(lambda session: find_by_code(session, whole(crew, batch_id).code))
    assert (decree.row.standing, decree.later.number) == (Standing.AMENDED, revocation.number)
    for place in (0, 2):
        revoke(crew, place)
    assert standing(crew, decree.row.code) is Standing.REVOKED


def test_everything_that_changed_a_part_is_led_to(office: tuple[Crew, int]) -> None:
    crew, batch_id = office
    sign_paper(crew, batch_id)
    revoke(crew, 0)
    revoke(crew, 1)
    decree = crew.read(lambda session: find_by_code(session, whole(crew, batch_id).code))
    changes = crew.read(
        lambda session: set(session.scalars(select(Letter.number).where(Letter.kind == "transfer_revocation")))
    )
    assert len(changes) == 2
    assert {decree.later.number, *(one.number for one in decree.changes)} == changes


def test_the_standing_letter_of_a_person_is_the_excerpt_until_another_moves_the_person(
    office: tuple[Crew, int],
) -> None:
    crew, batch_id = office
    sign_paper(crew, batch_id)

    def look(session: Session) -> str | None:
        card = find_card(session, crew.numbers[0])
        found = find_standing(session, card) if card else None
        return found.kind if found else None

    assert crew.read(look) == "member_excerpt"
    revoke(crew, 0)
    assert crew.read(look) is None
    key = excerpts(crew)[0].id
    assert crew.read(lambda session: get_letter(session, key)).copy_of_id == whole(crew, batch_id).id
    assert crew.runtime.clock.today() - timedelta(days=1) < whole(crew, batch_id).dated_on


@pytest.mark.usefixtures("quick")
def test_a_decree_with_somebody_confidential_is_known_to_nobody_before_it_is_announced(runtime: Runtime) -> None:
    crew, batch_id = issued(runtime, secret=True)
    decree, (hidden, *others) = whole(crew, batch_id), excerpts(crew)
    assert crew.read(lambda session: find_by_code(session, decree.code)) is None
    assert crew.read(lambda session: find_by_code(session, hidden.code)) is None
    assert {standing(crew, one.code) for one in others} == {Standing.UNSIGNED}
    assert waits(crew, crew.scene.actors["planner"]) == []
    number = crew.read(lambda session: session.scalar(select(Transfer.number).where(Transfer.id == hidden.about_id)))
    crew.write(lambda session: announce(session, number, actor=crew.signer, clock=crew.runtime.clock))
    assert {standing(crew, one) for one in (decree.code, hidden.code)} == {Standing.UNSIGNED}


def test_a_wrong_name_in_the_annex_is_corrected_for_that_person_alone(office: tuple[Crew, int]) -> None:
    crew, batch_id = office
    key = select(Employee.name).where(Employee.id == crew.scene.employee.id)
    former = crew.read(lambda session: session.scalar(key))
    rename(crew, "Sri Betul")
    with pytest.raises(Conflict, match="susun ulang"):
        put_right(crew)
    rename(crew, former)
    sign_paper(crew, batch_id)
    rename(crew, "Sri Betul")
    letter = put_right(crew)
    amendment = crew.read(lambda session: session.get(Letter, letter.id))
    assert "dalam Lampiran Keputusan Nomor" in amendment.context["clauses"][0]["text"]
    first, *others = sorted(excerpts(crew), key=lambda one: one.about_id != card_of(crew, 0).id)
    assert first.amended_by_id == letter.id
    assert {one.amended_by_id for one in others} == {None}
    assert whole(crew, batch_id).amended_by_id == letter.id


def test_a_unit_written_otherwise_in_the_annex_is_corrected_on_the_page_of_the_person(
    office: tuple[Crew, int],
) -> None:
    crew, batch_id = office
    card, browser = card_of(crew, 0), visit(crew, crew.signer)
    place = f"/usulan/{card.number}/sk/perbaikan"
    assert "sama dengan data pegawai" in browser.get(place).text
    unit = update(Unit).where(Unit.id == card.from_unit_id).values(name="SDN Betul")
    crew.write(lambda session: session.execute(unit))
    page = browser.get(place).text
    assert ("<ins>SDN Betul" in page, "susun ulang" in page, "<textarea" in page) == (True, True, False)
    compose(crew, batch_id)
    assert "sama dengan data pegawai" in browser.get(place).text
    crew.write(lambda session: session.execute(unit.values(name="SDN Lebih Betul")))
    sign_paper(crew, batch_id)
    page = browser.get(place).text
    assert ("<ins>SDN Lebih Betul" in page, "<textarea" in page) == (True, True)
    put_right(crew)
    letter = crew.read(lambda session: session.scalar(select(Letter).where(Letter.kind == "transfer_amendment")))
    rows = {row["label"]: row["value"] for row in letter.context["clauses"][0]["rows"]}
    assert rows["Unit kerja lama"] == "SDN Lebih Betul"
    assert "sama dengan data pegawai" in browser.get(place).text


def compose(crew: Crew, batch_id: int) -> None:
    given: dict[str, Any] = {"actor": crew.signer, "clock": crew.runtime.clock, "expected_version": None}
    crew.write(lambda session: compose_again(session, batch_id, **given))
    crew.work()


def rename(crew: Crew, name: str) -> None:
    row = update(Employee).where(Employee.id == crew.scene.employee.id)
    crew.write(lambda session: session.execute(row.values(name=name)))


def put_right(crew: Crew) -> Issued:
    def act(session: Session) -> Issued:
        card = find_card(session, crew.numbers[0])
        standing = find_standing(session, card) if card else None
        assert card
        assert standing
        seen = fingerprint(list_differing(session, card, standing))
        by: dict[str, Any] = {"actor": crew.signer, "clock": crew.runtime.clock}
        return correct(session, card.number, seen, "Keliru ketik.", **by)

    return crew.write(act)  # type: ignore[no-any-return]
