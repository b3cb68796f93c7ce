"""The road as one table.

``STEPS`` says which action leads from which states to which; the ``transitions`` machine is built once from it
and only answers "what is next?". Buttons, API actions, permission checks, the CHECK constraint of the table,
the diagram in the documentation and the tests all read ``STEPS``.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from transitions import Machine, MachineError

from mutasi_flow.core.actor import Permission
from mutasi_flow.core.errors import Conflict
from mutasi_flow.core.texts import T, Text


class State(StrEnum):
    """Where a transfer stands; the four of the spine are proposed, consulted, approved, decreed."""

    DRAFT = "draft"
    PROPOSED = "proposed"
    RETURNED = "returned"
    CONSULTED = "consulted"
    APPROVED = "approved"
    DECREED = "decreed"
    WITHDRAWN = "withdrawn"
    REJECTED = "rejected"
    CANCELLED = "cancelled"
    REVOKED = "revoked"


class Action(StrEnum):
    """What somebody does to a transfer."""

    SUBMIT = "submit"
    RETURN = "return"
    RESUBMIT = "resubmit"
    WITHDRAW = "withdraw"
    CONCLUDE_CONSULTATION = "conclude_consultation"
    POSTPONE = "postpone"
    REJECT = "reject"
    APPROVE = "approve"
    REOPEN = "reopen"
    CANCEL = "cancel"
    DECREE = "decree"
    REVOKE = "revoke"


class IllegalStep(Conflict):
    """The action does not exist from the present state."""

    code = "illegal_step"


@dataclass(frozen=True, slots=True)
class Step:
    """One row of the road: ``action`` leads from each of ``sources`` to ``target`` (None = stays).

    ``permission`` must be held over the unit the employee leaves; ``by_owner`` also opens the step to the employee
    and to whoever filed the request.
    """

    action: Action
    sources: tuple[State, ...]
    target: State | None
    permission: Permission
    label: Text
    by_owner: bool = False
    needs_reason: bool = False
    needs_date: bool = False


OPEN_STATES = (State.DRAFT, State.PROPOSED, State.RETURNED, State.CONSULTED, State.APPROVED)
"""States in which the transfer still moves; an employee has at most one such transfer."""

STEPS: tuple[Step, ...] = (
    Step(
        Action.SUBMIT, (State.DRAFT,), State.PROPOSED, Permission.TRANSFERS_FILE_FOR, T("Kirim usulan"), by_owner=True
    ),
    Step(
        Action.RETURN,
        (State.PROPOSED, State.CONSULTED),
        State.RETURNED,
        Permission.TRANSFERS_VERIFY,
        T("Kembalikan untuk perbaikan"),
        needs_reason=True,
    ),
    Step(
        Action.RESUBMIT,
        (State.RETURNED,),
        State.PROPOSED,
        Permission.TRANSFERS_FILE_FOR,
        T("Kirim ulang"),
        by_owner=True,
    ),
    Step(
        Action.WITHDRAW,
        (State.DRAFT, State.PROPOSED, State.RETURNED, State.CONSULTED),
        State.WITHDRAWN,
        Permission.TRANSFERS_FILE_FOR,
        T("Tarik usulan"),
        by_owner=True,
        needs_reason=True,
    ),
    Step(
        Action.CONCLUDE_CONSULTATION,
        (State.PROPOSED,),
        State.CONSULTED,
        Permission.TRANSFERS_VERIFY,
        T("Simpulkan konsultasi"),
    ),
    Step(
        Action.POSTPONE,
        (State.PROPOSED, State.CONSULTED, State.APPROVED),
        None,
        Permission.TRANSFERS_VERIFY,
        T("Tunda"),
        needs_reason=True,
        needs_date=True,
    ),
    Step(
        Action.REJECT,
        (State.PROPOSED, State.CONSULTED),
        State.REJECTED,
        Permission.TRANSFERS_DECIDE,
        T("Tidak menyetujui"),
        needs_reason=True,
    ),
    Step(Action.APPROVE, (State.CONSULTED,), State.APPROVED, Permission.TRANSFERS_DECIDE, T("Setujui")),
    Step(
        Action.REOPEN,
        (State.APPROVED,),
        State.CONSULTED,
        Permission.TRANSFERS_DECIDE,
        T("Buka kembali"),
        needs_reason=True,
    ),
    Step(Action.CANCEL, OPEN_STATES, State.CANCELLED, Permission.TRANSFERS_CANCEL, T("Batalkan"), needs_reason=True),
    Step(Action.DECREE, (State.APPROVED,), State.DECREED, Permission.TRANSFERS_DECREE, T("Terbitkan SK")),
    Step(Action.REVOKE, (State.DECREED,), State.REVOKED, Permission.TRANSFERS_DECREE, T("Cabut SK"), needs_reason=True),
)

STEP_OF: Mapping[Action, Step] = {step.action: step for step in STEPS}


class _Token:
    """Carries a state through the machine, so that no record is ever decorated by it."""

    __slots__ = ("state",)

    def __init__(self, state: State) -> None:
        self.state = state


def _build_machine() -> Machine:
    machine = Machine(model=None, states=State, initial=State.DRAFT, auto_transitions=False, send_event=True)
    for step in STEPS:
        for source in step.sources:
            machine.add_transition(step.action.value, source, step.target or source)
    return machine


_machine = _build_machine()


def next_state(state: State, action: Action) -> State:
    """Return the state after ``action``.

    Raises:
        IllegalStep: the action does not exist from ``state``.
    """
    token = _Token(State(state))
    try:
        _machine.events[Action(action).value].trigger(token)
    except MachineError:
        raise IllegalStep(
            T("Langkah “{action}” tidak ada dari keadaan usulan sekarang.", action=STEP_OF[action].label)
        ) from None
    return token.state


def steps_from(state: State) -> tuple[Step, ...]:
    """Return the steps that exist from ``state``, in the order of the table."""
    return tuple(step for step in STEPS if state in step.sources)
