"""Looking as somebody else: the question why, the beginning, the end."""

from flask import Blueprint, redirect, render_template, url_for

from mutasi_flow.access.pages.shown import managed_account
from mutasi_flow.core import web
from mutasi_flow.core.actor import Permission
from mutasi_flow.core.errors import NotPermitted, Refused
from mutasi_flow.core.forms import Form
from mutasi_flow.core.texts import T
from mutasi_flow.core.web import (
    Answer,
    allowed_while_viewing,
    current_actor,
    current_clock,
    current_runtime,
    current_session,
    current_visitor,
    read_form,
    requires,
    show_notice,
    writes,
)
from mutasi_flow.office.service.viewing import begin_viewing, end_viewing

pages = Blueprint("viewing", __name__)


def _show(account_id: int, form: Form) -> Answer:
    return render_template("office/viewing.html", account=managed_account(account_id), form=form), form.status


@pages.get("/admin/akun/<int:account_id>/lihat-sebagai")
@requires(Permission.ADMIN)
def ask(account_id: int) -> Answer:
    """Ask why."""
    return _show(account_id, Form())


@pages.post("/admin/akun/<int:account_id>/lihat-sebagai")
@requires(Permission.ADMIN)
def begin(account_id: int) -> Answer:
    """Show the pages of the account's owner for a quarter of an hour.

    The trail and the notice are committed before the first page is shown so.
    """
    form, clock, actor = read_form(), current_clock(), current_actor()
    with form.catching():
        at = clock.now()
        until = at + web.LONGEST_VIEWING
        shown, reason = f"{until.astimezone(clock.zone):%H.%M}", form.value("reason")
        try:
            with current_runtime().database.writing() as session:
                begin_viewing(session, actor, account_id, reason, at=at, until=until, shown_until=shown)
        except Refused as refused:
            form.refusals.append(refused.text)
        else:
            web.begin_viewing(account_id, until)
            return redirect("/", 303)
    return _show(account_id, form)


@pages.post("/admin/lihat-sebagai/akhiri")
@requires()
@allowed_while_viewing
@writes
def end() -> Answer:
    """Show the own pages again.

    Raises:
        NotPermitted: nobody else's pages are shown.
    """
    visitor = current_visitor()
    account_id = visitor.actor.account_id
    if visitor.viewer is None or account_id is None:
        raise NotPermitted
    end_viewing(current_session(), visitor.viewer, account_id, at=current_clock().now())
    web.end_viewing()
    show_notice(T("Anda melihat halaman Anda sendiri lagi."))
    return redirect(url_for("accounts.show", account_id=account_id), 303)
