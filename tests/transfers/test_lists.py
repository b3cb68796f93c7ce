"""Lists of transfers: the newest looked through and the rare gathered by their keys give the same rows."""

from collections.abc import Sequence

import pytest
from sqlalchemy.orm import Session

from mutasi_flow.access.domain import Role, grants_of
from mutasi_flow.core.actor import Actor
from mutasi_flow.people.model import Employee
from mutasi_flow.transfers.queries import ListFilter, count_by_state, list_transfers, lists
from mutasi_flow.transfers.service import Destination, NewTransfer, create_draft
from mutasi_flow.transfers.workflow import Action, State
from tests.factories import make_account, make_employee
from tests.transfers.scene import Scene, build_scene


@pytest.fixture
def scene(session: Session) -> Scene:
    """Transfers of six people, from and to both schools, in several states."""
    made = build_scene(session, peers=5)
    for place, person in enumerate([made.employee, *made.peers]):
        actor = made.actor_of(person)
        there = made.new if place % 2 else made.root
        new = NewTransfer(person.id, (Destination(there.id, made.teacher.id),), reason="-", reason_category="care")
        number = create_draft(session, new, actor, made.clock)
        if place != 5:
            made.press(number, Action.SUBMIT, actor)
    return made


def readers(scene: Scene) -> list[Actor]:
    """People of every width: all, one school, nobody but themselves, and one who files and read nothing else."""
    stranger = make_employee(scene.session, scene.new)
    account = make_account(scene.session, stranger)
    school = Actor(account.id, "-", stranger.id, grants_of(Role.STAFFING, scene.new.path))
    alone = Actor(account.id, "-", stranger.id, grants_of(Role.EMPLOYEE, ""))
    return [scene.actors["verifier"], school, alone, scene.me]


def filters(scene: Scene) -> list[ListFilter]:
    person: Employee = scene.peers[0]
    words = ("", person.name.split()[0].lower(), person.name, person.nip or "", "mut-2026-00002", "%", "_", "zzz")
    plain = [ListFilter(q=word) for word in words]
    return [
        *plain,
        ListFilter(state=State.DRAFT),
        ListFilter(state=State.PROPOSED, limit=2),
        ListFilter(unit_path=scene.new.path),
        ListFilter(unit_path=scene.new.path, q=person.name),
        ListFilter(limit=2),
    ]


def pages(scene: Scene, actor: Actor, wanted: ListFilter) -> Sequence[str]:
    found: list[str] = []
    cursor = wanted.cursor
    while True:
        asked = ListFilter(wanted.state, wanted.unit_path, wanted.q, cursor, wanted.limit)
        rows = list_transfers(scene.session, actor, asked)
        found += [row.number for row in rows]
        if len(rows) < wanted.limit:
            return found
        cursor = rows[-1].id


WAYS = [
    {"NEAR": near, "FEW_UNITS": units, "FEW_PEOPLE": people, "FEW_KEYS": keys}
    for near in (0, 1, 3)
    for units in (0, 50)
    for people, keys in ((0, 1), (1, 1), (250, 2), (250, 500))
]


def test_all_ways_give_the_same_rows(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    for actor in readers(scene):
        for wanted in filters(scene):
            expected = pages(scene, actor, wanted)
            assert expected == sorted(expected, reverse=True)
            for way in WAYS:
                for name, value in way.items():
                    monkeypatch.setattr(lists, name, value)
                assert pages(scene, actor, wanted) == expected, (actor, wanted, way)
                monkeypatch.undo()


def test_a_search_finds_by_name_nip_and_number(scene: Scene) -> None:
    verifier, person = scene.actors["verifier"], scene.peers[0]
    by = {q: pages(scene, verifier, ListFilter(q=q)) for q in (person.name, person.nip or "", "mut-2026-00002")}
    assert list(by.values()) == [["MUT-2026-00002"]] * 3
    assert pages(scene, verifier, ListFilter(q="%")) == []


def test_only_the_states_asked_for_are_counted(scene: Scene) -> None:
    assert count_by_state(scene.session, scene.actors["verifier"], (State.PROPOSED,)) == {State.PROPOSED: 5}
    assert count_by_state(scene.session, scene.actors["verifier"], (State.DECREED,)) == {}
