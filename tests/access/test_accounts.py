"""Accounts, slips, roles: who may, what is refused, what ends sessions, what stands in the trail."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from mutasi_flow.access import queries, service
from mutasi_flow.access.domain import NewAccount, Role
from mutasi_flow.access.model import Account, RoleGrant
from mutasi_flow.core.actor import SYSTEM, Actor
from mutasi_flow.core.errors import Conflict, InvalidInput, NotFound, NotPermitted, Refused
from mutasi_flow.people.model import Unit
from tests.factories import NOW, PASSWORD, TODAY, make_account, make_employee, make_unit

NEW = "perahu jukung biru"
DAY = timedelta(days=1)


def officer(session: Session, unit: Unit | None, role: Role = Role.STAFFING) -> Actor:
    return queries.load_actor(session, make_account(session, roles=[(role, unit)]).id, TODAY)


def admin(session: Session) -> Actor:
    return officer(session, None, Role.ADMIN)


def actions(session: Session) -> list[str]:
    return [entry.values["action"] for entry in session.info.get("trail_waiting", [])]


@pytest.fixture(autouse=True)
def _empty_trail(request: pytest.FixtureRequest) -> None:
    if "session" in request.fixturenames:
        request.getfixturevalue("session").info.pop("trail_waiting", None)


def test_an_account_is_made_shut(session: Session) -> None:
    employee = make_employee(session)
    new = NewAccount(" Wulan.S ", employee.name, employee.id, email="wulan@contoh.go.id", locale="xx")
    account = session.get_one(Account, service.create_account(session, SYSTEM, new, NOW))
    assert (account.username, account.password_hash, account.locale) == ("wulan.s", "", "id")
    assert actions(session) == ["created"]
    with pytest.raises(InvalidInput, match=r"wulan\.s sudah dipakai"):
        service.create_account(session, SYSTEM, NewAccount("WULAN.S", "x"), NOW)
    with pytest.raises(Conflict, match="sudah punya akun"):
        service.create_account(session, SYSTEM, NewAccount("lain", "x", employee.id), NOW)


@pytest.mark.parametrize(
    "email", ["x", "x@y", "a b@c.id", "a@b.id\nBcc: c@d.id", "a@b.id,c@d.id", "x" * 250 + "@b.id", "ü@b.id"]
)
def test_addresses_that_no_header_can_carry_are_refused(session: Session, email: str) -> None:
    with pytest.raises(InvalidInput):
        service.create_account(session, SYSTEM, NewAccount("wulan", "Wulan", email=email), NOW)


def test_a_whole_unit_gets_accounts_once(session: Session) -> None:
    root = make_unit(session)
    agency = make_unit(session, parent=root)
    school, other = make_unit(session, parent=agency), make_unit(session, parent=root)
    people = [make_employee(session, unit) for unit in (agency, school, school)]
    nameless = make_employee(session, school, nip=None)
    make_employee(session, other)
    make_employee(session, school, legal_position="99")
    make_account(session, people[0], username=people[0].nip)
    make_account(session, username=people[1].nip)
    assert queries.count_without_account(session, agency.path) == 3
    assert service.create_accounts(session, officer(session, agency), agency.path, NOW) == 3
    assert service.create_accounts(session, officer(session, agency), agency.path, NOW) == 0
    made = session.scalars(
        select(Account.username).where(Account.employee_id.in_([people[1].id, people[2].id, nameless.id]))
    )
    assert set(made) == {f"{people[1].nip}-{people[1].id}", people[2].nip, f"pegawai{nameless.id}"}
    awaiting = queries.list_awaiting_slip(session, school.path, TODAY, with_roles=False)
    assert len(awaiting) == 3


def test_thousands_of_accounts_are_made_without_hashing(session: Session) -> None:
    unit = make_unit(session)
    for _ in range(40):
        make_employee(session, unit)
    service.create_accounts(session, SYSTEM, unit.path, NOW)
    assert session.scalars(select(Account.password_hash).where(Account.password_hash != "")).all() == []


def test_a_staffing_officer_stays_in_the_own_units(session: Session) -> None:
    here, there = make_unit(session), make_unit(session)
    actor = officer(session, here)
    stranger = make_account(session, make_employee(session, there))
    unattached = make_account(session)
    with pytest.raises(NotPermitted):
        service.create_accounts(session, actor, there.path, NOW)
    with pytest.raises(NotPermitted):
        service.create_account(session, actor, NewAccount("baru", "Baru", make_employee(session, there).id), NOW)
    with pytest.raises(NotPermitted):
        service.create_account(session, actor, NewAccount("baru", "Baru"), NOW)
    for account in (stranger, unattached):
        with pytest.raises(NotFound):
            service.print_slips(session, actor, [account.id], NOW)
        with pytest.raises(NotFound):
            service.disable_account(session, actor, account.id, NOW)
    with pytest.raises(NotFound):
        service.create_account(session, actor, NewAccount("baru", "Baru", 999_999), NOW)


@pytest.mark.parametrize("role", [Role.ADMIN, Role.VERIFIER, Role.DECIDER])
def test_a_staffing_officer_cannot_take_over_an_account_with_a_role(session: Session, role: Role) -> None:
    unit = make_unit(session)
    powerful = make_account(session, make_employee(session, unit), roles=[role])
    for act in (service.disable_account, service.enable_account, service.end_sessions):
        with pytest.raises(NotPermitted):
            act(session, officer(session, unit), powerful.id, NOW)
    with pytest.raises(NotPermitted):
        service.print_slips(session, officer(session, unit), [powerful.id], NOW)
    with pytest.raises(NotPermitted):
        service.set_password(session, officer(session, unit), powerful.id, NEW, NOW)
    assert len(service.print_slips(session, admin(session), [powerful.id], NOW)) == 1


def test_a_head_gets_a_first_slip_from_the_officer_but_no_second(session: Session) -> None:
    unit = make_unit(session)
    head = make_employee(session, unit)
    unit.head_id = head.id
    account = make_account(session, head, password_hash="")
    actor = officer(session, unit)
    assert len(service.print_slips(session, actor, [account.id], NOW)) == 1
    assert len(service.print_slips(session, actor, [account.id], NOW)) == 1
    service.set_password(session, SYSTEM, account.id, NEW, NOW)
    with pytest.raises(NotPermitted):
        service.print_slips(session, actor, [account.id], NOW)


def test_a_slip_names_its_person_beyond_doubt_and_is_nowhere_in_clear(session: Session) -> None:
    unit = make_unit(session, "SMP Negeri 4")
    employee = make_employee(session, unit, name="Melati Anggraini", birth_on=date(1986, 5, 1))
    account = make_account(session, employee, password_hash="")
    (slip,) = service.print_slips(session, officer(session, unit), [account.id], NOW)
    assert slip.identity_line.startswith("Melati Anggraini · SMP Negeri 4 · 1986 · ")
    assert slip.expires_at == NOW + 14 * DAY
    stored = " ".join(str(value) for value in vars(account).values()) + str(session.info["trail_waiting"])
    assert slip.password not in stored
    assert slip.password.replace("-", "") not in stored
    assert actions(session) == ["slip_printed"]


def test_changing_the_password_signs_all_devices_out(session: Session) -> None:
    account = make_account(session, make_employee(session))
    actor = queries.load_actor(session, account.id, TODAY)
    keys = [service.open_device(session, account.id, "", NOW) for _ in range(2)]
    other = service.open_device(session, make_account(session).id, "", NOW)
    service.change_password(session, actor, current=PASSWORD, new=NEW, at=NOW)
    assert [queries.find_by_session_key(session, key, TODAY) for key in keys] == [None, None]
    assert queries.find_by_session_key(session, other, TODAY) is not None
    assert service.check_password(session, account.username, NEW, NOW).account_id == account.id


@pytest.mark.parametrize(
    ("current", "new", "field"),
    [
        ("salah", NEW, "current"),
        ("", NEW, "current"),
        (PASSWORD, PASSWORD, "password"),
        (PASSWORD, "pendek", "password"),
    ],
)
def test_a_change_that_does_not_fit_leaves_all_as_it_was(session: Session, current: str, new: str, field: str) -> None:
    account = make_account(session, make_employee(session))
    before, key = account.password_hash, service.open_device(session, account.id, "", NOW)
    actor = queries.load_actor(session, account.id, TODAY)
    with pytest.raises(InvalidInput) as refused:
        service.change_password(session, actor, current=current, new=new, at=NOW)
    assert refused.value.field == field
    assert account.password_hash == before
    assert queries.find_by_session_key(session, key, TODAY) is not None


def test_the_first_password_needs_no_former_but_another_than_the_slip(session: Session) -> None:
    account = make_account(session, make_employee(session), password_hash="")
    (slip,) = service.print_slips(session, SYSTEM, [account.id], NOW)
    actor = queries.load_actor(session, account.id, TODAY)
    with pytest.raises(InvalidInput, match="sama dengan yang lama"):
        service.change_password(session, actor, current="", new=slip.password, at=NOW)
    service.change_password(session, actor, current="", new=NEW, at=NOW)
    assert (account.must_change_password, account.slip_expires_at) == (False, None)
    assert service.check_password(session, account.username, slip.password, NOW).account_id is None


def test_disabling_ends_sessions_and_tokens_and_enabling_brings_neither_back(session: Session) -> None:
    account = make_account(session, make_employee(session))
    admin_actor = admin(session)
    admin(session)
    key, token = service.open_device(session, account.id, "", NOW), service.make_token(session, SYSTEM, account.id, NOW)
    service.disable_account(session, admin_actor, account.id, NOW, reason="pensiun")
    session.flush()
    assert queries.find_by_session_key(session, key, TODAY) is None
    assert queries.find_by_token(session, token, TODAY) is None
    with pytest.raises(Refused):
        service.print_slips(session, admin_actor, [account.id], NOW)
    with pytest.raises(Refused):
        service.make_token(session, admin_actor, account.id, NOW)
    service.enable_account(session, admin_actor, account.id, NOW)
    session.flush()
    assert queries.find_by_session_key(session, key, TODAY) is None
    assert service.check_password(session, account.username, PASSWORD, NOW).account_id == account.id
    assert actions(session)[-2:] == ["disabled", "enabled"]


def test_the_last_administrator_stays(session: Session) -> None:
    actor = admin(session)
    (grant,) = session.scalars(select(RoleGrant).where(RoleGrant.account_id == actor.account_id))
    with pytest.raises(Refused, match="akun sendiri"):
        service.disable_account(session, actor, actor.account_id or 0, NOW)
    with pytest.raises(Refused, match="administrator terakhir"):
        service.disable_account(session, SYSTEM, actor.account_id or 0, NOW)
    with pytest.raises(Refused, match="administrator terakhir"):
        service.revoke_role(session, actor, grant.id, TODAY, NOW)
    second = admin(session)
    service.revoke_role(session, second, grant.id, TODAY, NOW)
    assert not queries.load_actor(session, actor.account_id or 0, TODAY).grants


def test_roles_are_given_by_administrators_only(session: Session) -> None:
    account, unit = make_account(session, make_employee(session)), make_unit(session)
    with pytest.raises(NotPermitted):
        service.grant_role(session, officer(session, None), account.id, Role.ADMIN, unit_id=None, from_on=TODAY, at=NOW)
    grant_id = service.grant_role(
        session, admin(session), account.id, Role.VERIFIER, unit_id=unit.id, from_on=TODAY, warrant=" SK 9 ", at=NOW
    )
    (row,) = queries.list_roles(session, [account.id], TODAY)
    assert (row.id, row.role, row.unit_name, row.warrant) == (grant_id, Role.VERIFIER, unit.name, "SK 9")
    with pytest.raises(NotPermitted):
        service.revoke_role(session, officer(session, None), grant_id, TODAY, NOW)
    with pytest.raises(NotFound):
        service.revoke_role(session, SYSTEM, 999_999, TODAY, NOW)
    assert actions(session) == ["role_granted"]


@pytest.mark.parametrize(
    ("role", "with_unit", "to_on", "field"),
    [
        (Role.EMPLOYEE, False, None, "role"),
        (Role.ADMIN, True, None, "unit"),
        (Role.AUDITOR, True, None, "unit"),
        (Role.VERIFIER, True, TODAY - DAY, "to_on"),
    ],
)
def test_roles_that_make_no_sense_are_refused(
    session: Session, role: Role, to_on: date | None, field: str, *, with_unit: bool
) -> None:
    account, unit = make_account(session), make_unit(session)
    with pytest.raises(InvalidInput) as refused:
        service.grant_role(
            session,
            SYSTEM,
            account.id,
            role,
            unit_id=unit.id if with_unit else None,
            from_on=TODAY,
            to_on=to_on,
            at=NOW,
        )
    assert refused.value.field == field


def test_the_same_role_twice_in_the_same_days_is_refused(session: Session) -> None:
    account = make_account(session, roles=[Role.VERIFIER])
    with pytest.raises(Conflict):
        service.grant_role(session, SYSTEM, account.id, Role.VERIFIER, unit_id=None, from_on=TODAY, at=NOW)
    with pytest.raises(NotFound):
        service.grant_role(session, SYSTEM, account.id, Role.VERIFIER, unit_id=999_999, from_on=TODAY, at=NOW)


def test_a_role_ends_at_once_and_a_coming_one_disappears(session: Session) -> None:
    account = make_account(session, make_employee(session), roles=[Role.VERIFIER])
    (held,) = session.scalars(select(RoleGrant.id).where(RoleGrant.account_id == account.id))
    coming = service.grant_role(session, SYSTEM, account.id, Role.DECIDER, unit_id=None, from_on=TODAY + DAY, at=NOW)
    for grant_id in (held, coming):
        assert service.revoke_role(session, SYSTEM, grant_id, TODAY, NOW) == account.id
    session.flush()
    assert queries.load_actor(session, account.id, TODAY).capacity == "Pegawai"
    assert queries.list_roles(session, [account.id], TODAY) == []


def test_lists_show_the_own_units_and_find_by_any_word(session: Session) -> None:
    root = make_unit(session)
    here, there = make_unit(session, parent=root), make_unit(session, parent=root)
    mine = make_account(session, make_employee(session, here, name="Rangga Pradana"), roles=[Role.PLANNER])
    other = make_account(session, make_employee(session, there, name="Rangga Kusuma"))
    nobody = make_account(session, name="100% Rangga_")

    def found(paths: list[str], **values: object) -> set[int]:
        return {row.id for row in queries.list_accounts(session, paths, today=TODAY, **values)}  # type: ignore[arg-type]

    assert found([here.path]) == {mine.id}
    assert found([""], text="rangga") == {mine.id, other.id, nobody.id}
    assert found([""], text="prad RANG") == {mine.id}
    assert found([""], text="0%") == {nobody.id}
    assert found([]) == set()
    assert found([root.path], role=Role.PLANNER) == {mine.id}
    nip = session.scalars(select(Account).where(Account.id == mine.id)).one()
    assert queries.get_account(session, nip.id).identity_line.startswith("Rangga Pradana · ")
    with pytest.raises(NotFound):
        queries.get_account(session, 999_999)


def test_preferences_are_the_own(session: Session) -> None:
    account = make_account(session, make_employee(session))
    actor = queries.load_actor(session, account.id, TODAY)
    service.change_preferences(session, actor, locale="en", email=" w@contoh.id ", mail_notices=False, at=NOW)
    assert (account.locale, account.email, account.mail_notices) == ("en", "w@contoh.id", False)
    with pytest.raises(InvalidInput):
        service.change_preferences(session, actor, locale="fr", email="", mail_notices=True, at=NOW)
    with pytest.raises(NotPermitted):
        service.change_preferences(session, SYSTEM, locale="id", email="", mail_notices=True, at=NOW)
    with pytest.raises(NotPermitted):
        service.change_password(session, SYSTEM, current="", new=NEW, at=NOW)
