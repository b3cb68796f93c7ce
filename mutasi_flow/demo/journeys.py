"""Journeys along the road, as generators.

Each acts, then yields the working day, counted from its start, on which it goes on. The director wakes all of them in
the order of time, so numbers and dates run as in an office.
"""

from collections.abc import Generator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random

from mutasi_flow.access.domain import Role
from mutasi_flow.core.uploads import examine
from mutasi_flow.demo import words
from mutasi_flow.demo.backstage import Backstage, Player
from mutasi_flow.demo.cast import Case
from mutasi_flow.demo.papers import proof_letter, release_letter, signed_request
from mutasi_flow.demo.words import Motive
from mutasi_flow.transfers.documents import Upload
from mutasi_flow.transfers.domain import Door, Origin, PaperKind, Stance, Voice
from mutasi_flow.transfers.routes import VOICE_OF_KIND
from mutasi_flow.transfers.service import NewTransfer, Press
from mutasi_flow.transfers.workflow import Action

Day = int
Journey = Generator[Day, None, None]
Walk = Generator[Day, None, str]

ANSWERED_BY, SILENT_UNTIL = 4, 6
"""Working days after submission: all have answered; who has not is silent (the term is five days)."""


@dataclass(frozen=True)
class Turn:
    """What is special about one journey; by default everybody answers in time and supports it."""

    motive: Motive
    door: Door = Door.OWN
    is_filed_for: bool = False
    """The staffing officer files it, where the unit is theirs."""
    wishes: int = 1
    stances: Mapping[Voice, Stance] = field(default_factory=dict)
    has_silent_peer: bool = False
    has_letters: bool = False
    """Release and acceptance come as signed letters."""
    is_mended: bool = False
    """Sent back once before."""
    until_on: date | None = None
    """Last day of a temporary placement."""


