"""Batches of decrees: composed, checked, pressed, stopped, resumed; nothing twice, no gap, and every reason kept."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import partial
from typing import Any

import pytest
from sqlalchemy import func, select, update
from sqlalchemy.exc import IntegrityError

from mutasi_flow.access.model import Account
from mutasi_flow.access.service import NewReader, add_readers
from mutasi_flow.core.errors import Conflict, InvalidInput, NotFound, NotPermitted, Refused
from mutasi_flow.core.runtime import Runtime
from mutasi_flow.core.texts import T
from mutasi_flow.decrees.batches.domain import BatchState, RowState
from mutasi_flow.decrees.batches.model import DecreeRow
from mutasi_flow.decrees.batches.queries import Wish, get_readable, list_batches, list_shown, load_progress
from mutasi_flow.decrees.batches.service import (
    NewBatch,
    add_more,
    ask_announcing,
    close_batch,
    create_batch,
    issuing,
    pause_batch,
    pressing,
    print_again,
    put_back,
    read_anew,
    resume_batch,
    take_out,
)
from mutasi_flow.decrees.batches.service import printing as printing_portions
from mutasi_flow.decrees.batches.service.issuing import ISSUE_PORTION, PRINT_PORTION
from mutasi_flow.inbox.model import Notice
from mutasi_flow.letters.domain import DECREE_REGISTER, ReservedState, Shape
from mutasi_flow.letters.model import Letter, ReservedNumber
from mutasi_flow.letters.queries.numbers import list_gaps, list_unused, load_numbering
from mutasi_flow.letters.render import RenderFailed, close
from mutasi_flow.letters.service import printing, shape_register
from mutasi_flow.people.model import Placement
from mutasi_flow.transfers.model import Transfer
from mutasi_flow.transfers.service.numbers import Given, record_given
from mutasi_flow.transfers.workflow import State
from tests.decrees.crew import Crew, build_crew


@pytest.fixture(scope="module", autouse=True)
def _no_child_stays() -> Iterator[None]:
    yield
    close()


@pytest.fixture
def crew(runtime: Runtime) -> Crew:
    return build_crew(runtime)


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Letters that take no time to print."""
    made = type("Made", (), {"data": b"%PDF-1.7 contoh", "made_with": {}})
    monkeypatch.setattr(printing, "render", lambda *_given: made)


def letters(crew: Crew) -> list[Letter]:
    return crew.read(lambda session: list(session.scalars(select(Letter).order_by(Letter.sequence))))  # type: ignore[no-any-return]


@pytest.mark.usefixtures("quick")
def test_who_proposed_many_is_told_once_and_each_person_of_the_own_decree(crew: Crew) -> None:
    batch_id, author = crew.compose(), crew.scene.actors["planner"].employee_id
    crew.work()
    crew.press(batch_id)
    crew.work()
    wanted = select(Notice.employee_id, Notice.address).where(Notice.event == "decreed").order_by(Notice.id)
    told = crew.read(lambda session: session.execute(wanted).all())
    assert [where for who, where in told if who == author] == ["/usulan"]
    others = [(who, where) for who, where in told if who != author]
    assert sorted(where for _, where in others) == sorted(f"/usulan/{number}" for number in crew.numbers)
    assert len(others) == len({who for who, _ in others}) == len(crew.numbers)


@pytest.mark.usefixtures("quick")
def test_two_workers_with_the_same_portion_issue_and_print_each_decree_once(crew: Crew) -> None:
    batch_id = crew.compose()
    crew.work()
    crew.press(batch_id)
    (_key, _name, args), *_ = crew.waiting_jobs()
    piece = crew.read(lambda session: issuing.read_piece(session, args))
    with ThreadPoolExecutor(3) as pool:
        list(pool.map(lambda _: issuing.issue_portion(piece, crew.runtime), range(3)))
    assert crew.states(batch_id) == [RowState.DECREED] * 3
    waiting = crew.read(lambda session: printing_portions.read_unprinted_portion(session, args))
    with ThreadPoolExecutor(3) as pool:
        list(pool.map(lambda _: printing_portions.print_portion(waiting, crew.runtime), range(3)))
    crew.work()
    assert [one.sequence for one in letters(crew)] == [1, 2, 3]
    assert crew.batch(batch_id).state is BatchState.DONE
    assert_whole(crew)


