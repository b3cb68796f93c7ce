"""Accounts for a whole unit, and one-time passwords on paper."""

from collections.abc import Sequence

from flask import Blueprint, redirect, render_template, request, url_for

from mutasi_flow.access import queries, service
from mutasi_flow.access.domain import SLIP_VALID_DAYS
from mutasi_flow.access.forms import read_id
from mutasi_flow.core.actor import Permission
from mutasi_flow.core.errors import NotFound, Refused
from mutasi_flow.core.texts import T
from mutasi_flow.core.web import (
    Answer,
    current_actor,
    current_clock,
    current_runtime,
    current_session,
    read_form,
    requires,
    show_notice,
    writes,
)
from mutasi_flow.people import queries as people
from mutasi_flow.people.queries import UnitCard

pages = Blueprint("slips", __name__)


def _own_unit(unit_id: int) -> UnitCard:
    """Return a unit over which the visitor manages accounts.

    Raises:
        NotFound: there is none.
    """
    unit = people.get_unit(current_session(), unit_id)
    if not current_actor().may(Permission.ACCOUNTS, unit.path):
        raise NotFound
    return unit


def _awaiting(unit: UnitCard) -> Sequence[queries.AccountRow]:
    may_all = current_actor().has(Permission.ADMIN)
    return queries.list_awaiting_slip(current_session(), unit.path, current_clock().today(), with_roles=may_all)


@pages.get("/akun/slip")
@requires(Permission.ACCOUNTS)
def choose() -> Answer:
    """Find the unit whose people get accounts or slips."""
    text = request.args.get("q", "").strip()
    paths = current_actor().paths(Permission.ACCOUNTS)
    units = people.search_units(current_session(), text, paths, on=current_clock().today())
    return render_template("access/slip_units.html", units=units, q=text)


@pages.get("/akun/slip/<int:unit_id>")
@requires(Permission.ACCOUNTS)
def of_unit(unit_id: int) -> Answer:
    """Show who of a unit has no account, and who waits for a slip."""
    unit = _own_unit(unit_id)
    return render_template(
        "access/slip_unit.html",
        unit=unit,
        missing=queries.count_without_account(current_session(), unit.path),
        awaiting=_awaiting(unit),
        most=queries.SLIPS_AT_ONCE,
        days=SLIP_VALID_DAYS,
    )


@pages.post("/akun/slip/<int:unit_id>/akun")
@requires(Permission.ACCOUNTS)
@writes
def create(unit_id: int) -> Answer:
    """Make an account for everybody of a unit who has none."""
    made = service.create_accounts(current_session(), current_actor(), _own_unit(unit_id).path, current_clock().now())
    show_notice(T("{count} akun dibuat. Cetak slipnya, lalu serahkan kepada masing-masing pegawai.", count=made))
    return redirect(url_for("slips.of_unit", unit_id=unit_id), 303)


def show_slips(account_ids: Sequence[int], back: str) -> Answer:
    """Make one-time passwords and show them, this once.

    Not under ``@writes``: a repeated press must give readable slips, not the kept answer of the first.
    """
    if not account_ids:
        raise Refused(T("Tidak ada akun yang menunggu slip."))
    runtime = current_runtime()
    with runtime.database.writing() as session:
        slips = service.print_slips(session, current_actor(), account_ids, runtime.clock.now())
    address = runtime.settings.public_url.rstrip("/") + url_for("access.sign_in")
    return render_template("access/slips.html", slips=slips, address=address, back=back)


@pages.post("/akun/slip/<int:unit_id>/cetak")
@requires(Permission.ACCOUNTS)
def print_unit(unit_id: int) -> Answer:
    """Print a slip for everybody of a unit who waits for one."""
    chosen = [row.id for row in _awaiting(_own_unit(unit_id))]
    return show_slips(chosen, url_for("slips.of_unit", unit_id=unit_id))


@pages.post("/akun/slip/cetak")
@requires(Permission.ACCOUNTS)
def print_one() -> Answer:
    """Print a slip for one account: a new colleague, a forgotten password."""
    account_id = read_id(read_form(), "account")
    return show_slips([account_id], url_for("accounts.show", account_id=account_id))
