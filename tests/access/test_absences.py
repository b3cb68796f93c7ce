"""Absence: who may name whom, for which days, and what the colleague may do meanwhile."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy.orm import Session

from mutasi_flow.access import queries, service
from mutasi_flow.access.domain import Role, grants_of
from mutasi_flow.core import audit
from mutasi_flow.core.actor import Actor, Permission
from mutasi_flow.core.errors import Conflict, InvalidInput, MutasiError, NotPermitted, Refused
from mutasi_flow.people.model import Employee
from tests.factories import NOW, TODAY, make_account, make_employee, make_unit

DAY = timedelta(days=1)


class Pair:
    """A verifier of one unit, and a colleague."""

    def __init__(self, session: Session) -> None:
        self.session = session
        root = make_unit(session)
        self.unit, self.other = make_unit(session, parent=root), make_unit(session, parent=root)
        self.absent, self.colleague = make_employee(session, self.unit), make_employee(session, self.unit)
        self.accounts = {
            self.absent.id: make_account(session, self.absent, [(Role.VERIFIER, self.unit), (Role.DECIDER, self.unit)]),
            self.colleague.id: make_account(session, self.colleague),
        }

    def actor(self, employee: Employee) -> Actor:
        return queries.load_actor(self.session, self.accounts[employee.id].id, TODAY)

    def name(self, by: Actor | None = None, **values: Any) -> int:
        given = {"from_on": TODAY, "to_on": TODAY + 5 * DAY, **values}
        employee_id = given.pop("employee_id", self.absent.id)
        substitute_id = given.pop("substitute_id", self.colleague.id)
        actor = by or self.actor(self.absent)
        return service.set_absence(self.session, actor, employee_id, substitute_id, today=TODAY, at=NOW, **given)


@pytest.fixture
def pair(session: Session) -> Pair:
    return Pair(session)


def test_a_colleague_verifies_in_the_place_of_the_absent_but_never_decides_cancels_or_inherits_more(pair: Pair) -> None:
    before = pair.actor(pair.colleague)
    assert not before.may(Permission.TRANSFERS_VERIFY, pair.unit.path)
    key = pair.name()
    actor = pair.actor(pair.colleague)
    assert actor.may(Permission.TRANSFERS_VERIFY, pair.unit.path)
    assert not actor.may(Permission.TRANSFERS_VERIFY, pair.other.path)
    for kept in (Permission.TRANSFERS_DECIDE, Permission.TRANSFERS_CANCEL, Permission.PEER_NAMES):
        assert not actor.has(kept)
    used = actor.using(Permission.TRANSFERS_VERIFY, pair.unit.path)
    assert used.capacity == f"mewakili {pair.absent.name} (Verifikator)"
    assert used.standing_in is not None
    assert used.standing_in.account_id == pair.accounts[pair.absent.id].id
    assert not actor.apart_from(pair.absent.id).may(Permission.TRANSFERS_VERIFY, pair.unit.path)
    assert actor.apart_from(pair.colleague.id) is actor
    service.end_absence(pair.session, pair.actor(pair.colleague), key, today=TODAY, at=NOW)
    assert pair.actor(pair.colleague) == before
    assert [row.action for row in audit.trail(pair.session, f"people:{NOW:%Y%m}")] == ["absence_set", "absence_ended"]


def test_an_own_role_goes_before_a_lent_one(pair: Pair) -> None:
    second = make_employee(pair.session)
    pair.accounts[second.id] = make_account(pair.session, second, [Role.VERIFIER])
    pair.name(substitute_id=second.id)
    used = pair.actor(second).using(Permission.TRANSFERS_VERIFY, pair.unit.path)
    assert (used.capacity, used.standing_in) == ("Verifikator", None)


@pytest.mark.parametrize(("first", "last", "expected"), [(0, 0, True), (0, 3, True), (1, 3, False)])
def test_it_holds_from_the_first_to_the_last_day(pair: Pair, first: int, last: int, *, expected: bool) -> None:
    pair.name(from_on=TODAY + first * DAY, to_on=TODAY + last * DAY)
    assert bool(pair.actor(pair.colleague).absentees) is expected
    after = queries.load_actor(pair.session, pair.accounts[pair.colleague.id].id, TODAY + (last + 1) * DAY)
    assert after.absentees == ()


def test_what_is_lent_is_not_lent_on(pair: Pair) -> None:
    pair.name()
    third = make_employee(pair.session)
    pair.accounts[third.id] = make_account(pair.session, third)
    with pytest.raises(Conflict):
        pair.name(by=pair.actor(pair.colleague), employee_id=pair.colleague.id, substitute_id=third.id)


ADMIN = Actor(account_id=None, name="Admin", employee_id=None, grants=grants_of(Role.ADMIN, ""))


@pytest.mark.parametrize(
    ("values", "error"),
    [
        ({"to_on": TODAY - DAY}, InvalidInput),
        ({"from_on": TODAY - DAY}, InvalidInput),
        ({"to_on": TODAY + 93 * DAY}, InvalidInput),
        ({"substitute_id": "absent"}, InvalidInput),
        ({"substitute_id": "retired"}, InvalidInput),
        ({"substitute_id": "no account"}, InvalidInput),
        ({"by": "colleague"}, NotPermitted),
        ({"by": "admin who is the colleague"}, Refused),
    ],
)
def test_what_cannot_be_is_refused(pair: Pair, values: dict[str, Any], error: type[MutasiError]) -> None:
    retired = make_employee(pair.session, legal_position="99")
    make_account(pair.session, retired)
    people = {"absent": pair.absent, "retired": retired, "no account": make_employee(pair.session)}
    actors = {
        "colleague": pair.actor(pair.colleague),
        "admin who is the colleague": Actor(None, "", pair.colleague.id, grants_of(Role.ADMIN, "")),
    }
    if "by" in values:
        values = {"by": actors[values["by"]]}
    if "substitute_id" in values:
        values = {"substitute_id": people[values["substitute_id"]].id}
    with pytest.raises(error):
        pair.name(**values)
    assert queries.list_absences(pair.session, TODAY) == []


def test_an_administrator_sets_it_for_somebody_ill_and_strangers_do_not_end_it(pair: Pair) -> None:
    key = pair.name(by=ADMIN)
    (row,) = queries.list_absences(pair.session, TODAY, employee_id=pair.colleague.id)
    assert (row.employee, row.substitute) == (pair.absent.name, pair.colleague.name)
    stranger = make_employee(pair.session)
    with pytest.raises(NotPermitted):
        service.end_absence(pair.session, Actor(9, "", stranger.id), key, today=TODAY, at=NOW)
    service.end_absence(pair.session, ADMIN, key, today=TODAY, at=NOW)
    assert queries.list_absences(pair.session, TODAY) == []
