"""The team of the demo and two of its sittings: a closed one about two moves, and an open one about two candidates."""

from collections.abc import Generator, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from mutasi_flow.access import queries as access_queries
from mutasi_flow.access import service as access
from mutasi_flow.access.domain import Role
from mutasi_flow.core.actor import SYSTEM, Actor
from mutasi_flow.core.clock import Clock
from mutasi_flow.core.files import FileStore
from mutasi_flow.core.uploads import examine
from mutasi_flow.demo import papers, words
from mutasi_flow.demo.accounts import GRANTED_FOR, Accounts
from mutasi_flow.demo.backstage import Backstage
from mutasi_flow.people import queries as people
from mutasi_flow.people import service as people_service
from mutasi_flow.people.model import Employee, Jabatan, Unit
from mutasi_flow.rules import queries as rules
from mutasi_flow.transfers import deliberation
from mutasi_flow.transfers.deliberation import Attended, NewAdvice, NewSignatures, NewSitting, NewTeam, Said
from mutasi_flow.transfers.domain import Door, Origin, PertekVerdict
from mutasi_flow.transfers.domain.team import Advice, AgreedBy, Duty, Presence, Signed
from mutasi_flow.transfers.queries import get_card
from mutasi_flow.transfers.service import Destination, NewTransfer, Press
from mutasi_flow.transfers.service.pertek import NewLetter, NewRow, record_pertek
from mutasi_flow.transfers.service.readers import NAMED, Named, add_reader, remove_reader
from mutasi_flow.transfers.trail import ABOUT
from mutasi_flow.transfers.workflow import Action

TEAM = "Tim Penilai Kinerja PNS Kabupaten Tanjung Sagara"
DECREE = "800/012/BKPSDM"
PLACE = "Ruang Rapat Sekretaris Daerah"
SEATS = (("02", Duty.SECRETARY), ("03", Duty.MEMBER), ("04", Duty.MEMBER), ("05", Duty.MEMBER))
"""Which heads sit with the chair, by the codes of their units."""
FEWEST = 3
INSPECTOR, MISTAKEN = "pengawas", "pengelola"
PROMOTED = ("LURAH", "KABID", ("03", "04"))
"""Whose heads move to which jabatan in which units, one each: the sitting that is closed."""
RIVALS = ("CAMAT", "KABAG", ("01", "01"))
"""Two candidates for one post: the sitting that goes on."""


@dataclass(frozen=True, slots=True)
class DemoTeam:
    """The team, its members, and who moves where: two who are promoted, and two candidates for one post."""

    team_id: int
    leader: int
    members: tuple[int, ...]
    promoted: tuple[tuple[int, Destination], ...]
    rivals: tuple[tuple[int, Destination], ...]


def appoint(session: Session, accounts: Accounts, opened: datetime) -> DemoTeam | None:
    """Appoint the team where the office has its people; None in a smaller office."""
    leader = access_queries.employee_of(session, accounts.officers[Role.TEAM_MEMBER])
    if leader is None:
        return None
    heads = {code: head for code, head in session.execute(select(Unit.code, Unit.head_id)) if head is not None}
    members = {heads[code]: duty for code, duty in SEATS if heads.get(code) in accounts.of_employee}
    members.pop(leader, None)
    free = _Moves(session, accounts.taken | {leader, *members}, opened)
    promoted, rivals = free.find(*PROMOTED), free.find(*RIVALS)
    if len(members) + 1 < FEWEST or not promoted:
        return None
    day = opened.date()
    decree = NewTeam(TEAM, f"{DECREE}/{day.year}", day, day)
    team_id = deliberation.add_team(session, decree, actor=SYSTEM, at=opened)
    for employee_id, duty in ((leader, Duty.CHAIR), *members.items()):
        deliberation.add_member(session, team_id, employee_id, duty, from_on=day, actor=SYSTEM, at=opened)
    for employee_id in members:
        account = accounts.of_employee[employee_id]
        access.grant_role(
            session, SYSTEM, account, Role.TEAM_MEMBER, unit_id=None, from_on=day - GRANTED_FOR, at=opened
        )
    return DemoTeam(team_id, leader, tuple(members), promoted, rivals)


