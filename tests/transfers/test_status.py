from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mutasi_flow.letters.domain import LetterState
from mutasi_flow.transfers.domain import STANCE_LABELS, VOICE_LABELS, Stance, Voice
from mutasi_flow.transfers.routes import OPINION_KINDS
from mutasi_flow.transfers.status import LEFT, STATE_LABELS, TASK_LABELS, Colour, Waiting, describe
from mutasi_flow.transfers.workflow import State

KINDS = tuple(TASK_LABELS)
LATER = date(2026, 12, 1)


@pytest.mark.parametrize("state", State)
def test_every_state_has_a_sentence_a_holder_and_a_label(state: State) -> None:
    status = describe(state)
    assert str(status.sentence)
    assert str(status.holder)
    assert str(STATE_LABELS[state])


@pytest.mark.parametrize("kind", KINDS)
def test_every_open_task_has_a_sentence_for_its_holder_and_for_others(kind: str) -> None:
    for is_yours in (True, False):
        status = describe(State.PROPOSED, [Waiting(kind, "Ibu Contoh", LATER, is_yours)])
        assert str(status.sentence)
        assert status.due_on == LATER
        assert status.is_yours is is_yours


@given(
    st.sampled_from(State),
    st.lists(st.builds(Waiting, st.sampled_from(KINDS), st.text(max_size=8), st.none() | st.dates(), st.booleans())),
)
def test_red_means_your_move_and_nothing_else(state: State, tasks: list[Waiting]) -> None:
    status = describe(state, tasks)
    assert (status.colour is Colour.RED) == (status.is_yours and state is not State.DRAFT)


def test_the_own_task_comes_before_an_earlier_one_of_somebody_else() -> None:
    tasks = [
        Waiting(OPINION_KINDS[Voice.PEER], "", date(2026, 11, 1)),
        Waiting(OPINION_KINDS[Voice.RELEASING], "", LATER, is_yours=True),
    ]
    assert describe(State.PROPOSED, tasks).is_yours


def test_a_postponed_transfer_says_until_when() -> None:
    status = describe(State.CONSULTED, [Waiting("decide", "", LATER)], postponed_until=LATER)
    assert status.due_on == LATER
    assert status.colour is Colour.YELLOW


def test_all_voices_and_stances_have_words() -> None:
    assert set(VOICE_LABELS) == set(Voice)
    assert set(STANCE_LABELS) == set(Stance)


@pytest.mark.parametrize(
    ("letter", "words"),
    [
        (LetterState.QUEUED, "sedang dicetak"),
        (LetterState.RENDERED, "belum ditandatangani"),
        (LetterState.SIGNED, "SK terbit"),
        (None, "SK terbit"),
    ],
)
def test_a_decree_says_how_far_its_file_is(letter: LetterState | None, words: str) -> None:
    assert str(describe(State.DECREED, letter=letter).sentence).endswith(words)


def test_a_way_out_ends_by_the_decision_of_another_authority() -> None:
    assert describe(State.DECREED, has_left=True).sentence == LEFT
    assert describe(State.DECREED).sentence != LEFT
    assert describe(State.DECREED, letter=LetterState.QUEUED, has_left=True).sentence != LEFT, "a letter is a decree"
