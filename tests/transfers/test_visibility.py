"""Who reads what of which opinion: the matrix as data, and every place that shows opinions held to it."""

import io
import json
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise, product
from typing import Any

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as some
from sqlalchemy import update
from sqlalchemy.orm import Session

from mutasi_flow.access.model import Account
from mutasi_flow.access.queries import load_actor
from mutasi_flow.core.actor import SYSTEM, Actor
from mutasi_flow.core.errors import InvalidInput
from mutasi_flow.core.runtime import Runtime
from mutasi_flow.inbox.domain import Answer
from mutasi_flow.inbox.model import Task
from mutasi_flow.letters.model import Letter
from mutasi_flow.transfers.consultation import add_sight
from mutasi_flow.transfers.domain import Stance, Voice
from mutasi_flow.transfers.model import Opinion, Transfer
from mutasi_flow.transfers.queries import Seen, find_card, load_matrix, readers_of, view_opinions
from mutasi_flow.transfers.service import complete_task
from mutasi_flow.transfers.visibility import (
    MAY_NAME_PEERS,
    REACHED,
    SHIPPED,
    Matrix,
    Moment,
    Part,
    Reader,
    Sight,
    choose,
)
from mutasi_flow.transfers.workflow import Action, State
from tests.browsing import Browser
from tests.factories import NOW, TODAY
from tests.transfers.scene import Scene, build_scene
from tests.transfers.test_api import Program
from tests.transfers.test_pages import Town

DAY = date(2026, 3, 2)
rows_of_the_office = some.lists(
    some.builds(
        Sight,
        some.sampled_from(Voice),
        some.sampled_from(Reader),
        some.sampled_from(Part),
        some.sampled_from(Moment),
        some.dates(DAY - timedelta(days=9), DAY + timedelta(days=9)),
        some.just("Perbup 7/2026"),
        some.integers(1, 9),
    ),
    max_size=6,
)
readers = some.sets(some.sampled_from(Reader), min_size=1)
days = some.dates(DAY - timedelta(days=9), DAY + timedelta(days=9))


def test_the_shipped_rows_say_something_about_every_case() -> None:
    cases = {(row.voice, row.reader, row.part) for row in SHIPPED}
    assert cases == set(product(Voice, Reader, Part))
    assert len(cases) == len(SHIPPED)


@given(rows_of_the_office, readers, some.sampled_from(State), days, days)
def test_no_rows_name_a_peer_to_anybody_but_checkers_and_inspectors(
    rows: list[Sight], who: set[Reader], state: State, given_on: date, today: date
) -> None:
    matrix = Matrix((*SHIPPED, *rows))
    if matrix.allows(Voice.PEER, who, Part.IDENTITY, state, given_on=given_on, today=today):
        assert who & MAY_NAME_PEERS


@given(rows_of_the_office, some.sampled_from(SHIPPED), days, days)
def test_what_was_promised_when_it_was_given_is_kept_and_what_is_closed_is_closed(
    rows: list[Sight], case: Sight, given_on: date, today: date
) -> None:
    matrix, order = Matrix((*SHIPPED, *rows)), list(Moment)
    voice, reader, part = case.voice, case.reader, case.part
    then, now = (choose(matrix.rows, day)[voice, reader, part].moment for day in (given_on, today))
    held = matrix.moment(voice, reader, part, given_on=given_on, today=today)
    assert order.index(held) == max(order.index(then), order.index(now))


def test_later_moments_are_reached_in_fewer_states() -> None:
    reached = [REACHED[moment] for moment in Moment]
    assert all(later < earlier for earlier, later in pairwise(reached))