@pytest.mark.usefixtures("quick")
def test_who_numbers_second_finds_the_portion_taken(crew: Crew, monkeypatch: pytest.MonkeyPatch) -> None:
    batch_id = crew.compose()
    crew.work()
    crew.press(batch_id)
    (_key, _name, args), *_ = crew.waiting_jobs()
    piece = crew.read(lambda session: issuing.read_piece(session, args))
    judge, slow = vars(issuing)["_judge"], list[int]()

    def judged(*given: Any) -> Any:
        if not slow:
            slow.append(1)
            issuing.issue_portion(piece, crew.runtime)  # another worker is quicker
        return judge(*given)

    monkeypatch.setattr(issuing, "_judge", judged)
    issuing.issue_portion(piece, crew.runtime)
    crew.work()
    assert crew.states(batch_id) == [RowState.DECREED] * 3
    assert [one.sequence for one in letters(crew)] == [1, 2, 3]
    assert_whole(crew)


@pytest.mark.usefixtures("quick")
def test_of_two_presses_at_once_one_counts(crew: Crew) -> None:
    batch_id = crew.compose()
    crew.work()

    def press(_: int) -> bool:
        try:
            crew.press(batch_id)
        except Conflict:
            return False
        return True

    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(press, range(4))) == 1
    crew.work()
    assert crew.batch(batch_id).edition == 1
    assert_whole(crew)


def touch(crew: Crew, batch_id: int, place: int, **values: Any) -> None:
    """Change the transfer at a place of the list behind the batch's back."""
    key = crew.rows(batch_id)[place - 1].transfer_id
    crew.write(lambda session: session.execute(update(Transfer).where(Transfer.id == key).values(**values)))


def number_at(crew: Crew, batch_id: int, place: int) -> str:
    key = crew.rows(batch_id)[place - 1].transfer_id
    return crew.read(lambda session: session.scalar(select(Transfer.number).where(Transfer.id == key)))  # type: ignore[no-any-return]


def transfers(crew: Crew) -> list[State]:
    return crew.read(lambda session: list(session.scalars(select(Transfer.state).order_by(Transfer.id))))  # type: ignore[no-any-return]


def _call(read: Any, args: Any, session: Any) -> Any:
    return read(session, args)


def assert_whole(crew: Crew) -> None:
    """No number twice, none missing, none still set aside."""

    def look(session: Any) -> None:
        book = load_numbering(session, DECREE_REGISTER, 2026)
        assert list_gaps(session, book) == []
        sequences = [one.sequence for one in session.scalars(select(Letter))]
        unused = list_unused(session, DECREE_REGISTER, 2026)
        assert len(set(sequences)) == len(sequences)
        assert sorted([*sequences, *(one.sequence for one in unused)]) == list(range(1, book.last + 1))
        assert [one for one in unused if one.state is ReservedState.RESERVED] == []

    crew.read(look)


@pytest.mark.usefixtures("quick")
def test_a_batch_is_checked_pressed_and_issued(crew: Crew) -> None:
    batch_id = crew.compose()
    crew.work()
    assert [row.checked_version == row.seen_version for row in crew.rows(batch_id)] == [True] * 3
    crew.press(batch_id)
    assert transfers(crew) == [State.APPROVED] * 3
    assert crew.batch(batch_id).state is BatchState.RUNNING
    crew.work()
    assert crew.states(batch_id) == [RowState.DECREED] * 3
    assert transfers(crew) == [State.DECREED] * 3
    assert [one.sequence for one in letters(crew)] == [1, 2, 3]
    assert all(one.sha256 for one in letters(crew))
    assert [row.letter_id for row in crew.rows(batch_id)] == [one.id for one in letters(crew)]
    batch = crew.batch(batch_id)
    assert (batch.state, batch.edition) == (BatchState.DONE, 1)
    assert_whole(crew)
    progress = crew.read(lambda session: load_progress(session, batch, crew.runtime.clock.now()))
    assert (progress.total, progress.printed, progress.percent, progress.minutes_left) == (3, 3, 100, 0)


