"""Routes before the administrator: which there are, one as a picture and in words, and the editor of a version."""

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, Response, redirect, render_template, request, url_for

from mutasi_flow.core.actor import Permission
from mutasi_flow.core.errors import NotFound, Refused
from mutasi_flow.core.forms import Form
from mutasi_flow.core.texts import T, Text
from mutasi_flow.core.web import (
    Answer,
    current_actor,
    current_clock,
    current_session,
    read_form,
    requires,
    show_notice,
    translate,
    writes,
)
from mutasi_flow.people import queries as people
from mutasi_flow.transfers.domain import Door
from mutasi_flow.transfers.forms import read_route, take_route_file
from mutasi_flow.transfers.pages.requirements import DOORS
from mutasi_flow.transfers.queries import choose_for, list_own_routes, load_route
from mutasi_flow.transfers.routes import (
    HELD_BY_LABELS,
    MOVE_LABELS,
    POST_LABELS,
    ROUTES,
    TASK_NAMES,
    Case,
    Finding,
    MoveKind,
    PostKind,
    Route,
    attention_of,
)
from mutasi_flow.transfers.routes.check import ORDER
from mutasi_flow.transfers.routes.drawing import draw
from mutasi_flow.transfers.routes.exchange import from_yaml, reshape, to_yaml
from mutasi_flow.transfers.routes.shaping import head_fields
from mutasi_flow.transfers.routes.shipped import ATTENTION
from mutasi_flow.transfers.routes.writing import write
from mutasi_flow.transfers.service.routes import end_route, find_faults, own_code, publish
from mutasi_flow.transfers.status import STATE_LABELS

pages = Blueprint("routes", __name__)

WORDS: dict[str, Any] = {
    "moves": MOVE_LABELS,
    "posts": POST_LABELS,
    "doors": DOORS,
    "states": STATE_LABELS,
    "task_names": TASK_NAMES,
    "holders": HELD_BY_LABELS,
    "attention_of": attention_of,
    "draw": draw,
}


def _scope_choices() -> dict[str, list[tuple[str, str]]]:
    labels: dict[str, Mapping[Any, Text]] = {"move": MOVE_LABELS, "post": POST_LABELS, "door": DOORS}
    return {
        f"{name}_choices": [(one.value, translate(label)) for one, label in found.items()]
        for name, found in labels.items()
    }


def _get(code: str, version: int) -> Route:
    try:
        return load_route(current_session(), f"{code}/{version}")
    except Refused:
        raise NotFound from None


def _tried() -> tuple[Form, Route | Text]:
    """Read the sample case of the address, and say which route it would begin on today."""
    kind, door, post = (request.args.get(name, "") for name in ("jenis", "pintu", "jabatan"))
    case = Case(
        MoveKind(kind) if kind in set(MoveKind) else MoveKind.A,
        PostKind(post) if post in set(PostKind) else None,
        Door(door) if door in set(Door) else Door.OWN,
    )
    form = Form({"jenis": case.move, "pintu": case.door, "jabatan": case.post or ""})
    session = current_session()
    try:
        return form, choose_for(session, people.get_office(session), case, current_clock().today())
    except Refused as refusal:
        return form, refusal.text


@pages.get("/admin/alur")
@requires(Permission.ADMIN)
def index() -> Answer:
    """List all routes, and which one a case begins on."""
    tried, found = _tried()
    return render_template(
        "transfers/routes.html",
        own=list_own_routes(current_session()),
        shipped=ROUTES.values(),
        tried=tried,
        found=found if isinstance(found, Route) else None,
        none_found=None if isinstance(found, Route) else found,
        today=current_clock().today(),
        **_scope_choices(),
        **WORDS,
    )


def _show(route: Route, form: Form) -> Answer:
    return render_template("transfers/route.html", route=route, form=form, **WORDS), form.status


@pages.get("/admin/alur/<code>/<int:version>")
@requires(Permission.ADMIN)
def show(code: str, version: int) -> Answer:
    """Show one version as a picture and in words."""
    return _show(_get(code, version), Form({}))


