"""Roles of an account: given and taken back by administrators."""

from flask import Blueprint, redirect, render_template, request, url_for

from mutasi_flow.access import queries, service
from mutasi_flow.access.domain import GRANTED_ROLES, HOLDING_LABELS, ROLE_EXPLANATIONS, ROLE_LABELS, Holding
from mutasi_flow.access.forms import WHOLE_OFFICE, read_role
from mutasi_flow.access.pages.shown import managed_account
from mutasi_flow.core.actor import Permission
from mutasi_flow.core.errors import Conflict, NotFound
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
    writes,
)
from mutasi_flow.people import queries as people

pages = Blueprint("roles", __name__)


def _show(account_id: int, form: Form, text: str) -> Answer:
    session, today = current_session(), current_clock().today()
    units = people.search_units(session, text, [""], on=today) if text else []
    page = render_template(
        "access/role_new.html",
        account=managed_account(account_id),
        roles=[(role.value, ROLE_LABELS[role], ROLE_EXPLANATIONS[role]) for role in GRANTED_ROLES],
        holdings=[(one.value, label) for one, label in HOLDING_LABELS.items()],
        units=units,
        whole=WHOLE_OFFICE,
        q=text,
        form=form,
    )
    return page, form.status


@pages.get("/admin/akun/<int:account_id>/peran")
@requires(Permission.ADMIN)
def begin(account_id: int) -> Answer:
    """Ask for role, scope, dates and warrant."""
    start = {"from_on": current_clock().today().isoformat(), "unit": WHOLE_OFFICE, "holding": Holding.DEFINITIVE.value}
    return _show(account_id, Form(start), request.args.get("q", "").strip())


@pages.post("/admin/akun/<int:account_id>/peran")
@requires(Permission.ADMIN)
@writes
def grant(account_id: int) -> Answer:
    """Give the role."""
    form = read_form()
    with form.catching():
        wanted = read_role(form)
        try:
            service.grant_role(
                current_session(),
                current_actor(),
                account_id,
                wanted.role,
                unit_id=wanted.unit_id,
                from_on=wanted.from_on,
                to_on=wanted.to_on,
                warrant=wanted.warrant,
                holding=wanted.holding,
                at=current_clock().now(),
            )
        except Conflict as held:
            form.refusals.append(held.text)
        else:
            show_notice(T("Peran {role} diberikan.", role=ROLE_LABELS[wanted.role]))
            return redirect(url_for("accounts.show", account_id=account_id), 303)
    return _show(account_id, form, form.value("q"))


def _role_of(account_id: int, grant_id: int) -> queries.RoleRow:
    held = queries.list_roles(current_session(), [account_id], current_clock().today())
    found = next((row for row in held if row.id == grant_id), None)
    if found is None:
        raise NotFound(T("Peran ini sudah tidak ada."))
    return found


@pages.get("/admin/akun/<int:account_id>/peran/<int:grant_id>/cabut")
@requires(Permission.ADMIN)
def confirm_revoke(account_id: int, grant_id: int) -> Answer:
    """Ask whether the role should really end."""
    row = _role_of(account_id, grant_id)
    account = managed_account(account_id)
    return render_template("access/role_revoke.html", account=account, row=row, role_labels=ROLE_LABELS)


@pages.post("/admin/akun/<int:account_id>/peran/<int:grant_id>/cabut")
@requires(Permission.ADMIN)
@writes
def revoke(account_id: int, grant_id: int) -> Answer:
    """End the role."""
    row, clock = _role_of(account_id, grant_id), current_clock()
    service.revoke_role(current_session(), current_actor(), grant_id, clock.today(), clock.now())
    show_notice(T("Peran {role} dicabut.", role=ROLE_LABELS[row.role]))
    return redirect(url_for("accounts.show", account_id=account_id), 303)