class _Moves:
    """Finds heads of units who may move into posts that are made for them, since all others are filled."""

    def __init__(self, session: Session, busy: frozenset[int], opened: datetime) -> None:
        self._session, self._busy, self._opened = session, busy, opened

    def find(self, former: str, jabatan: str, units: Sequence[str]) -> tuple[tuple[int, Destination], ...]:
        """Return one head with the jabatan ``former`` for each of ``units``; empty when that cannot be done."""
        session = self._session
        found = people.find_jabatan_by_code(session, jabatan)
        places = {code: people.find_unit_by_code(session, code) for code in units}
        heads = session.scalars(
            select(Employee.id)
            .join(Unit, Unit.head_id == Employee.id)
            .join(Jabatan, Jabatan.id == Employee.jabatan_id)
            .where(Jabatan.code == former, ~Employee.id.in_(self._busy))
            .order_by(Employee.id)
        ).all()
        if found is None or None in places.values() or len(heads) < len(units):
            return ()
        moves = []
        for head, code in zip(heads, units, strict=False):
            place = places[code]
            if place is None:
                return ()
            people_service.save_post(
                session, SYSTEM, unit_id=place.id, jabatan_id=found.id, need=1, minimum=None, at=self._opened
            )
            moves.append((head, Destination(place.id, found.id)))
        return tuple(moves) if all(self._may_move(*move) for move in moves) else ()

    def _may_move(self, employee_id: int, to: Destination) -> bool:
        evaluation = rules.evaluate(
            self._session,
            employee_id=employee_id,
            to_unit_id=to.unit_id,
            to_jabatan_id=to.jabatan_id,
            today=self._opened.date(),
        )
        return evaluation.is_eligible


def _take_off(session: Session, number: str, actor: Actor, clock: Clock) -> None:
    """End the row of who was added by mistake."""
    card = get_card(session, number, actor)
    account_id = access_queries.find_account_id(session, MISTAKEN)
    readers = access_queries.list_readers(session, ABOUT, card.id)
    row = next(one.id for one in readers if one.account_id == account_id)
    remove_reader(session, number, row, words.READER_REMOVED, actor=actor, clock=clock)


