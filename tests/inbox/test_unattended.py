"""Tasks that wait for a role which nobody holds are told, once a week, to those who can mend it."""

from datetime import date, timedelta

import pytest
from sqlalchemy.orm import Session

from mutasi_flow.access.domain import Holding, Role
from mutasi_flow.access.model import RoleGrant
from mutasi_flow.access.queries import employees_with_role, load_actor
from mutasi_flow.core.texts import T
from mutasi_flow.inbox import queries, service
from mutasi_flow.inbox.domain import Holder, NewNotice, NewTask
from mutasi_flow.people.model import Employee, Unit
from tests.factories import NOW, TODAY, make_account, make_employee, make_unit


def give(session: Session, employee: Employee, role: Role, holding: Holding, unit: Unit | None = None) -> None:
    account = make_account(session, employee)
    unit_id = unit.id if unit else None
    session.add(RoleGrant(account_id=account.id, role=role, holding=holding, unit_id=unit_id, from_on=date(2020, 1, 1)))
    session.flush()


def wait(session: Session, role: Role, unit: Unit) -> None:
    service.open_tasks(
        session, [NewTask("transfer", 7, "M-7", "decide", Holder(role=role.value, unit_id=unit.id), NOW, None)]
    )


@pytest.mark.parametrize("role", [Role.DECIDER, Role.SIGNER])
@pytest.mark.parametrize("holding", Holding)
def test_what_is_to_be_decided_or_signed_is_not_sent_to_acting_officials(
    session: Session, role: Role, holding: Holding
) -> None:
    unit, official = make_unit(session), make_employee(session, email="pejabat@contoh.go.id")
    give(session, official, role, holding)
    acts = holding in {Holding.PLH, Holding.PLT}
    assert employees_with_role(session, role, unit.path, TODAY) == (() if acts else (official.id,))
    assert employees_with_role(session, Role.VERIFIER, unit.path, TODAY) == ()
    notice = NewNotice("task_opened", T("Ada tugas baru untuk Anda."), NOW, role=role.value, unit_id=unit.id)
    service.notify(session, [notice])
    assert [mail.to for mail in service.lease_mail(session, TODAY, NOW)] == ([] if acts else ["pejabat@contoh.go.id"])


def told(session: Session, account_role: Role) -> list[str]:
    account = make_account(session, make_employee(session), [account_role])
    return [str(row.text) for row in queries.list_notices(session, load_actor(session, account.id, TODAY))]


def test_a_decision_that_only_a_plt_could_take_is_told_to_admin_and_verifier_once_a_week(session: Session) -> None:
    unit = make_unit(session, "SDN Lama")
    give(session, make_employee(session), Role.DECIDER, Holding.PLT)
    wait(session, Role.DECIDER, unit)
    wait(session, Role.DECIDER, unit)
    assert service.tell_unattended(session, TODAY, NOW) == 1
    assert service.tell_unattended(session, TODAY, NOW + timedelta(days=6)) == 0
    for role in (Role.ADMIN, Role.VERIFIER):
        (sentence,) = told(session, role)
        assert sentence.startswith("Belum ada Pejabat pemutus definitif untuk SDN Lama, jadi 2 tugas")
    assert told(session, Role.SIGNER) == []
    assert service.tell_unattended(session, TODAY, NOW + timedelta(days=8)) == 1


@pytest.mark.parametrize("role", [Role.STAFFING, Role.VERIFIER, Role.SUPERVISOR])
def test_any_role_without_holder_is_told_and_a_holder_ends_it(session: Session, role: Role) -> None:
    above = make_unit(session)
    unit, elsewhere = make_unit(session, parent=above), make_unit(session)
    wait(session, role, unit)
    give(session, make_employee(session), role, Holding.DEFINITIVE, elsewhere)
    assert service.tell_unattended(session, TODAY, NOW) == 1
    give(session, make_employee(session), role, Holding.PLH, above)
    assert service.tell_unattended(session, TODAY, NOW + timedelta(days=8)) == 0


def test_heads_do_the_tasks_of_supervisors_without_being_given_the_role(session: Session) -> None:
    unit = make_unit(session)
    unit.head_id = make_employee(session, unit).id
    wait(session, Role.SUPERVISOR, unit)
    assert service.tell_unattended(session, TODAY, NOW) == 0
