"""Sign-in and sign-out."""

from flask import Blueprint, Response, redirect, render_template, request, url_for

from mutasi_flow.access import service
from mutasi_flow.access.domain import SignIn, safe_address
from mutasi_flow.access.forms import read_sign_in
from mutasi_flow.core import web
from mutasi_flow.core.forms import UNPROCESSABLE, Form
from mutasi_flow.core.web import (
    Answer,
    current_clock,
    current_runtime,
    current_session,
    find_visitor,
    limiter,
    public,
    read_form,
    writes,
)

pages = Blueprint("access", __name__)

HOME = "/"


def limit() -> str:
    """Return how often one address may fail."""
    return current_runtime().settings.sign_in_limit


def has_failed(response: Response) -> bool:
    """Whether a try counts against its address: a whole office signs in from one, so only wrong tries do."""
    return response.status_code == UNPROCESSABLE


def read_agent() -> str:
    """Return what the browser calls itself."""
    return request.headers.get("User-Agent", "")


def _try(username: str, password: str) -> SignIn:
    """Try to sign in: two short transactions, and between them the slow comparison, so that no writer waits for it."""
    database, at = current_runtime().database, current_clock().now()
    with database.writing() as session:
        attempt = service.begin_attempt(session, username, at)
    is_right = attempt.fits(password)
    with database.writing() as session:
        return service.finish_attempt(session, attempt, password, at, is_right=is_right, agent=read_agent())


def _show(form: Form) -> Answer:
    return render_template(
        "access/sign_in.html", form=form, next=safe_address(request.values.get("next", ""))
    ), form.status


@pages.get("/masuk")
@public
def sign_in() -> Answer:
    """Ask for user name and password."""
    if find_visitor() is not None:
        return redirect(safe_address(request.args.get("next", "")) or HOME, 303)
    return _show(Form())


@pages.post("/masuk")
@limiter.limit(limit, deduct_when=has_failed)
@public
def enter() -> Answer:
    """Sign in, or say what was wrong without saying which of the two."""
    form = read_form()
    with form.catching():
        outcome = _try(*read_sign_in(form))
        if outcome.refusal is None:
            web.sign_in(outcome.session_key)
            address = safe_address(form.value("next")) or HOME
            return redirect(url_for("account.password", next=address) if outcome.must_change_password else address, 303)
        form.refusals.append(outcome.refusal)
    return _show(form)


@pages.post("/keluar")
@public
@writes
def sign_out() -> Answer:
    """Sign this device out, with every copy of its cookie; strangers lose nothing by it."""
    visitor = find_visitor()
    if visitor is not None:
        service.close_device(current_session(), visitor.session_key)
    web.sign_out()
    return redirect(url_for("access.sign_in"), 303)