@pytest.mark.usefixtures("quick")
def test_every_job_may_be_done_again_at_any_point(crew: Crew) -> None:
    batch_id = crew.compose()
    crew.work()
    crew.press(batch_id)
    jobs: dict[str, Any] = {ISSUE_PORTION: issuing.issue_portion, PRINT_PORTION: printing_portions.print_portion}
    for _ in range(4):
        for _key, name, args in crew.waiting_jobs():
            read = issuing.read_piece if name == ISSUE_PORTION else printing_portions.read_unprinted_portion
            found = crew.read(partial(_call, read, args))
            jobs[name](found, crew.runtime)
    crew.work()
    assert [one.sequence for one in letters(crew)] == [1, 2, 3]
    assert crew.batch(batch_id).state is BatchState.DONE
    assert_whole(crew)


@pytest.mark.usefixtures("quick")
def test_a_blocked_row_leaves_with_its_reason_and_the_rest_goes_on(crew: Crew) -> None:
    batch_id = crew.compose()
    crew.work()
    crew.press(batch_id)
    touch(crew, batch_id, 2, version=9)
    crew.work()
    assert crew.states(batch_id) == [RowState.DECREED, RowState.BLOCKED, RowState.DECREED]
    shown = crew.read(lambda session: list_shown(session, batch_id, crew.signer))
    assert "berubah" in str(shown[1].notes[0])
    assert [one.sequence for one in letters(crew)] == [1, 2]
    assert_whole(crew)
    assert (
        crew.write(lambda s: put_back(s, batch_id, actor=crew.signer, clock=crew.runtime.clock, expected_version=None))
        == 1
    )
    assert crew.batch(batch_id).state is BatchState.DRAFT
    crew.work()
    crew.press(batch_id)
    crew.work()
    assert crew.states(batch_id) == [RowState.DECREED] * 3
    assert [row.edition for row in crew.rows(batch_id)] == [1, 2, 1]
    assert_whole(crew)


@pytest.mark.usefixtures("quick")
def test_a_row_that_is_refused_after_its_number_leaves_a_void_one(crew: Crew) -> None:
    batch_id = crew.compose()
    crew.work()
    crew.press(batch_id)
    (_key, _name, args), *_ = crew.waiting_jobs()
    piece = crew.read(lambda session: issuing.read_piece(session, args))
    issuing._number(piece, crew.signer, crew.runtime)
    assert crew.states(batch_id) == [RowState.NUMBERED] * 3
    touch(crew, batch_id, 1, version=9)
    crew.work()
    assert crew.states(batch_id) == [RowState.BLOCKED, RowState.DECREED, RowState.DECREED]
    assert [one.sequence for one in letters(crew)] == [2, 3]
    (void,) = crew.read(lambda session: list_unused(session, DECREE_REGISTER, 2026))
    assert (void.sequence, void.state) == (1, ReservedState.VOID)
    assert_whole(crew)


@pytest.mark.usefixtures("quick")
def test_a_batch_is_stopped_and_goes_on_without_a_gap(crew: Crew) -> None:
    batch_id = crew.compose()
    crew.work()
    crew.press(batch_id)
    (_key, _name, args), *_ = crew.waiting_jobs()
    piece = crew.read(lambda session: issuing.read_piece(session, args))
    rows = issuing._number(piece, crew.signer, crew.runtime)
    crew.write(lambda session: issuing.issue_row(session, rows[0].id, piece.turn, crew.signer, crew.runtime.clock))
    crew.write(lambda session: pause_batch(session, batch_id, actor=crew.maker, clock=crew.runtime.clock))
    crew.work()
    assert crew.states(batch_id) == [RowState.DECREED, RowState.NUMBERED, RowState.NUMBERED]
    assert [bool(one.sha256) for one in letters(crew)] == [False]
    with pytest.raises(Conflict):
        crew.write(lambda session: pause_batch(session, batch_id, actor=crew.signer, clock=crew.runtime.clock))
    version = crew.batch(batch_id).version
    with pytest.raises(NotPermitted):
        crew.write(
            lambda s: resume_batch(s, batch_id, actor=crew.maker, clock=crew.runtime.clock, expected_version=version)
        )
    crew.write(
        lambda s: resume_batch(s, batch_id, actor=crew.signer, clock=crew.runtime.clock, expected_version=version)
    )
    crew.work()
    assert crew.states(batch_id) == [RowState.DECREED] * 3
    assert [one.sequence for one in letters(crew)] == [1, 2, 3]
    assert all(one.sha256 for one in letters(crew))
    assert crew.batch(batch_id).state is BatchState.DONE
    assert_whole(crew)


