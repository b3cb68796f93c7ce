"""The own account: password, language, mail, devices, tokens."""

from flask import Blueprint, redirect, render_template, request, session, url_for

from mutasi_flow.access import queries, service
from mutasi_flow.access.domain import ROLE_LABELS, safe_address
from mutasi_flow.access.forms import read_new_password, read_preferences
from mutasi_flow.access.pages.sign_in import HOME, limit, read_agent
from mutasi_flow.core import web
from mutasi_flow.core.errors import NotPermitted
from mutasi_flow.core.forms import Form
from mutasi_flow.core.texts import T
from mutasi_flow.core.web import (
    Answer,
    current_actor,
    current_clock,
    current_session,
    current_visitor,
    limiter,
    read_form,
    requires,
    show_notice,
    writes,
)
from mutasi_flow.core.web.visitor import LANGUAGE
from mutasi_flow.people import queries as people

pages = Blueprint("account", __name__)


def _account_id() -> int:
    account_id = current_actor().account_id
    if account_id is None:
        raise NotPermitted
    return account_id


def _show(form: Form | None = None) -> Answer:
    reading, today = current_session(), current_clock().today()
    account = queries.get_account(reading, _account_id())
    values = {"locale": account.locale, "email": account.email, "mail_notices": "ya" if account.mail_notices else ""}
    form = form or Form(values)
    page = render_template(
        "access/account.html",
        account=account,
        roles=queries.list_roles(reading, [account.id], today),
        leads=account.employee_id is not None and bool(people.paths_headed_by(reading, account.employee_id)),
        role_labels=ROLE_LABELS,
        tokens=queries.list_tokens(reading, account.id),
        devices=queries.list_devices(reading, account.id, current_visitor().session_key),
        form=form,
    )
    return page, form.status


@pages.get("/akun")
@requires()
def show() -> Answer:
    """Show the own account."""
    return _show()


@pages.post("/akun")
@requires()
@writes
def change() -> Answer:
    """Set language and mail."""
    form = read_form()
    with form.catching():
        wanted = read_preferences(form)
        service.change_preferences(
            current_session(),
            current_actor(),
            locale=wanted.locale,
            email=wanted.email,
            mail_notices=wanted.mail_notices,
            at=current_clock().now(),
        )
        session.pop(LANGUAGE, None)
        show_notice(T("Pengaturan Anda tersimpan."))
        return redirect(url_for("account.show"), 303)
    return _show(form)


def _show_password(form: Form) -> Answer:
    page = render_template(
        "access/password.html",
        form=form,
        is_first=current_visitor().must_change_password,
        person=queries.get_account(current_session(), _account_id()).identity_line,
        next=safe_address(request.values.get("next", "")),
    )
    return page, form.status


def _change_password(form: Form) -> None:
    current, new = read_new_password(form, asks_current=not current_visitor().must_change_password)
    at = current_clock().now()
    service.change_password(current_session(), current_actor(), current=current, new=new, at=at)
    web.sign_in(service.open_device(current_session(), _account_id(), read_agent(), at))


@pages.route("/akun/sandi", methods=["GET", "POST"])
@limiter.limit(limit, methods=["POST"])
@requires()
@writes
def password() -> Answer:
    """Change the own password; the one page that is open to people who came in with a one-time password."""
    if request.method == "GET":
        return _show_password(Form())
    form = read_form()
    with form.catching():
        _change_password(form)
        show_notice(T("Kata sandi Anda sudah diganti. Di perangkat lain Anda perlu masuk lagi."))
        return redirect(safe_address(form.value("next")) or HOME, 303)
    return _show_password(form)


@pages.post("/akun/keluar-semua")
@requires()
@writes
def leave_everywhere() -> Answer:
    """Sign out on all devices, this one too."""
    service.end_sessions(current_session(), current_actor(), _account_id(), current_clock().now())
    web.sign_out()
    return redirect(url_for("access.sign_in"), 303)


@pages.post("/akun/perangkat/<int:device_id>/keluar")
@requires()
@writes
def end_device(device_id: int) -> Answer:
    """Sign one other device out."""
    service.end_device(current_session(), current_actor(), device_id, current_clock().now())
    show_notice(T("Perangkat itu sudah keluar. Untuk memakainya lagi, Anda perlu masuk dahulu."))
    return redirect(url_for("account.show"), 303)


@pages.post("/akun/token/<int:token_id>/cabut")
@requires()
@writes
def revoke_token(token_id: int) -> Answer:
    """Make an own token worthless."""
    service.revoke_token(current_session(), current_actor(), token_id, current_clock().now())
    show_notice(T("Token dicabut. Program yang memakainya tidak dapat masuk lagi."))
    return redirect(url_for("account.show"), 303)
