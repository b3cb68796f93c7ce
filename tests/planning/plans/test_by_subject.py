"""Plans of teachers by their subject in the office: asked for on the page and by programs, solved by the same core."""

import io
import zipfile
from collections.abc import Callable

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from mutasi_flow.access import queries as access
from mutasi_flow.access import service as access_service
from mutasi_flow.access.domain import Role
from mutasi_flow.access.model import Account
from mutasi_flow.core.runtime import Runtime
from mutasi_flow.planning.cli.solve import verify
from mutasi_flow.planning.plans.domain import Basis
from mutasi_flow.planning.plans.model import PlanMove, PlanScenario, PlanSolution
from mutasi_flow.planning.plans.service import NewPlan, create_plan
from tests.browsing import Browser
from tests.factories import TODAY, make_account
from tests.planning.frontline.conftest import District, lay
from tests.planning.plans.workshop import Workshop, do_waiting

SignIn = Callable[[Browser, Account], None]


class Schools:
    """Two schools with lessons on record, and a plan without need figures that stands on them."""

    def __init__(self, runtime: Runtime) -> None:
        self.runtime = runtime
        with runtime.database.writing() as session:
            self.district: District = lay(session)
            self.planner = make_account(session, roles=[Role.PLANNER])
            session.flush()
            session.expunge_all()
        with runtime.database.writing() as session:
            actor = access.load_actor(session, self.planner.id, TODAY)
            new = NewPlan("Guru", TODAY, "undian", Basis.STAFF)
            self.plan_id = create_plan(session, new, actor=actor, clock=runtime.clock)
        do_waiting(runtime)

    def moves(self, scenario_id: int) -> list[tuple[int, ...]]:
        def ask(session: Session) -> list[tuple[int, ...]]:
            solution = select(PlanSolution.id).where(PlanSolution.scenario_id == scenario_id).scalar_subquery()
            move = PlanMove
            columns = (move.employee_id, move.from_unit_id, move.from_jabatan_id, move.to_unit_id, move.to_jabatan_id)
            return [tuple(row) for row in session.execute(select(*columns).where(move.solution_id == solution))]

        with self.runtime.database.reading() as session:
            return ask(session)

    def newest(self) -> PlanScenario:
        with self.runtime.database.reading() as session:
            return session.scalars(select(PlanScenario).order_by(PlanScenario.id.desc()).limit(1)).one()


@pytest.fixture
def schools(runtime: Runtime) -> Schools:
    return Schools(runtime)


def test_a_scenario_by_subject_sends_a_teacher_where_the_lessons_are(
    client: Browser, sign_in: SignIn, schools: Schools
) -> None:
    sign_in(client, schools.planner)
    address = client.post(f"/papan/{schools.plan_id}/skenario", data={"name": "Mapel", "phi": "abs"}).location
    assert "Beban penuh, jam seminggu" in client.get(address).text
    for wrong in ("0", "61", "x"):
        data = {"kind": "subject", "full_load": wrong}
        assert client.post(f"{address}/ubahan", data=data).status_code == 422
    assert client.post(f"{address}/ubahan", data={"kind": "subject", "full_load": "24"}).status_code == 303
    assert "Guru menurut mata pelajaran, beban penuh 24 jam." in client.get(address).text
    assert client.post(f"{address}/hitung").status_code == 303
    do_waiting(schools.runtime)
    scenario = schools.newest()
    near, far = schools.district.near.id, schools.district.far.id
    ((who, left, was, entered, becomes),) = schools.moves(scenario.id)
    assert (left, entered, becomes) == (near, far, was), "the jabatan on record stays"
    assert who in {one.id for one in schools.district.maths}
    with schools.runtime.database.reading() as session:
        solution = session.scalars(select(PlanSolution.id).where(PlanSolution.scenario_id == scenario.id)).one()
    board = client.get(f"/papan/hasil/{solution}").text
    assert "SMPN 2" in board
    why = client.get(f"/papan/hasil/{solution}/mengapa/{who}").text
    assert "Guru Matematika, SMPN 2" in why
    stays = next(one.id for one in schools.district.maths if one.id != who)
    jabatan = schools.district.maths[0].jabatan_id
    asked = f"/papan/hasil/{solution}/mengapa/{stays}?unit={schools.district.far.code}&jabatan={jabatan}"
    assert "Guru Matematika, SMPN 2" in client.get(asked).text
    archive = zipfile.ZipFile(io.BytesIO(client.get(f"/papan/hasil/{solution}/berkas.zip").data))
    archive.extractall(taken := schools.runtime.settings.data_dir / "dibawa")
    verify.main([str(taken / "data"), str(taken / "rencana")], standalone_mode=False)


def test_programs_ask_by_subject_and_other_edits_come_before_it(schools: Schools, client: Browser) -> None:
    with schools.runtime.database.writing() as session:
        actor, at = access.load_actor(session, schools.planner.id, TODAY), schools.runtime.clock.now()
        token = access_service.make_token(session, actor, schools.planner.id, at)
    headers = {"Authorization": f"Bearer {token}"}
    edits = ["by-subject=24", f"close-unit={schools.district.far.code}"]
    scenarios = f"/api/v1/plans/{schools.plan_id}/scenarios"
    answer = client.post(scenarios, json={"name": "Mapel", "edits": edits}, headers=headers)
    assert (answer.status_code, answer.json["edits"]) == (201, edits)  # type: ignore[index]
    key = answer.json["id"]  # type: ignore[index]
    assert client.post(f"{scenarios}/{key}/solve", headers=headers).status_code == 202
    do_waiting(schools.runtime)
    assert schools.moves(key) == [], "nobody teaches in a closed school"
    assert client.get(f"{scenarios}/{key}", headers=headers).json["state"] == "done"  # type: ignore[index]


def test_without_lessons_on_record_it_says_what_is_missing(
    client: Browser, sign_in: SignIn, workshop: Workshop
) -> None:
    plan_id, _row = workshop.solved()
    sign_in(client, workshop.planner)
    address = client.post(f"/papan/{plan_id}/skenario", data={"name": "Mapel", "phi": "abs"}).location
    answer = client.post(f"{address}/ubahan", data={"kind": "subject", "full_load": "24"})
    assert answer.status_code == 422
    assert "perlu jam pelajaran yang tercatat" in answer.text
