"""Plh. and Plt. review and propose, but neither decide nor sign: on pages, by the API, in the service, in the shell."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from click.testing import CliRunner
from flask import Flask
from sqlalchemy.orm import Session

from mutasi_flow.access import service as access
from mutasi_flow.access.domain import ACTING, KEPT_FROM_ACTING, Holding, Role, grants_of
from mutasi_flow.access.model import Account, RoleGrant
from mutasi_flow.access.queries import load_actor
from mutasi_flow.cli import main
from mutasi_flow.core import audit
from mutasi_flow.core.actor import SYSTEM, Actor, Permission
from mutasi_flow.core.errors import InvalidInput, NotPermitted
from mutasi_flow.core.runtime import Runtime
from mutasi_flow.inbox.domain import Answer
from mutasi_flow.transfers.domain import Voice
from mutasi_flow.transfers.queries import find_card_for_update, list_opinions
from mutasi_flow.transfers.service import ACTING_ONLY, available_steps, complete_task
from mutasi_flow.transfers.trail import chain_of
from mutasi_flow.transfers.workflow import Action, State
from tests.browsing import Browser
from tests.factories import NOW, TODAY, make_account, make_employee
from tests.transfers.scene import build_scene
from tests.transfers.test_api import Program
from tests.transfers.test_pages import Town

KEPT: dict[State, tuple[tuple[Role, Action], ...]] = {
    State.CONSULTED: ((Role.DECIDER, Action.APPROVE), (Role.DECIDER, Action.REJECT), (Role.DECIDER, Action.CANCEL)),
    State.APPROVED: ((Role.SIGNER, Action.DECREE), (Role.DECIDER, Action.REOPEN), (Role.DECIDER, Action.CANCEL)),
    State.DECREED: ((Role.SIGNER, Action.REVOKE),),
}
"""What Plh. and Plt. of each role may not do in each state."""


@pytest.mark.parametrize("holding", Holding)
@pytest.mark.parametrize("role", [Role.DECIDER, Role.SIGNER, Role.VERIFIER])
def test_a_form_of_holding_takes_nothing_but_decision_and_signature(role: Role, holding: Holding) -> None:
    definitive, held = (
        {one.permission for one in grants_of(role, "/1/", form)} for form in (Holding.DEFINITIVE, holding)
    )
    kept = definitive & KEPT_FROM_ACTING if holding in ACTING and role is not Role.VERIFIER else set()
    assert definitive - held == kept
    reviews = Permission.TRANSFERS_REVIEW in held
    assert reviews == (holding in ACTING and role is not Role.VERIFIER)


def grant(session: Session, holding: Holding, role: Role = Role.DECIDER, **values: Any) -> Actor:
    account = make_account(session, make_employee(session))
    given = {"warrant": "800/12/2026", "to_on": TODAY + timedelta(days=30), "holding": holding, **values}
    access.grant_role(session, SYSTEM_ADMIN, account.id, role, unit_id=None, from_on=TODAY, at=NOW, **given)
    return load_actor(session, account.id, TODAY)


SYSTEM_ADMIN = Actor(None, SYSTEM.name, grants=grants_of(Role.ADMIN, ""))


@pytest.mark.parametrize(
    ("holding", "values", "field"),
    [
        (Holding.PLH, {"warrant": " "}, "warrant"),
        (Holding.PLT, {"to_on": None}, "to_on"),
        (Holding.PJ, {"warrant": ""}, "warrant"),
    ],
)
def test_a_form_of_holding_needs_its_paper_and_its_end(
    session: Session, holding: Holding, values: dict[str, Any], field: str
) -> None:
    with pytest.raises(InvalidInput) as refused:
        grant(session, holding, **values)
    assert refused.value.field == field


@pytest.mark.parametrize("holding", sorted(ACTING))
def test_the_service_refuses_acting_officials_and_says_why(session: Session, holding: Holding) -> None:
    scene = build_scene(session)
    number = scene.to_consulted()
    acting = {role: grant(session, holding, role) for role in (Role.DECIDER, Role.SIGNER)}
    assert acting[Role.DECIDER].capacity == f"{holding.value.capitalize()}. Pejabat pemutus"
    for state, kept in KEPT.items():
        card = find_card_for_update(session, number)
        assert card is not None
        assert card.state is state
        for role, action in kept:
            assert available_steps(card, acting[role]) == []
            with pytest.raises(NotPermitted) as refused:
                scene.press(number, action, acting[role], reason="-")
            assert refused.value.text == ACTING_ONLY
        forward = {State.CONSULTED: (Action.APPROVE, "decider"), State.APPROVED: (Action.DECREE, "signer")}
        if state in forward:
            scene.press(number, *forward[state])


def test_an_acting_verifier_cancels_where_a_case_has_lost_its_ground(session: Session) -> None:
    scene = build_scene(session)
    number = scene.to_consulted()
    scene.press(number, Action.CANCEL, grant(session, Holding.PLT, Role.VERIFIER), reason="Pegawai pensiun.")


def test_a_penjabat_decides_like_a_holder(session: Session) -> None:
    scene = build_scene(session)
    number = scene.to_consulted()
    scene.press(number, Action.APPROVE, grant(session, Holding.PJ, to_on=None))
    scene.press(number, Action.DECREE, grant(session, Holding.PJ, Role.SIGNER, to_on=None))


@pytest.fixture
def town(runtime: Runtime, client: Browser, sign_in: Callable[[Browser, Account], None]) -> Town:
    """The town of the pages, whose decider and signer only act for the holders."""
    made = Town(runtime, client, sign_in)
    with runtime.database.writing() as session:
        for role in (Role.DECIDER, Role.SIGNER):
            account = make_account(session, make_employee(session), [])
            session.add(
                RoleGrant(
                    account_id=account.id, role=role, holding=Holding.PLT, from_on=date(2020, 1, 1), warrant="SP 1"
                )
            )
            made.accounts[f"acting_{role.value}"] = account
        session.flush()
        session.expunge_all()
    return made


def consulted(town: Town) -> str:
    number = town.submit()
    town.answer_all()
    town.become("verifier")
    town.press(f"/telaah/{number}/conclude_consultation")
    return number


def test_pages_show_acting_officials_the_file_without_controls(town: Town) -> None:
    number = consulted(town)
    town.become("acting_decider")
    assert number in town.read("/telaah")
    page = town.read(f"/telaah/{number}")
    assert "Dampak pada kedua unit" in page
    assert str(ACTING_ONLY) in page
    assert f"/telaah/{number}/approve" not in page
    refuse_by_hand(town, number, State.CONSULTED)
    town.become("decider")
    town.press(f"/telaah/{number}/approve")
    refuse_by_hand(town, number, State.APPROVED)
    town.become("signer")
    town.press(f"/telaah/{number}/decree")
    refuse_by_hand(town, number, State.DECREED)


def refuse_by_hand(town: Town, number: str, state: State) -> None:
    """Neither the review page nor the page of a step shows or takes what is kept, also not a form posted by hand."""
    for role, action in KEPT[state]:
        town.become(f"acting_{role.value}")
        assert f"langkah/{action}" not in town.read(f"/telaah/{number}")
        town.read(f"/usulan/{number}/langkah/{action}", 404)
        for path in (f"/telaah/{number}/{action}", f"/usulan/{number}/langkah/{action}"):
            assert str(ACTING_ONLY) in town.press(path, 403, reason="-")


def test_the_api_and_the_shell_refuse_acting_officials(town: Town, app: Flask) -> None:
    number = consulted(town)
    program = Program(town, app)
    refuse_programs(town, program, number, State.CONSULTED)
    assert program.act("decider", number, "approve")[0] == 200
    refuse_programs(town, program, number, State.APPROVED)
    assert program.act("signer", number, "decree")[0] == 200
    refuse_programs(town, program, number, State.DECREED)


def refuse_programs(town: Town, program: Program, number: str, state: State) -> None:
    settings = town.runtime.settings
    environment = {
        "MUTASI_DATA_DIR": str(settings.data_dir),
        "MUTASI_DATABASE_URL": settings.database_url,
        "MUTASI_SECRET_KEY": settings.secret_key.get_secret_value(),
        "MUTASI_AUDIT_KEY": settings.audit_key.get_secret_value(),
    }
    for role, action in KEPT[state]:
        status, problem = program.act(f"acting_{role.value}", number, action, reason="-")
        assert (status, problem["code"], problem["detail"]) == (403, "forbidden", str(ACTING_ONLY))
        who = town.accounts[f"acting_{role.value}"].username
        given = ["transfers", "act", number, action.value, "--as", who, "--reason", "-"]
        result = CliRunner().invoke(main, given, env=environment)
        assert result.exit_code == 1
        assert str(ACTING_ONLY) in result.stderr


def test_the_trail_names_only_the_role_that_allowed_the_act(session: Session) -> None:
    scene = build_scene(session)
    number = scene.to_consulted()
    scene.press(number, Action.APPROVE, "decider")
    account = make_account(session, make_employee(session))
    for role, holding, warrant in (
        (Role.DECIDER, Holding.PLT, "SP 1/2026"),
        (Role.SIGNER, Holding.DEFINITIVE, "SK 2/2020"),
    ):
        session.add(
            RoleGrant(account_id=account.id, role=role, holding=holding, warrant=warrant, from_on=date(2020, 1, 1))
        )
    session.flush()
    both = load_actor(session, account.id, TODAY)
    assert both.capacity == "Plt. Pejabat pemutus, Penanda tangan SK"
    scene.press(number, Action.DECREE, both)
    card = find_card_for_update(session, number)
    assert card is not None
    decreed = audit.trail(session, chain_of(card.id))[-1]
    assert (decreed.action, decreed.capacity, decreed.warrant) == ("decreed", "Penanda tangan SK", "SK 2/2020")


def test_each_voice_is_named_by_what_it_was_asked_as(session: Session) -> None:
    scene = build_scene(session)
    scene.old_head.unit_id, scene.new.parent_id = scene.old.id, scene.root.id
    number = scene.draft()
    scene.press(number, Action.SUBMIT, scene.me)
    for task in scene.open_tasks():
        account_id = scene.actors[f"employee:{task.holder_employee_id}"].account_id
        assert account_id is not None
        complete_task(session, task.id, load_actor(session, account_id, TODAY), scene.clock, Answer("support"))
    card = find_card_for_update(session, number)
    assert card is not None
    said = {opinion.voice: opinion.capacity for opinion in list_opinions(session, card.id)}
    assert said == {Voice.SUPERVISOR: "Atasan", Voice.RECEIVING: "Atasan", Voice.PEER: "Pegawai"}