@pytest.mark.usefixtures("quick")
def test_a_letter_that_fails_says_why_and_is_printed_again_under_its_number(
    crew: Crew, monkeypatch: pytest.MonkeyPatch
) -> None:
    batch_id = crew.compose()
    crew.work()
    crew.press(batch_id)
    good: Any = vars(printing)["render"]

    def fails(context: dict[str, Any], *rest: Any) -> Any:
        if context["number"].startswith("800.1.3.1/2/"):
            raise RenderFailed(T("Surat tidak dapat dicetak: {reason}.", reason="huruf"))
        return good(context, *rest)

    monkeypatch.setattr(printing, "render", fails)
    crew.work()
    assert [row.fault != "" for row in crew.rows(batch_id)] == [False, True, False]
    batch = crew.batch(batch_id)
    assert batch.state is BatchState.DONE
    progress = crew.read(lambda session: load_progress(session, batch, crew.runtime.clock.now()))
    assert (progress.faults, progress.printed) == (1, 2)
    monkeypatch.setattr(printing, "render", good)
    again: dict[str, Any] = {"actor": crew.maker, "clock": crew.runtime.clock, "expected_version": None}
    crew.write(lambda session: print_again(session, batch_id, **again))
    crew.work()
    assert all(one.sha256 for one in letters(crew))
    assert crew.batch(batch_id).state is BatchState.DONE
    with pytest.raises(Refused):
        crew.write(lambda session: print_again(session, batch_id, **again))


@pytest.mark.usefixtures("quick")
def test_a_fault_of_the_program_in_one_row_stops_no_other(crew: Crew, monkeypatch: pytest.MonkeyPatch) -> None:
    batch_id = crew.compose()
    crew.work()
    crew.press(batch_id)
    sound = issuing.issue_row
    first = crew.rows(batch_id)[0].id

    def breaks(session: Any, row_id: int, *rest: Any) -> None:
        if row_id == first:
            raise ValueError
        sound(session, row_id, *rest)

    monkeypatch.setattr(issuing, "issue_row", breaks)
    crew.work()
    assert crew.states(batch_id) == [RowState.BLOCKED, RowState.DECREED, RowState.DECREED]
    assert_whole(crew)


