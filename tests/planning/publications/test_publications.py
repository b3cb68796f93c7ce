"""What is told of a plan, to whom and when; comments and their answers; and that moves wait for them."""

import json
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from mutasi_flow.access.domain import Role
from mutasi_flow.access.model import Account
from mutasi_flow.core.actor import SYSTEM
from mutasi_flow.core.audit import AuditEntry
from mutasi_flow.core.clock import Clock
from mutasi_flow.core.errors import Conflict, InvalidInput, NotFound, NotPermitted, Refused
from mutasi_flow.inbox.model import Notice
from mutasi_flow.people.domain import SMALLEST_SHOWN, JabatanKind
from mutasi_flow.people.model import Employee, Unit
from mutasi_flow.people.service import set_comment_days
from mutasi_flow.planning.plans.queries import ScenarioRow
from mutasi_flow.planning.plans.service import NewScenario, ask_solving, change_policy
from mutasi_flow.planning.policy import Policy
from mutasi_flow.planning.promotions.service import ask_promotion
from mutasi_flow.planning.publications.domain import (
    MOST_COMMENTS,
    Category,
    Cell,
    Promise,
    PublicationState,
    Share,
    Veil,
    Window,
    keep_shares,
)
from mutasi_flow.planning.publications.queries import redacting
from mutasi_flow.planning.publications.queries.comments import (
    list_answers,
    list_comments,
    list_open_matters,
    list_own_comments,
)
from mutasi_flow.planning.publications.queries.rows import (
    PublicationRow,
    find_own_move,
    get_public,
    list_public,
    list_versions,
)
from mutasi_flow.planning.publications.service.announcing import announce_all
from mutasi_flow.planning.publications.service.commenting import answer_comment, comment
from mutasi_flow.planning.publications.service.publishing import NewPublication, publish, withdraw
from tests.factories import NOW, TODAY, make_account, make_employee, make_jabatan, make_post
from tests.planning.bazaar import clock_on
from tests.planning.plans.workshop import Workshop

WEEK = Window(TODAY, TODAY + timedelta(days=6))
counts = st.integers(0, 40)


cells = st.tuples(st.integers(0, 5), st.integers(0, 3))


@given(st.dictionaries(cells, st.integers(1, 12), max_size=20), st.data())
def test_whoever_moves_stays_one_of_many(staff: dict[Cell, int], data: st.DataObject) -> None:
    holders = [cell for cell, people in staff.items() for _ in range(people)]
    left = data.draw(st.lists(st.sampled_from(holders), max_size=8)) if holders else []
    moves = [(cell, data.draw(cells)) for cell in left if left.count(cell) <= staff[cell]]
    veil = Veil(staff, moves)
    named = {jabatan for unit in veil.told for jabatan in veil.named(unit, coming=False)}
    arriving = {(unit, one) for unit in veil.told for one in veil.named(unit, coming=True)}
    for cell, entered in moves:
        if cell[0] in veil.told:
            assert staff[cell] >= SMALLEST_SHOWN
            assert cell[1] in named
        elif entered in arriving or {cell[1], entered[1]} & veil.open_jabatan:
            elsewhere = sum(people for (unit, one), people in staff.items() if one == cell[1] and unit not in veil.told)
            assert elsewhere >= SMALLEST_SHOWN


@given(st.lists(counts, min_size=2, max_size=4))
def test_no_group_is_told_whose_rest_is_few(groups: list[int]) -> None:
    moved = sum(groups)
    kept = keep_shares([Share(str(place), people, 100) for place, people in enumerate(groups)], moved)
    assert all(SMALLEST_SHOWN <= one.moved <= moved - SMALLEST_SHOWN for one in kept)