@pages.get("/admin/alur/<code>/<int:version>.yaml")
@requires(Permission.ADMIN)
def export(code: str, version: int) -> Answer:
    """Give one version as a file."""
    route = _get(code, version)
    headers = {"Content-Disposition": f'attachment; filename="{route.code}-{route.version}.yaml"'}
    return Response(to_yaml(route), content_type="text/yaml; charset=utf-8", headers=headers)


@pages.post("/admin/alur/<code>/<int:version>/akhir")
@requires(Permission.ADMIN)
@writes
def end(code: str, version: int) -> Answer:
    """Let a version of the office end."""
    route, form, clock = _get(code, version), read_form(), current_clock()
    with form.catching():
        last_on = form.day("last_on", T("Hari terakhir"))
        form.check()
        end_route(current_session(), route.key, last_on, actor=current_actor(), today=clock.today(), at=clock.now())
        show_notice(
            T(
                "Alur “{route}” versi {version} berakhir {day}. Usulan yang sudah memakainya diteruskan.",
                route=route.label,
                version=route.version,
                day=last_on,
            )
        )
        return redirect(url_for("routes.index"), 303)
    return _show(route, form)


def _editor(form: Form, route: Route | None = None, findings: tuple[Finding, ...] = ()) -> Answer:
    page = render_template(
        "transfers/route_editor.html",
        form=form,
        route=route,
        head=Form(head_fields(write(route))) if route else None,
        attention_choices=[(code, translate(words)) for code, words in ATTENTION.items()],
        **_scope_choices(),
        findings=[one for one in findings if one.place is None],
        faults={one.place: one.text for one in findings if one.place is not None},
        blocking=[one for one in findings if one.is_blocking],
        state_choices=[(one.value, translate(STATE_LABELS[one])) for one in ORDER],
        task_choices=[(kind, translate(label)) for kind, label in TASK_NAMES.items()],
        holder_choices=[(one.value, translate(label)) for one, label in HELD_BY_LABELS.items()],
        **WORDS,
    )
    return page, form.status


@pages.get("/admin/alur/baru")
@requires(Permission.ADMIN)
def begin() -> Answer:
    """Open the editor, with a copy of the route that the address names."""
    code, _, version = request.args.get("dari", "internal/1").rpartition("/")
    former = _get(code, int(version) if version.isascii() and version.isdigit() else 0)
    text = to_yaml(former).replace(f"code: {former.code}\n", f"code: {own_code(former.code)}\n", 1)
    return _editor(Form({"text": text, "from_on": current_clock().today().isoformat()}), from_yaml(text))


@pages.post("/admin/alur/baru/tahap")
@requires(Permission.ADMIN)
@writes
def shape() -> Answer:
    """Take over what the fields say of stages and tasks, with one press, into the text; nothing is kept."""
    session, clock, form = current_session(), current_clock(), read_form()
    route: Route | None = None
    findings: tuple[Finding, ...] = ()
    with form.catching():
        route = reshape(form.value("text"), form.value, form.values, form.value("act"))
        findings = find_faults(session, route, clock.today())
        form = Form({"text": to_yaml(route), "from_on": form.value("from_on"), "to_on": form.value("to_on")})
    return _editor(form, route, findings)


@pages.post("/admin/alur/baru")
@requires(Permission.ADMIN)
@writes
def edit() -> Answer:
    """Check a text and show it, or publish it; a file takes the place of what was typed."""
    session, clock, form = current_session(), current_clock(), take_route_file(read_form())
    route: Route | None = None
    findings: tuple[Finding, ...] = ()
    with form.catching():
        route = read_route(form, clock.today())
        findings = find_faults(session, route, clock.today())
        if form.value("act") == "publish":
            new = publish(session, route, actor=current_actor(), today=clock.today(), at=clock.now())
            words = T(
                "Alur “{route}” versi {version} terbit, berlaku mulai {day}.",
                route=new.label,
                version=new.version,
                day=new.from_on,
            )
            show_notice(words)
            return redirect(url_for("routes.show", code=new.code, version=new.version), 303)
    return _editor(form, route, findings)
