"""Making a demo from nothing: schema, office, people, accounts, journeys, decrees."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from random import Random

from sqlalchemy.orm import Session

from mutasi_flow.core import schema
from mutasi_flow.core.runtime import Runtime
from mutasi_flow.core.texts import T, Text
from mutasi_flow.demo import director, words
from mutasi_flow.demo.abilities import assess
from mutasi_flow.demo.accounts import Accounts, open_accounts
from mutasi_flow.demo.analysis import analyse
from mutasi_flow.demo.backstage import Backstage
from mutasi_flow.demo.cast import Case, Casting, Volunteer
from mutasi_flow.demo.diary import Diary
from mutasi_flow.demo.helping import ask_for_help
from mutasi_flow.demo.journeys import Road
from mutasi_flow.demo.layout import Layout
from mutasi_flow.demo.lessons import record_lessons, share_hours
from mutasi_flow.demo.people import PeopleMaker, Person
from mutasi_flow.demo.planned import lay_plan, propose_plan, publish_plan
from mutasi_flow.demo.recap import build_from_recap
from mutasi_flow.demo.regency import build_regency
from mutasi_flow.demo.region import HEAD_NAME, OFFICE_NAME, PROVINCE, REGION, SEAT
from mutasi_flow.demo.rounds import Rounds, days_of
from mutasi_flow.demo.settle import Settled, settle
from mutasi_flow.demo.signing import sign_decrees
from mutasi_flow.demo.sittings import DemoTeam, TeamRoom, appoint
from mutasi_flow.demo.stories import STORIES, Stories
from mutasi_flow.demo.visitors import Visitors, choose_visitors
from mutasi_flow.letters.service import seed_bases
from mutasi_flow.people import queries as people
from mutasi_flow.people import service as people_service
from mutasi_flow.people.service import OfficeData
from mutasi_flow.worker import run_worker

OFFICE = OfficeData(name=OFFICE_NAME, region=REGION, seat=SEAT, province=PROVINCE, head_name=HEAD_NAME)
Say = Callable[[Text], None]
FINISHED_ROUND, OPEN_ROUND, VOLUNTEERS = 25, 3, 24
CLOSED_SITTING, OPEN_SITTING = 12, 5
"""Working days ago on which the files of the two sittings are opened."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What demo is asked for; with a recap the number of employees is the recap's."""

    employees: int
    seed: str
    transfers: int
    recap: Path | None = None

    def layout(self) -> Layout:
        """Return the shape of the office.

        Raises:
            InvalidInput: the recap cannot be used.
        """
        return build_from_recap(self.recap, self.seed) if self.recap else build_regency(self.employees, self.seed)


@dataclass(frozen=True, slots=True)
class _Built:
    """The office before its first transfer."""

    diary: Diary
    settled: Settled
    visitors: Visitors
    accounts: Accounts


def make_demo(runtime: Runtime, wanted: Wanted, layout: Layout, say: Say) -> None:
    """Fill an empty database: the office as of some weeks ago, then everything that happened since.

    Raises:
        Refused: the office is too small for so many transfers.
    """
    schema.upgrade(runtime)
    made = list(PeopleMaker(wanted.seed, runtime.clock.today()).fill(layout))
    say(T("{people} pegawai dan {units} unit rekaan disiapkan.", people=len(made), units=len(layout.units)))
    built, programme = _build(runtime, wanted, layout, made)
    stage = Backstage(runtime, built.accounts)
    road = Road(stage, Random(f"{wanted.seed}/road"), region=REGION, staffing_path=built.accounts.staffing_path)
    starts = _programme(road, programme, Random(f"{wanted.seed}/programme"))
    starts += Stories(stage, road, Random(f"{wanted.seed}/stories")).plan(programme.stories)
    starts += _sittings(stage, programme.team)
    rounds = Rounds(stage, programme.volunteers, Random(f"{wanted.seed}/rounds"))
    starts += _rounds(rounds, built, programme.near)
    acts = director.run(stage, built.diary, starts)
    if programme.swap:
        stage.link_swap([case.employee_id for case in programme.swap])
    stage.compose_batch(words.BATCH)
    stage.compose_decrees(words.DECREES, words.CERTIFIER)
    lay_plan(stage)
    ask_for_help(stage)
    with runtime.database.writing() as session:
        record_lessons(session, runtime.clock.now(), Random(f"{wanted.seed}/lessons"))
    share_hours(stage)
    stage.ask_package()
    stage.save_views(words.NEAREST, words.FROM_UNITS)
    say(T("{count} usulan dijalankan dalam {acts} langkah. SK sedang dicetak.", count=len(starts), acts=acts))
    run_worker(runtime, once=True)
    sign_decrees(runtime, stage)
    rounds.publish()
    publish_plan(stage)
    propose_plan(stage)


