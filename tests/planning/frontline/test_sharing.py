"""Hours shared out from the records: asked for on a page, solved by a worker, read by who may."""

import io
from collections.abc import Callable
from threading import Barrier, Thread

import openpyxl
import pytest
from sqlalchemy.orm import Session

from mutasi_flow.access.model import Account
from mutasi_flow.core.actor import Actor, Grant, Permission
from mutasi_flow.core.clock import Clock
from mutasi_flow.core.errors import NotPermitted
from mutasi_flow.core.runtime import Runtime
from mutasi_flow.people.model import Teaching
from mutasi_flow.planning.frontline import service
from mutasi_flow.planning.frontline.domain import SharingState
from mutasi_flow.planning.frontline.model import LessonSharing
from mutasi_flow.planning.frontline.queries.hours import load_lessons
from mutasi_flow.planning.hours.problem import Opening, Terms
from mutasi_flow.worker import run_worker
from tests.browsing import Browser
from tests.budgets import check_phone_budget
from tests.factories import TODAY
from tests.planning.frontline.conftest import Desk, District, dated

SignIn = Callable[[Browser, Account], None]
WIDE = {"full_load": "24", "most_hours": "40", "most_km": "80", "most_schools": "1", "group": "1", "unit": ""}


def test_hours_of_whoever_has_none_on_record_are_not_given_away(session: Session, district: District) -> None:
    maths = [one.id for one in district.maths]
    session.add(Teaching(**dated(employee_id=maths[1], unit_id=district.near.id, subject="Matematika", hours=10)))
    session.flush()
    found = load_lessons(session, "", TODAY, Terms(), 4)
    (teacher,) = found.lessons.teachers
    assert (found.employees, teacher.hours) == ([maths[1]], 10)
    far = found.units.index(district.far.id)
    assert found.lessons.openings == [Opening(far, "matematika", 20, 4)]  # 40 near: 20 + 10 taught, 24 supposed
    assert len(found.lessons.notes) == 2


def test_a_sharing_is_solved_by_a_worker_and_kept_once(runtime: Runtime, desk: Desk) -> None:
    actor = Actor(desk.planner.id, "Perencana", None, (Grant(Permission.PLAN),))
    with runtime.database.writing() as session:
        key = service.ask_sharing(session, None, Terms(most_km=80.0), 1, actor=actor, clock=runtime.clock)
    run_worker(runtime, once=True)
    with runtime.database.writing() as session:
        row = session.get_one(LessonSharing, key)
        assert row.state is SharingState.DONE
        assert row.found["hours_short_before"] == row.found["hours_short_after"] == 0
        kept = service.share(load_lessons(session, "", TODAY, Terms(), 1), runtime)
        service.keep_sharing(session, {"sharing": key}, kept)
        assert service.read_sharing(session, {"sharing": key}) is None
        service.keep_sharing(session, {"sharing": key}, service.share(None, runtime))
        assert row.ended_at == session.get_one(LessonSharing, key).ended_at


def test_two_who_ask_for_the_same_share_hours_out_once(runtime: Runtime, desk: Desk) -> None:
    actors = [Actor(who.id, who.name, None, (Grant(Permission.PLAN),)) for who in (desk.planner, desk.officer)]
    pressed, keys = Barrier(len(actors)), []

    def press(actor: Actor, terms: Terms) -> None:
        pressed.wait(timeout=30)
        with runtime.database.writing() as session:
            keys.append(service.ask_sharing(session, None, terms, 1, actor=actor, clock=runtime.clock))

    people = [Thread(target=press, args=(actor, Terms())) for actor in actors]
    for one in people:
        one.start()
    for one in people:
        one.join()
    assert len(keys) == len(actors)
    assert len(set(keys)) == 1
    pressed = Barrier(1)
    press(actors[0], Terms(most_km=80.0))
    assert len(set(keys)) == 2, "other terms are another question"
    run_worker(runtime, once=True)
    press(actors[1], Terms())
    assert len(set(keys)) == 3, "what is done is asked anew: records may have changed"


def test_only_planners_and_staffing_officers_of_the_tree_share_hours_out(
    session: Session, clock: Clock, district: District
) -> None:
    for grants in ((Grant(Permission.EMPLOYEES_READ),), (Grant(Permission.PLAN, district.near.path),)):
        with pytest.raises(NotPermitted):
            service.ask_sharing(session, None, Terms(), 1, actor=Actor(1, "X", None, grants), clock=clock)


def test_the_page_asks_waits_and_shows_who_would_teach_where(
    client: Browser, sign_in: SignIn, runtime: Runtime, desk: Desk, short_teacher: str
) -> None:
    sign_in(client, desk.planner)
    assert "Belum ada jam yang dibagikan" in client.get("/jam-mengajar").text
    assert client.post("/jam-mengajar", data={**WIDE, "full_load": "0"}).status_code == 422
    answer = client.post("/jam-mengajar", data=WIDE)
    assert answer.status_code == 303
    address = answer.headers["Location"]
    waiting = client.get(f"{address}?perbarui=ya")
    assert "Sedang dihitung" in waiting.text
    assert waiting.headers["Refresh"]
    run_worker(runtime, once=True)
    page = client.get(address).text
    assert short_teacher in page
    assert "14 jam di SMPN 2" in page
    assert "Terbukti" in page
    sheet = openpyxl.load_workbook(io.BytesIO(client.get(f"{address}/daftar.xlsx").data)).worksheets[0]
    assert [cell.value for cell in sheet[2]][4:] == ["SMPN 2", 14, pytest.approx(70, abs=8), 24, 0]
    check_phone_budget(client, address)
    sign_in(client, desk.officer)
    for hidden in (address, f"{address}/daftar.xlsx", "/jam-mengajar/999", f"/jam-mengajar/{2**40}"):
        assert client.get(hidden).status_code == 404
    assert client.post("/jam-mengajar", data=WIDE).status_code == 422
    sign_in(client, desk.employee)
    assert client.get("/jam-mengajar").status_code == 403
