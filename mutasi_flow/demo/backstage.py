"""Acting in the name of the demo's people: always through the services, one transaction per act, at a set moment."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from mutasi_flow.access import queries as access
from mutasi_flow.access.domain import Role
from mutasi_flow.core.actor import Actor
from mutasi_flow.core.clock import Clock
from mutasi_flow.core.files import FileStore
from mutasi_flow.core.runtime import Runtime
from mutasi_flow.core.uploads import Examined
from mutasi_flow.decrees.batches.domain import DecreeForm
from mutasi_flow.decrees.batches.queries import Wish
from mutasi_flow.decrees.batches.service import NewBatch, create_batch
from mutasi_flow.demo.accounts import Accounts
from mutasi_flow.inbox import queries as inbox
from mutasi_flow.inbox.domain import Answer
from mutasi_flow.inbox.queries import TaskRow
from mutasi_flow.letters.service import NewStyle, add_style
from mutasi_flow.people import queries as people
from mutasi_flow.people.model import Jabatan
from mutasi_flow.transfers import review, service
from mutasi_flow.transfers.documents import Upload
from mutasi_flow.transfers.domain import Door, LegalKind, PaperVerdict, Stance
from mutasi_flow.transfers.domain.links import LinkKind
from mutasi_flow.transfers.model import Transfer
from mutasi_flow.transfers.queries import (
    OpinionRow,
    TransferCard,
    find_card,
    find_open_number,
    list_opinions,
    list_papers,
)
from mutasi_flow.transfers.queries.views import QueueView, Stage, Window
from mutasi_flow.transfers.routes import VOICE_OF_KIND
from mutasi_flow.transfers.service import NewTransfer, Press
from mutasi_flow.transfers.service.packaging import ask_package
from mutasi_flow.transfers.service.signing import sign_in_ink
from mutasi_flow.transfers.service.views import save_view
from mutasi_flow.transfers.trail import ABOUT
from mutasi_flow.transfers.workflow import Action, State

T = TypeVar("T")
HIGHEST_SERIAL = 999
MOST_ON_ONE = 3
"""So many of those who are approved are put on one decree."""


@dataclass(frozen=True, slots=True)
class Second:
    """The other holder of an office role."""

    role: Role


Player = Role | Second | int
"""Who acts: the account of an office role, its other holder, or an employee."""


class Backstage:
    """Gives every act its session, its actor and the moment of the story."""

    def __init__(self, runtime: Runtime, accounts: Accounts) -> None:
        self._runtime, self._accounts = runtime, accounts
        self.moment = datetime.now(UTC)
        self.clock = Clock(runtime.clock.zone, lambda: self.moment)

    def play(self, by: Player, act: Callable[[Session, Actor, Clock], T]) -> T:
        """Do one act of another subject, as somebody, in a transaction of its own."""
        actor = self._actor(by)
        with self._runtime.database.writing() as session:
            return act(session, actor, self.clock)

    def play_with_files(self, by: Player, act: Callable[[Session, FileStore, Actor, Clock], T]) -> T:
        """Do one act that keeps a file."""
        return self.play(by, lambda session, actor, clock: act(session, self._runtime.files, actor, clock))

    def has_account(self, employee_id: int) -> bool:
        """Whether an employee can act."""
        return employee_id in self._accounts.of_employee

    def draft(self, new: NewTransfer, by: Player) -> str:
        """Open a file and return its number."""
        with self._runtime.database.writing() as session:
            return service.create_draft(session, new, self._actor(by), self.clock)

    def edit(self, number: str, new: NewTransfer, by: Player) -> None:
        """Replace the content of a file that is with its author."""
        with self._runtime.database.writing() as session:
            service.edit_draft(session, number, new, actor=self._actor(by), clock=self.clock)

    def press(self, number: str, action: Action, by: Player, press: Press | None = None) -> None:
        """Take one step of the road."""
        with self._runtime.database.writing() as session:
            service.perform(session, number, action, actor=self._actor(by), clock=self.clock, press=press)

    def waiting_voices(self, number: str) -> Sequence[TaskRow]:
        """Return the open opinion tasks of a file."""
        with self._runtime.database.reading() as session:
            tasks = inbox.open_tasks(session, ABOUT, self._key(number))
        return [task for task in tasks if task.kind in VOICE_OF_KIND]

    def answer(self, task: TaskRow, stance: Stance, reason: str) -> None:
        """Give the opinion that a task asks for, as its holder."""
        actor = self._actor(self.holder_of(task))
        with self._runtime.database.writing() as session:
            service.complete_task(session, task.id, actor, self.clock, Answer(stance.value, reason))

    def holder_of(self, task: TaskRow) -> Player:
        """Return who does a task."""
        return task.holder_employee_id if task.holder_employee_id is not None else Role(task.holder_role)

    def lapse(self, number: str) -> None:
        """Let the time of the voices pass."""
        key = self._key(number)
        with self._runtime.database.writing() as session:
            service.lapse_overdue_voices(session, key, self.clock)

    def attach_paper(self, number: str, upload: Upload, by: Player) -> None:
        """Add a paper as the author."""
        self._attach(number, upload, self._actor(by))

    def bring_letter(self, number: str, upload: Upload) -> None:
        """Add a letter that came in later, as the second verifier: whoever attaches it leaves judging to the other."""
        self._attach(number, upload, self._actor(Second(Role.VERIFIER)))

    def _attach(self, number: str, upload: Upload, actor: Actor) -> None:
        with self._runtime.database.writing() as session:
            service.attach_paper(session, self._runtime.files, number, upload, actor=actor, clock=self.clock)

    def accept_papers(self, number: str) -> None:
        """Let the verifier find all waiting papers good."""
        with self._runtime.database.reading() as session:
            papers = list_papers(session, self._key(number))
        actor = self._actor(Role.VERIFIER)
        for paper in papers:
            if paper.verdict is PaperVerdict.WAITING:
                with self._runtime.database.writing() as session:
                    verdict = PaperVerdict.ACCEPTED
                    service.judge_paper(session, number, paper.id, verdict, reason="", actor=actor, clock=self.clock)

    def adverse_opinions(self, number: str) -> Sequence[OpinionRow]:
        """Return the opinions that still need a written answer."""
        with self._runtime.database.reading() as session:
            return [one for one in list_opinions(session, self._key(number)) if one.needs_weighing]

    def weigh(self, number: str, text: str) -> None:
        """Let the verifier draft how every adverse opinion was weighed."""
        for opinion in self.adverse_opinions(number):
            with self._runtime.database.writing() as session:
                actor = self._actor(Role.VERIFIER)
                service.write_weighing(session, number, opinion.id, text, actor=actor, clock=self.clock)

    def sign_in_ink(self, number: str, letter_id: int, signed_on: date, scan: Examined, by: Player) -> None:
        """Record that a printed decree was signed by hand."""
        actor, files = self._actor(by), self._runtime.files
        with self._runtime.database.writing() as session:
            sign_in_ink(
                session, files, number, letter_id, signed_on=signed_on, scan=scan, actor=actor, clock=self.clock
            )

    def link_swap(self, employee_ids: Sequence[int]) -> None:
        """Let the verifier link the open files of people who take each other's place."""
        with self._runtime.database.writing() as session:
            numbers = [number for key in employee_ids if (number := find_open_number(session, key))]
            actor = self._actor(Role.VERIFIER)
            review.link_transfers(session, numbers[0], LinkKind.SWAP, numbers[1:], actor=actor, clock=self.clock)

    def compose_batch(self, name: str) -> None:
        """Let the verifier put together all that waits for the deciding official."""
        with self._runtime.database.writing() as session:
            actor, decider = self._actor(Role.VERIFIER), self._accounts.officers[Role.DECIDER]
            review.create_batch(session, name, None, decider, actor=actor, clock=self.clock)

    def compose_decrees(self, name: str, certifier: str) -> None:
        """Let the verifier put some of what is approved on one decree, and name who certifies its excerpts."""
        today, at = self.clock.today(), self.clock.now()
        with self._runtime.database.writing() as session:
            actor, signer = self._actor(Role.VERIFIER), self._accounts.officers[Role.SIGNER]
            style = NewStyle(today, certifier_title=certifier, certifier_name=actor.name)
            add_style(session, style, actor=self._actor(Role.ADMIN), today=today, at=at)
            waiting = select(Transfer.number).where(
                Transfer.state == State.APPROVED,
                Transfer.kind == LegalKind.A,
                ~Transfer.is_secret,
            )
            numbers = tuple(session.scalars(waiting.order_by(Transfer.number).limit(MOST_ON_ONE)))
            if numbers:
                new = NewBatch(name, signer, Wish(numbers=numbers), form=DecreeForm.COLLECTIVE)
                create_batch(session, new, actor=actor, clock=self.clock)

    def ask_package(self) -> None:
        """Let the verifier ask for the files of what is decided next, as I-MUT wants them."""
        with self._runtime.database.writing() as session:
            actor = self._actor(Role.VERIFIER)
            waiting = select(Transfer.number).where(Transfer.state == State.APPROVED, ~Transfer.is_secret)
            numbers = session.scalars(waiting.order_by(Transfer.number)).all()
            if numbers:
                ask_package(session, numbers, actor=actor, clock=self.clock)

    def save_views(self, shared: str, own: str) -> None:
        """Let the verifier keep two filters of the queue, one of them for everybody who verifies."""
        with self._runtime.database.writing() as session:
            actor, at = self._actor(Role.VERIFIER), self.clock.now()
            save_view(session, actor, shared, QueueView(window=Window.SOON), is_shared=True, at=at)
            save_view(session, actor, own, QueueView(Stage.ALL, door=Door.UNIT), is_shared=False, at=at)

    def head_of(self, unit_id: int, *, but: int) -> int | None:
        """Return who heads a unit for the employee ``but``."""
        with self._runtime.database.reading() as session:
            return people.head_of(session, unit_id, but=but)

    def read_card(self, number: str) -> TransferCard:
        """Return a transfer as pages read it."""
        with self._runtime.database.reading() as session:
            card = find_card(session, number)
        if card is None:
            raise LookupError(number)
        return card

    def find_free_nip(self, pattern: str) -> str:
        """Return the highest number of a serial that nobody here has; ``pattern`` lacks the last three digits."""
        with self._runtime.database.reading() as session:
            serials = (f"{pattern}{serial}" for serial in range(HIGHEST_SERIAL, 0, -1))
            return next(nip for nip in serials if people.find_employee_by_nip(session, nip) is None)

    def name_jabatan(self, jabatan_id: int) -> str:
        """Return the name of a jabatan."""
        with self._runtime.database.reading() as session:
            return session.get_one(Jabatan, jabatan_id).name

    def _key(self, number: str) -> int:
        return self.read_card(number).id

    def _actor(self, by: Player) -> Actor:
        account = self._account(by)
        with self._runtime.database.reading() as session:
            return access.load_actor(session, account, self.clock.today())

    def _account(self, by: Player) -> int:
        if isinstance(by, Second):
            return self._accounts.seconds[by.role]
        return self._accounts.officers[by] if isinstance(by, Role) else self._accounts.of_employee[by]
