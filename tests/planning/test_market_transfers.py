"""Results become requests of the people: linked, none twice, and none of a group that is no longer whole."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select, update

from mutasi_flow.access.domain import Role
from mutasi_flow.access.queries import load_actor
from mutasi_flow.core import audit
from mutasi_flow.core.actor import Actor
from mutasi_flow.core.errors import Conflict, NotPermitted
from mutasi_flow.core.runtime import Runtime
from mutasi_flow.people.model import Employee, Unit
from mutasi_flow.planning.market import queries, service
from mutasi_flow.planning.market.domain import EntryState
from mutasi_flow.planning.market.model import ExchangeRound
from mutasi_flow.planning.market.service.opening import open_transfers, portions, read_movers
from mutasi_flow.transfers.domain import Door
from mutasi_flow.transfers.domain.links import MOST_LINKED, LinkKind
from mutasi_flow.transfers.model import Link, LinkMember, Transfer
from mutasi_flow.transfers.service import NewTransfer, create_draft
from mutasi_flow.transfers.workflow import State
from tests.factories import TODAY, make_account
from tests.planning.bazaar import Bazaar, as_self, build_bazaar, clock_on, solve_now


@given(st.integers(2, 200))
def test_long_chains_are_linked_in_parts_that_may_be(size: int) -> None:
    parts = portions(size)
    assert [place for part in parts for place in part] == list(range(size))
    assert all(2 <= len(part) <= MOST_LINKED for part in parts)


@dataclass
class Published:
    """A swap of two, a ring of three and one into an empty seat, published; and who files for others."""

    runtime: Runtime
    round_id: int
    people: dict[str, int]
    """Keys of employees: ``one`` and ``two`` swap, ``a``, ``b``, ``c`` go round, ``alone`` follows nobody."""
    officer: Actor

    def open(self) -> None:
        """Let the worker open transfers, as asked."""
        args = {"round": self.round_id, "account": self.officer.account_id or 0}
        with self.runtime.database.writing() as session:
            service.ask_transfers(session, self.round_id, actor=self.officer, clock=self.runtime.clock)
        with self.runtime.database.reading() as session:
            task = read_movers(session, args)
        open_transfers(task, self.runtime)

    def numbers(self) -> dict[str, str | None]:
        """Return the transfer of each."""
        with self.runtime.database.reading() as session:
            found = {name: queries.find_entry(session, self.round_id, key) for name, key in self.people.items()}
        return {name: entry.transfer if entry else None for name, entry in found.items()}


@pytest.fixture(params=[Role.VERIFIER, Role.PLANNER])
def published(runtime: Runtime, request: pytest.FixtureRequest) -> Published:
    opener: Role = request.param
    with runtime.database.writing() as session:
        bazaar: Bazaar = build_bazaar(session, ("A", "B", "C", "D", "E", "F"))
        people = {
            "one": bazaar.teach("A", "B"),
            "two": bazaar.teach("B", "A"),
            "a": bazaar.teach("C", "D"),
            "b": bazaar.teach("D", "E"),
            "c": bazaar.teach("E", "C"),
            "alone": bazaar.teach("A", "F"),
        }
        key = bazaar.open()
        bazaar.join(key, *people.values())
        bazaar.settle(key)
        person = bazaar.teach("A")
        officer = make_account(session, person, [opener])
    solve_now(runtime, key)
    with runtime.database.writing() as session:
        actor = load_actor(session, officer.id, TODAY)
        with pytest.raises(Conflict):
            service.ask_transfers(session, key, actor=actor, clock=clock_on(TODAY))
        with pytest.raises(NotPermitted):
            service.ask_transfers(session, key, actor=as_self(person), clock=clock_on(TODAY))
        service.publish_round(session, key, actor=bazaar.planner, clock=clock_on(TODAY))
    return Published(runtime, key, {name: person.id for name, person in people.items()}, actor)


def test_each_result_becomes_one_request_linked_as_it_hangs_together(published: Published) -> None:
    published.open()
    numbers = published.numbers()
    assert None not in numbers.values()
    published.open()
    assert published.numbers() == numbers
    with published.runtime.database.reading() as session:
        made = session.scalars(select(Transfer)).all()
        assert {(one.door, one.state, one.filed_for) for one in made} == {(Door.OWN, State.DRAFT, False)}
        assert all("poin, kelompok" in one.reason and len(one.reason.split()[-1]) > 60 for one in made)
        assert [row.action for row in audit.trail(session, f"transfer:{made[0].id}")][:2] == ["drafted", "won"]
        links = session.execute(
            select(Link.kind, Transfer.employee_id)
            .join(LinkMember, LinkMember.link_id == Link.id)
            .join(Transfer, Transfer.id == LinkMember.transfer_id)
        ).all()
    keys = published.people
    assert {key for kind, key in links if kind is LinkKind.SWAP} == {keys["one"], keys["two"]}
    assert {key for kind, key in links if kind is LinkKind.CHAIN} == {keys["a"], keys["b"], keys["c"]}
    assert len(links) == 5


def test_the_day_of_the_result_is_that_of_the_office(published: Published) -> None:
    early = datetime(2026, 3, 1, 23, 30, tzinfo=UTC)  # half past six in the morning of the second
    with published.runtime.database.writing() as session:
        session.execute(update(ExchangeRound).values(published_at=early))
    published.open()
    with published.runtime.database.reading() as session:
        assert all("diumumkan 2 Maret 2026" in reason for reason in session.scalars(select(Transfer.reason)))


def test_of_a_group_that_is_no_longer_whole_nothing_is_opened(published: Published) -> None:
    keys = published.people
    with published.runtime.database.writing() as session:
        session.get_one(Employee, keys["two"]).legal_position = "99"
        create_draft(session, NewTransfer(keys["b"]), as_self(session.get_one(Employee, keys["b"])), clock_on(TODAY))
    published.open()
    numbers = published.numbers()
    assert {name for name, number in numbers.items() if number} == {"alone"}
    with published.runtime.database.reading() as session:
        notes = {
            one.employee_id: one.transfer_note
            for one in queries.list_entries(session, published.round_id, [EntryState.MOVED])
        }
    assert "tidak lagi bertugas" in notes[keys["two"]]
    assert "tidak lengkap" in notes[keys["one"]]
    assert "MF-" in notes[keys["b"]] or "usulan lain" in notes[keys["b"]]
    assert not notes[keys["alone"]]


def test_of_a_group_one_of_whom_cannot_go_nothing_is_opened_until_all_can(published: Published) -> None:
    keys = published.people

    def end_d(last_on: date) -> None:
        with published.runtime.database.writing() as session:
            session.execute(update(Unit).where(Unit.name == "SD Negeri D").values(valid_to=last_on))

    end_d(TODAY - timedelta(days=1))
    published.open()
    assert {name for name, number in published.numbers().items() if not number} == {"a", "b", "c"}
    with published.runtime.database.reading() as session:
        rows = queries.list_entries(session, published.round_id, [EntryState.MOVED])
        notes = {one.employee_id: one.transfer_note for one in rows}
    assert "sudah tidak berlaku" in notes[keys["a"]]
    assert "tidak lengkap" in notes[keys["b"]]
    assert "tidak lengkap" in notes[keys["c"]]
    end_d(date(9999, 12, 31))
    published.open()
    assert None not in published.numbers().values()
    with published.runtime.database.reading() as session:
        assert len(session.scalars(select(LinkMember.transfer_id)).all()) == 5


def test_a_worker_that_died_in_between_is_finished_by_the_next(published: Published) -> None:
    with published.runtime.database.reading() as session:
        task = read_movers(session, {"round": published.round_id, "account": published.officer.account_id or 0})
    half = type(task)(task.found, task.account_id, [chain[:1] for chain in task.chains])
    open_transfers(half, published.runtime)
    first = {name: number for name, number in published.numbers().items() if number}
    assert 0 < len(first) < len(published.people)
    published.open()
    numbers = published.numbers()
    assert None not in numbers.values()
    assert first.items() <= numbers.items()
    with published.runtime.database.reading() as session:
        assert len(session.scalars(select(LinkMember.transfer_id)).all()) == 5
