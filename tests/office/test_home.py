"""The first page: what waits for each person, where the own request ended, and doors that all open."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from lxml import html

from mutasi_flow.access.domain import Role
from mutasi_flow.core.runtime import Runtime
from mutasi_flow.office.pages.waiting import list_waiting
from tests.decrees.desk import build_desk
from tests.factories import TODAY
from tests.planning.plans.workshop import build
from tests.planning.publications.test_publications import Board
from tests.transfers.test_batch_pages import placed
from tests.transfers.test_pages import OFFICE, Town, town
from tests.transfers.test_sitting_pages import Hall, hall

__all__ = ["hall", "placed", "town"]


@pytest.fixture
def dialect() -> str:
    """Pages ask services and queries that are tried on both databases."""
    return "sqlite"


def doors_of(page: str) -> list[str]:
    found = html.fromstring(page).xpath("//div[contains(@class, 'm-doors')]//a/@href")
    return [str(one) for one in found]


@pytest.mark.parametrize("who", [role.value for role in OFFICE] + ["p0", "head0"])
def test_every_door_of_the_first_page_opens_and_stands_there_once(town: Town, who: str) -> None:
    town.become(who)
    page = town.read("/")
    work, own = page.split("Untuk Anda sebagai pegawai") if "Untuk Anda sebagai pegawai" in page else ("", page)
    for part in (work, own):
        doors = doors_of(part) if part else []
        assert len(doors) == len(set(doors))
        for door in doors:
            assert town.client.get(door).status_code == 200, door


def test_who_has_no_other_part_is_asked_whether_to_move_and_the_office_is_not(town: Town) -> None:
    town.become("p1")
    page = town.read("/")
    assert "Ingin pindah tugas?" in page
    assert [html.fromstring(page).xpath(f"count(//nav//a[. = '{name}'])") for name in ("Usulan", "Pesan")] == [1, 1]
    town.become("verifier")
    page = town.read("/")
    assert "Ingin pindah tugas?" not in page
    assert "Mengolah usulan" in page


def test_the_first_page_leads_to_the_decree_of_a_request_that_ended(town: Town) -> None:
    number = town.submit()
    town.answer_all()
    for who, step in (("verifier", "conclude_consultation"), ("decider", "approve"), ("signer", "decree")):
        town.become(who)
        town.press(f"/telaah/{number}/{step}")
    town.become("p0")
    page = town.read("/")
    assert "Ingin pindah tugas?" not in page
    assert "Buka SK" in page
    (address,) = html.fromstring(page).xpath("//a[contains(@class, 'govuk-button') and contains(., 'Buka SK')]/@href")
    town.read(str(address))


def test_a_batch_stands_first_on_the_page_of_the_official_who_decides(placed: tuple[Town, str, list[str]]) -> None:
    town, place, _numbers = placed
    assert "Telaah paket" not in town.read("/"), "the verifier made it and does not decide it"
    town.become("decider")
    page = town.read("/")
    assert "Telaah paket Guru Maret: 2 usulan" in page
    assert page.index(place) < page.index("Putusan pejabat")


def test_letters_that_wait_for_a_signature_are_counted_for_their_signer_only(runtime: Runtime, tmp_path: Path) -> None:
    desk = build_desk(runtime, tmp_path / "p12", at=datetime.now(UTC))
    with runtime.database.reading() as session:
        lines = list_waiting(session, desk.signer, runtime.clock.today())
        assert [(line.endpoint, line.words.values["count"]) for line in lines] == [("signing_runs.index", 3)]
        assert list_waiting(session, desk.owners[0], runtime.clock.today()) == []


def test_a_sitting_that_is_open_waits_for_who_sits(hall: Hall) -> None:
    hall.become("secretary")
    assert "usulan dalam agenda" not in hall.read("/")
    place = hall.call()
    page = hall.read("/")
    assert "2 usulan dalam agenda" in page
    assert f'href="{place}"' in page


def test_comments_nobody_answered_wait_for_the_planner(runtime: Runtime) -> None:
    workshop = build(runtime)
    board = Board(workshop)
    key = board.publish()
    said = board.say(key, board.account_of(board.movers[0]))
    planner = workshop.actor()
    (line,) = workshop.read(lambda session: list_waiting(session, planner, TODAY))
    assert (line.endpoint, line.words.values["count"]) == ("publications.show", 1)
    board.answer(said)
    assert workshop.read(lambda session: list_waiting(session, planner, TODAY)) == []


def test_a_stranger_finds_the_way_in_on_every_page_but_that_of_signing_in(town: Town) -> None:
    heads = {path: town.read(path).split("<main")[0] for path in ("/", "/verifikasi", "/rencana", "/masuk")}
    assert ["/masuk" in head for head in heads.values()] == [True, True, True, False]


def test_an_administrator_meets_the_office_first(town: Town) -> None:
    town.become(Role.ADMIN.value)
    page = town.read("/")
    assert page.index("Kantor dan layanan") < page.index("Kebutuhan dan rencana")
