"""Accounts for administrators and, below their units, staffing officers."""

from flask import Blueprint, redirect, render_template, request, url_for

from mutasi_flow.access import queries, service
from mutasi_flow.access.domain import GRANTED_ROLES, ROLE_LABELS, Role
from mutasi_flow.access.forms import read_new_account, read_reason
from mutasi_flow.access.pages.shown import ACTION_LABELS, managed_account
from mutasi_flow.core import audit
from mutasi_flow.core.actor import Permission
from mutasi_flow.core.errors import NotPermitted
from mutasi_flow.core.forms import Form
from mutasi_flow.core.texts import T
from mutasi_flow.core.web import (
    Answer,
    current_actor,
    current_clock,
    current_session,
    read_form,
    read_mark,
    requires,
    show_notice,
    writes,
)

pages = Blueprint("accounts", __name__)

PAGE = 25


@pages.get("/admin/akun")
@requires(Permission.ACCOUNTS)
def index() -> Answer:
    """List and search accounts."""
    session, today = current_session(), current_clock().today()
    text, role = request.args.get("q", "").strip(), request.args.get("peran", "")
    start = read_mark("mulai") or 0
    rows = queries.list_accounts(
        session,
        current_actor().paths(Permission.ACCOUNTS),
        text=text,
        role=Role(role) if role in GRANTED_ROLES else None,
        today=today,
        limit=PAGE + 1,
        offset=start,
    )
    shown = rows[:PAGE]
    return render_template(
        "access/accounts.html",
        rows=shown,
        roles=queries.list_roles(session, [row.id for row in shown], today),
        role_labels=ROLE_LABELS,
        choices=GRANTED_ROLES,
        filter={"q": text, "peran": role},
        start=start,
        page=PAGE,
        has_more=len(rows) > PAGE,
    )


@pages.get("/admin/akun/<int:account_id>")
@requires(Permission.ACCOUNTS)
def show(account_id: int) -> Answer:
    """Show one account: state, roles, history."""
    account, session = managed_account(account_id), current_session()
    return render_template(
        "access/account_card.html",
        account=account,
        roles=queries.list_roles(session, [account_id], current_clock().today()),
        role_labels=ROLE_LABELS,
        tokens=queries.list_tokens(session, account_id),
        history=audit.trail(session, f"account:{account_id}")[::-1],
        action_labels=ACTION_LABELS,
        is_admin=current_actor().has(Permission.ADMIN),
    )


@pages.get("/admin/akun/baru")
@requires(Permission.ADMIN)
def begin() -> Answer:
    """Ask for the account of somebody who is no employee here (an auditor from outside)."""
    return render_template("access/account_new.html", form=Form())


@pages.post("/admin/akun/baru")
@requires(Permission.ADMIN)
@writes
def create() -> Answer:
    """Make the account."""
    form = read_form()
    with form.catching():
        new = read_new_account(form)
        account_id = service.create_account(current_session(), current_actor(), new, current_clock().now())
        show_notice(T("Akun {name} dibuat. Cetak slip agar pemiliknya dapat masuk.", name=new.name))
        return redirect(url_for("accounts.show", account_id=account_id), 303)
    return render_template("access/account_new.html", form=form), form.status


@pages.get("/admin/akun/<int:account_id>/nonaktif")
@requires(Permission.ACCOUNTS)
def confirm_disable(account_id: int) -> Answer:
    """Ask why, and say what it means."""
    return render_template("access/account_disable.html", account=managed_account(account_id), form=Form())


@pages.post("/admin/akun/<int:account_id>/nonaktif")
@requires(Permission.ACCOUNTS)
@writes
def disable(account_id: int) -> Answer:
    """Shut an account."""
    account, form = managed_account(account_id), read_form()
    with form.catching():
        reason = read_reason(form)
        service.disable_account(current_session(), current_actor(), account_id, current_clock().now(), reason=reason)
        show_notice(T("Akun {name} dinonaktifkan. Semua sesinya berakhir.", name=account.name))
        return redirect(url_for("accounts.show", account_id=account_id), 303)
    return render_template("access/account_disable.html", account=account, form=form), form.status


@pages.post("/admin/akun/<int:account_id>/aktif")
@requires(Permission.ACCOUNTS)
@writes
def enable(account_id: int) -> Answer:
    """Open a disabled account again."""
    account = managed_account(account_id)
    service.enable_account(current_session(), current_actor(), account_id, current_clock().now())
    show_notice(T("Akun {name} aktif kembali.", name=account.name))
    return redirect(url_for("accounts.show", account_id=account_id), 303)


@pages.post("/admin/akun/<int:account_id>/keluarkan")
@requires(Permission.ACCOUNTS)
@writes
def end_sessions(account_id: int) -> Answer:
    """Sign somebody out everywhere (a lost phone)."""
    account = managed_account(account_id)
    if account_id == current_actor().account_id:
        raise NotPermitted(T("Untuk akun sendiri, pakai halaman Akun saya."))
    service.end_sessions(current_session(), current_actor(), account_id, current_clock().now())
    show_notice(T("Semua sesi {name} berakhir.", name=account.name))
    return redirect(url_for("accounts.show", account_id=account_id), 303)


@pages.post("/admin/akun/<int:account_id>/token/<int:token_id>/cabut")
@requires(Permission.ADMIN)
@writes
def revoke_token(account_id: int, token_id: int) -> Answer:
    """Make a token of somebody worthless."""
    service.revoke_token(current_session(), current_actor(), token_id, current_clock().now())
    show_notice(T("Token dicabut. Program yang memakainya tidak dapat masuk lagi."))
    return redirect(url_for("accounts.show", account_id=account_id), 303)
