"""What happens beside the plain road: other governments, generated letters, conflicts of interest, objections, life.

Each story is a journey as in ``journeys``, acted through the same services as pages do, so that a visitor finds every
page of the product at work. An office with too few people tells only the first ones.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import timedelta
from random import Random

from mutasi_flow.access.domain import Role
from mutasi_flow.core.uploads import examine
from mutasi_flow.demo import words
from mutasi_flow.demo.backstage import Backstage, Player, Second
from mutasi_flow.demo.cast import Case
from mutasi_flow.demo.director import Start
from mutasi_flow.demo.journeys import Journey, Road, Turn
from mutasi_flow.demo.papers import heard_on_paper, subject_paper
from mutasi_flow.demo.region import NEIGHBOUR, PROVINCE
from mutasi_flow.inbox.domain import Interest
from mutasi_flow.inbox.queries import TaskRow
from mutasi_flow.people.domain.life import LifeEvent
from mutasi_flow.people.service.leaving import Leaving, record_leaving
from mutasi_flow.transfers.documents import Upload
from mutasi_flow.transfers.domain import Door, Ground, LegalKind, RecordedAct, Ruling, Stance, Voice
from mutasi_flow.transfers.external import NewMark
from mutasi_flow.transfers.objections import NewObjection, Verdict, file_objection, rule
from mutasi_flow.transfers.routes import VOICE_OF_KIND
from mutasi_flow.transfers.service.crossing import Incoming, Newcomer, Other, go_outside, open_incoming
from mutasi_flow.transfers.service.letters import write_letter
from mutasi_flow.transfers.service.paper_acts import NewPaperAct, record_paper_act
from mutasi_flow.transfers.service.pertek import note_status
from mutasi_flow.transfers.service.stepping import Declared, step_aside
from mutasi_flow.transfers.workflow import Action

_COMMON_PAPERS = (
    ("signed_request", "permohonan pindah"),
    ("job_analysis", "analisis jabatan dan beban kerja"),
    ("discipline_clearance", "bebas hukuman disiplin"),
    ("last_decree", "SK pangkat terakhir"),
    ("performance", "penilaian kinerja dua tahun"),
    ("study_clearance", "tidak sedang tugas belajar"),
    ("audit_clearance", "bebas temuan Inspektorat"),
)
OUTGOING_PAPERS = (*_COMMON_PAPERS, ("receiving_proposal", "usul instansi penerima"))
INCOMING_PAPERS = (
    *_COMMON_PAPERS,
    ("releasing_consent", "persetujuan instansi asal"),
)
"""Papers of files between governments, by code and subject; what this side consents to is written later."""
WRITTEN = (
    ("discipline_clearance", Voice.RELEASING),
    ("study_clearance", Voice.RELEASING),
    ("release", Voice.RELEASING),
    ("acceptance", Voice.RECEIVING),
    ("cover_letter", None),
)
"""Letters that are written here instead of uploaded, and the voice whose head signs them; None is the verifier."""
TEMPORARY_DAYS = 180
RECEIVED = "12"
"""SIASN: the file has arrived."""
NEWCOMERS = "198902142014022"
"""NIP of a woman born in 1989 and appointed in 2014, but for the serial."""
JUDGE = Second(Role.DECIDER)


class Stories:
    """The stories, acted backstage."""

    def __init__(self, stage: Backstage, road: Road, random: Random) -> None:
        self._stage, self._road, self._random = stage, road, random

    def plan(self, cases: Sequence[Case]) -> list[Start]:
        """Give each story a case, as many as there are; only a PNS may leave for another government."""
        leaving = next((case for case in cases if case.is_pns), None)
        others = [case for case in cases if case is not leaving]
        told = [Start(days_ago, tell(self, case)) for (days_ago, tell), case in zip(PROGRAMME, others, strict=False)]
        return told if leaving is None else [Start(LEFT_AGO, self.leave_for_another_government(leaving)), *told]

    def object_to_a_refusal(self, case: Case) -> Journey:
        """Decided against; the employee objects, and another official is to rule."""
        turn = replace(self._turn(), stances={Voice.SUPERVISOR: Stance.AGAINST})
        number = yield from self._road.to_rejected(case, turn)
        yield 12
        self._object(case, number, Ground.FACTS, words.OBJECTED)

    def object_and_lose(self, case: Case) -> Journey:
        """A plain request that is refused, objected to and ruled on: the refusal stands, with its letter."""
        number = yield from self._road.to_rejected(case, self._turn())
        yield 12
        self._object(case, number, Ground.HARDSHIP, words.OBJECTED_RULE)
        yield 16
        verdict = Verdict(Ruling.DISMISSED, words.DISMISSED)
        self._stage.play(JUDGE, lambda session, actor, clock: rule(session, number, verdict, actor=actor, clock=clock))

    def leave_for_another_government(self, case: Case) -> Journey:
        """Legal kind B: approved here, and waiting for what the province decides."""
        turn = replace(self._turn(), motive=words.OUTGOING_MOTIVE)
        number = self._stage.draft(self._road.content(case, turn), case.employee_id)
        other = Other(f"Pemerintah Provinsi {PROVINCE}", words.OTHER_UNIT)
        self._stage.play(
            case.employee_id,
            lambda session, actor, clock: go_outside(
                session, number, LegalKind.B, other, actor=actor, clock=clock, expected_version=None
            ),
        )
        self._bring_papers(number, case.employee_id, OUTGOING_PAPERS)
        yield 1
        self._stage.press(number, Action.SUBMIT, case.employee_id)
        yield from self._road.conclude(number, turn)
        yield 9
        self._stage.press(number, Action.APPROVE, Role.DECIDER)
        yield 11
        mark = NewMark(RECEIVED, self._stage.clock.today(), words.SEEN_IN_SIASN)
        self._stage.play(
            Role.VERIFIER,
            lambda session, actor, clock: note_status(session, number, mark, actor=actor, clock=clock),
        )

    def come_from_another_government(self, case: Case) -> Journey:
        """Somebody of the neighbours is to come; the receiving unit is being asked. The case lends its destination."""
        person = Newcomer(self._stage.find_free_nip(NEWCOMERS), words.NEWCOMER, rank="III/b")
        other = Other(f"Pemerintah {NEIGHBOUR}", post=self._stage.name_jabatan(case.destinations[0].jabatan_id))
        new = Incoming(person, LegalKind.B, other, case.destinations[0], words.INCOMING)
        number = self._stage.play(
            Role.VERIFIER, lambda session, actor, clock: open_incoming(session, new, actor=actor, clock=clock)
        )
        self._bring_papers(number, Role.VERIFIER, INCOMING_PAPERS)
        yield 1
        self._stage.press(number, Action.SUBMIT, Role.VERIFIER)

    def write_letters(self, case: Case) -> Journey:
        """Answered by all, and with the letters that are written here."""
        number = yield from self._road.to_verification(case, self._turn())
        for document, voice in WRITTEN:
            by = self._signer(number, voice)
            if by is not None:
                self._write(number, document, by)

    def step_aside(self, case: Case) -> Journey:
        """Somebody who is asked has a part in the matter and says so, best a colleague; another one is asked instead."""
        number = yield from self._road.to_opinions(case, self._turn(), 0)
        yield 2
        asked = [(VOICE_OF_KIND[task.kind], task) for task in self._stage.waiting_voices(number)]
        others = [(voice is not Voice.PEER, task.id, task) for voice, task in asked if voice is not Voice.EMPLOYEE]
        for _is_senior, _key, task in sorted(others)[:1]:
            self._step_aside(task)

    def go_for_a_while(self, case: Case) -> Journey:
        """A unit lends somebody for half a year; the decree waits for its signature."""
        until = self._stage.clock.today() + timedelta(days=TEMPORARY_DAYS)
        turn = replace(self._turn(), door=Door.UNIT, motive=words.TEMPORARY_MOTIVE, until_on=until)
        yield from self._road.to_approved(case, turn)

    def answer_on_paper(self, case: Case) -> Journey:
        """The head of the receiving unit answers by letter; a clerk recorded it, a second person has not confirmed."""
        number = yield from self._road.to_opinions(case, self._turn(), 0)
        yield 2
        for task in self._stage.waiting_voices(number):
            if VOICE_OF_KIND[task.kind] is Voice.RECEIVING:
                self._note_answer(number, task)

    def resign_on_the_way(self, case: Case) -> Journey:
        """Somebody resigns while the file is under way; the worker ends the file by itself."""
        yield from self._road.to_verification(case, self._turn())
        yield 8
        day = self._stage.clock.today()
        new = Leaving(LifeEvent.RESIGNED, day, f"800/{day.day:03d}/berhenti/{day.year}")
        self._stage.play(
            Role.ADMIN,
            lambda session, actor, clock: record_leaving(
                session, actor, case.employee_id, new, today=clock.today(), at=clock.now()
            ),
        )

    def _signer(self, number: str, voice: Voice | None) -> Player | None:
        """Return who signs a letter: the verifier, or the head of a side, when one is recorded."""
        if voice is None:
            return Role.VERIFIER
        card = self._stage.read_card(number)
        unit_id = card.from_unit_id if voice is Voice.RELEASING else card.to_unit_id
        return self._stage.head_of(unit_id, but=card.employee_id) if unit_id is not None else None

    def _write(self, number: str, document: str, by: Player) -> None:
        self._stage.play(
            by,
            lambda session, actor, clock: write_letter(
                session, number, document, signing=True, actor=actor, clock=clock
            ),
        )

    def _step_aside(self, task: TaskRow) -> None:
        declared = Declared(Interest.DISPUTE, words.STEPPED_ASIDE)
        self._stage.play(
            self._stage.holder_of(task),
            lambda session, actor, clock: step_aside(session, task.id, declared, actor=actor, clock=clock),
        )

    def _note_answer(self, number: str, task: TaskRow) -> None:
        today, scan = self._stage.clock.today(), examine(heard_on_paper())
        letter = f"800/{today.day:03d}/terima/{today.year}"
        stance = Stance.SUPPORT.value
        new = NewPaperAct(RecordedAct.OPINION, letter, today, scan, task_id=task.id, stance=stance)
        self._stage.play_with_files(
            Role.VERIFIER,
            lambda session, files, actor, clock: record_paper_act(
                session, files, number, new, actor=actor, clock=clock
            ),
        )

    def _turn(self) -> Turn:
        return Turn(self._random.choice(words.MOTIVES))

    def _object(self, case: Case, number: str, ground: Ground, reason: str) -> None:
        new = NewObjection(ground, reason)
        self._stage.play(
            case.employee_id,
            lambda session, actor, clock: file_objection(session, number, new, actor=actor, clock=clock),
        )

    def _bring_papers(self, number: str, by: Role | int, papers: Sequence[tuple[str, str]]) -> None:
        today = self._stage.clock.today()
        for place, (kind, subject) in enumerate(papers, start=1):
            letter = f"800/{place:03d}/{kind.split('_')[0]}/{today.year}"
            upload = Upload(kind, f"{kind}.pdf", subject_paper(subject), letter, today)
            self._stage.attach_paper(number, upload, by)


PROGRAMME: tuple[tuple[int, Callable[[Stories, Case], Journey]], ...] = (
    (22, Stories.object_and_lose),
    (24, Stories.object_to_a_refusal),
    (6, Stories.write_letters),
    (3, Stories.step_aside),
    (14, Stories.go_for_a_while),
    (3, Stories.answer_on_paper),
    (9, Stories.resign_on_the_way),
    (4, Stories.come_from_another_government),
)
"""Working days ago on which each story starts."""
LEFT_AGO = 15
STORIES = 1 + len(PROGRAMME)