@dataclass(frozen=True, slots=True)
class _Programme:
    """Who goes which way."""

    decrees: list[Case]
    examples: list[Case]
    near: Case | None
    towards: Case | None
    team: DemoTeam | None
    swap: tuple[Case, ...]
    stories: list[Case]
    volunteers: tuple[Volunteer, ...]


def _build(runtime: Runtime, wanted: Wanted, layout: Layout, made: list[Person]) -> tuple[_Built, _Programme]:
    """Write the office and everybody in it, in one transaction."""
    today, zone = runtime.clock.today(), runtime.clock.zone
    with runtime.database.writing() as session:
        people_service.seed_office(session, OFFICE, today=today, at=runtime.clock.now(), is_demo=True)
        seed_bases(session, runtime.clock.now())
        diary = Diary(today, people.list_holidays(session), zone, Random(f"{wanted.seed}/diary"))
        opened = diary.opening(director.OPENED)
        settled = settle(session, layout, made, seed=wanted.seed, at=opened)
        visitors = choose_visitors(made, settled)
        accounts = open_accounts(session, made, settled, visitors, seed=wanted.seed, at=opened)
        analyse(session, accounts, today, opened, Random(f"{wanted.seed}/analysis"))
        assess(session, today, opened, Random(f"{wanted.seed}/abilities"))
        built = _Built(diary, settled, visitors, accounts)
        return built, _cast(session, wanted, built, opened)


def _cast(session: Session, wanted: Wanted, built: _Built, opened: datetime) -> _Programme:
    casting = Casting(session, opened.date(), Random(f"{wanted.seed}/cast"), taken=built.accounts.taken)
    unit_id = built.settled.units[built.visitors.unit]
    jabatan_id = built.settled.jabatan[built.visitors.jabatan]
    return _Programme(
        team=appoint(session, built.accounts, opened),
        near=casting.take_from(unit_id, jabatan_id),
        towards=casting.take_towards(unit_id, jabatan_id),
        decrees=casting.take(wanted.transfers),
        examples=casting.take(len(director.EXAMPLES)),
        swap=casting.take_swap(),
        stories=casting.take_some(STORIES),
        volunteers=casting.take_volunteers(VOLUNTEERS),
    )


def _programme(road: Road, programme: _Programme, random: Random) -> list[director.Start]:
    return [
        *director.plan_decrees(road, programme.decrees, random),
        *director.plan_examples(road, programme.examples, random),
        *director.plan_swap(road, programme.swap),
        *director.plan_visits(road, programme.near, programme.towards, random),
    ]


def _rounds(rounds: Rounds, built: _Built, near: Case | None) -> list[director.Start]:
    if not rounds.is_held:
        return []
    wished = [one.unit_id for one in near.destinations] if near else []
    running = rounds.running(built.visitors.employee_id, wished)
    finished = rounds.finished(days_of(built.diary, FINISHED_ROUND))
    return [director.Start(FINISHED_ROUND, finished), director.Start(OPEN_ROUND, running)]


def _sittings(stage: Backstage, team: DemoTeam | None) -> list[director.Start]:
    if team is None:
        return []
    room = TeamRoom(stage, team)
    later = [director.Start(OPEN_SITTING, room.hear_rivals())] if team.rivals else []
    return [director.Start(CLOSED_SITTING, room.promote()), *later]