class Road:
    """The journeys, acted backstage; one random stream chooses words and days."""

    def __init__(self, stage: Backstage, random: Random, *, region: str, staffing_path: str) -> None:
        self._stage, self._random, self._region, self._staffing_path = stage, random, region, staffing_path
        self._letters = 0

    def to_draft(self, case: Case, turn: Turn) -> Journey:
        """Only begin."""
        self._draft(case, turn)
        yield from ()

    def to_opinions(self, case: Case, turn: Turn, answers: int) -> Walk:
        """Submit, and let only so many voices answer."""
        number = yield from self._submit(case, turn)
        yield from self._hear(number, turn, at_most=answers)
        return number

    def to_verification(self, case: Case, turn: Turn) -> Walk:
        """All voices have answered; the verifier has not."""
        number = yield from self._submit(case, turn)
        yield from self._hear(number, turn)
        self._hear_above(number)
        return number

    def to_returned(self, case: Case, turn: Turn) -> Journey:
        """Sent back and still with the author."""
        number = yield from self._submit(case, turn)
        yield 2
        self._stage.press(number, Action.RETURN, Role.VERIFIER, Press(reason=words.RETURNED))

    def to_withdrawn(self, case: Case, turn: Turn) -> Journey:
        """Taken back by the employee."""
        number = yield from self._submit(case, turn)
        yield from self._hear(number, turn, at_most=2)
        yield ANSWERED_BY
        self._stage.press(number, Action.WITHDRAW, case.employee_id, Press(reason=words.WITHDRAWN))

    def to_consulted(self, case: Case, turn: Turn) -> Journey:
        """Consulted; adverse opinions are weighed."""
        yield from self._consult(case, turn)

    def to_postponed(self, case: Case, turn: Turn, days: int) -> Journey:
        """Consulted, then put off to a day that is still to come."""
        number = yield from self._consult(case, turn)
        yield 8
        until = self._stage.clock.today() + timedelta(days=days)
        self._stage.press(number, Action.POSTPONE, Role.VERIFIER, Press(reason=words.POSTPONED, until=until))

    def to_rejected(self, case: Case, turn: Turn) -> Walk:
        """Decided against."""
        number = yield from self._consult(case, turn)
        yield 9
        self._stage.press(number, Action.REJECT, Role.DECIDER, Press(reason=words.REJECTED))
        return number

    def to_cancelled(self, case: Case, turn: Turn) -> Journey:
        """Ended without fault: the post is gone."""
        number = yield from self._consult(case, turn)
        yield 8
        self._stage.press(number, Action.CANCEL, Role.VERIFIER, Press(reason=words.CANCELLED))

    def to_approved(self, case: Case, turn: Turn) -> Journey:
        """Approved; the decree waits for the signer."""
        yield from self._approve(case, turn)

    def to_decreed(self, case: Case, turn: Turn) -> Journey:
        """The whole road."""
        yield from self._decree(case, turn)

    def to_revoked(self, case: Case, turn: Turn) -> Journey:
        """The whole road, and back."""
        number = yield from self._decree(case, turn)
        yield 17
        self._stage.press(number, Action.REVOKE, Role.SIGNER, Press(reason=words.REVOKED))

    def _author(self, case: Case, turn: Turn) -> Player:
        if turn.door is Door.PLAN:
            return Role.PLANNER
        if turn.door is Door.UNIT:
            head = self._stage.head_of(case.unit_id, but=case.employee_id)
            return head if head is not None else Role.STAFFING
        if turn.is_filed_for and case.unit_path.startswith(self._staffing_path):
            return Role.STAFFING
        return case.employee_id

    def content(self, case: Case, turn: Turn, more: str = "") -> NewTransfer:
        """Return what the file of a case begins with."""
        is_plan = turn.door is Door.PLAN
        return NewTransfer(
            employee_id=case.employee_id,
            destinations=case.destinations[: turn.wishes],
            door=turn.door,
            reason=turn.motive.text + more,
            reason_category=turn.motive.category,
            origin=Origin.WRITTEN if is_plan else None,
            origin_from=words.DISPOSITION if is_plan else "",
            until_on=turn.until_on,
        )

    def _draft(self, case: Case, turn: Turn) -> str:
        author = self._author(case, turn)
        number = self._stage.draft(self.content(case, turn), author)
        if turn.motive.proof:
            upload = Upload(PaperKind.PROOF, "surat-keterangan.pdf", examine(proof_letter(turn.motive.proof)))
            self._stage.attach_paper(number, upload, author)
        if author is Role.STAFFING and turn.door is Door.OWN:
            upload = Upload(PaperKind.SIGNED_REQUEST, "surat-permohonan.pdf", examine(signed_request()))
            self._stage.attach_paper(number, upload, author)
        return number

    def _submit(self, case: Case, turn: Turn) -> Walk:
        number = self._draft(case, turn)
        yield 0
        author = self._author(case, turn)
        self._stage.press(number, Action.SUBMIT, author)
        if turn.is_mended:
            yield 1
            self._stage.press(number, Action.RETURN, Role.VERIFIER, Press(reason=words.RETURNED))
            yield 2
            self._stage.edit(number, self.content(case, turn, words.MENDED), author)
            self._stage.press(number, Action.RESUBMIT, author)
        return number

    def _hear(self, number: str, turn: Turn, at_most: int | None = None) -> Generator[Day, None, None]:
        """Let the voices answer on the days after submission."""
        shift = 2 if turn.is_mended else 0
        if turn.has_letters:
            yield 1 + shift
            self._bring_letters(number)
        tasks = list(self._stage.waiting_voices(number))
        if turn.has_silent_peer:
            silent = next((task for task in tasks if VOICE_OF_KIND[task.kind] is Voice.PEER), None)
            tasks = [task for task in tasks if task is not silent]
        for place, task in enumerate(tasks[:at_most]):
            yield shift + 1 + place * (ANSWERED_BY - 1) // max(1, len(tasks) - 1)
            stance = turn.stances.get(VOICE_OF_KIND[task.kind], Stance.SUPPORT)
            self._stage.answer(task, stance, self._random.choice(words.OPINIONS[stance]))

    def _hear_above(self, number: str) -> None:
        """Let the agency above a school answer, which is asked after the voices below it."""
        for task in self._stage.waiting_voices(number):
            if VOICE_OF_KIND[task.kind] is Voice.PARENT:
                self._stage.answer(task, Stance.SUPPORT, self._random.choice(words.OPINIONS[Stance.SUPPORT]))

    def _bring_letters(self, number: str) -> None:
        letter_on = self._stage.clock.today()
        for kind, word in ((PaperKind.RELEASE, "melepas"), (PaperKind.ACCEPTANCE, "menerima")):
            self._letters += 1
            letter_number = f"800/{self._letters:03d}/{word}/{letter_on.year}"
            data = release_letter(letter_number, self._region)
            upload = Upload(kind, f"surat-{word}.pdf", examine(data), letter_number, letter_on)
            self._stage.bring_letter(number, upload)
        self._stage.accept_papers(number)

    def _consult(self, case: Case, turn: Turn) -> Walk:
        number = yield from self._submit(case, turn)
        yield from self.conclude(number, turn)
        return number

    def conclude(self, number: str, turn: Turn) -> Journey:
        """Hear everybody and conclude; adverse opinions are weighed."""
        yield from self._hear(number, turn)
        if turn.has_silent_peer:
            yield SILENT_UNTIL + (2 if turn.is_mended else 0)
            self._stage.lapse(number)
        yield 7
        self._hear_above(number)
        self._stage.accept_papers(number)
        self._stage.press(number, Action.CONCLUDE_CONSULTATION, Role.VERIFIER)
        self._stage.weigh(number, words.WEIGHED)

    def _approve(self, case: Case, turn: Turn) -> Walk:
        number = yield from self._consult(case, turn)
        yield 8 + self._random.randint(0, 2)
        self._stage.press(number, Action.APPROVE, Role.DECIDER)
        return number

    def _decree(self, case: Case, turn: Turn) -> Walk:
        number = yield from self._approve(case, turn)
        yield 11 + self._random.randint(0, 2)
        self._stage.press(number, Action.DECREE, Role.SIGNER)
        return number
