"""Routes before the administrator: list, picture, editor, publication, exchange; by page and by shell."""

import io
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from itertools import repeat

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from mutasi_flow.access.domain import Role
from mutasi_flow.access.model import Account
from mutasi_flow.core import audit
from mutasi_flow.core.actor import SYSTEM
from mutasi_flow.core.errors import InvalidInput, NotFound, Refused
from mutasi_flow.core.runtime import Runtime
from mutasi_flow.transfers.model import RouteVersion
from mutasi_flow.transfers.queries import find_card, list_own_routes, load_route
from mutasi_flow.transfers.routes import INTERNAL, ROUTES
from mutasi_flow.transfers.routes.drawing import draw
from mutasi_flow.transfers.routes.exchange import _refuse_unfolding, from_yaml, to_yaml
from mutasi_flow.transfers.service.routes import end_route, publish
from mutasi_flow.transfers.workflow import Action
from tests.browsing import Browser
from tests.budgets import check_phone_budget
from tests.factories import NOW, TODAY, make_account
from tests.transfers.scene import Scene, build_scene

SignIn = Callable[[Browser, Account], None]
LATER, PAST = date(2026, 6, 1), date(2026, 2, 27)
OWN = replace(INTERNAL, code="umum", scope=ROUTES["staff-own/1"].scope, from_on=TODAY, stages=INTERNAL.stages[1:])


@pytest.fixture
def scene(session: Session) -> Scene:
    return build_scene(session, modules={"peers": False})


@pytest.fixture
def admin(runtime: Runtime) -> Account:
    with runtime.database.writing() as session:
        build_scene(session, modules={"peers": False})
        return make_account(session, None, [Role.ADMIN])