@pytest.mark.usefixtures("quick")
def test_portions_follow_each_other_in_the_order_of_the_list(crew: Crew, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(issuing, "PORTION", 2)
    batch_id = crew.compose()
    crew.work()
    crew.press(batch_id)
    crew.work()
    assert [(row.place, row.portion) for row in crew.rows(batch_id)] == [(1, 1), (2, 1), (3, 2)]
    assert [row.letter_id for row in crew.rows(batch_id)] == [one.id for one in letters(crew)]
    assert len([key for key in crew.done if key.startswith(PRINT_PORTION)]) == 2
    assert_whole(crew)


@pytest.mark.usefixtures("quick")
def test_changes_after_the_first_edition_touch_only_what_changed(crew: Crew) -> None:
    one = Wish(numbers=crew.numbers[:2])
    batch_id = crew.compose(wish=one)
    crew.work()
    crew.press(batch_id)
    crew.work()
    before = {row.transfer_id: row.letter_id for row in crew.rows(batch_id)}
    change: dict[str, Any] = {"actor": crew.maker, "clock": crew.runtime.clock, "expected_version": None}
    assert crew.write(lambda session: add_more(session, batch_id, Wish(), **change)) == 1
    assert crew.batch(batch_id).state is BatchState.DRAFT
    crew.work()
    crew.press(batch_id)
    crew.work()
    rows = crew.rows(batch_id)
    assert [row.edition for row in rows] == [1, 1, 2]
    assert {row.transfer_id: row.letter_id for row in rows[:2]} == before
    assert len(letters(crew)) == 3
    with pytest.raises(InvalidInput):
        crew.write(lambda session: add_more(session, batch_id, Wish(), **change))


@pytest.mark.usefixtures("quick")
def test_what_changed_since_it_was_put_in_is_read_anew_by_the_signer(crew: Crew) -> None:
    batch_id = crew.compose()
    crew.work()
    touch(crew, batch_id, 1, version=9)
    with pytest.raises(Refused):
        crew.press(batch_id)
    change: dict[str, Any] = {"clock": crew.runtime.clock, "expected_version": None}
    with pytest.raises(NotPermitted):
        crew.write(lambda session: read_anew(session, batch_id, actor=crew.maker, **change))
    assert crew.write(lambda session: read_anew(session, batch_id, actor=crew.signer, **change)) == 1
    crew.work()
    crew.press(batch_id)
    crew.work()
    assert crew.states(batch_id) == [RowState.DECREED] * 3


def test_rows_are_taken_out_with_a_reason_and_a_batch_is_closed(crew: Crew) -> None:
    batch_id = crew.compose()
    change: dict[str, Any] = {"actor": crew.maker, "clock": crew.runtime.clock, "expected_version": None}
    first = crew.rows(batch_id)[0].id
    with pytest.raises(InvalidInput):
        crew.write(lambda session: take_out(session, batch_id, [first], " ", **change))
    crew.write(lambda session: take_out(session, batch_id, [first], "Menunggu surat", **change))
    with pytest.raises(InvalidInput):
        crew.write(lambda session: take_out(session, batch_id, [first], "Lagi", **change))
    other = crew.compose(wish=Wish(numbers=[number_at(crew, batch_id, 1)]))
    assert other != batch_id
    crew.write(lambda session: close_batch(session, batch_id, **change))
    assert crew.states(batch_id) == [RowState.REMOVED] * 3
    with pytest.raises(Conflict):
        crew.write(lambda session: close_batch(session, batch_id, **change))
    assert transfers(crew) == [State.APPROVED] * 3


def test_a_transfer_waits_in_one_batch_only(crew: Crew) -> None:
    batch_id = crew.compose()
    with pytest.raises(InvalidInput):
        crew.compose()
    row = crew.rows(batch_id)[0]
    values = {"batch_id": 999, "transfer_id": row.transfer_id, "place": 1, "seen_version": 1}
    with pytest.raises(IntegrityError):
        crew.write(lambda session: session.add(DecreeRow(**values)))


def test_who_may_do_what(crew: Crew) -> None:
    with pytest.raises(NotPermitted):
        crew.write(lambda session: _create_as(crew, session, "auditor"))
    batch_id = crew.compose()
    with pytest.raises(NotPermitted):
        crew.write(
            lambda s: pressing.press_batch(
                s, batch_id, actor=crew.maker, clock=crew.runtime.clock, expected_version=None
            )
        )
    with pytest.raises(Conflict):
        crew.write(
            lambda s: pressing.press_batch(
                s, batch_id, actor=crew.signer, clock=crew.runtime.clock, expected_version=77
            )
        )
    stranger = replace(crew.maker, account_id=None, grants=())
    with pytest.raises(NotFound):
        crew.read(lambda session: get_readable(session, batch_id, stranger))
    assert crew.read(lambda session: list_batches(session, stranger)) == []
    assert len(crew.read(lambda session: list_batches(session, crew.maker))) == 1


def _create_as(crew: Crew, session: Any, who: str) -> None:
    new = NewBatch("X", crew.signer.account_id or 0, Wish())
    create_batch(session, new, actor=crew.scene.actors[who], clock=crew.runtime.clock)


@pytest.mark.usefixtures("quick")
def test_the_signers_own_transfer_is_not_in_the_batch(crew: Crew) -> None:
    crew.write(
        lambda session: session.execute(
            update(Transfer).where(Transfer.number == crew.numbers[0]).values(employee_id=crew.signer.employee_id)
        )
    )
    batch_id = crew.compose()
    assert len(crew.rows(batch_id)) == 2


@pytest.mark.usefixtures("quick")
def test_a_confidential_batch_does_not_exist_for_others_and_places_nobody(crew: Crew) -> None:
    batch_id = crew.compose()
    crew.work()
    touch(crew, batch_id, 1, is_secret=True)
    with pytest.raises(NotFound):
        crew.read(lambda session: get_readable(session, batch_id, crew.maker))
    assert crew.read(lambda session: list_batches(session, crew.scene.actors["second_verifier"])) == []


@pytest.mark.usefixtures("quick")
def test_a_signer_who_is_gone_stops_the_batch(crew: Crew) -> None:
    batch_id = crew.compose()
    crew.work()
    crew.press(batch_id)
    gone = update(Account).where(Account.id == crew.signer.account_id).values(is_active=False)
    crew.write(lambda session: session.execute(gone))
    crew.work()
    batch = crew.batch(batch_id)
    assert batch.state is BatchState.PAUSED
    assert batch.stopped_because
    assert letters(crew) == []
    assert crew.read(lambda session: session.scalars(select(ReservedNumber)).all()) == []


@pytest.mark.usefixtures("quick")
def test_nothing_of_a_confidential_decree_is_delivered_before_it_is_announced(crew: Crew) -> None:
    batch_id = crew.compose()
    crew.work()
    touch(crew, batch_id, 1, is_secret=True)
    key = crew.rows(batch_id)[0].transfer_id

    def let_read(session: Any) -> None:
        reader = NewReader(crew.signer.account_id or 0, "signer")
        add_readers(session, "transfer", key, [reader], at=crew.runtime.clock.now(), apart_from=frozenset())

    crew.write(let_read)
    before = told(crew, key)
    crew.press(batch_id)
    crew.work()
    assert crew.states(batch_id) == [RowState.DECREED] * 3
    assert placed(crew) == 2
    assert told(crew, key) == before
    hidden = crew.read(lambda session: session.scalar(select(Letter.is_secret).where(Letter.about_id == key)))
    assert hidden
    announcing: dict[str, Any] = {"actor": crew.signer, "clock": crew.runtime.clock}
    with pytest.raises(NotFound):
        crew.write(lambda s: ask_announcing(s, batch_id, actor=crew.maker, clock=crew.runtime.clock))
    assert crew.write(lambda session: ask_announcing(session, batch_id, **announcing)) == 1
    crew.work()
    assert placed(crew) == 3
    assert told(crew, key) > before
    with pytest.raises(Refused):
        crew.write(lambda session: ask_announcing(session, batch_id, **announcing))


def placed(crew: Crew) -> int:
    wanted = select(func.count()).select_from(Placement).where(Placement.source == "decree")
    return crew.read(lambda session: session.scalar(wanted))  # type: ignore[no-any-return]


def told(crew: Crew, transfer_id: int) -> int:
    """Messages that the employee of a transfer has."""
    person = select(Transfer.employee_id).where(Transfer.id == transfer_id).scalar_subquery()
    wanted = select(func.count()).select_from(Notice).where(Notice.employee_id == person)
    return crew.read(lambda session: session.scalar(wanted))  # type: ignore[no-any-return]


@pytest.mark.usefixtures("quick")
def test_where_another_office_numbers_only_what_has_its_number_is_issued(crew: Crew) -> None:
    batch_id = crew.compose()
    first = number_at(crew, batch_id, 1)
    today, at = crew.runtime.clock.today(), crew.runtime.clock.now()

    def prepare(session: Any) -> None:
        shape = Shape("{klas}/{urut}/SETDA/{tahun}")
        shape_register(session, DECREE_REGISTER, today.year, shape, is_elsewhere=True, actor=crew.maker, at=at)
        record_given(session, Given(first, "800/48/SETDA/2026", today), actor=crew.maker, today=today, at=at)

    crew.write(prepare)
    crew.work()
    assert [bool(row.notes) for row in crew.rows(batch_id)] == [False, True, True]
    crew.press(batch_id)
    crew.work()
    assert crew.states(batch_id) == [RowState.DECREED, RowState.BLOCKED, RowState.BLOCKED]
    (letter,) = letters(crew)
    assert (letter.number, letter.sequence, bool(letter.sha256)) == ("800/48/SETDA/2026", None, True)
    assert crew.batch(batch_id).state is BatchState.DONE