@pytest.mark.parametrize(
    ("voice", "reader", "part", "moment"),
    [
        (Voice.PEER, Reader.EMPLOYEE, Part.IDENTITY, Moment.DECIDED),
        (Voice.PEER, Reader.DECIDER, Part.IDENTITY, Moment.AT_ONCE),
        (Voice.RELEASING, Reader.GIVER, Part.REASON, Moment.NEVER),
        (Voice.RELEASING, Reader.VERIFIER, Part.REASON, Moment.CONCLUDED),
        (Voice.EMPLOYEE, Reader.DECIDER, Part.STANCE, Moment.DECIDED),
    ],
)
def test_what_cannot_be_set_is_refused(
    session: Session, voice: Voice, reader: Reader, part: Part, moment: Moment
) -> None:
    row = Sight(voice, reader, part, moment, TODAY, "Perbup 7/2026")
    with pytest.raises(InvalidInput):
        add_sight(session, row, actor=SYSTEM, today=TODAY, at=NOW)


def test_a_row_needs_a_source_and_begins_today_at_the_earliest(session: Session) -> None:
    row = Sight(Voice.RELEASING, Reader.UNIT, Part.REASON, Moment.NEVER, TODAY, "Perbup 7/2026")
    for wrong in (replace(row, source=" "), replace(row, from_on=TODAY - timedelta(days=1))):
        with pytest.raises(InvalidInput):
            add_sight(session, wrong, actor=SYSTEM, today=TODAY, at=NOW)
    add_sight(session, row, actor=SYSTEM, today=TODAY, at=NOW)
    matrix = load_matrix(session)
    assert matrix.moment(Voice.RELEASING, Reader.UNIT, Part.REASON, given_on=TODAY, today=TODAY) is Moment.NEVER


# What one reader sees of one transfer.


@pytest.fixture
def scene(session: Session) -> Scene:
    return build_scene(session, peers=4)


def proposed(scene: Scene) -> str:
    number = scene.draft()
    scene.press(number, Action.SUBMIT, scene.me)
    return number


def put(scene: Scene, number: str, state: State) -> None:
    scene.session.execute(update(Transfer).where(Transfer.number == number).values(state=state))


def answer(scene: Scene, kind: str, outcome: str, count: int = 9) -> None:
    asked = [task for task in scene.open_tasks() if task.kind == kind]
    for task in asked[:count]:
        who = scene.actors[f"employee:{task.holder_employee_id}"]
        complete_task(scene.session, task.id, who, scene.clock, Answer(outcome, "Beban naik.", {"workload": "hard"}))


def test_peers_are_summed_up_once_and_only_when_none_can_answer_any_more(scene: Scene) -> None:
    number, decider = proposed(scene), scene.actors["decider"]
    for _ in range(3):
        answer(scene, "opinion_peer", "against", 1)
        assert view(scene, number, decider).peers is None
    put(scene, number, State.CONSULTED)
    summary = view(scene, number, decider).peers
    assert summary is not None
    assert summary.stances == {Stance.AGAINST: 3}
    assert summary.answers == {"workload": {"hard": 3}}
    assert summary.reasons == ()
    put(scene, number, State.RETURNED)
    assert view(scene, number, decider).peers is None
    scene.press(number, Action.RESUBMIT, scene.me)
    assert not [task for task in scene.open_tasks() if task.kind == "opinion_peer"]


def view(scene: Scene, number: str, who: Actor) -> Seen:
    card = find_card(scene.session, number)
    assert card is not None
    return view_opinions(scene.session, card, who, scene.clock)


@pytest.mark.parametrize("count", [0, 1, 2])
@pytest.mark.parametrize("state", list(State))
def test_fewer_than_three_peers_are_shown_to_nobody_but_the_checkers(scene: Scene, count: int, state: State) -> None:
    number = proposed(scene)
    answer(scene, "opinion_peer", "against", count)
    put(scene, number, state)
    for who in (scene.me, *(scene.actors[name] for name in ("decider", "signer", "staffing", "planner", "auditor"))):
        found = view(scene, number, who)
        assert found.peers is None
        assert Voice.PEER not in {one.voice for one in found.opinions}
    known = view(scene, number, scene.actors["verifier"])
    assert sum(one.voice is Voice.PEER for one in known.opinions) == count


def test_on_the_own_transfer_roles_do_not_count(scene: Scene) -> None:
    number = proposed(scene)
    card = find_card(scene.session, number)
    assert card is not None
    also_verifier = replace(scene.me, grants=(*scene.me.grants, *scene.actors["verifier"].grants))
    assert readers_of(card, also_verifier) == {Reader.EMPLOYEE}
    barred = replace(card, recused_keys=str(scene.actors["verifier"].employee_id))
    assert readers_of(barred, scene.actors["verifier"]) == {Reader.UNIT}


