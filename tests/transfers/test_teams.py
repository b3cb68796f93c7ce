"""Performance assessment teams: the arithmetic of a quorum, who leads, and the administrator's pages."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from mutasi_flow.access.domain import Role
from mutasi_flow.access.model import Account
from mutasi_flow.core.actor import SYSTEM
from mutasi_flow.core.audit import trail
from mutasi_flow.core.errors import Conflict, InvalidInput, NotFound
from mutasi_flow.core.runtime import Runtime
from mutasi_flow.people.service.trail import OFFICE_CHAIN
from mutasi_flow.transfers import deliberation
from mutasi_flow.transfers.deliberation import NewTeam
from mutasi_flow.transfers.deliberation.quorum import LEADING, Seat, count, leader_of, needed, present
from mutasi_flow.transfers.domain.team import Duty, Presence, QuorumRule
from tests.browsing import Browser
from tests.factories import NOW, TODAY, make_account, make_employee, make_office

DECREE = NewTeam("Tim Penilai Kinerja", "800/1/2026", date(2026, 1, 2), date(2026, 1, 2), date(2026, 12, 31))
SEATS = st.lists(st.builds(Seat, st.integers(1, 30), st.sampled_from(Duty), st.sampled_from(Presence)), max_size=12)


@given(st.sampled_from(QuorumRule), st.integers(1, 60))
def test_a_quorum_is_more_than_none_and_at_most_all_and_grows_with_the_team(rule: QuorumRule, seats: int) -> None:
    number = needed(rule, seats)
    assert 1 <= number <= seats
    assert needed(rule, seats + 1) >= number
    if rule is QuorumRule.MAJORITY:
        assert 2 * number > seats >= 2 * (number - 1)
    if rule is QuorumRule.TWO_THIRDS:
        assert 3 * number >= 2 * seats > 3 * (number - 1)
    assert (rule is QuorumRule.ALL) <= (number == seats)


@given(st.sampled_from(QuorumRule), SEATS, st.frozensets(st.integers(1, 30)))
def test_stepping_aside_never_makes_a_quorum_easier(rule: QuorumRule, seats: list[Seat], aside: frozenset[int]) -> None:
    whole, apart = count(rule, seats), count(rule, seats, aside)
    assert (apart.needed, apart.seats) == (whole.needed, whole.seats)
    assert apart.present <= whole.present
    assert whole.is_met or not apart.is_met
    assert not {seat.employee_id for seat in present(seats, aside)} & aside


@given(SEATS, st.frozensets(st.integers(1, 30)))
def test_who_leads_is_there_leads_by_duty_and_is_not_concerned(seats: list[Seat], concerned: frozenset[int]) -> None:
    leader = leader_of(seats, concerned)
    fit = [seat for seat in present(seats, concerned) if seat.duty in LEADING]
    assert (leader is None) == (not fit)
    if leader is not None:
        assert leader in fit
        assert LEADING.index(leader.duty) == min(LEADING.index(seat.duty) for seat in fit)


def test_an_empty_team_has_no_quorum() -> None:
    assert [count(rule, []).is_met for rule in QuorumRule] == [False, False, False]


def add(session: Session, **changes: object) -> int:
    return deliberation.add_team(session, NewTeam(**{**vars_of(DECREE), **changes}), actor=SYSTEM, at=NOW)  # type: ignore[arg-type]


def vars_of(team: NewTeam) -> dict[str, object]:
    return {name: getattr(team, name) for name in NewTeam.__dataclass_fields__}


def join(session: Session, team_id: int, duty: Duty = Duty.MEMBER, from_on: date = TODAY, who: int = 0) -> int:
    employee_id = who or make_employee(session).id
    return deliberation.add_member(session, team_id, employee_id, duty, from_on=from_on, actor=SYSTEM, at=NOW)


def test_a_team_has_its_decree_its_period_and_the_source_of_its_quorum(session: Session) -> None:
    for changes, field in (
        ({"decree_number": " "}, "decree_number"),
        ({"to_on": date(2025, 1, 1)}, "to_on"),
        ({"quorum": QuorumRule.ALL}, "quorum_source"),
    ):
        with pytest.raises(InvalidInput) as refused:
            add(session, **changes)
        assert refused.value.field == field
    team_id = add(session, quorum=QuorumRule.ALL, quorum_source="Pasal 4")
    team = deliberation.get_team(session, team_id)
    assert (team.quorum, team.is_in(TODAY), team.is_in(date(2027, 1, 1))) == (QuorumRule.ALL, True, False)
    deliberation.change_team(session, team_id, DECREE, actor=SYSTEM, at=NOW)
    assert deliberation.get_team(session, team_id).quorum is QuorumRule.MAJORITY
    assert [row.action for row in trail(session, OFFICE_CHAIN)] == ["team_added", "team_changed"]
    with pytest.raises(NotFound):
        deliberation.change_team(session, team_id + 1, DECREE, actor=SYSTEM, at=NOW)


def test_members_come_and_go_and_one_person_has_one_seat(session: Session) -> None:
    team_id, person = add(session), make_employee(session)
    first = join(session, team_id, who=person.id)
    with pytest.raises(Conflict):
        join(session, team_id, Duty.SECRETARY, who=person.id)
    with pytest.raises(InvalidInput):
        join(session, team_id, from_on=date(2027, 1, 1))
    leader = join(session, team_id, Duty.CHAIR)
    with pytest.raises(Conflict):
        join(session, team_id, Duty.CHAIR)
    assert [row.id for row in deliberation.list_members(session, team_id)] == [leader, first]
    assert [team.id for team in deliberation.list_own_teams(session, person.id, TODAY)] == [team_id]
    deliberation.end_member(session, team_id, first, today=TODAY, actor=SYSTEM, at=NOW)
    assert deliberation.list_own_teams(session, person.id, TODAY) == []
    assert deliberation.list_own_teams(session, None, TODAY) == []
    with pytest.raises(NotFound):
        deliberation.end_member(session, team_id, first, today=TODAY, actor=SYSTEM, at=NOW)
    again = join(session, team_id, who=person.id, from_on=TODAY + timedelta(days=7))
    assert [row.id for row in deliberation.list_members(session, team_id, TODAY)] == [leader]
    assert again in [row.id for row in deliberation.list_members(session, team_id)]


@pytest.mark.both_databases
def test_an_administrator_keeps_the_team(
    client: Browser, sign_in: Callable[[Browser, Account], None], runtime: Runtime
) -> None:
    with runtime.database.writing() as session:
        make_office(session)
        admin, member = make_account(session, None, [Role.ADMIN]), make_employee(session, name="Sri Rahayu")
        make_account(session, member)
        nip, other = member.nip, make_account(session, None, [Role.DECIDER])
    sign_in(client, other)
    assert client.get("/admin/tim").status_code == 403
    sign_in(client, admin)
    assert "Belum ada tim" in client.get("/admin/tim").text
    today = runtime.clock.today().isoformat()
    given = {"name": "Tim <b>", "decree_number": "800/1", "decree_on": today, "from_on": today, "quorum": "all"}
    assert client.post("/admin/tim", data=given).status_code == 422
    made = client.post("/admin/tim", data={**given, "quorum_source": "Pasal 4"})
    address = made.headers["Location"]
    page = client.get(address).text
    assert "Tim &lt;b&gt;" in page
    assert "Belum ada anggota" in page
    assert client.post(f"{address}/anggota", data={"nip": "1", "duty": "chair"}).status_code == 422
    assert client.post(f"{address}/anggota", data={"nip": nip, "duty": "chair"}).status_code == 303
    assert client.post(f"{address}/anggota", data={"nip": nip, "duty": "member"}).status_code == 422
    page = client.get(address).text
    assert "Ketua: Sri Rahayu" in page
    assert "Belum mempunyai akun dengan peran anggota tim" in page
    assert client.post(address, data={**given, "quorum": "majority", "name": "Tim Penilai"}).status_code == 303
    assert client.post(address, data={**given, "name": ""}).status_code == 422
    with runtime.database.reading() as session:
        (row,) = deliberation.list_members(session, int(address.rsplit("/", 1)[1]))
    assert client.post(f"{address}/anggota/{row.id}/akhiri").status_code == 303
    assert "Pernah menjadi anggota" not in client.get(address).text
    assert "Tim Penilai" in client.get("/admin/tim").text