@given(st.dates(date(2026, 1, 1), date(2026, 12, 31)), st.integers(-5, 220), st.integers(1, 90))
def test_a_window_that_is_taken_is_long_enough_and_closes_by_its_date(first: date, length: int, least: int) -> None:
    window = Window(first, first + timedelta(days=length))
    try:
        window.check(first, least)
    except InvalidInput:
        assert not least <= window.days <= 180
    else:
        assert window.is_open(window.closes_on)
        assert not window.is_open(window.closes_on + timedelta(days=1))
        assert not window.is_open(first - timedelta(days=1))


@given(st.integers(0, 40), st.integers(0, 50), st.integers(0, 60), st.sampled_from([True, False]))
def test_no_later_window_takes_a_promised_day_away(promised: int, begins: int, length: int, stands: object) -> None:
    first, days = TODAY + timedelta(days=begins), [TODAY + timedelta(days=day) for day in range(promised + 1)]
    window = Window(first, first + timedelta(days=length))
    lost = [day for day in days if day > window.closes_on or (stands and day < window.opens_on)]
    try:
        window.check_promise(Promise(days[-1], bool(stands)), TODAY)
    except InvalidInput:
        assert lost
    else:
        assert not lost


class Board:
    """A solved plan, published for a week, and people who read it."""

    def __init__(self, workshop: Workshop, **values: Any) -> None:
        self.workshop, self.clock = workshop, workshop.runtime.clock
        self.plan_id, row = workshop.solved(**values)
        assert row.solution_id is not None
        self.row: ScenarioRow = row
        self.solution_id = row.solution_id

    def publish(self, window: Window = WEEK, clock: Clock | None = None, solution_id: int | None = None) -> int:
        actor, store, new = self.workshop.actor(), self.workshop.runtime.files, NewPublication(window, "Mohon dibaca.")
        return self.workshop.write(
            lambda session: publish(
                session, store, solution_id or self.solution_id, new, actor=actor, clock=clock or self.clock
            )
        )

    def read(self, key: int, on: date = TODAY) -> PublicationRow:
        return self.workshop.read(lambda session: get_public(session, key, on))

    def account_of(self, employee_id: int) -> Account:
        return self.workshop.write(lambda session: make_account(session, session.get_one(Employee, employee_id)))

    @property
    def movers(self) -> list[int]:
        return [one.employee_id for one in self.workshop.moves(self.solution_id)]

    def say(self, key: int, account: Account, words: str = "Terlalu jauh.", clock: Clock | None = None) -> int:
        actor = self.workshop.actor(account)
        return self.workshop.write(
            lambda session: comment(session, key, Category.DISTANCE, words, actor=actor, clock=clock or self.clock)
        )

    def answer(self, comment_id: int, words: str = "Jarak ditimbang.", who: Account | None = None, **how: Any) -> int:
        actor = self.workshop.actor(who)
        return self.workshop.write(
            lambda session: answer_comment(session, comment_id, words, actor=actor, clock=self.clock, **how)
        )

    def told(self) -> list[tuple[int | None, str]]:
        """Return whom notices told of publications, and what, the oldest first."""
        wanted = select(Notice.employee_id, Notice.message).where(Notice.event == "plan_publication")
        return self.workshop.read(
            lambda session: [(row.employee_id, row.message) for row in session.execute(wanted.order_by(Notice.id))]
        )

    def trail(self) -> list[AuditEntry]:
        wanted = select(AuditEntry).where(AuditEntry.chain == f"plan:{self.plan_id}").order_by(AuditEntry.id)
        return self.workshop.read(lambda session: list(session.scalars(wanted)))


@pytest.fixture
def board(workshop: Workshop) -> Board:
    return Board(workshop)