def test_a_row_of_today_opens_nothing_that_was_given_before(scene: Scene) -> None:
    number, session = proposed(scene), scene.session
    answer(scene, "opinion_peer", "against")
    put(scene, number, State.CONSULTED)
    scene.moving.forward(3)
    for part in (Part.REASON, Part.STANCE):
        row = Sight(Voice.PEER, Reader.DECIDER, part, Moment.AT_ONCE, scene.clock.today(), "Perbup 7/2026")
        add_sight(session, row, actor=SYSTEM, today=scene.clock.today(), at=scene.clock.now())
    summary = view(scene, number, scene.actors["decider"]).peers
    assert summary is not None
    assert summary.reasons == ()
    session.execute(update(Opinion).values(given_at=scene.clock.now()))
    summary = view(scene, number, scene.actors["decider"]).peers
    assert summary is not None
    assert summary.reasons == ["Beban naik."] * 3


# Every place that shows opinions.


@pytest.fixture
def town(runtime: Runtime, client: Browser, sign_in: Callable[[Browser, Account], None]) -> Town:
    return Town(runtime, client, sign_in)


READERS: Mapping[str, Reader] = {
    "p0": Reader.EMPLOYEE,
    "staffing": Reader.UNIT,
    "verifier": Reader.VERIFIER,
    "decider": Reader.DECIDER,
    "auditor": Reader.INSPECTOR,
}
ASKED = {"opinion_supervisor": Voice.SUPERVISOR, "opinion_receiving": Voice.RECEIVING, "opinion_peer": Voice.PEER}


def answered(town: Town) -> str:
    """Send a request and let all six answer, each with a mark of the own voice."""
    number, clock = town.submit(), town.runtime.clock
    with town.runtime.database.writing() as session:
        for task in session.query(Task).filter(Task.holder_employee_id.is_not(None)).order_by(Task.id):
            (account,) = [one for one in town.accounts.values() if one.employee_id == task.holder_employee_id]
            actor = load_actor(session, account.id, clock.today())
            mark = f"Alasan-{ASKED[task.kind].value}"
            complete_task(session, task.id, actor, clock, Answer("conditions", mark))
    return number


def dossier_of(town: Town, number: str) -> str:
    """Return everything that can be read in the bundle."""
    town.press(f"/usulan/{number}/berkas-lengkap")
    bundle = zipfile.ZipFile(io.BytesIO(town.client.get(f"/usulan/{number}/berkas-lengkap.zip").data))
    return "".join(bundle.read(name).decode() for name in bundle.namelist() if name.endswith((".json", ".html")))


def places(town: Town, program: Program, number: str, who: str) -> dict[str, str]:
    """Return what each place shows to somebody."""
    town.become(who)
    shown = {"page": town.read(f"/usulan/{number}"), "trail page": town.read(f"/usulan/{number}/jejak")}
    if READERS[who] in {Reader.VERIFIER, Reader.DECIDER}:
        shown["review"] = town.read(f"/telaah/{number}")
    if READERS[who] is Reader.INSPECTOR:
        shown["dossier"] = dossier_of(town, number)
        shown["office trail"] = town.read("/admin/jejak")
    for name in ("opinions", "trail"):
        status, content = program.call(who, "GET", f"/transfers/{number}/{name}")
        assert status == 200
        shown[f"api {name}"] = json.dumps(content)
    return shown


def may(town: Town, who: str, voice: Voice, part: Part, state: State) -> bool:
    with town.runtime.database.reading() as session:
        today, matrix = town.runtime.clock.today(), load_matrix(session)
    return matrix.allows(voice, {READERS[who]}, part, state, given_on=today, today=today)


SHOWS_REASONS = frozenset({"page", "review", "dossier", "api opinions"})