@pytest.mark.parametrize("route", ROUTES.values(), ids=lambda route: route.key)
def test_every_route_is_the_same_after_a_journey_as_text(route: object) -> None:
    assert from_yaml(to_yaml(route)) == route  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[",
        "code: [1, 2",
        "a: &x [1]\nb: *x",
        "code: a\ncode: b",
        "stages:\n- tasks: []\n  tasks: []",
        "from: 2026-99-99",
        "!!python/object/apply:os.system ['true']",
        "x" * 20_001,
        "[" * 15_000,
        "[" * 30 + "]" * 30,
        "\x00",
    ],
)
def test_a_text_that_is_no_route_is_refused_with_its_place(text: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        from_yaml(text)
    assert refused.value.field == "text"


def test_of_brackets_without_end_no_more_is_read_than_a_route_can_have() -> None:
    where = yaml.Mark("", 0, 4, 0, "", 0)
    opened = repeat(yaml.SequenceStartEvent(None, None, True, start_mark=where))
    with pytest.raises(InvalidInput, match="Baris 5"):
        _refuse_unfolding(opened)


@given(st.text(max_size=60))
def test_no_text_ends_in_anything_but_a_sentence(text: str) -> None:
    with pytest.raises(InvalidInput):
        from_yaml(text)


@pytest.mark.parametrize("route", ROUTES.values(), ids=lambda route: route.key)
def test_a_picture_holds_every_task_once_and_below_the_one_before(route: object) -> None:
    drawing = draw(route)  # type: ignore[arg-type]
    rows = [row for band in drawing.bands for row in band.rows]
    assert [row.step for row in rows] == [step for stage in route.stages for step in stage.steps]  # type: ignore[attr-defined]
    assert [row.y for row in rows] == sorted({row.y for row in rows})
    assert drawing.bands[-1].bottom < drawing.height


def test_a_version_is_published_with_its_number_and_in_the_trail(scene: Scene) -> None:
    first = publish(scene.session, OWN, actor=SYSTEM, today=TODAY, at=NOW)
    second = publish(scene.session, replace(OWN, from_on=LATER), actor=SYSTEM, today=TODAY, at=NOW)
    assert (first.key, second.key) == ("kantor-umum/1", "kantor-umum/2")
    assert [route.key for route in list_own_routes(scene.session)] == ["kantor-umum/1", "kantor-umum/2"]
    last = audit.trail(scene.session, "office")[-1]
    assert (last.action, last.payload["route"]) == ("route_published", "kantor-umum/2")
    number = scene.draft()
    scene.press(number, Action.SUBMIT, scene.me)
    card = find_card(scene.session, number)
    assert card is not None
    assert card.route == "kantor-umum/1"


@pytest.mark.parametrize(
    ("values", "error"),
    [
        ({"from_on": PAST}, InvalidInput),
        ({"code": "Kode Baru"}, InvalidInput),
        ({"code": "a" * 60}, InvalidInput),
        ({"stages": INTERNAL.stages[:2]}, Refused),
    ],
)
def test_a_version_with_faults_is_not_published(
    scene: Scene, values: dict[str, object], error: type[Exception]
) -> None:
    with pytest.raises(error):
        publish(scene.session, replace(OWN, **values), actor=SYSTEM, today=TODAY, at=NOW)  # type: ignore[arg-type]
    assert list_own_routes(scene.session) == []


def test_a_version_ends_and_the_shipped_route_leads_again(scene: Scene) -> None:
    own = publish(scene.session, OWN, actor=SYSTEM, today=TODAY, at=NOW)
    with pytest.raises(InvalidInput):
        end_route(scene.session, own.key, PAST, actor=SYSTEM, today=TODAY, at=NOW)
    for unknown in ("internal/1", "kantor-umum/9"):
        with pytest.raises(NotFound):
            end_route(scene.session, unknown, TODAY, actor=SYSTEM, today=TODAY, at=NOW)
    end_route(scene.session, own.key, TODAY, actor=SYSTEM, today=TODAY, at=NOW)
    scene.moving.forward(1)
    number = scene.draft()
    scene.press(number, Action.SUBMIT, scene.me)
    card = find_card(scene.session, number)
    assert card is not None
    assert card.route == "staff-own/1"
    assert load_route(scene.session, own.key).key == own.key


@pytest.mark.both_databases
def test_an_administrator_publishes_and_ends_a_route_by_page(
    client: Browser, sign_in: SignIn, runtime: Runtime, admin: Account
) -> None:
    sign_in(client, admin)
    page = client.get("/admin/alur")
    assert "Guru: sekolah, dinas, lalu BKPSDM" in page.text
    found = client.get("/admin/alur?jenis=A&pintu=own&jabatan=managerial").text.partition("memulai:")[2]
    assert '"/admin/alur/managerial/1"' in found
    assert "(versi 1)" in found
    assert '"/admin/alur/outgoing/1"' in client.get("/admin/alur?jenis=B").text.partition("memulai:")[2]
    shown = client.get("/admin/alur/managerial/1").text
    assert shown.count("<svg") >= 1
    assert "Sidang tim penilai kinerja" in shown
    text = client.get("/admin/alur/staff-own/1.yaml").text.replace("code: staff-own", "code: cepat")
    draft = {"text": text, "from_on": "2030-01-01"}
    checked = client.post("/admin/alur/baru", data={**draft, "act": "check"})
    assert "dapat diterbitkan" in checked.text
    broken = re.sub(r"held_by: decider", "held_by: releasing", text)
    refused = client.post("/admin/alur/baru", data={**draft, "text": broken, "act": "publish"})
    assert refused.status_code == 422
    assert "Plh. atau Plt." in refused.text
    file = (io.BytesIO(text.encode()), "alur.yaml")
    published = client.post(
        "/admin/alur/baru",
        data={**draft, "text": "", "file": file, "act": "publish"},
        content_type="multipart/form-data",
    )
    assert published.headers["Location"].endswith("/admin/alur/kantor-cepat/1")
    with runtime.database.reading() as session:
        assert session.scalars(select(RouteVersion.code)).all() == ["kantor-cepat"]
    assert "Akhiri alur" in client.get("/admin/alur/kantor-cepat/1").text
    ended = client.post("/admin/alur/kantor-cepat/1/akhir", data={"last_on": "2031-01-01"})
    assert ended.status_code == 303
    assert client.post("/admin/alur/kantor-cepat/1/akhir", data={"last_on": "2001-01-01"}).status_code == 422
    assert "kantor-cepat/1" in client.get("/admin/alur").text


@pytest.mark.parametrize("address", ["/admin/alur", "/admin/alur/teacher/1", "/admin/alur/baru?dari=teacher/1"])
def test_the_pages_are_light_and_for_administrators(
    client: Browser, sign_in: SignIn, runtime: Runtime, admin: Account, address: str
) -> None:
    with runtime.database.writing() as session:
        verifier = make_account(session, None, [Role.VERIFIER])
    sign_in(client, verifier)
    assert client.get(address).status_code == 403
    sign_in(client, admin)
    check_phone_budget(client, address)
    assert "kantor-teacher" in client.get("/admin/alur/baru?dari=teacher/1").text


@pytest.mark.parametrize("address", ["/admin/alur/none/1", "/admin/alur/none/1.yaml", "/admin/alur/baru?dari=none"])
def test_an_unknown_route_is_not_found(client: Browser, sign_in: SignIn, admin: Account, address: str) -> None:
    sign_in(client, admin)
    assert client.get(address).status_code == 404