def test_everybody_reads_figures_and_nobody_a_name(board: Board) -> None:
    row = board.read(board.publish())
    told, text = row.told, json.dumps(row.kept)
    for person in board.workshop.nurses:
        assert person.name not in text
        assert (person.nip or "-") not in text
    assert [one.unit for one in told.changes] == ["Puskesmas Hulu", "Puskesmas Kota", "Puskesmas Muara"]
    assert told.changes[1] == ("Puskesmas Kota", 4.0, 7, None, [], ["Perawat Terampil"])
    assert told.changes[0] == ("Puskesmas Hulu", 2.0, None, None, ["Perawat Terampil"], [])
    assert [one.jabatan for one in told.posts] == ["Perawat Terampil"]
    assert told.moves is None  # three would tell who
    assert told.shortage[1] < told.shortage[0]
    assert (told.seed, told.scenario, told.basis) == ("undian-2026", "Apa adanya", "ABK 2026")
    assert len(told.certificate_sha256) == len(told.input_sha256) == 64
    assert board.workshop.read(lambda session: [one.id for one in list_public(session, TODAY)]) == [row.id]


def test_who_would_move_reads_the_own_move_and_why_and_nobody_else_does(board: Board) -> None:
    key, mover = board.publish(), board.movers[0]
    stays = next(one.id for one in board.workshop.nurses if one.id not in board.movers)
    row = board.read(key)
    own = board.workshop.read(lambda session: find_own_move(session, row, mover))
    assert own is not None
    assert own.from_unit == "Puskesmas Kota"
    assert f"{own.to_jabatan}, {own.to_unit}" in " ".join(map(str, own.sentences))
    assert board.workshop.read(lambda session: find_own_move(session, row, stays)) is None
    assert sorted(employee_id or 0 for employee_id, _message in board.told()) == sorted(board.movers)


def test_before_its_first_day_nobody_sees_it_and_on_that_day_people_are_told_once(board: Board) -> None:
    first = TODAY + timedelta(days=3)
    key = board.publish(Window(first, first + timedelta(days=9)))
    with pytest.raises(NotFound):
        board.read(key)
    assert board.told() == []
    assert announce_all(board.workshop.runtime) == 0
    later = replace(board.workshop.runtime, clock=clock_on(first))
    assert announce_all(later) == len(board.movers)
    assert announce_all(later) == 0
    assert board.read(key, first).state is PublicationState.PUBLISHED
    assert len(board.told()) == len(board.movers)


def test_the_days_are_as_the_office_asks(board: Board) -> None:
    with pytest.raises(InvalidInput, match="paling singkat 7"):
        board.publish(Window(TODAY, TODAY + timedelta(days=5)))
    with pytest.raises(InvalidInput, match="sudah lewat"):
        board.publish(Window(TODAY - timedelta(days=1), TODAY + timedelta(days=9)))
    board.workshop.write(lambda session: set_comment_days(session, SYSTEM, 3, NOW))
    assert board.read(board.publish(Window(TODAY, TODAY + timedelta(days=2)))).window.days == 3
    for days in (0, 91):
        with pytest.raises(InvalidInput), board.workshop.runtime.database.writing() as session:
            set_comment_days(session, SYSTEM, days, NOW)


def test_a_later_version_stands_in_place_of_the_former_and_tells_who_is_spared(board: Board) -> None:
    workshop, first = board.workshop, board.publish()
    few = workshop.ask(board.plan_id, NewScenario("Sedikit", Policy(max_moves=1)))
    assert few.solution_id is not None
    second = board.publish(solution_id=few.solution_id)
    versions = workshop.read(lambda session: list_versions(session, board.plan_id))
    assert [(one.id, one.version, one.state) for one in versions] == [
        (second, 2, PublicationState.PUBLISHED),
        (first, 1, PublicationState.REPLACED),
    ]
    goes = {one.employee_id for one in workshop.moves(few.solution_id)}
    spared = {who for who, message in board.told() if "tidak lagi" in message}
    assert spared == set(board.movers) - goes
    former = board.read(first)
    assert workshop.read(lambda session: find_own_move(session, former, board.movers[0])) is None
    with pytest.raises(Conflict):
        board.say(first, board.account_of(board.movers[0]))


