from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from random import Random
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from mutasi_flow.access import queries as access_queries
from mutasi_flow.access import service as access
from mutasi_flow.access.domain import Role
from mutasi_flow.access.model import Account
from mutasi_flow.demo.accounts import LISTED, STAFFING, open_accounts
from mutasi_flow.demo.cast import Casting
from mutasi_flow.demo.diary import Diary
from mutasi_flow.demo.make import FINISHED_ROUND
from mutasi_flow.demo.papers import make_letter
from mutasi_flow.demo.people import PeopleMaker, Person
from mutasi_flow.demo.regency import build_regency
from mutasi_flow.demo.rounds import ANSWERED_AFTER, SHOWN_AFTER, STANDS_AFTER, days_of
from mutasi_flow.demo.settle import Settled, settle
from mutasi_flow.demo.visitors import Visitors, choose_visitors
from mutasi_flow.people import queries as people_queries
from mutasi_flow.people.model import Employee, Placement, Post, Unit
from tests.demo.test_people import TODAY
from tests.factories import NOW

AT = datetime(2026, 9, 1, 1, 0, tzinfo=UTC)
DICE = Random(1)  # noqa: S311 - invented people need no secrecy


@pytest.fixture(scope="module")
def people() -> list[Person]:
    return list(PeopleMaker("3", TODAY).fill(build_regency(300, "3")))


@pytest.fixture
def settled(session: Session, people: list[Person]) -> Settled:
    return settle(session, build_regency(300, "3"), people, seed="3", at=AT)


@pytest.fixture
def visitors(people: list[Person], settled: Settled) -> Visitors:
    return choose_visitors(people, settled)


def test_everybody_and_everything_is_written(session: Session, settled: Settled) -> None:
    assert session.scalar(select(func.count()).select_from(Employee)) == len(settled.employees) == 300
    assert session.scalar(select(func.count()).select_from(Unit).where(Unit.head_id.is_(None))) == 0
    assert session.scalar(select(func.count()).select_from(Placement).where(Placement.to_on.is_(None))) == 300
    assert session.scalar(select(func.count()).select_from(Post).where(Post.need.is_(None)))


@pytest.mark.usefixtures("settled")
def test_paths_follow_the_parents(session: Session) -> None:
    units = {unit.id: unit for unit in session.scalars(select(Unit))}
    for unit in units.values():
        above = units[unit.parent_id].path if unit.parent_id else "/"
        assert unit.path == f"{above}{unit.id}/"


def test_histories_do_not_overlap(session: Session, settled: Settled) -> None:
    for employee_id in settled.employees:
        rows = people_queries.list_placements(session, employee_id)
        for one, other in pairwise(sorted(rows, key=lambda row: row.from_on)):
            assert one.to_on is not None
            assert one.to_on < other.from_on


def test_visitors_are_asked_about_each_other(session: Session, visitors: Visitors) -> None:
    group = {visitors.employee_id, *visitors.peer_ids}
    assert len(group) == 4
    for one in group:
        assert set(people_queries.list_peers(session, one, 3)) == group - {one}
        assert people_queries.direct_supervisor(session, one) == visitors.supervisor_id


def test_every_listed_account_signs_in_and_holds_its_role(
    session: Session, people: list[Person], settled: Settled, visitors: Visitors
) -> None:
    accounts = open_accounts(session, people, settled, visitors, seed="3", at=AT)
    session.flush()
    for account in (*LISTED, STAFFING):
        assert access.check_password(session, account.user, account.password, NOW).refusal is None
    for role, account_id in accounts.officers.items():
        granted = [row.role for row in access_queries.list_roles(session, [account_id], TODAY)]
        assert granted == [role]
    assert set(accounts.officers) == set(Role) - {Role.EMPLOYEE, Role.SUPERVISOR}
    assert session.scalar(select(func.count()).select_from(Account).where(Account.password_hash == "")) == 0
    assert len(accounts.of_employee) > 280


def test_a_cast_leaves_out_visitors_and_heads(session: Session, settled: Settled, visitors: Visitors) -> None:
    taken = frozenset({visitors.employee_id, *visitors.peer_ids})
    cases = Casting(session, TODAY, DICE, taken=taken).take(40)
    chosen = {case.employee_id for case in cases}
    assert len(chosen) == 40
    assert not chosen & (taken | set(settled.heads.values()))
    assert all(case.unit_id not in {one.unit_id for one in case.destinations} for case in cases)


def test_a_diary_knows_only_past_working_days() -> None:
    zone = ZoneInfo("Asia/Jakarta")
    holiday = TODAY.replace(day=18)
    diary = Diary(TODAY, {holiday}, zone, DICE)
    moments = [diary.moment(days).astimezone(zone) for days in range(1, 60)]
    assert all(moment.date() < TODAY and moment.weekday() < 5 and moment.date() != holiday for moment in moments)
    assert [moment.date() for moment in moments] == sorted({moment.date() for moment in moments}, reverse=True)


def test_a_paper_letter_is_a_pdf_with_its_words() -> None:
    data = make_letter(("Nomor (1)\\2", "Ümlaut 漢"))
    assert data.startswith(b"%PDF-")
    assert data == make_letter(("Nomor (1)\\2", "Ümlaut 漢"))


@given(
    st.dates(date(2024, 1, 1), date(2032, 12, 31)), st.dictionaries(st.integers(0, 120), st.integers(1, 12), max_size=3)
)
def test_every_act_of_the_finished_round_falls_into_its_days(today: date, leaves: dict[int, int]) -> None:
    """Whatever holidays lie between: a demo made after a long leave asked for a correction after the last day."""
    holidays = {today - timedelta(days=first + day) for first, length in leaves.items() for day in range(length)}
    diary = Diary(today, holidays, ZoneInfo("Asia/Jakarta"), DICE)
    days = days_of(diary, FINISHED_ROUND)
    shown = FINISHED_ROUND - SHOWN_AFTER
    stands = shown - ANSWERED_AFTER - STANDS_AFTER
    assert days.are_in_order
    assert (
        days.closes_on < diary.day(shown) < diary.day(shown - ANSWERED_AFTER) <= days.corrects_until < diary.day(stands)
    )
