"""The review chain of a collective decree: one desk with all others, a new edition asks again, its excerpts need none."""

from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import select, update

from mutasi_flow.access.domain import Role, grants_of
from mutasi_flow.core import audit
from mutasi_flow.core.actor import SYSTEM, Actor
from mutasi_flow.core.errors import Conflict, NotFound, NotPermitted, Refused
from mutasi_flow.core.runtime import Runtime
from mutasi_flow.decrees.initials import service
from mutasi_flow.decrees.initials.domain import ABOUT, Chain, Step
from mutasi_flow.decrees.initials.queries import list_marks
from mutasi_flow.inbox.model import Notice
from mutasi_flow.inbox.queries import open_tasks
from mutasi_flow.letters.queries import LetterRow
from mutasi_flow.letters.service import printing
from mutasi_flow.people.model import Employee
from mutasi_flow.people.service import record_kinship
from mutasi_flow.transfers.model import Transfer
from mutasi_flow.transfers.trail import BATCH, chain_of
from tests.decrees.crew import Crew
from tests.decrees.test_collective_signing import card_of, issued, revoke, visit, waits, whole
from tests.decrees.test_collective_signing import compose as compose_anew
from tests.factories import NOW, TODAY, make_account

MOVED = select(Transfer.employee_id)
FIRST, SECOND = Step("Kepala Bagian Hukum", Role.SUPERVISOR), Step("Kepala Badan", Role.VERIFIER)


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Prints that take no time, each of the words that it shows."""

    def render(context: Any, *_given: Any) -> Any:
        return type("Made", (), {"data": f"%PDF-1.7 {context}".encode(), "made_with": {}})

    monkeypatch.setattr(printing, "render", render)


@pytest.fixture
def office(runtime: Runtime, quick: None) -> tuple[Crew, int]:  # noqa: ARG001 - prints that take no time
    crew, batch_id = issued(runtime)
    arrange(crew)
    return crew, batch_id


def arrange(crew: Crew, kind: str = "collective_decree") -> None:
    chain = Chain(0, kind, TODAY, (FIRST, SECOND))
    crew.write(lambda session: service.set_chain(session, chain, source="", actor=crew.maker, today=TODAY, at=NOW))


def head(crew: Crew, **values: Any) -> Actor:
    account = crew.write(lambda session: make_account(session, roles=[Role.SUPERVISOR]).id)
    return Actor(account, "Kepala Bagian", None, grants_of(Role.SUPERVISOR, ""), **values)


def initial(crew: Crew, decree: LetterRow, actor: Actor) -> bool:
    given: dict[str, Any] = {"seen": decree.sha256, "actor": actor, "clock": crew.runtime.clock}
    return crew.write(lambda session: service.give(session, decree.id, **given))  # type: ignore[no-any-return]


def send_back(crew: Crew, decree: LetterRow, actor: Actor) -> None:
    given: dict[str, Any] = {"seen": decree.sha256, "note": "Nama keliru.", "actor": actor, "clock": crew.runtime.clock}
    crew.write(lambda session: service.send_back(session, decree.id, **given))


def compose(crew: Crew, batch_id: int) -> LetterRow:
    compose_anew(crew, batch_id)
    return whole(crew, batch_id)


def asked(crew: Crew, decree: LetterRow) -> list[tuple[str, int, str]]:
    service.keep_tasks(crew.runtime)
    found = crew.read(lambda session: open_tasks(session, ABOUT, decree.id))
    return [(task.holder_role, task.stage, task.about_label) for task in found]


def actions(crew: Crew, batch_id: int) -> list[str]:
    rows = crew.read(lambda session: audit.trail(session, chain_of(batch_id, BATCH)))
    return [row.action for row in rows if row.action.startswith("letter_")]


def desk_of(crew: Crew, actor: Actor) -> list[tuple[int, int]]:
    found = crew.read(lambda session: service.list_waiting_for(session, actor)).rows
    return [(one.letter.id, len(one.cards)) for one in found]


def test_it_reaches_the_desk_of_signatures_when_all_have_initialled_it(office: tuple[Crew, int]) -> None:
    (crew, batch_id), chief = office, head(office[0])
    decree = whole(crew, batch_id)
    assert waits(crew, crew.signer) == []
    assert asked(crew, decree) == [("supervisor", 1, f"{decree.number} · 3 pegawai")]
    assert (desk_of(crew, chief), desk_of(crew, crew.maker)) == ([(decree.id, 3)], [])
    chosen = [(decree.id, decree.sha256)]
    given: dict[str, Any] = {"actor": chief, "clock": crew.runtime.clock}
    assert crew.write(lambda session: service.give_many(session, chosen, **given)) == [(decree.id, None)]
    assert asked(crew, decree)[0][:2] == ("verifier", 2)
    assert initial(crew, decree, crew.maker)
    assert waits(crew, crew.signer) == [("collective_decree", 3, ())]
    assert actions(crew, batch_id) == ["letter_initialled"] * 2


def test_what_changes_after_initials_is_asked_for_again_and_nothing_else(office: tuple[Crew, int]) -> None:
    (crew, batch_id), chief = office, head(office[0])
    first = whole(crew, batch_id)
    initial(crew, first, chief)
    initial(crew, first, crew.maker)
    assert compose(crew, batch_id).sha256 == first.sha256
    assert waits(crew, crew.signer) != [], "nothing changed, so everybody's initial stands"
    key = crew.scene.employee.id
    crew.write(lambda session: session.execute(update(Employee).where(Employee.id == key).values(name="Sri Betul")))
    anew = compose(crew, batch_id)
    assert (anew.sha256 == first.sha256, waits(crew, crew.signer)) == (False, [])
    assert asked(crew, anew)[0][:2] == ("supervisor", 1)
    with pytest.raises(Conflict, match="dicetak ulang"):
        initial(crew, first, chief)
    assert not initial(crew, anew, chief)
    assert initial(crew, anew, crew.maker)
    assert waits(crew, crew.signer) != []
    marks = crew.read(lambda session: list_marks(session, [anew.id]))[anew.id]
    assert [(one.round, one.is_present) for one in marks] == [(0, False), (0, False), (1, True), (1, True)]


def test_sent_back_it_is_handed_in_again_or_composed_without_who_left(office: tuple[Crew, int]) -> None:
    (crew, batch_id), chief = office, head(office[0])
    decree = whole(crew, batch_id)
    send_back(crew, decree, chief)
    assert (asked(crew, decree), waits(crew, crew.signer)) == ([], [])
    notice = crew.read(lambda session: session.scalars(select(Notice).where(Notice.event == "letter_sent_back")).one())
    assert (notice.role, notice.address) == ("verifier", f"/paraf/{decree.id}")
    given: dict[str, Any] = {"actor": crew.maker, "clock": crew.runtime.clock}
    with pytest.raises(Refused, match="tidak dapat disusun ulang"):
        crew.write(lambda session: service.renew(session, decree.id, "Ubah.", **given))
    crew.write(lambda session: service.hand_in_again(session, decree.id, "Sudah benar.", **given))
    assert asked(crew, decree)[0][:2] == ("supervisor", 1)
    send_back(crew, decree, chief)
    revoke(crew, 1)
    anew = compose(crew, batch_id)
    assert asked(crew, anew)[0][1:] == (1, f"{anew.number} · 2 pegawai")
    assert actions(crew, batch_id) == ["letter_sent_back", "letter_handed_in_again", "letter_sent_back"]
    initial(crew, anew, chief)
    initial(crew, anew, crew.maker)
    assert waits(crew, crew.signer) == [("collective_decree", 2, ())]


def test_nobody_initials_a_decree_that_names_the_own_person_or_a_relative(office: tuple[Crew, int]) -> None:
    crew, batch_id = office
    decree, moved = whole(crew, batch_id), card_of(crew, 0).employee_id
    own = head(crew)
    with pytest.raises(NotPermitted):
        initial(crew, decree, replace(own, employee_id=moved))
    sister = crew.read(lambda session: session.scalar(select(Employee.id).where(Employee.id.not_in(MOVED)).limit(1)))
    crew.write(lambda session: record_kinship(session, SYSTEM, moved, sister, NOW))
    for blocked in (moved, sister):
        assert desk_of(crew, replace(own, employee_id=blocked)) == []
    with pytest.raises(NotPermitted):
        initial(crew, decree, replace(own, employee_id=sister))


@pytest.mark.usefixtures("quick")
def test_with_somebody_confidential_it_waits_without_a_task_for_readers_only(runtime: Runtime) -> None:
    crew, batch_id = issued(runtime, secret=True)
    arrange(crew)
    decree = whole(crew, batch_id)
    assert (asked(crew, decree), desk_of(crew, head(crew))) == ([], [])
    with pytest.raises(NotFound):
        crew.read(lambda session: service.find_matter(session, decree.id, head(crew)))


def test_by_the_pages(office: tuple[Crew, int]) -> None:
    (crew, batch_id), chief = office, head(office[0])
    decree, place = whole(crew, batch_id), f"/paraf/{whole(crew, batch_id).id}"
    browser, officer = visit(crew, chief), visit(crew, crew.maker)
    desk = browser.get("/paraf").text
    assert ("3 pegawai" in desk, "tersebut dalam lampiran" in desk) == (True, True)
    page = browser.get(place).text
    assert ("Pegawai dalam lampiran" in page, "giliran sekarang" in page) == (True, True)
    assert browser.get(f"{place}/surat.pdf").data.startswith(b"%PDF")
    back = {"act": "back", "seen": decree.sha256, "note": "Nama keliru."}
    assert browser.post(place, data=back).status_code == 303
    batch = officer.get(f"/sk/paket/{batch_id}").text
    said = ("Dikembalikan", "Nama keliru.", f'href="{place}"', "Susun ulang")
    assert [one for one in said if one not in batch] == []
    assert f'href="{place}"' in officer.get(f"/sk/paket/{batch_id}/sk").text
    page = officer.get(place).text
    assert ("Nama keliru." in page, f'href="/sk/paket/{batch_id}"' in page) == (True, True)
    assert officer.post(f"{place}/ulang", data={"act": "same", "note": "Sudah benar."}).status_code == 303
    picked = {"surat": f"{decree.id}:{decree.sha256}"}
    done = browser.post("/paraf", data=picked)
    assert (done.status_code, "Diparaf" in done.text, "3 pegawai" in done.text) == (200, True, True)


def test_excerpts_and_copies_have_no_chain_of_their_own(office: tuple[Crew, int]) -> None:
    crew, _ = office
    admin = Actor(crew.write(lambda session: make_account(session, roles=[Role.ADMIN]).id), "Admin", None)
    page = visit(crew, admin).get("/admin/paraf").text
    assert ('value="collective_decree"' in page, 'value="member_excerpt"' in page) == (True, False)
