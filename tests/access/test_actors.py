"""Who may what today: role dates, subtrees, implicit roles, sessions and tokens."""

from datetime import date, timedelta

import pytest
from sqlalchemy.orm import Session

from mutasi_flow.access import queries, service
from mutasi_flow.access.domain import Holding, Role
from mutasi_flow.access.model import RoleGrant
from mutasi_flow.core.actor import SYSTEM, Permission
from mutasi_flow.core.errors import NotFound, NotPermitted
from tests.factories import NOW, TODAY, make_account, make_employee, make_unit

DAY = timedelta(days=1)


def test_an_employee_is_an_employee_without_asking(session: Session) -> None:
    employee = make_employee(session)
    actor = queries.load_actor(session, make_account(session, employee).id, TODAY)
    assert (actor.employee_id, actor.name, actor.capacity) == (employee.id, employee.name, "Pegawai")
    assert actor.has(Permission.SELF)
    assert not actor.has(Permission.EMPLOYEES_READ)


def test_an_account_without_employee_is_nobody_special(session: Session) -> None:
    assert queries.load_actor(session, make_account(session).id, TODAY).grants == ()


def test_a_role_holds_over_the_subtree_only(session: Session) -> None:
    root = make_unit(session)
    agency, other = make_unit(session, parent=root), make_unit(session, parent=root)
    school = make_unit(session, parent=agency)
    actor = queries.load_actor(session, make_account(session, roles=[(Role.VERIFIER, agency)]).id, TODAY)
    assert actor.capacity == "Verifikator"
    assert [actor.may(Permission.TRANSFERS_VERIFY, unit.path) for unit in (root, agency, school, other)] == [
        False,
        True,
        True,
        False,
    ]
    assert not actor.may(Permission.TRANSFERS_DECIDE, agency.path)


@pytest.mark.parametrize(
    ("from_on", "to_on", "expected"),
    [
        (TODAY, None, True),
        (TODAY, TODAY, True),
        (TODAY + DAY, None, False),
        (date(2020, 1, 1), TODAY - DAY, False),
        (date(2020, 1, 1), TODAY + DAY, True),
    ],
)
def test_a_role_holds_from_its_first_to_its_last_day(
    session: Session, from_on: date, to_on: date | None, *, expected: bool
) -> None:
    employee = make_employee(session)
    account = make_account(session, employee)
    session.add(RoleGrant(account_id=account.id, role=Role.DECIDER, from_on=from_on, to_on=to_on, warrant="SP 7/2026"))
    session.flush()
    actor = queries.load_actor(session, account.id, TODAY)
    assert actor.has(Permission.TRANSFERS_DECIDE) is expected
    assert actor.warrant == ("SP 7/2026" if expected else "")
    assert (queries.employees_with_role(session, Role.DECIDER, "/1/", TODAY) == (employee.id,)) is expected


def test_the_head_of_a_unit_is_supervisor_below_it(session: Session) -> None:
    agency = make_unit(session)
    school = make_unit(session, parent=agency)
    head = make_employee(session, agency)
    agency.head_id = head.id
    session.flush()
    actor = queries.load_actor(session, make_account(session, head).id, TODAY)
    assert actor.may(Permission.SUPERVISE, school.path)
    assert actor.capacity == "Atasan"
    agency.valid_to = TODAY - DAY
    session.flush()
    assert not queries.load_actor(session, actor.account_id or 0, TODAY).has(Permission.SUPERVISE)


def test_a_head_who_no_longer_serves_supervises_no_more(session: Session) -> None:
    agency = make_unit(session)
    head = make_employee(session, agency, legal_position="99")
    agency.head_id = head.id
    session.flush()
    actor = queries.load_actor(session, make_account(session, head).id, TODAY)
    assert not actor.has(Permission.SUPERVISE)


def test_who_holds_a_role_over_a_unit_nearest_first(session: Session) -> None:
    root = make_unit(session)
    agency = make_unit(session, parent=root)
    school, other = make_unit(session, parent=agency), make_unit(session, parent=root)
    people = {unit.id: make_employee(session, unit) for unit in (root, agency, school, other)}
    everywhere = make_employee(session, other)
    make_account(session, everywhere, roles=[Role.STAFFING])
    for unit in (root, agency, other):
        make_account(session, people[unit.id], roles=[(Role.STAFFING, unit)])
    make_account(session, make_employee(session), roles=[(Role.STAFFING, agency)], is_active=False)
    make_account(session, roles=[(Role.STAFFING, agency)])
    found = queries.employees_with_role(session, Role.STAFFING, school.path, TODAY)
    assert found == (people[agency.id].id, people[root.id].id, everywhere.id)
    root.head_id, agency.head_id = people[root.id].id, people[agency.id].id
    session.flush()
    heads = queries.employees_with_role(session, "supervisor", school.path, TODAY)
    assert heads == (people[agency.id].id, people[root.id].id)


