"""Experienced people to posts in hard places, from the records to the pages of a plan."""

import csv
import io
from collections.abc import Callable, Sequence
from datetime import date, timedelta

import pytest
from sqlalchemy import update

from mutasi_flow.access.model import Account
from mutasi_flow.people.model import Employee, Jabatan, Place
from mutasi_flow.planning.frontline.domain import Grade, Staff
from mutasi_flow.planning.frontline.model import ExperienceTerm
from mutasi_flow.planning.plans.domain import ScenarioState
from mutasi_flow.planning.plans.queries import ScenarioRow, find_change, find_snapshot, unpack
from mutasi_flow.planning.plans.service import NewScenario, change_policy, retake
from mutasi_flow.planning.policy import Policy
from tests.browsing import Browser
from tests.factories import NOW, TODAY
from tests.planning.plans.workshop import Workshop

HARD = {"terrain": "kepulauan", "travel_hours": 9.0}
RECENTLY, LONG_AGO = date(2025, 1, 1), date(2010, 1, 1)
SignIn = Callable[[Browser, Account], None]


def appoint(workshop: Workshop, people: Sequence[int], on: date | None) -> None:
    wanted = update(Employee).where(Employee.id.in_(people)).values(appointed_on=on)
    workshop.write(lambda session: session.execute(wanted))


def make_hard(workshop: Workshop) -> None:
    """Let serving in Muara and Hulu be hard, and everybody be new to the service."""
    places = update(Place).where(Place.code.in_(["T1", "T2"])).values(HARD)
    workshop.write(lambda session: session.execute(places))
    appoint(workshop, [one.id for one in workshop.nurses], RECENTLY)


def set_term(workshop: Workshop, years: int, grade: Grade, from_on: date) -> None:
    row = ExperienceTerm(staff=Staff.HEALTH, years=years, grade=grade, from_on=from_on, source="SK", recorded_at=NOW)
    workshop.write(lambda session: session.add(row))


def read_anew(workshop: Workshop, plan_id: int) -> list[ScenarioRow]:
    actor, clock = workshop.actor(), workshop.runtime.clock
    workshop.write(lambda session: retake(session, plan_id, actor=actor, clock=clock, expected_version=None))
    workshop.work()
    return workshop.scenarios(plan_id)


def counted(row: ScenarioRow) -> tuple[int, int, int]:
    assert row.state is ScenarioState.DONE
    assert row.figures is not None
    return row.figures["hard_posts"], row.figures["experienced_before"], row.figures["experienced_after"]


def marks(workshop: Workshop, plan_id: int) -> dict[int, str]:
    """Return what the frozen table says of each nurse."""
    taken = workshop.read(lambda session: find_snapshot(session, plan_id))
    assert taken is not None
    table = unpack(workshop.runtime.files.get(taken.file_key))["pegawai.csv"].decode()
    told = {row["nip"]: row["berpengalaman"] for row in csv.DictReader(io.StringIO(table, newline=""))}
    return {one.id: told[str(one.nip)] for one in workshop.nurses}


def test_a_weight_brings_experienced_people_to_hard_places(workshop: Workshop) -> None:
    make_hard(workshop)
    plan_id, base = workshop.solved()
    assert (base.experience, counted(base)) == (0.0, (2, 0, 0))
    moving = {move.employee_id for move in workshop.moves(base.solution_id)}
    staying = [one.id for one in workshop.nurses if one.unit_id == workshop.clinics["Kota"].id and one.id not in moving]
    appoint(workshop, staying[:2], LONG_AGO)
    (base,) = read_anew(workshop, plan_id)
    assert {move.employee_id for move in workshop.moves(base.solution_id)} == moving
    assert counted(base) == (2, 0, 0)
    weighed = workshop.ask(plan_id, NewScenario("Berpengalaman", Policy(experience=3.0)))
    assert (weighed.experience, counted(weighed), weighed.moves, weighed.gap) == (3.0, (2, 0, 2), base.moves, 0)
    assert set(staying[:2]) <= {move.employee_id for move in workshop.moves(weighed.solution_id)}
    actor, clock = workshop.actor(), workshop.runtime.clock
    off = NewScenario("Tidak ditimbang")
    workshop.write(lambda session: change_policy(session, weighed.id, off, actor=actor, clock=clock))
    changed = workshop.scenarios(plan_id)[1]
    assert (changed.experience, changed.state) == (0.0, ScenarioState.DRAFT)


def test_who_is_experienced_follows_the_threshold_of_the_office_on_the_day(workshop: Workshop) -> None:
    make_hard(workshop)
    first, second, unknown = (one.id for one in workshop.nurses[:3])
    appoint(workshop, [first], date(TODAY.year - 5, TODAY.month, TODAY.day))
    appoint(workshop, [second], date(TODAY.year - 5, TODAY.month, TODAY.day) + timedelta(days=1))
    appoint(workshop, [unknown], None)
    plan_id, _row = workshop.solved()
    told = marks(workshop, plan_id)
    assert (told[first], told[second], told[unknown], set(told.values())) == ("1", "0", "", {"0", "1", ""})
    taken = workshop.read(lambda session: find_snapshot(session, plan_id))
    assert taken is not None
    digest = taken.sha256
    assert any("masa kerjanya dibaca dari NIP" in str(note) for note in taken.notes.values())
    set_term(workshop, 1, Grade.NONE, TODAY + timedelta(days=1))
    assert not workshop.read(lambda session: find_change(session, plan_id, digest))
    set_term(workshop, 4, Grade.MADYA, TODAY)
    assert workshop.read(lambda session: find_change(session, plan_id, digest))
    read_anew(workshop, plan_id)
    told = marks(workshop, plan_id)
    assert (told[first], told[second], told[unknown]) == ("1", "1", "")
    graded = update(Jabatan).where(Jabatan.id == workshop.nurse.id).values(level="MA")
    workshop.write(lambda session: session.execute(graded))
    read_anew(workshop, plan_id)
    assert set(marks(workshop, plan_id).values()) == {"1"}


@pytest.mark.parametrize("is_hard", [True, False])
def test_the_pages_weigh_experience_and_say_when_no_hard_place_is_known(
    client: Browser, sign_in: SignIn, workshop: Workshop, *, is_hard: bool
) -> None:
    if is_hard:
        make_hard(workshop)
        appoint(workshop, [one.id for one in workshop.nurses], LONG_AGO)
    plan_id, base = workshop.solved()
    sign_in(client, workshop.planner)
    new = {"name": "Berpengalaman", "phi": "abs"}
    assert client.post(f"/papan/{plan_id}/skenario", data={**new, "experience": "-1"}).status_code == 422
    address = client.post(f"/papan/{plan_id}/skenario", data={**new, "experience": "2,5"}).location
    assert 'value="2,5"' in client.get(address).text
    assert client.post(f"{address}/hitung").status_code == 303
    workshop.work()
    row = workshop.scenarios(plan_id)[1]
    board = client.get(f"/papan/hasil/{row.solution_id}").text
    told = "dari 2 jabatan di tempat sulit ada pegawai berpengalaman"
    missing = "Belum ada jabatan di tempat sulit yang diketahui"
    assert (told in board, missing in board) == (is_hard, not is_hard)
    assert (missing in client.get(address).text) is not is_hard
    assert missing not in client.get(f"/papan/hasil/{base.solution_id}").text
    assert "Jabatan di tempat sulit dengan pegawai berpengalaman" in client.get(f"/papan/{plan_id}/banding").text
    assert client.post(address, data={**new, "experience": ""}).status_code == 303
    assert workshop.scenarios(plan_id)[1].experience == 0