def test_whoever_was_told_to_move_hears_of_the_end_though_the_next_version_never_began(board: Board) -> None:
    workshop, far = board.workshop, TODAY + timedelta(days=30)
    actor, to_come = workshop.actor(), Window(far, far + timedelta(days=9))
    few = workshop.ask(board.plan_id, NewScenario("Sedikit", Policy(max_moves=1)))
    goes = {one.employee_id for one in workshop.moves(few.solution_id)}
    first, over = board.publish(), clock_on(WEEK.closes_on + timedelta(days=1))
    board.publish(to_come, over)
    soon = Window(over.today(), over.today() + timedelta(days=6))
    board.publish(soon, over, few.solution_id)
    assert {who for who, said in board.told() if "tidak lagi" in said} == set(board.movers) - goes
    waiting = board.publish(to_come, clock_on(soon.closes_on + timedelta(days=1)))
    workshop.write(lambda session: withdraw(session, waiting, "Batal.", actor=actor, clock=board.clock))
    assert {who for who, said in board.told() if "ditarik" in said} == goes
    addresses = select(Notice.address).where(Notice.message.contains("ditarik"))
    assert workshop.read(lambda session: set(session.scalars(addresses))) == {f"/rencana/{first + 2}"}
    again = board.publish()
    assert not {who for who, said in board.told() if "tidak lagi" in said} - (set(board.movers) - goes)
    assert board.read(again).version == 5


def test_a_version_that_is_replaced_loses_nobody_a_day_or_a_comment(board: Board) -> None:
    workshop, far = board.workshop, TODAY + timedelta(days=20)
    few = workshop.ask(board.plan_id, NewScenario("Sedikit", Policy(max_moves=1)))
    stays = next(one.id for one in workshop.nurses if one.id not in board.movers)
    first = board.publish(Window(TODAY, far))
    answered, waiting = (board.say(first, board.account_of(who), f"Kata {who}.") for who in (stays, board.movers[0]))
    board.answer(answered, "Sudah ditimbang.")
    half, later = clock_on(TODAY + timedelta(days=5)), TODAY + timedelta(days=6)
    for window, why in ((Window(half.today(), far - timedelta(days=1)), "sampai"), (Window(later, far), "hari ini")):
        with pytest.raises(InvalidInput, match=why):
            board.publish(window, half, few.solution_id)
    second = board.publish(Window(half.today(), far), half, few.solution_id)
    board.say(second, board.account_of(board.movers[-1]), clock=clock_on(far))

    commented = {who for who, message in board.told() if "yang Anda tanggapi" in message}
    assert commented == {stays, board.movers[0]}
    row = board.read(second, half.today())
    read = workshop.read(lambda session: list_answers(session, row))
    assert [(one.answer, one.version) for one in read] == [("Sudah ditimbang.", 1)]
    own = workshop.read(lambda session: list_own_comments(session, row, stays))
    assert [(one.words, one.version) for one in own] == [(f"Kata {stays}.", 1)]
    assert [one.id for one in workshop.read(lambda session: list_comments(session, first))] == [waiting, answered]
    board.answer(waiting, "Juga ditimbang.")
    assert len(workshop.read(lambda session: list_answers(session, row))) == 2


def test_days_are_kept_though_the_version_that_promised_them_was_withdrawn(board: Board) -> None:
    workshop, actor, far = board.workshop, board.workshop.actor(), TODAY + timedelta(days=20)
    stays = next(one.id for one in workshop.nurses if one.id not in board.movers)
    first = board.publish(Window(TODAY, far))
    board.answer(board.say(first, board.account_of(stays)))
    workshop.write(lambda session: withdraw(session, first, "Data keliru.", actor=actor, clock=board.clock))
    assert {who for who, message in board.told() if "ditarik" in message} == {*board.movers, stays}
    with pytest.raises(InvalidInput, match="sampai"):
        board.publish(Window(TODAY, far - timedelta(days=1)))
    second = board.publish(Window(TODAY + timedelta(days=2), far))
    row = board.read(second, far)
    assert workshop.read(lambda session: list_answers(session, row)) == [], (
        "of what was withdrawn nothing more is shown"
    )
    assert len(workshop.read(lambda session: list_own_comments(session, row, stays))) == 1