class TeamRoom:
    """The two sittings, acted backstage."""

    def __init__(self, stage: Backstage, team: DemoTeam) -> None:
        self._stage, self._team = stage, team

    def promote(self) -> Generator[int, None, None]:
        """Two moves are heard, decided and sent to BKN: one comes back granted, the other refused and open again."""
        numbers = yield from self._bring(self._team.promoted)
        yield 3
        sitting_id = self._call(numbers)
        yield 5
        self._attend(sitting_id)
        first, second = numbers
        self._advise(sitting_id, first, NewAdvice(Advice.RECOMMENDED, notes=words.HANDOVER))
        there = len(self._team.members)
        self._advise(sitting_id, second, NewAdvice(Advice.RECOMMENDED, AgreedBy.COUNT, there - 1, 0, 1))
        self._stage.play(
            self._team.leader,
            lambda session, actor, clock: deliberation.close_sitting(
                session, sitting_id, expected_version=None, actor=actor, clock=clock
            ),
        )
        yield 6
        self._sign_minutes(sitting_id)
        for number in numbers:
            self._stage.press(number, Action.APPROVE, Role.DECIDER)
        yield 9
        today = self._stage.clock.today()
        letter = NewLetter(f"PG-{today.day:05d}/KR/{today.year}", today, words.PERTEK_ISSUER)
        self._record_pertek(first, letter, PertekVerdict.ACCEPTED)
        self._record_pertek(second, letter, PertekVerdict.REFUSED, words.PERTEK_REFUSED)

    def hear_rivals(self) -> Generator[int, None, None]:
        """Two candidates for one post; the sitting goes on."""
        numbers = yield from self._bring(self._team.rivals)
        yield 3
        sitting_id = self._call(numbers)
        yield 4
        self._attend(sitting_id)
        self._advise(sitting_id, numbers[0], NewAdvice(Advice.DEFERRED, reason=words.UNTESTED))
        self._keep_readers(numbers[0])

    def _record_pertek(self, number: str, letter: NewLetter, verdict: PertekVerdict, reason: str = "") -> None:
        card = self._stage.read_card(number)
        row = NewRow(
            card.employee_nip or "",
            card.employee_name.upper(),
            verdict,
            from_post=card.from_jabatan,
            from_unit=card.from_unit,
            to_post=card.to_jabatan,
            to_unit=card.to_unit,
            reason=reason,
        )
        self._stage.play(
            Role.VERIFIER,
            lambda session, actor, clock: record_pertek(session, number, letter, row, actor=actor, clock=clock),
        )

    def _sign_minutes(self, sitting_id: int) -> None:
        """Whoever was there signs the printed minutes; the last of them refuses."""
        *signed, refused = self._team.members[:-1]
        found = dict.fromkeys(signed, Said(Signed.SIGNED)) | {refused: Said(Signed.REFUSED, words.UNSIGNED)}
        new = NewSignatures(found, self._stage.clock.today(), examine(papers.signed_minutes()))

        def act(session: Session, files: FileStore, actor: Actor, clock: Clock) -> None:
            letter = deliberation.list_minutes(session, sitting_id)[0]
            deliberation.record_signatures(session, files, sitting_id, letter.id, new, actor=actor, clock=clock)

        self._stage.play_with_files(self._team.leader, act)

    def _keep_readers(self, number: str) -> None:
        """Let an inspector read along, and take somebody off the list who was added by mistake."""
        for username, reason in ((INSPECTOR, words.READER_ADDED), (MISTAKEN, words.READER_ADDED_WRONGLY)):
            self._add_reader(number, Named(username, NAMED, reason))
        self._stage.play(Role.PLANNER, lambda session, actor, clock: _take_off(session, number, actor, clock))

    def _add_reader(self, number: str, named: Named) -> None:
        self._stage.play(
            Role.PLANNER, lambda session, actor, clock: add_reader(session, number, named, actor=actor, clock=clock)
        )

    def _bring(self, moves: Sequence[tuple[int, Destination]]) -> Generator[int, None, list[str]]:
        numbers = []
        for employee_id, destination in moves:
            new = NewTransfer(
                employee_id=employee_id,
                destinations=(destination,),
                door=Door.PLAN,
                reason=words.ROTATION,
                reason_category="need",
                origin=Origin.WRITTEN,
                origin_from=words.DISPOSITION,
            )
            numbers.append(self._stage.draft(new, Role.PLANNER))
        yield 1
        for number in numbers:
            self._stage.press(number, Action.SUBMIT, Role.PLANNER)
        yield 2
        for number in numbers:
            self._stage.press(number, Action.CONCLUDE_CONSULTATION, Role.VERIFIER, Press())
        return numbers

    def _call(self, numbers: Sequence[str]) -> int:
        held_on = self._stage.clock.today()
        new = NewSitting(self._team.team_id, held_on, PLACE, tuple(numbers))
        return self._stage.play(
            self._team.leader,
            lambda session, actor, clock: deliberation.call_sitting(session, new, actor=actor, clock=clock),
        )

    def _attend(self, sitting_id: int) -> None:
        away, there = self._team.members[-1], (self._team.leader, *self._team.members[:-1])
        found = dict.fromkeys(there, Attended(Presence.PRESENT)) | {away: Attended(Presence.ABSENT, words.AWAY)}
        self._stage.play(
            self._team.leader,
            lambda session, actor, clock: deliberation.note_attendance(
                session, sitting_id, found, expected_version=None, actor=actor, clock=clock
            ),
        )

    def _advise(self, sitting_id: int, number: str, new: NewAdvice) -> None:
        self._stage.play(
            self._team.leader,
            lambda session, actor, clock: deliberation.advise(
                session, sitting_id, number, new, mark=None, actor=actor, clock=clock
            ),
        )
