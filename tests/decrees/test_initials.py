"""The review chain: in order, by whoever holds the place, acting officials too; no signature before it is complete."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from io import BytesIO
from pathlib import Path

import pytest
from docx import Document
from hypothesis import given
from hypothesis import strategies as some
from sqlalchemy import select, update

from mutasi_flow.access.domain import Holding, Role, grants_of
from mutasi_flow.core import audit
from mutasi_flow.core.actor import Actor
from mutasi_flow.core.errors import Conflict, InvalidInput, NotFound, NotPermitted, Refused
from mutasi_flow.core.runtime import Runtime
from mutasi_flow.decrees.initials import service
from mutasi_flow.decrees.initials.domain import ABOUT, Chain, Given, Mark, Step, chain_for, progress_of
from mutasi_flow.decrees.initials.queries import find_in_chain, list_initialled, list_marks
from mutasi_flow.decrees.signing import service as signing
from mutasi_flow.decrees.signing.domain import Outcome
from mutasi_flow.inbox.domain import Answer
from mutasi_flow.inbox.model import Notice
from mutasi_flow.inbox.queries import open_tasks
from mutasi_flow.letters import queries as letters
from mutasi_flow.letters.model import Letter, LetterEdition
from mutasi_flow.people.model import Employee
from mutasi_flow.transfers.model import Transfer
from mutasi_flow.transfers.trail import chain_of
from tests.decrees.desk import Desk, build_desk, print_all
from tests.decrees.test_signing_pages import browser_of
from tests.factories import NOW, TODAY, make_account
from tests.transfers.test_signing import SCAN

KIND = "transfer_decree"
FIRST, SECOND = Step("Kepala Bidang Mutasi", Role.SUPERVISOR), Step("Kepala Badan", Role.VERIFIER)


@pytest.fixture
def desk(runtime: Runtime, tmp_path: Path) -> Desk:
    built = build_desk(runtime, tmp_path / "p12", count=2)
    arrange(built, (FIRST, SECOND))
    return built


def arrange(desk: Desk, steps: Sequence[Step], from_on: date = TODAY, at: datetime = NOW) -> None:
    with desk.runtime.database.writing() as session:
        chain = Chain(0, KIND, from_on, tuple(steps))
        service.set_chain(session, chain, source="", actor=desk.actors["verifier"], today=TODAY, at=at)


def head(desk: Desk, holding: Holding = Holding.DEFINITIVE) -> Actor:
    with desk.runtime.database.writing() as session:
        account = make_account(session)
    return Actor(account.id, f"Kepala {account.id}", None, grants_of(Role.SUPERVISOR, "", holding))


def initial(desk: Desk, letter_id: int, actor: Actor, note: str = "") -> bool:
    with desk.runtime.database.writing() as session:
        seen = letters.get_letter(session, letter_id).sha256
        return service.give(session, letter_id, seen=seen, note=note, actor=actor, clock=desk.clock)


def send_back(desk: Desk, letter_id: int, actor: Actor, note: str = "Nama keliru.") -> None:
    with desk.runtime.database.writing() as session:
        seen = letters.get_letter(session, letter_id).sha256
        service.send_back(session, letter_id, seen=seen, note=note, actor=actor, clock=desk.clock)


def waiting(desk: Desk) -> list[int]:
    with desk.runtime.database.reading() as session:
        return [one.letter.id for one in signing.list_waiting(session, desk.signer, desk.clock)[0]]


def tasks(desk: Desk, letter_id: int) -> list[tuple[str, int]]:
    with desk.runtime.database.reading() as session:
        return [(task.holder_role, task.stage) for task in open_tasks(session, ABOUT, letter_id)]


def test_the_desk_gets_a_letter_when_its_chain_is_complete(desk: Desk) -> None:
    one, other = desk.letters
    assert waiting(desk) == []
    assert service.keep_tasks(desk.runtime) == 2
    assert service.keep_tasks(desk.runtime) == 0, "once"
    assert tasks(desk, one) == [("supervisor", 1)]
    plh = head(desk, Holding.PLH)
    assert not initial(desk, one, plh, "Sudah dicocokkan.")
    assert tasks(desk, one) == [("verifier", 2)]
    assert waiting(desk) == []
    assert initial(desk, one, desk.actors["verifier"])
    assert (waiting(desk), tasks(desk, one)) == ([one], [])
    with desk.runtime.database.reading() as session:
        marks = list_marks(session, [one])[one]
        row = audit.trail(session, chain_of(letters.get_letter(session, one).about_id))[-1]
    assert [(mark.title, mark.note) for mark in marks] == [
        ("Plh. Kepala Bidang Mutasi", "Sudah dicocokkan."),
        ("Kepala Badan", ""),
    ]
    assert (row.action, row.payload["title"]) == ("letter_initialled", "Kepala Badan")
    run = desk.open([one])
    desk.sign(run)
    assert desk.outcomes(run)[one][0] is Outcome.SIGNED
    with pytest.raises(InvalidInput):
        desk.open([other])


def test_what_was_signed_on_paper_is_recorded_after_the_last_initial(desk: Desk) -> None:
    one, officer = desk.letters[0], desk.actors["verifier"]

    def record(seen: str) -> None:
        given = {"seen": seen, "signed_on": TODAY, "actor": officer, "clock": desk.clock}
        with desk.runtime.database.writing() as session:
            signing.record(session, desk.runtime.files, one, SCAN, **given)  # type: ignore[arg-type]

    initial(desk, one, head(desk))
    with desk.runtime.database.reading() as session:
        seen = letters.get_letter(session, one).sha256
    with pytest.raises(Conflict, match="belum lengkap"):
        record(seen)
    assert "belum lengkap" in browser_of(desk, officer.account_id).get(f"/surat/{one}/tanda-tangan").text
    initial(desk, one, officer)
    with pytest.raises(Conflict, match="dicetak ulang"):
        record("0" * 64)
    record(seen)
    assert desk.signatures()[0].letter_id == one


def test_initials_of_a_former_chain_count_for_no_place_of_the_next_one(desk: Desk) -> None:
    one, other = desk.letters
    initial(desk, one, head(desk))
    send_back(desk, other, head(desk))
    desk.moving.moment += timedelta(minutes=5)
    arrange(desk, (SECOND, FIRST), at=desk.clock.now())
    service.keep_tasks(desk.runtime)
    assert (tasks(desk, one), tasks(desk, other)) == ([("verifier", 1)], []), "what was sent back stays so"
    initial(desk, one, desk.actors["verifier"])
    assert waiting(desk) == []
    assert initial(desk, one, head(desk))
    assert waiting(desk) == [one]


def test_drafts_show_the_initials_that_count(desk: Desk) -> None:
    (one, other), chief, officer = desk.letters, head(desk), desk.actors["verifier"]

    def shown(letter_id: int) -> list[str]:
        with desk.runtime.database.reading() as session:
            return [mark.title for mark in list_initialled(session, desk.letters).get(letter_id, ())]

    initial(desk, one, chief)
    for actor in (chief, officer):
        initial(desk, other, actor)
    desk.sign(desk.open([other]))
    assert (shown(one), shown(other)) == ([FIRST.title], [FIRST.title, SECOND.title])
    desk.moving.moment += timedelta(minutes=5)
    arrange(desk, (SECOND, FIRST), at=desk.clock.now())
    assert (shown(one), shown(other)) == ([], [FIRST.title, SECOND.title]), "what was signed was initialled for that"
    initial(desk, one, officer)
    assert shown(one) == [SECOND.title]


def test_a_letter_that_loses_its_chain_in_a_run_leaves_it(desk: Desk) -> None:
    one = desk.letters[0]
    initial(desk, one, head(desk))
    initial(desk, one, desk.actors["verifier"])
    run = desk.open([one])
    arrange(desk, (FIRST, SECOND, Step("Asisten", Role.PLANNER)))
    desk.sign(run)
    assert desk.outcomes(run)[one][0] is Outcome.BLOCKED
    assert "belum lengkap" in desk.outcomes(run)[one][1]


def test_order_place_and_print_are_kept(desk: Desk) -> None:
    one = desk.letters[0]
    with pytest.raises(Conflict):
        initial(desk, one, desk.actors["verifier"])
    with pytest.raises(NotFound):
        initial(desk, one, Actor(None, "Orang lain", None))
    with pytest.raises(NotPermitted):
        initial(desk, one, desk.signer)
    own = replace(head(desk), employee_id=desk.owners[0].employee_id)
    with pytest.raises(NotPermitted):
        initial(desk, one, own)
    with desk.runtime.database.writing() as session, pytest.raises(Conflict, match="dicetak ulang"):
        service.give(session, one, seen="lain", actor=head(desk), clock=desk.clock)
    with pytest.raises(InvalidInput):
        initial(desk, one, head(desk), "x" * 2_000)
    initial(desk, one, head(desk))
    with pytest.raises(Conflict):
        initial(desk, one, head(desk))


def test_what_is_sent_back_can_be_handed_in_again(desk: Desk) -> None:
    one, officer, chief = desk.letters[0], desk.actors["verifier"], head(desk)
    initial(desk, one, chief)
    with pytest.raises(InvalidInput):
        send_back(desk, one, officer, " ")
    send_back(desk, one, officer)
    assert (waiting(desk), tasks(desk, one)) == ([], [])
    with pytest.raises(Conflict):
        initial(desk, one, chief)
    with desk.runtime.database.writing() as session:
        notice = session.scalars(select(Notice).where(Notice.event == "letter_sent_back")).one()
        assert (notice.role, notice.address) == ("verifier", f"/paraf/{one}")
        with pytest.raises(NotPermitted):
            service.hand_in_again(session, one, "Sudah benar.", actor=chief, clock=desk.clock)
        with pytest.raises(InvalidInput):
            service.hand_in_again(session, one, "", actor=officer, clock=desk.clock)
        service.hand_in_again(session, one, "Sudah benar.", actor=officer, clock=desk.clock)
        with pytest.raises(Conflict):
            service.hand_in_again(session, one, "Sekali lagi.", actor=officer, clock=desk.clock)
    service.keep_tasks(desk.runtime)
    assert tasks(desk, one) == [("supervisor", 1)]
    initial(desk, one, chief)
    assert initial(desk, one, officer)


def test_a_new_edition_says_what_the_records_say_now(desk: Desk) -> None:
    one, officer = desk.letters[0], desk.actors["verifier"]
    send_back(desk, one, head(desk), "Gelar kurang.")
    desk.moving.moment += timedelta(days=2)
    with desk.runtime.database.writing() as session:
        former = letters.get_letter(session, one)
        before = letters.get_context(session, one)
        about = select(Transfer.employee_id).where(Transfer.id == former.about_id).scalar_subquery()
        session.execute(update(Employee).where(Employee.id == about).values(title_after="M.Kes."))
        service.renew(session, one, "Gelar ditambahkan.", actor=officer, clock=desk.clock)
        renewed, context = letters.get_letter(session, one), letters.get_context(session, one)
        kept = session.scalars(select(LetterEdition)).one()
        assert (kept.edition, kept.sha256, kept.context, kept.because) == (
            1,
            former.sha256,
            before,
            "Gelar ditambahkan.",
        )
        assert (renewed.sha256, renewed.number, renewed.code) == ("", former.number, former.code)
        assert "M.Kes." in context["clauses"][0]["rows"][0]["value"]
        day = TODAY + timedelta(days=2)
        assert (renewed.dated_on, context["dated_on"]) == (day, day.isoformat())
        same = ("number", "code", "signatory", "noting", "verification_url", "signature")
        assert {name: context[name] for name in same} == {name: before[name] for name in same}
        with pytest.raises(Conflict):
            service.renew(session, one, "Lagi.", actor=officer, clock=desk.clock)
        assert print_all(session, desk.runtime.files) == [one]
    initial(desk, one, head(desk))
    assert initial(desk, one, officer)
    run = desk.open([one])
    desk.sign(run)
    assert desk.outcomes(run)[one] == (Outcome.SIGNED, "")
    with desk.runtime.database.writing() as session, pytest.raises(Conflict):
        service.renew(session, one, "Terlambat.", actor=officer, clock=desk.clock)


def test_only_the_decree_itself_is_written_anew(desk: Desk) -> None:
    one = desk.letters[0]
    with desk.runtime.database.writing() as session:
        session.execute(update(Letter).where(Letter.id == one).values(kind="transfer_amendment"))
        with pytest.raises(Refused):
            service.renew(session, one, "Ubah.", actor=desk.actors["verifier"], clock=desk.clock)


def test_tasks_end_with_the_letter_and_can_be_completed_by_programs(desk: Desk) -> None:
    (one, other), chief = desk.letters, head(desk)
    service.keep_tasks(desk.runtime)
    with desk.runtime.database.writing() as session:
        (task,) = open_tasks(session, ABOUT, one)
        service.complete_initial_task(session, task.id, chief, desk.clock, Answer("initialled"))
        (task,) = open_tasks(session, ABOUT, one)
        service.complete_initial_task(
            session, task.id, desk.actors["verifier"], desk.clock, Answer("sent_back", "Tanggal keliru.")
        )
        session.execute(update(Letter).where(Letter.id == other).values(revoked_at=NOW))
    assert service.keep_tasks(desk.runtime) == 1
    assert (tasks(desk, one), tasks(desk, other)) == ([], [])


def test_a_confidential_letter_has_no_task_and_is_shown_to_its_readers_only(desk: Desk) -> None:
    one = desk.letters[0]
    with desk.runtime.database.writing() as session:
        session.execute(update(Letter).where(Letter.id == one).values(is_secret=True))
        about = letters.get_letter(session, one).about_id
        session.execute(update(Transfer).where(Transfer.id == about).values(is_secret=True))
    service.keep_tasks(desk.runtime)
    assert tasks(desk, one) == []
    with desk.runtime.database.reading() as session:
        assert [row.letter.id for row in service.list_waiting_for(session, head(desk)).rows] == desk.letters[1:]
        with pytest.raises(NotFound):
            service.find_matter(session, one, head(desk))


def test_many_in_one_press_each_with_its_result(desk: Desk) -> None:
    one, other = desk.letters
    chief = head(desk)
    with desk.runtime.database.writing() as session:
        shas = {key: letters.get_letter(session, key).sha256 for key in desk.letters}
        with pytest.raises(InvalidInput):
            service.give_many(session, [], actor=chief, clock=desk.clock)
        chosen = [(one, shas[one]), (other, "lama"), (one, shas[one])]
        results = service.give_many(session, chosen, actor=chief, clock=desk.clock)
    assert [(key, refused is None) for key, refused in results] == [(one, True), (other, False), (one, False)]


def test_chains_are_for_days_to_come_and_known_roles(desk: Desk) -> None:
    with pytest.raises(InvalidInput):
        arrange(desk, (FIRST,), TODAY - timedelta(days=1))
    with pytest.raises(InvalidInput):
        arrange(desk, (Step("Bupati", Role.SIGNER),))
    with pytest.raises(InvalidInput):
        arrange(desk, (FIRST,) * 11)
    arrange(desk, ())
    assert waiting(desk) == desk.letters, "an empty chain needs no initials"


def test_by_the_pages(desk: Desk) -> None:
    one, other = desk.letters
    with desk.runtime.database.writing() as session:
        account = make_account(session, roles=[Role.SUPERVISOR], name="Kepala Bidang")
        admin = make_account(session, roles=[Role.ADMIN])
        row = find_in_chain(session, one)
    assert row is not None
    chief = browser_of(desk, account.id)
    page = chief.get("/paraf").text
    assert (row.employee_name in page, "paraf ke-1 dari 2" in page, " checked" in page) == (True, True, False)
    assert chief.post("/paraf", data={}).status_code == 422
    picked = {"surat": [f"{one}:{row.sha256}", f"{other}:lama"]}
    done = chief.post("/paraf", data=picked)
    assert (done.status_code, "dicetak ulang" in done.text, "Hasil" in done.text) == (200, True, True)
    place = f"/paraf/{other}"
    assert "Paraf sebagai Kepala Bidang Mutasi" in chief.get(place).text
    assert chief.get(f"{place}/surat.pdf").data.startswith(b"%PDF")
    with desk.runtime.database.reading() as session:
        seen = letters.get_letter(session, other).sha256
    back = {"act": "back", "seen": seen}
    assert chief.post(place, data=back).status_code == 422
    assert chief.post(place, data={**back, "note": "Unit keliru."}).status_code == 303
    officer = browser_of(desk, desk.actors["verifier"].account_id)
    page = officer.get(place).text
    assert ("Unit keliru." in page, "Susun edisi baru" in page) == (True, True)
    again = {"act": "renew", "note": "Unit diperbaiki."}
    assert officer.post(f"{place}/ulang", data=again).status_code == 303
    assert "Diajukan ulang" in officer.get(place).text
    assert officer.get(f"{place}/surat.pdf").status_code == 404
    assert "Paraf surat ini" in officer.get(f"/usulan/{row.transfer}/sk?surat={one}").text
    assert browser_of(desk, desk.owners[1].account_id).get(f"/paraf/{one}").status_code == 404
    sent = officer.get(f"/paraf/{one}/konsep.docx")
    assert (sent.status_code, "konsep-" in sent.headers["Content-Disposition"]) == (200, True)
    initials = Document(BytesIO(sent.data)).tables[-1].rows[0].cells
    assert [cell.text for cell in initials] == ["Kepala Bidang Mutasi", "Kepala Bidang", "2 Maret 2026"]
    assert browser_of(desk, desk.owners[0].account_id).get(f"/paraf/{one}/konsep.docx").status_code == 404
    keeper = browser_of(desk, admin.id)
    page = keeper.get("/admin/paraf").text
    assert "Kepala Bidang Mutasi" in page
    day = {"from_on-day": "2", "from_on-month": "3", "from_on-year": "2027", "kind": KIND, "title-1": "Sekda"}
    assert keeper.post("/admin/paraf", data={**day, "role-1": "signer"}).status_code == 422
    assert keeper.post("/admin/paraf", data={**day, "role-1": "supervisor", "unit-1": "tidak-ada"}).status_code == 422
    assert keeper.post("/admin/paraf", data={**day, "role-1": "supervisor"}).status_code == 303
    assert "Sekda" in keeper.get("/admin/paraf").text


marks = some.lists(
    some.builds(Given, some.integers(0, 2), some.integers(1, 4), some.sampled_from([Mark.INITIALLED, Mark.SENT_BACK])),
    max_size=12,
)


@given(some.integers(0, 4), marks)
def test_a_letter_is_complete_when_every_place_of_its_last_round_is(places: int, given: list[Given]) -> None:
    progress = progress_of([FIRST] * places, given)
    last = max((one.round for one in given), default=0)
    present = [one for one in given if one.round == last]
    is_back = any(one.mark is Mark.SENT_BACK for one in present)
    done = {one.position for one in present if one.mark is Mark.INITIALLED}
    assert progress.is_complete == (not is_back and done >= set(range(1, places + 1)))
    if progress.next_position:
        assert progress.next_position not in done
        assert set(range(1, progress.next_position)) <= done


@given(
    some.lists(some.builds(Chain, some.integers(1, 99), some.just(KIND), some.dates(), some.just((FIRST,)))),
    some.dates(),
)
def test_the_youngest_chain_that_has_begun_counts(chains: list[Chain], on: date) -> None:
    steps = chain_for(chains, KIND, on)
    assert bool(steps) == any(one.from_on <= on for one in chains)
    assert chain_for(chains, "lain", on) == ()
