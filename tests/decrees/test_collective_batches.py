"""One decree for all of a batch: its number, its annex, an excerpt for each, and what changes before it is signed."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from sqlalchemy import select, update

from mutasi_flow.core.clock import Clock
from mutasi_flow.core.errors import Conflict, Refused
from mutasi_flow.core.runtime import Runtime
from mutasi_flow.core.texts import T
from mutasi_flow.decrees.batches.domain import BatchState, DecreeForm, RowState
from mutasi_flow.decrees.batches.queries import Wish
from mutasi_flow.decrees.batches.service import (
    add_more,
    collecting,
    compose_again,
    issuing,
    put_back,
    record_number,
    resume_batch,
)
from mutasi_flow.letters.domain import DECREE_REGISTER, LetterState, ReservedState, Shape, written_date
from mutasi_flow.letters.model import Letter
from mutasi_flow.letters.queries.numbers import list_gaps, list_unused, load_numbering
from mutasi_flow.letters.render import RenderFailed, close
from mutasi_flow.letters.service import printing, shape_register
from mutasi_flow.people.model import Employee, Placement
from mutasi_flow.transfers.model import Transfer
from mutasi_flow.transfers.queries import find_card
from mutasi_flow.transfers.service import Press, perform
from mutasi_flow.transfers.service.collective import find_collective
from mutasi_flow.transfers.service.collective_signing import find_change
from mutasi_flow.transfers.service.decree import find_standing
from mutasi_flow.transfers.workflow import Action, State
from tests.decrees.crew import Crew, build_crew, name_certifier


@pytest.fixture(scope="module", autouse=True)
def _no_child_stays() -> Iterator[None]:
    yield
    close()


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """Letters that take no time to print; what was printed."""
    printed: list[Any] = []
    made = type("Made", (), {"data": b"%PDF-1.7 contoh", "made_with": {}})

    def render(context: Any, *_given: Any) -> Any:
        printed.append(context)
        return made

    monkeypatch.setattr(printing, "render", render)
    return printed


@pytest.fixture
def crew(runtime: Runtime) -> Crew:
    crew = build_crew(runtime)
    name_certifier(crew)
    return crew


def compose(crew: Crew) -> int:
    batch_id = crew.compose(form=DecreeForm.COLLECTIVE)
    crew.work()
    return batch_id


def issue(crew: Crew) -> int:
    batch_id = compose(crew)
    crew.press(batch_id)
    crew.work()
    return batch_id


def letters(crew: Crew, kind: str) -> list[Letter]:
    wanted = select(Letter).where(Letter.kind == kind).order_by(Letter.id)
    return crew.read(lambda session: list(session.scalars(wanted)))  # type: ignore[no-any-return]


def decree(crew: Crew) -> Letter:
    (only,) = letters(crew, "collective_decree")
    return only


def names(one: Letter) -> list[str]:
    return [row[1][0] for row in one.context["annex"]["rows"]]


def assert_whole(crew: Crew) -> None:
    """One number for the decree, none twice, none missing, none still set aside."""

    def look(session: Any) -> None:
        book = load_numbering(session, DECREE_REGISTER, 2026)
        assert list_gaps(session, book) == []
        unused = list_unused(session, DECREE_REGISTER, 2026)
        assert [one for one in unused if one.state is ReservedState.RESERVED] == []

    crew.read(look)


def test_three_are_put_on_one_decree_with_an_excerpt_for_each(crew: Crew, quick: list[Any]) -> None:
    batch_id = issue(crew)
    whole, excerpts = decree(crew), letters(crew, "member_excerpt")
    assert (crew.batch(batch_id).state, crew.states(batch_id)) == (BatchState.DONE, [RowState.DECREED] * 3)
    assert (whole.sequence, whole.about_kind, whole.about_id) == (1, "decree_batch", batch_id)
    assert [(one.number, one.sequence, one.copy_of_id) for one in excerpts] == [(whole.number, None, whole.id)] * 3
    assert [one.context["place"] for one in excerpts] == [1, 2, 3]
    assert [row.letter_id for row in crew.rows(batch_id)] == [one.id for one in excerpts]
    assert all(one.state is LetterState.RENDERED for one in (whole, *excerpts))
    for place, one in enumerate(excerpts):
        assert names(whole)[place] in one.context["addressed"][1]
        assert f"nomor urut {place + 1}" in one.context["clauses"][0]["text"]
    assert len(quick) == 4
    placed = crew.read(
        lambda session: list(session.scalars(select(Placement.letter_number).where(Placement.source == "decree")))
    )
    assert placed == [whole.number] * 3
    assert_whole(crew)


@pytest.mark.usefixtures("quick")
def test_a_blocked_row_is_not_in_the_annex(crew: Crew) -> None:
    batch_id = compose(crew)
    second = crew.rows(batch_id)[1].transfer_id
    crew.press(batch_id)
    crew.write(lambda session: session.execute(update(Transfer).where(Transfer.id == second).values(version=99)))
    crew.work()
    assert crew.states(batch_id) == [RowState.DECREED, RowState.BLOCKED, RowState.DECREED]
    assert len(names(decree(crew))) == 2
    assert [one.context["place"] for one in letters(crew, "member_excerpt")] == [1, 2]
    assert_whole(crew)


@pytest.mark.usefixtures("quick")
def test_when_nobody_joins_the_number_is_void_and_there_is_no_decree(crew: Crew) -> None:
    batch_id = compose(crew)
    crew.press(batch_id)
    ((_, _, args),) = crew.waiting_jobs()
    piece = crew.read(lambda session: issuing.read_piece(session, args))
    number = vars(issuing)["_number"]
    number(piece, crew.signer, crew.runtime)
    crew.write(lambda session: session.execute(update(Transfer).values(version=Transfer.version + 1)))
    crew.work()
    assert crew.states(batch_id) == [RowState.BLOCKED] * 3
    assert letters(crew, "collective_decree") == []
    assert crew.batch(batch_id).state is BatchState.DONE
    assert_whole(crew)


@pytest.mark.usefixtures("quick")
def test_workers_at_once_and_jobs_done_again_leave_one_decree(crew: Crew) -> None:
    batch_id = compose(crew)
    crew.press(batch_id)
    ((key, name, args),) = crew.waiting_jobs()
    piece = crew.read(lambda session: issuing.read_piece(session, args))
    with ThreadPoolExecutor(3) as pool:
        list(pool.map(lambda _: issuing.issue_portion(piece, crew.runtime), range(3)))
    issuing.issue_portion(piece, crew.runtime)
    crew.work()
    assert (key, name) == (f"issue_decree_portion:{batch_id}:1:1", "issue_decree_portion")
    assert crew.states(batch_id) == [RowState.DECREED] * 3
    assert len(names(decree(crew))) == 3
    assert_whole(crew)


def test_without_somebody_who_certifies_nothing_is_pressed(runtime: Runtime) -> None:
    crew = build_crew(runtime, 1)
    batch_id = compose(crew)
    with pytest.raises(Refused, match="kolektif"):
        crew.press(batch_id)


@pytest.mark.usefixtures("quick")
def test_another_office_numbers_the_decree_of_the_batch(crew: Crew) -> None:
    today = crew.runtime.clock.today()
    crew.write(
        lambda session: shape_register(
            session,
            DECREE_REGISTER,
            today.year,
            Shape(),
            is_elsewhere=True,
            actor=crew.signer,
            at=crew.runtime.clock.now(),
        )
    )
    batch_id = compose(crew)
    with pytest.raises(Refused, match="kantor lain"):
        crew.press(batch_id)
    day = today - timedelta(days=1)
    crew.write(
        lambda session: record_number(
            session, batch_id, "800.1.3.1/77/SETDA/2026", day, actor=crew.maker, clock=crew.runtime.clock
        )
    )
    crew.press(batch_id)
    crew.work()
    whole = decree(crew)
    assert (whole.number, whole.dated_on, whole.sequence) == ("800.1.3.1/77/SETDA/2026", day, None)
    assert {(one.number, one.dated_on) for one in letters(crew, "member_excerpt")} == {(whole.number, day)}


def test_who_leaves_before_the_signature_is_missing_and_only_what_changed_is_printed(
    crew: Crew, quick: list[Any]
) -> None:
    batch_id = issue(crew)
    former, (_first, second, third) = decree(crew), letters(crew, "member_excerpt")
    number = crew.read(lambda session: session.scalar(select(Transfer.number).where(Transfer.id == second.about_id)))
    press = Press(reason="Batal pindah.")
    crew.write(
        lambda session: perform(
            session, number, Action.REVOKE, actor=crew.signer, clock=crew.runtime.clock, press=press
        )
    )
    assert letters(crew, "transfer_revocation") == []
    quick.clear()
    again(crew, batch_id)
    whole = decree(crew)
    assert (whole.number, whole.code, len(names(whole))) == (former.number, former.code, 2)
    assert [(one["kind"], one.get("place")) for one in quick] == [("member_excerpt", 2), ("collective_decree", None)]
    now = {one.id: one for one in letters(crew, "member_excerpt")}
    assert (now[second.id].revoked_at is not None, now[third.id].context["place"]) == (True, 2)
    quick.clear()
    again(crew, batch_id)
    assert quick == []
    mover = crew.read(lambda session: session.scalar(select(Transfer.employee_id).where(Transfer.id == third.about_id)))
    crew.write(lambda session: session.execute(update(Employee).where(Employee.id == mover).values(name="Sri Baru")))
    again(crew, batch_id)
    assert {one["kind"] for one in quick} == {"collective_decree", "member_excerpt"}
    assert len(quick) == 2
    assert any("Sri Baru" in one for one in names(decree(crew)))
    assert_whole(crew)


MONTHLY = Shape(pattern="{klas}/{urut}/{bulan}/{tahun}")


@pytest.mark.parametrize(
    ("days", "shape", "is_dated_anew"),
    [(3, Shape(), True), (3, MONTHLY, True), (40, Shape(), True), (40, MONTHLY, False), (330, Shape(), False)],
)
def test_a_new_edition_bears_its_own_day_where_the_number_would_be_the_same(
    crew: Crew, quick: list[Any], days: int, shape: Shape, *, is_dated_anew: bool
) -> None:
    at = crew.runtime.clock.now()
    given: dict[str, Any] = {"is_elsewhere": False, "actor": crew.signer, "at": at}
    crew.write(lambda session: shape_register(session, DECREE_REGISTER, at.year, shape, **given))
    batch_id, former = issue(crew), decree(crew)
    later = at + timedelta(days=days)
    crew.runtime = replace(crew.runtime, clock=Clock(crew.runtime.clock.zone, lambda: later))
    quick.clear()
    again(crew, batch_id)
    assert (quick, decree(crew).dated_on) == ([], former.dated_on), "the same words keep their day"
    mover = crew.read(lambda session: session.scalar(select(Transfer.employee_id).order_by(Transfer.id)))
    crew.write(lambda session: session.execute(update(Employee).where(Employee.id == mover).values(name="Sri Baru")))
    again(crew, batch_id)
    whole = decree(crew)
    assert (whole.number, whole.sequence, whole.code) == (former.number, former.sequence, former.code)
    expected = crew.runtime.clock.today() if is_dated_anew else former.dated_on
    assert {one.dated_on for one in (whole, *letters(crew, "member_excerpt"))} == {expected}
    assert {one["dated_words"] for one in quick} == {written_date(expected)}
    assert len(quick) == (4 if is_dated_anew else 2), "what bears another day is printed again"
    assert_whole(crew)


def again(crew: Crew, batch_id: int) -> None:
    version = crew.batch(batch_id).version
    crew.write(
        lambda session: compose_again(
            session, batch_id, actor=crew.signer, clock=crew.runtime.clock, expected_version=version
        )
    )
    crew.work()


@pytest.mark.usefixtures("quick")
def test_who_leaves_while_the_text_is_composed_does_not_stand_in_it(crew: Crew) -> None:
    batch_id = compose(crew)
    crew.press(batch_id)
    crew.work(but=("compose_collective_decree",))
    ((_, _, args),) = crew.waiting_jobs()
    found = crew.read(lambda session: collecting.read_turn(session, args))
    composed = collecting.compose_texts(found, crew.runtime)
    assert composed is not None
    by: dict[str, Any] = {"actor": crew.signer, "clock": crew.runtime.clock, "press": Press(reason="Batal.")}
    crew.write(lambda session: perform(session, crew.numbers[0], Action.REVOKE, **by))
    crew.write(lambda session: collecting.store_composed(session, args, composed))
    assert len(names(decree(crew))) == 1, "nothing of it was kept"
    crew.work()
    assert len(names(decree(crew))) == 2
    assert crew.batch(batch_id).state is BatchState.DONE
    assert_whole(crew)


@pytest.mark.usefixtures("quick")
def test_what_was_signed_while_the_text_was_composed_keeps_its_words_and_those_of_its_excerpts(crew: Crew) -> None:
    batch_id = issue(crew)
    before = {one.id: one.context for one in (decree(crew), *letters(crew, "member_excerpt"))}
    crew.write(lambda session: session.execute(update(Employee).values(title_after="M.Si.")))
    version = crew.batch(batch_id).version
    given: dict[str, Any] = {"actor": crew.signer, "clock": crew.runtime.clock, "expected_version": version}
    crew.write(lambda session: compose_again(session, batch_id, **given))
    crew.work(but=("compose_collective_decree",))
    ((_, _, args),) = crew.waiting_jobs()
    composed = collecting.compose_texts(batch_id, crew.runtime)
    assert composed is not None
    assert len(composed.texts) == 4
    signed = update(Letter).where(Letter.id == decree(crew).id).values(state=LetterState.SIGNED)
    crew.write(lambda session: session.execute(signed))
    crew.write(lambda session: collecting.store_composed(session, args, composed))
    assert {one.id: one.context for one in (decree(crew), *letters(crew, "member_excerpt"))} == before
    assert crew.batch(batch_id).state is BatchState.DONE


@pytest.mark.usefixtures("quick")
@pytest.mark.parametrize("leaves", [0, 1])
def test_who_joined_in_the_place_of_somebody_who_left_is_missed_in_the_former_text(crew: Crew, leaves: int) -> None:
    batch_id = crew.compose(form=DecreeForm.COLLECTIVE, wish=Wish(numbers=tuple(crew.numbers[:2])))
    crew.work()
    crew.press(batch_id)
    crew.work()
    by: dict[str, Any] = {"actor": crew.signer, "clock": crew.runtime.clock, "press": Press(reason="Batal.")}
    crew.write(lambda session: perform(session, crew.numbers[leaves], Action.REVOKE, **by))
    more: dict[str, Any] = {"actor": crew.maker, "clock": crew.runtime.clock, "expected_version": None}
    crew.write(lambda session: add_more(session, batch_id, Wish(numbers=(crew.numbers[2],)), **more))
    crew.work()
    crew.press(batch_id)
    crew.work(but=("compose_collective_decree",))

    def change(session: Any) -> object:
        found = find_collective(session, batch_id)
        return found and find_change(session, found)

    assert decree(crew).state is LetterState.RENDERED
    assert crew.read(change) is not None
    crew.work()
    assert crew.read(change) is None


@pytest.mark.usefixtures("quick")
def test_when_all_have_left_the_decree_never_was(crew: Crew) -> None:
    batch_id = issue(crew)
    for number in crew.numbers:
        crew.write(
            partial(
                perform,
                number=number,
                action=Action.REVOKE,
                actor=crew.signer,
                clock=crew.runtime.clock,
                press=Press(reason="Batal."),
            )
        )
    again(crew, batch_id)
    assert decree(crew).state is LetterState.VOID
    assert crew.batch(batch_id).state is BatchState.DONE
    assert_whole(crew)


def test_more_may_join_until_it_is_signed(crew: Crew, quick: list[Any]) -> None:
    batch_id = crew.compose(form=DecreeForm.COLLECTIVE, wish=Wish(numbers=tuple(crew.numbers[:2])))
    crew.work()
    crew.press(batch_id)
    crew.work()
    former = decree(crew)

    def add(session: Any) -> int:
        return add_more(session, batch_id, Wish(), actor=crew.maker, clock=crew.runtime.clock, expected_version=None)

    assert crew.write(add) == 1
    crew.work()
    crew.press(batch_id)
    quick.clear()
    crew.work()
    assert (decree(crew).number, len(names(decree(crew)))) == (former.number, 3)
    assert sorted(one["kind"] for one in quick) == ["collective_decree", "member_excerpt"]
    crew.write(
        lambda session: session.execute(update(Letter).where(Letter.id == former.id).values(state=LetterState.SIGNED))
    )
    for change in (
        add,
        lambda session: put_back(session, batch_id, actor=crew.maker, clock=crew.runtime.clock, expected_version=None),
    ):
        with pytest.raises(Conflict, match="ditandatangani"):
            crew.write(change)
    with pytest.raises(Conflict, match="ditandatangani"):
        again(crew, batch_id)


@pytest.mark.usefixtures("quick")
def test_a_decree_that_cannot_be_printed_stops_the_batch_and_goes_on_under_its_number(
    crew: Crew, monkeypatch: pytest.MonkeyPatch
) -> None:
    printed = vars(printing)["render"]

    def fail(context: Any, *given: Any) -> Any:
        if context["kind"] == "collective_decree":
            raise RenderFailed(T("penuh"))
        return printed(context, *given)

    monkeypatch.setattr(printing, "render", fail)
    batch_id = issue(crew)
    stopped = crew.batch(batch_id)
    assert (stopped.state, stopped.stopped_because) == (BatchState.PAUSED, "penuh")
    monkeypatch.setattr(printing, "render", printed)
    crew.write(
        lambda session: resume_batch(
            session, batch_id, actor=crew.signer, clock=crew.runtime.clock, expected_version=None
        )
    )
    crew.work()
    assert (crew.batch(batch_id).state, decree(crew).state) == (BatchState.DONE, LetterState.RENDERED)
    assert_whole(crew)


@pytest.mark.usefixtures("quick")
def test_a_file_that_shows_a_former_text_is_let_go(crew: Crew) -> None:
    batch_id = issue(crew)
    whole = decree(crew)
    late = printing.print_letter(whole.context, crew.runtime)
    anew = {**whole.context, "closing": "Lain."}
    crew.write(
        lambda session: session.execute(update(Letter).where(Letter.id == whole.id).values(context=anew, sha256=""))
    )
    crew.write(lambda session: printing.store_printed(session, {"letter": whole.id}, late))
    assert decree(crew).sha256 == ""
    assert batch_id


@pytest.mark.usefixtures("quick")
def test_the_placement_rests_on_the_excerpt(crew: Crew) -> None:
    issue(crew)

    def look(session: Any) -> tuple[State, str]:
        card = find_card(session, crew.numbers[0])
        assert card is not None
        standing = find_standing(session, card)
        assert standing is not None
        return card.state, standing.kind

    assert crew.read(look) == (State.DECREED, "member_excerpt")
