"""Pages of particulars: what rules ask about an employee or a unit, row by row with days and paper."""

from flask import Blueprint, redirect, render_template, url_for
from sqlalchemy.orm import Session

from mutasi_flow.core.actor import Actor, Permission
from mutasi_flow.core.errors import NotFound
from mutasi_flow.core.forms import Form
from mutasi_flow.core.texts import T
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
from mutasi_flow.people import queries, service
from mutasi_flow.people.domain import PARTICULARS, RELATION_LABELS, RELATIVES, SERVICE_NEEDS, Owner, ParticularKind
from mutasi_flow.people.forms import FIRST_DAY, LAST_DAY, read_days, read_particular
from mutasi_flow.people.queries import EmployeeCard, UnitCard

pages = Blueprint("particulars", __name__)

READING = (
    Permission.EMPLOYEES_WRITE,
    Permission.TRANSFERS_VERIFY,
    Permission.TRANSFERS_DECIDE,
    Permission.AUDIT_READ,
)
"""Permissions that open particulars of employees: staff, and who decides; never supervisors or peers."""
RECORDING = (Permission.EMPLOYEES_WRITE, Permission.TRANSFERS_VERIFY)
_STATED = T("Tersimpan. Berlaku sesudah disahkan pengelola kepegawaian atau verifikator.")


@pages.get("/pegawai/<int:employee_id>/keterangan/<kind>")
@requires(Permission.SELF, *READING)
def of_employee(employee_id: int, kind: str) -> Answer:
    """Show one kind of particulars of an employee."""
    return _page(Form(), _kind(kind, Owner.EMPLOYEE), _employee(employee_id))


@pages.post("/pegawai/<int:employee_id>/keterangan/<kind>")
@requires(Permission.SELF, *READING)
@writes
def add_to_employee(employee_id: int, kind: str) -> Answer:
    """Record a particular of an employee."""
    return _add(_kind(kind, Owner.EMPLOYEE), _employee(employee_id))


@pages.get("/unit/<code>/kebutuhan-layanan")
@requires(Permission.UNITS_READ)
def of_unit(code: str) -> Answer:
    """Show what a school or facility needs."""
    return _page(Form(), SERVICE_NEEDS, _unit(code))


@pages.post("/unit/<code>/kebutuhan-layanan")
@requires(*RECORDING)
@writes
def add_to_unit(code: str) -> Answer:
    """Record what a school or facility needs."""
    return _add(SERVICE_NEEDS, _unit(code))


@pages.post("/keterangan/<kind>/<int:key>/akhiri")
@requires(*RECORDING)
@writes
def end(kind: str, key: int) -> Answer:
    """Give a row its last day."""
    form, found, session = read_form(), _kind(kind), current_session()
    last_day = form.day("to_on", T("Hari terakhir"), earliest=FIRST_DAY, latest=LAST_DAY)
    form.check()
    at = current_clock().now()
    owner_id = service.end_particular(session, found, key, last_day, actor=current_actor(), at=at)
    show_notice(T("Keterangan ini berlaku sampai {day}.", day=last_day))
    return redirect(_address(session, found, owner_id), 303)


@pages.get("/keterangan/menunggu")
@requires(*RECORDING)
def stated() -> Answer:
    """List what people said of their families and nobody has confirmed."""
    session, actor = current_session(), current_actor()
    paths = sorted({path for permission in RECORDING for path in actor.paths(permission)})
    rows = queries.list_stated(session, paths)
    return render_template("people/stated.html", rows=rows, relations=RELATION_LABELS)


@pages.post("/keterangan/relatives/<int:key>/sahkan")
@requires(*RECORDING)
@writes
def confirm(key: int) -> Answer:
    """Let a stated bond count."""
    session, at = current_session(), current_clock().now()
    owner_id = service.confirm_particular(session, key, actor=current_actor(), at=at)
    show_notice(T("Pernyataan disahkan. Keduanya tidak lagi saling menangani usulan."))
    return redirect(_address(session, RELATIVES, owner_id), 303)


