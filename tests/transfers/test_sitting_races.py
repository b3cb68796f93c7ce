"""Two people at one sitting at the same moment: one effect, never two."""

from collections.abc import Callable

from mutasi_flow.core.errors import Conflict
from mutasi_flow.core.runtime import Runtime
from mutasi_flow.transfers import deliberation
from mutasi_flow.transfers.deliberation import NewSitting
from mutasi_flow.transfers.domain.team import SittingState
from mutasi_flow.transfers.queries import find_card
from mutasi_flow.transfers.service import Press, perform
from mutasi_flow.transfers.workflow import Action, State
from tests.factories import TODAY
from tests.transfers.test_races import at_once
from tests.transfers.test_sittings import YES, Room, build_room


def stage(runtime: Runtime) -> tuple[Room, str, int]:
    """Commit a sitting that is ready to be closed."""
    with runtime.database.writing() as session:
        room = build_room(session)
        number = room.send(room.scene.employee)
        sitting_id = room.call(number)
        room.attend(sitting_id)
        room.advise(sitting_id, number, YES)
        session.expunge_all()
    return room, number, sitting_id


def in_own_transaction(runtime: Runtime, act: Callable[..., object]) -> Callable[[], object]:
    def run() -> object:
        with runtime.database.writing() as session:
            return act(session)

    return run


def test_of_two_who_close_at_once_one_does(runtime: Runtime) -> None:
    room, number, sitting_id = stage(runtime)
    clock, leader = room.scene.clock, room.members["chair"]
    close = in_own_transaction(
        runtime,
        lambda session: deliberation.close_sitting(
            session, sitting_id, expected_version=None, actor=leader, clock=clock
        ),
    )
    outcomes = at_once(close, close)
    assert sorted(isinstance(one, Conflict) for one in outcomes) == [False, True]
    with runtime.database.reading() as session:
        assert len(deliberation.list_minutes(session, sitting_id)) == 1
        card = find_card(session, number)
        assert card is not None
        assert len(deliberation.list_heard(session, card.id)) == 1


def test_of_two_secretaries_one_puts_the_transfer_on_an_agenda(runtime: Runtime) -> None:
    with runtime.database.writing() as session:
        room = build_room(session)
        number = room.send(room.scene.employee)
        session.expunge_all()
    new = NewSitting(room.team_id, TODAY, "Aula", (number,))
    calls = [
        in_own_transaction(
            runtime,
            lambda session, who=who: deliberation.call_sitting(
                session, new, actor=room.members[who], clock=room.scene.clock
            ),
        )
        for who in ("chair", "secretary")
    ]
    outcomes = at_once(*calls)
    assert sorted(isinstance(one, Conflict) for one in outcomes) == [False, True]


def test_a_withdrawal_and_a_close_at_once_leave_one_story(runtime: Runtime) -> None:
    room, number, sitting_id = stage(runtime)
    clock, me, leader = room.scene.clock, room.scene.me, room.members["chair"]
    outcomes = at_once(
        in_own_transaction(
            runtime,
            lambda session: deliberation.close_sitting(
                session, sitting_id, expected_version=None, actor=leader, clock=clock
            ),
        ),
        in_own_transaction(
            runtime,
            lambda session: perform(
                session, number, Action.WITHDRAW, actor=me, clock=clock, press=Press(reason="Tidak jadi.")
            ),
        ),
    )
    with runtime.database.reading() as session:
        board, card = deliberation.load_board(session, sitting_id), find_card(session, number)
        assert card is not None
        assert board.sitting.state is SittingState.CLOSED, outcomes
        assert card.state is State.WITHDRAWN
        was_heard = len(deliberation.list_heard(session, card.id)) == 1
        assert was_heard == (board.items[0].dropped == "")
