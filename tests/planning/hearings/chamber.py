"""A plan of the workshop before a team of three that is called to a sitting about it."""

from collections.abc import Callable, Collection
from typing import Any, TypeVar

from sqlalchemy.orm import Session

from mutasi_flow.access import queries as access
from mutasi_flow.access.domain import Role
from mutasi_flow.access.model import Account
from mutasi_flow.core.actor import SYSTEM, Actor
from mutasi_flow.planning.hearings.service import Proposal, propose
from mutasi_flow.planning.minutes.queries import LeftOutRow, MinutesRow, list_left_out, list_minutes
from mutasi_flow.planning.promotions.service import ask_promotion
from mutasi_flow.transfers import deliberation
from mutasi_flow.transfers.deliberation import Attended, Board, MoveItem, NewAdvice, NewSitting, NewTeam
from mutasi_flow.transfers.domain.team import Advice, Duty, Presence
from tests.factories import NOW, TODAY, make_account, make_employee
from tests.planning.plans.workshop import Workshop

Given = TypeVar("Given")
APPOINTED = NewTeam("Tim Penilai Kinerja", "800/1/2026", TODAY.replace(month=1, day=2), TODAY.replace(month=1, day=2))
YES = NewAdvice(Advice.RECOMMENDED)
NO = NewAdvice(Advice.NOT_RECOMMENDED, reason="Merawat ibunya.")
LATER = NewAdvice(Advice.DEFERRED, reason="Menunggu ijazah.")
DUTIES = (Duty.CHAIR, Duty.DEPUTY, Duty.SECRETARY, Duty.MEMBER)


class Chamber:
    """A solved plan, the planner, a team of four and what happens in its sittings."""

    def __init__(self, workshop: Workshop) -> None:
        self.workshop, self.clock = workshop, workshop.runtime.clock
        self.plan_id, first = workshop.solved()
        assert first.solution_id is not None
        self.solution_id = first.solution_id
        self.moves = workshop.moves(self.solution_id)
        self.accounts: dict[str, Account] = workshop.write(self._appoint)

    def _appoint(self, session: Session) -> dict[str, Account]:
        self.team_id = deliberation.add_team(session, APPOINTED, actor=SYSTEM, at=NOW)
        accounts = {}
        for duty in DUTIES:
            person = make_employee(session, name=f"Anggota {duty.value}")
            accounts[duty.value] = make_account(session, person, [Role.TEAM_MEMBER])
            start = APPOINTED.from_on
            deliberation.add_member(session, self.team_id, person.id, duty, from_on=start, actor=SYSTEM, at=NOW)
        session.flush()
        session.expunge_all()
        return accounts

    def actor(self, who: str = "chair") -> Actor:
        return self.workshop.actor(None if who == "planner" else self.accounts[who])

    def write(self, act: Callable[[Session], Given]) -> Given:
        return self.workshop.write(act)

    def key_of(self, who: str) -> int:
        return self.accounts[who].employee_id or 0

    def propose(self, sitting: int | None = None, who: str = "planner", **more: Any) -> int:
        place = NewSitting(self.team_id, TODAY, "Ruang rapat")
        given = {"solution_id": self.solution_id, "because": "Paling seimbang.", **more}
        new = Proposal(sitting=place if sitting is None else sitting, **given)
        actor, store = self.actor(who), self.workshop.runtime.files
        return self.write(lambda session: propose(session, store, new, actor=actor, clock=self.clock))

    def board(self, sitting_id: int) -> Board:
        return self.workshop.read(lambda session: deliberation.load_board(session, sitting_id))

    def items(self, sitting_id: int) -> list[MoveItem]:
        board = self.board(sitting_id)
        return list(board.moves_of(board.plans[0]))

    def attend(self, sitting_id: int, *away: str) -> None:
        found = {
            self.key_of(name): Attended(Presence.ABSENT, "Dinas luar.") if name in away else Attended(Presence.PRESENT)
            for name in self.accounts
        }
        by: dict[str, Any] = {"expected_version": None, "actor": self.actor("secretary"), "clock": self.clock}
        self.write(lambda session: deliberation.note_attendance(session, sitting_id, found, **by))

    def advise(
        self,
        sitting_id: int,
        new: NewAdvice,
        places: Collection[int] | None = None,
        who: str = "secretary",
        **more: Any,
    ) -> int:
        """Say the same of the moves with these places, or of all of which nothing is said yet."""
        key = self.board(sitting_id).plans[0].id
        numbers = None if places is None else [f"R{self.plan_id}-{place}" for place in places]
        by: dict[str, Any] = {"expected_version": None, "actor": self.actor(who), "clock": self.clock, **more}
        return self.write(lambda session: deliberation.advise_moves(session, sitting_id, key, numbers, new, **by))

    def close(self, sitting_id: int, who: str = "chair") -> str:
        by: dict[str, Any] = {"expected_version": None, "actor": self.actor(who), "clock": self.clock}
        return self.write(lambda session: deliberation.close_sitting(session, sitting_id, **by))

    def heard(self, *said: tuple[NewAdvice, Collection[int] | None]) -> int:
        """Hold a sitting about the plan, and return its key."""
        sitting_id = self.propose()
        self.attend(sitting_id)
        for new, places in said:
            self.advise(sitting_id, new, places)
        self.close(sitting_id)
        return sitting_id

    def minutes(self) -> list[MinutesRow]:
        return self.workshop.read(lambda session: list_minutes(session, self.plan_id))

    def left_out(self) -> dict[int, LeftOutRow]:
        return self.workshop.read(lambda session: list_left_out(session, self.solution_id))

    def promote(self, places: list[int] | None, despite: str = "") -> int:
        store, by = self.workshop.runtime.files, {"actor": self.actor("planner"), "clock": self.clock}
        how: dict[str, Any] = {"is_sent": False, "despite": despite, **by}
        return self.write(lambda session: ask_promotion(session, store, self.solution_id, places, **how))

    def load(self, account: Account) -> Actor:
        return self.workshop.read(lambda session: access.load_actor(session, account.id, TODAY))