@pages.post("/keterangan/<kind>/<int:key>/hapus")
@requires(*RECORDING)
@writes
def remove(kind: str, key: int) -> Answer:
    """Take away a row that was recorded by mistake."""
    found, session, at = _kind(kind), current_session(), current_clock().now()
    owner_id = service.remove_particular(session, found, key, actor=current_actor(), at=at)
    show_notice(T("Keterangan yang keliru dihapus. Jejaknya tetap tersimpan."))
    return redirect(_address(session, found, owner_id), 303)


def may_read(actor: Actor, card: EmployeeCard) -> bool:
    """Whether the actor may see the particulars of an employee: the person, staff over the unit, and who decides."""
    return card.id == actor.employee_id or any(actor.may(permission, card.unit_path or "") for permission in READING)


def employee_kinds(session: Session) -> tuple[ParticularKind, ...]:
    """Return the kinds that speak about employees and that the office shows."""
    return tuple(one for one in PARTICULARS.values() if one.owner is Owner.EMPLOYEE and _is_shown(session, one))


def _is_shown(session: Session, kind: ParticularKind) -> bool:
    return not kind.module or queries.get_office(session).has_module(kind.module)


def _kind(name: str, owner: Owner | None = None) -> ParticularKind:
    found = PARTICULARS.get(name)
    if found is None or (owner is not None and found.owner is not owner) or not _is_shown(current_session(), found):
        raise NotFound
    return found


def _employee(employee_id: int) -> EmployeeCard:
    """Return the employee; who may not read the particulars is told the same as when there is nobody."""
    card = queries.get_employee_card(current_session(), employee_id)
    if not may_read(current_actor(), card):
        raise NotFound(T("Pegawai tidak ditemukan."))
    return card


def _unit(code: str) -> UnitCard:
    unit = queries.find_unit_by_code(current_session(), code)
    if unit is None or not current_actor().may(Permission.UNITS_READ, unit.path):
        raise NotFound(T("Unit tidak ditemukan."))
    return unit


def _address(session: Session, kind: ParticularKind, owner_id: int) -> str:
    if kind.owner is Owner.UNIT:
        return url_for("particulars.of_unit", code=queries.get_unit(session, owner_id).code)
    return url_for("particulars.of_employee", employee_id=owner_id, kind=kind.name)


def _add(kind: ParticularKind, owner: EmployeeCard | UnitCard) -> Answer:
    form, session, at = read_form(), current_session(), current_clock().now()
    with form.catching():
        given, days = read_particular(form, session, kind), read_days(form)
        form.check()
        service.add_particular(session, kind, owner.id, given, days, actor=current_actor(), at=at)
        is_stated = kind is RELATIVES and owner.id == current_actor().employee_id
        show_notice(_STATED if is_stated else T("Tersimpan: {kind}.", kind=kind.label))
        return redirect(_address(session, kind, owner.id), 303)
    return _page(form, kind, owner)


def _page(form: Form, kind: ParticularKind, owner: EmployeeCard | UnitCard) -> Answer:
    session, actor = current_session(), current_actor()
    if isinstance(owner, EmployeeCard):
        name, path, kinds = owner.full_name, owner.unit_path or "", employee_kinds(session)
    else:
        name, path, kinds = owner.name, owner.path, ()
    may_add = service.may_record(actor, kind, owner.id, path)
    page = render_template(
        "people/particulars.html",
        form=form,
        kind=kind,
        kinds=kinds,
        choices={one.name: [(value, translate(label)) for value, label in one.choices.items()] for one in kind.fields},
        owner=owner,
        name=name,
        rows=queries.list_particulars(session, kind, owner.id),
        may_add=may_add,
        may_change=may_add and not (kinds and owner.id == actor.employee_id),
        today=current_clock().today(),
    )
    return page, form.status