@pytest.mark.both_databases
def test_every_place_shows_what_the_matrix_allows_and_nothing_else(town: Town, app: Flask) -> None:
    number, program = answered(town), Program(town, app)
    for who in READERS:
        assert_places_of(town, program, number, who)


def assert_places_of(town: Town, program: Program, number: str, who: str) -> None:
    peers = [town.accounts[f"p{key}"].name for key in (1, 2, 3)]
    for state in (State.PROPOSED, State.CONSULTED, State.APPROVED):
        with town.runtime.database.writing() as session:
            session.execute(update(Transfer).where(Transfer.number == number).values(state=state))
        for place, text in places(town, program, number, who).items():
            for voice in (Voice.SUPERVISOR, Voice.RECEIVING):
                allowed = may(town, who, voice, Part.REASON, state) and place in SHOWS_REASONS
                assert (f"Alasan-{voice.value}" in text) is allowed, (place, voice, state)
            named = may(town, who, Voice.PEER, Part.IDENTITY, state)
            if not named:
                assert not [name for name in peers if name in text], (place, state)
            if not named and not may(town, who, Voice.PEER, Part.REASON, state):
                assert "Alasan-peer" not in text, (place, state)


def test_programs_read_the_parts_that_the_matrix_gives(town: Town, app: Flask) -> None:
    number, program = answered(town), Program(town, app)
    for who in READERS:
        assert_parts_of(town, program, number, who)


def assert_parts_of(town: Town, program: Program, number: str, who: str) -> None:
    for state in (State.PROPOSED, State.CONSULTED):
        with town.runtime.database.writing() as session:
            session.execute(update(Transfer).where(Transfer.number == number).values(state=state))
        _status, content = program.call(who, "GET", f"/transfers/{number}/opinions")
        items = {one["voice"]: one for one in content["items"]}
        for voice in (Voice.SUPERVISOR, Voice.RECEIVING):
            allowed = {part: may(town, who, voice, part, state) for part in Part}
            assert (items[voice]["stance"] == "conditions") is allowed[Part.STANCE]
            assert bool(items[voice]["reason"]) is allowed[Part.REASON]
            assert bool(items[voice]["name"]) is allowed[Part.IDENTITY]
        assert ("peer" in items) is may(town, who, Voice.PEER, Part.IDENTITY, state)
        summed = state is State.CONSULTED and may(town, who, Voice.PEER, Part.STANCE, state)
        assert (content["peers"] is not None) is summed


def test_a_decree_repeats_only_what_the_employee_may_see(session: Session) -> None:
    scene = build_scene(session, modules={"peers": False})
    today, at = scene.clock.today(), scene.clock.now()
    row = Sight(Voice.RECEIVING, Reader.EMPLOYEE, Part.STANCE, Moment.NEVER, today, "Perbup 7/2026")
    add_sight(session, row, actor=SYSTEM, today=today, at=at)
    scene.to_decreed()
    written = str(session.query(Letter.context).one()[0])
    assert "Tanggapan atasan langsung" in written
    assert "Tanggapan kepala unit tujuan" not in written


def test_the_administrator_sets_a_row_by_page_and_reads_the_matrix(town: Town) -> None:
    town.become("admin")
    page = town.read("/admin/pembaca-tanggapan")
    assert "Sesudah konsultasi disimpulkan" in page
    today = town.runtime.clock.today().isoformat()
    row = {"voice": "receiving", "reader": "unit", "part": "reason", "moment": "never", "from_on": today}
    wrong: dict[str, Any] = {**row, "voice": "peer", "part": "identity", "moment": "decided"}
    assert "Nama rekan" in town.press("/admin/pembaca-tanggapan", 422, source="Perbup 7/2026", **wrong)
    assert "Dasar" in town.press("/admin/pembaca-tanggapan", 422, source="", **dict[str, Any](row))
    town.press("/admin/pembaca-tanggapan", source="Perbup 7/2026", **dict[str, Any](row))
    assert "Perbup 7/2026" in town.read("/admin/pembaca-tanggapan")
    assert "Pembaca tanggapan diatur" in town.read("/admin/jejak")
    town.become("verifier")
    town.read("/admin/pembaca-tanggapan", 403)