def test_no_plan_is_published_for_a_far_day_or_from_a_page_that_is_out_of_date(board: Board) -> None:
    workshop, actor, far = board.workshop, board.workshop.actor(), TODAY + timedelta(days=181)
    with pytest.raises(InvalidInput, match="hari lagi"):
        board.publish(Window(far, far + timedelta(days=9)))
    seen = workshop.plan(board.plan_id).version
    board.publish()
    with pytest.raises(Conflict, match="sudah berubah"):
        workshop.write(
            lambda session: publish(
                session, workshop.runtime.files, board.solution_id, NewPublication(WEEK),
                actor=actor, clock=board.clock, expected_version=seen,
            )
        )  # fmt: skip


def test_each_kind_of_move_is_looked_up_once(board: Board, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[Any] = []
    monkeypatch.setattr(redacting, "is_confidential_for", lambda _session, case, _on: asked.append(case))
    board.publish()
    assert len(board.movers) > len(asked) == 1


def test_what_is_outdated_is_not_published(board: Board) -> None:
    workshop, actor, clock = board.workshop, board.workshop.actor(), board.clock
    changed = NewScenario("Lain", Policy(max_moves=1))
    workshop.write(lambda session: change_policy(session, board.row.id, changed, actor=actor, clock=clock))
    with pytest.raises(Refused, match="hasil terakhirnya"):
        board.publish()
    workshop.write(lambda session: ask_solving(session, board.row.id, actor=actor, clock=clock))
    with pytest.raises(Refused, match="hasil terakhirnya"):
        board.publish()
    outsider = workshop.actor(workshop.outsider)
    with pytest.raises(NotFound):
        workshop.write(
            lambda session: publish(
                session, workshop.runtime.files, board.solution_id, NewPublication(WEEK), actor=outsider, clock=clock
            )
        )


def test_managers_are_in_no_figure_and_no_message(workshop: Workshop) -> None:
    def cast(session: Session) -> int:
        chief = make_jabatan(session, "Kepala Tata Usaha", JabatanKind.STRUCTURAL)
        city, far = (session.get_one(Unit, workshop.clinics[name].id) for name in ("Kota", "Hulu"))
        for unit in (city, far):
            make_post(session, unit, chief, need=1)
        return max(make_employee(session, city, chief).id for _ in range(2))

    workshop.write(cast)
    board = Board(workshop)
    secret = [one for one in workshop.moves(board.solution_id) if one.to_unit_id == workshop.clinics["Hulu"].id]
    managers = [one.employee_id for one in secret if one.employee_id not in {nurse.id for nurse in workshop.nurses}]
    assert len(managers) == 1
    row = board.read(board.publish())
    assert "Kepala Tata Usaha" not in json.dumps(row.kept)
    assert managers[0] not in {who for who, _message in board.told()}
    assert workshop.read(lambda session: find_own_move(session, row, managers[0])) is None
    figures = board.row.figures or {}
    assert row.told.shortage[1] == figures["shortage_after"] + 1  # as if the manager stayed


def test_comments_are_taken_until_the_last_day_and_the_trail_knows_nobody(board: Board) -> None:
    key, account = board.publish(), board.account_of(board.movers[0])
    board.say(key, account, "Orang tua saya sakit.")
    board.say(key, account, clock=clock_on(WEEK.closes_on))
    with pytest.raises(Conflict, match="berakhir"):
        board.say(key, account, clock=clock_on(WEEK.closes_on + timedelta(days=1)))
    with pytest.raises(InvalidInput):
        board.say(key, account, "  ")
    with pytest.raises(NotPermitted):
        board.say(key, board.workshop.planner)  # no employee
    for _ in range(MOST_COMMENTS - 2):
        board.say(key, account)
    with pytest.raises(Conflict, match="sudah memberi"):
        board.say(key, account)
    made = [one for one in board.trail() if one.action == "plan_comment_made"]
    assert len(made) == MOST_COMMENTS
    for entry in made:
        assert entry.actor_id is None
        assert set(json.loads(entry.payload)) == {"publication", "comment", "sha256"}


def test_each_comment_is_answered_by_who_plans_and_everybody_reads_the_answer_only(board: Board) -> None:
    workshop, key = board.workshop, board.publish()
    account = board.account_of(board.movers[0])
    said = board.say(key, account, "Anak saya masih bayi.")
    verifier = workshop.write(lambda session: make_account(session, roles=[Role.VERIFIER]))
    with pytest.raises(NotPermitted):
        board.answer(said, who=verifier)
    with pytest.raises(NotFound):
        board.answer(said, who=workshop.outsider)
    with pytest.raises(NotFound):
        board.answer(said + 1_000)
    with pytest.raises(InvalidInput):
        board.answer(said, " ")
    board.answer(said)
    with pytest.raises(Conflict, match="orang lain"):
        board.answer(said, "Lain.")
    board.answer(said, "Jarak ditimbang lagi.", is_change=True)
    (answer,) = workshop.read(lambda session: list_answers(session, board.read(key)))
    assert answer.answer == "Jarak ditimbang lagi."
    (own,) = workshop.read(lambda session: list_own_comments(session, board.read(key), board.movers[0]))
    assert (own.words, own.is_concerned) == ("Anak saya masih bayi.", True)
    told = [message for who, message in board.told() if who == board.movers[0]]
    assert sum("sudah dijawab" in message for message in told) == 1
    assert board.read(key).answered == 1


def test_moves_wait_for_comments_unless_a_reason_is_given(board: Board) -> None:
    workshop, store, actor = board.workshop, board.workshop.runtime.files, board.workshop.actor()

    def promote(clock: Clock, despite: str = "") -> int:
        return workshop.write(
            lambda session: ask_promotion(
                session, store, board.solution_id, [1], is_sent=False, despite=despite, actor=actor, clock=clock
            )
        )

    key = board.publish()
    said = board.say(key, board.account_of(board.movers[0]))
    with pytest.raises(InvalidInput, match=r"masih diterima.*belum dijawab"):
        promote(board.clock)
    closed = clock_on(WEEK.closes_on + timedelta(days=1))
    with pytest.raises(InvalidInput, match=r"selesai\. 1 tanggapan belum dijawab"):
        promote(closed)
    with pytest.raises(InvalidInput, match="paling panjang"):
        promote(closed, "x" * 1_001)
    assert promote(board.clock, "Puskesmas Hulu tutup bila menunggu.") == 1
    (entry,) = [one for one in board.trail() if one.action == "plan_moves_promoted"]
    payload = json.loads(entry.payload)
    assert payload["despite"] == "Puskesmas Hulu tutup bila menunggu."
    assert len(payload["unfinished"]) == 2
    board.answer(said)
    assert workshop.read(lambda session: list_open_matters(session, board.plan_id, closed.today())) == []


def test_what_is_withdrawn_says_why_and_shows_nothing_more(board: Board) -> None:
    workshop, key, actor = board.workshop, board.publish(), board.workshop.actor()

    def take_back(reason: str) -> None:
        workshop.write(lambda session: withdraw(session, key, reason, actor=actor, clock=board.clock))

    with pytest.raises(InvalidInput):
        take_back(" ")
    take_back("Data keliru.")
    with pytest.raises(Conflict):
        take_back("Lagi.")
    row = board.read(key)
    assert (row.state, row.ended_because) == (PublicationState.WITHDRAWN, "Data keliru.")
    assert workshop.read(lambda session: find_own_move(session, row, board.movers[0])) is None
    assert workshop.read(lambda session: list_public(session, TODAY)) == []
    assert sum("ditarik" in message for _who, message in board.told()) == len(board.movers)
    assert board.read(board.publish()).version == 2
