"""The API against its own description: invented requests get no answer that the description does not announce."""

from collections.abc import Iterator
from dataclasses import replace
from threading import Thread
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck
from hypothesis import settings as trials
from schemathesis import checks
from werkzeug.serving import make_server

from mutasi_flow.access import service as access
from mutasi_flow.access.domain import Role
from mutasi_flow.access.queries import load_actor
from mutasi_flow.app import create_app
from mutasi_flow.core.clock import Clock
from mutasi_flow.core.runtime import Runtime, open_runtime
from mutasi_flow.office.schemas import OPERATIONS, openapi
from mutasi_flow.planning.plans.domain import Basis
from mutasi_flow.planning.plans.service import NewPlan, create_plan
from mutasi_flow.transfers.workflow import Action
from tests.conftest import Ground
from tests.factories import NOW, make_account, make_employee
from tests.planning.plans.workshop import do_waiting
from tests.transfers.scene import build_scene

KNOWN = {"number": "MUT-2026-00002", "task_id": 9, "letter_id": 1, "plan_id": 1, "scenario_id": 1}
"""What is on record; every second request names it, the others ask for what is not there."""
EVERYTHING = (Role.STAFFING, Role.VERIFIER, Role.DECIDER, Role.SIGNER, Role.PLANNER)


def populate(runtime: Runtime) -> str:
    """Lay a decreed and an open transfer; return the token of somebody who may do nearly everything."""
    with runtime.database.writing() as session:
        scene = build_scene(session)
        scene.to_decreed()
        scene.press(scene.draft(), Action.SUBMIT, scene.me)
        officer = make_employee(session, scene.root)
        account = make_account(session, officer, EVERYTHING)
        actor = load_actor(session, account.id, runtime.clock.today())
        today = runtime.clock.today()
        create_plan(session, NewPlan("Rencana", today, "benih", Basis.STAFF), actor=actor, clock=runtime.clock)
        token: str = access.make_token(session, actor, account.id, runtime.clock.now())
    do_waiting(runtime)
    return token


@pytest.fixture(scope="module")
def service(grounds: dict[str, Ground], tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, str]]:
    """Address of a small office at work, and the token."""
    settings = grounds["sqlite"].fresh(tmp_path_factory.mktemp("contract") / "data")
    with open_runtime(settings) as opened:
        runtime = replace(opened, clock=Clock(opened.clock.zone, lambda: NOW))
        token = populate(runtime)
        server = make_server("127.0.0.1", 0, create_app(runtime.settings, runtime), threaded=True)
        serving = Thread(target=server.serve_forever)
        serving.start()
        yield f"http://127.0.0.1:{server.server_port}/api/v1", token
        server.shutdown()
        serving.join()
        server.server_close()


NAMES = {name for one in OPERATIONS for name in one.query}
described = schemathesis.openapi.from_dict(openapi())


@described.hook
def map_path_parameters(_context: Any, path_parameters: dict[str, Any] | None) -> dict[str, Any] | None:
    """Name what is on record in about half of the requests; a value of another type is meant to be refused."""
    given = path_parameters or {}
    if len(str(given)) % 2:
        known = {name: value for name, value in KNOWN.items() if type(value) is type(given.get(name))}
        return {**given, **known}
    return path_parameters


@described.hook
def filter_query(_context: Any, query: dict[str, Any] | None) -> bool:
    """Leave out unknown names and empty values: both count as not given, as programs expect."""
    return all(name in NAMES and value != "" for name, value in (query or {}).items())


@described.parametrize()
@trials(max_examples=40, derandomize=True, deadline=None, suppress_health_check=list(HealthCheck))
def test_no_request_gets_an_undocumented_answer(case: schemathesis.Case[Any], service: tuple[str, str]) -> None:
    address, token = service
    # What the shape allows may still be refused: an unknown unit, a day that is past.
    case.call_and_validate(
        base_url=address,
        headers={"Authorization": f"Bearer {token}"},
        excluded_checks=[checks.positive_data_acceptance],
    )