def test_a_disabled_account_is_nobody(session: Session) -> None:
    account = make_account(session, make_employee(session), is_active=False)
    token = "mutasi_" + "x" * 40
    with pytest.raises(NotFound):
        queries.load_actor(session, account.id, TODAY)
    with pytest.raises(NotFound):
        queries.load_actor(session, 999_999, TODAY)
    assert queries.find_by_session_key(session, service.open_device(session, account.id, "", NOW), TODAY) is None
    assert queries.find_by_token(session, token, TODAY) is None


def test_a_device_is_signed_in_until_it_is_signed_out(session: Session) -> None:
    account = make_account(session, make_employee(session), locale="en")
    key = service.open_device(session, account.id, "", NOW)
    identity = queries.find_by_session_key(session, key, TODAY)
    assert identity is not None
    assert (identity.actor.account_id, identity.locale, identity.seen_at) == (account.id, "en", NOW)
    service.end_sessions(session, identity.actor, account.id, NOW)
    assert queries.find_by_session_key(session, key, TODAY) is None
    for foreign in ("abc", "", f"{account.id}.0", f"{key} ", "\ud800", "x" * 5_000):
        assert queries.find_by_session_key(session, foreign, TODAY) is None


def test_a_token_works_until_it_is_revoked(session: Session) -> None:
    account = make_account(session, make_employee(session))
    actor = queries.load_actor(session, account.id, TODAY)
    token = service.make_token(session, actor, account.id, NOW, label="naskah")
    identity = queries.find_by_token(session, token, TODAY)
    assert identity is not None
    assert identity.actor.account_id == account.id
    assert queries.find_by_token(session, token + "x", TODAY) is None
    assert queries.find_by_token(session, "\ud800", TODAY) is None
    (row,) = queries.list_tokens(session, account.id)
    assert row.label == "naskah"
    service.revoke_token(session, actor, row.id, NOW)
    assert queries.find_by_token(session, token, TODAY) is None
    assert queries.list_tokens(session, account.id) == []


def test_a_token_of_somebody_else_takes_an_administrator(session: Session) -> None:
    mine, other = make_account(session, make_employee(session)), make_account(session, make_employee(session))
    actor = queries.load_actor(session, mine.id, TODAY)
    with pytest.raises(NotPermitted):
        service.make_token(session, actor, other.id, NOW)
    token = service.make_token(session, SYSTEM, other.id, NOW)
    assert queries.find_by_token(session, token, TODAY) is not None
    (row,) = queries.list_tokens(session, other.id)
    with pytest.raises(NotPermitted):
        service.revoke_token(session, actor, row.id, NOW)
    with pytest.raises(NotFound):
        service.revoke_token(session, actor, 999_999, NOW)


def test_an_act_is_named_by_the_one_role_that_allows_it_here(session: Session) -> None:
    root = make_unit(session)
    agency = make_unit(session, parent=root)
    account = make_account(session, make_employee(session))
    for role, unit, holding, warrant in (
        (Role.DECIDER, None, Holding.PLT, "SP 1"),
        (Role.SIGNER, None, Holding.DEFINITIVE, "SK 2"),
        (Role.VERIFIER, None, Holding.PLH, "SP 3"),
        (Role.VERIFIER, None, Holding.DEFINITIVE, "SK 4"),
        (Role.VERIFIER, agency, Holding.DEFINITIVE, ""),
    ):
        session.add(
            RoleGrant(
                account_id=account.id,
                role=role,
                unit_id=unit.id if unit else None,
                holding=holding,
                warrant=warrant,
                from_on=TODAY,
            )
        )
    session.flush()
    actor = queries.load_actor(session, account.id, TODAY)
    named = {
        (permission, unit.id): (used.capacity, used.warrant)
        for unit in (root, agency)
        for permission in (Permission.TRANSFERS_REVIEW, Permission.TRANSFERS_DECREE, Permission.TRANSFERS_VERIFY)
        for used in [actor.using(permission, unit.path)]
    }
    assert named == {
        (Permission.TRANSFERS_REVIEW, root.id): ("Plt. Pejabat pemutus", "SP 1"),
        (Permission.TRANSFERS_REVIEW, agency.id): ("Plt. Pejabat pemutus", "SP 1"),
        (Permission.TRANSFERS_DECREE, root.id): ("Penanda tangan SK", "SK 2"),
        (Permission.TRANSFERS_DECREE, agency.id): ("Penanda tangan SK", "SK 2"),
        (Permission.TRANSFERS_VERIFY, root.id): ("Verifikator", "SK 4"),
        (Permission.TRANSFERS_VERIFY, agency.id): ("Verifikator", ""),
    }
    assert actor.using(Permission.SELF).capacity == "Pegawai"
    assert actor.using(Permission.PLAN, root.path) == actor
