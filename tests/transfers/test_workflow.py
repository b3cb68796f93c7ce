import pytest
from hypothesis import given
from hypothesis import strategies as st

from mutasi_flow.transfers.workflow import (
    OPEN_STATES,
    STEP_OF,
    STEPS,
    Action,
    IllegalStep,
    State,
    next_state,
    steps_from,
)

CONTRACT = {
    Action.SUBMIT: ({State.DRAFT}, State.PROPOSED),
    Action.RETURN: ({State.PROPOSED, State.CONSULTED}, State.RETURNED),
    Action.RESUBMIT: ({State.RETURNED}, State.PROPOSED),
    Action.WITHDRAW: ({State.DRAFT, State.PROPOSED, State.RETURNED, State.CONSULTED}, State.WITHDRAWN),
    Action.CONCLUDE_CONSULTATION: ({State.PROPOSED}, State.CONSULTED),
    Action.POSTPONE: ({State.PROPOSED, State.CONSULTED, State.APPROVED}, None),
    Action.REJECT: ({State.PROPOSED, State.CONSULTED}, State.REJECTED),
    Action.APPROVE: ({State.CONSULTED}, State.APPROVED),
    Action.REOPEN: ({State.APPROVED}, State.CONSULTED),
    Action.CANCEL: (set(OPEN_STATES), State.CANCELLED),
    Action.DECREE: ({State.APPROVED}, State.DECREED),
    Action.REVOKE: ({State.DECREED}, State.REVOKED),
}


def test_the_table_is_the_contract() -> None:
    assert {step.action: (set(step.sources), step.target) for step in STEPS} == CONTRACT


@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("action", Action)
def test_the_machine_answers_what_the_table_says(state: State, action: Action) -> None:
    sources, target = CONTRACT[action]
    if state in sources:
        assert next_state(state, action) is (target or state)
    else:
        with pytest.raises(IllegalStep):
            next_state(state, action)


@given(st.lists(st.sampled_from(Action), max_size=40))
def test_random_walks_never_leave_the_table(actions: list[Action]) -> None:
    state = State.DRAFT
    for action in actions:
        allowed = {step.action for step in steps_from(state)}
        if action in allowed:
            state = next_state(state, action)
        else:
            with pytest.raises(IllegalStep):
                next_state(state, action)
    assert state in State


def test_every_state_is_reachable_from_the_draft() -> None:
    reached, frontier = {State.DRAFT}, [State.DRAFT]
    while frontier:
        state = frontier.pop()
        for step in steps_from(state):
            target = step.target or state
            if target not in reached:
                reached.add(target)
                frontier.append(target)
    assert reached == set(State)


def test_plain_text_is_understood_like_the_enumeration() -> None:
    assert next_state("draft", "submit") is State.PROPOSED  # type: ignore[arg-type]


def test_unknown_words_are_refused() -> None:
    with pytest.raises(ValueError, match="fly"):
        next_state(State.DRAFT, "fly")  # type: ignore[arg-type]


def test_every_step_has_a_label_and_a_permission() -> None:
    assert set(STEP_OF) == set(Action)
    assert all(str(step.label) and step.permission for step in STEPS)
