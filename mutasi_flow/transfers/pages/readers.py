"""Confidential files: who reads one, and announcing it, alone or with others."""

from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for

from mutasi_flow.access import queries as access
from mutasi_flow.access.domain import ROLE_LABELS, Role
from mutasi_flow.core.actor import Permission
from mutasi_flow.core.errors import InvalidInput, NotFound
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
from mutasi_flow.transfers.forms import read_picks, read_version
from mutasi_flow.transfers.queries import ListFilter, TransferCard, get_card, list_transfers, load_statuses
from mutasi_flow.transfers.service import (
    NAMED,
    Named,
    add_reader,
    announce,
    find_announcer,
    may_keep_list,
    remove_reader,
)
from mutasi_flow.transfers.service.secrecy import AUTHOR
from mutasi_flow.transfers.service.tasks import ASKED
from mutasi_flow.transfers.status import STATE_LABELS
from mutasi_flow.transfers.trail import ABOUT

pages = Blueprint("readers", __name__)

MOST_AT_ONCE = 100
ROLES = (Role.VERIFIER, Role.TEAM_MEMBER, Role.DECIDER, Role.SIGNER)
PART_LABELS: dict[str, Text] = {
    AUTHOR: T("Pengusul"),
    ASKED: T("Dimintai tanggapan"),
    NAMED: T("Membaca saja"),
    **{role.value: ROLE_LABELS[role] for role in ROLES},
}
GIVEN_PARTS = (NAMED, *(role.value for role in ROLES))


def _get(number: str) -> TransferCard:
    """Return a confidential file, or one that was, for whoever reads it.

    Raises:
        NotFound: it is none of these.
    """
    card = get_card(current_session(), number, current_actor())
    if not (card.is_secret or card.announced_at):
        raise NotFound
    return card


def _show(number: str, form: Form) -> Answer:
    session, actor, card = current_session(), current_actor(), _get(number)
    if not may_keep_list(card, actor) and not card.is_secret:
        raise NotFound
    page = render_template(
        "transfers/readers.html",
        card=card,
        form=form,
        rows=access.list_readers(session, ABOUT, card.id),
        parts=PART_LABELS,
        choices=[(part, translate(PART_LABELS[part])) for part in GIVEN_PARTS],
        may_keep=card.is_secret and may_keep_list(card, actor),
        may_announce=find_announcer(session, card, actor, current_clock().today()) is not None,
    )
    return page, form.status


@pages.get("/usulan/<number>/pembaca")
@requires()
def show(number: str) -> Answer:
    """Show who reads the file."""
    return _show(number, Form({"part": NAMED}))


@pages.post("/usulan/<number>/pembaca")
@requires()
@writes
def add(number: str) -> Answer:
    """Add a reader."""
    form = read_form()
    with form.catching():
        named = Named(
            form.text("username", T("Nama pengguna")),
            form.choice("part", T("Bagiannya"), GIVEN_PARTS),
            form.text("reason", T("Alasan")),
        )
        form.check()
        add_reader(current_session(), number, named, actor=current_actor(), clock=current_clock())
        show_notice(T("Pembaca ditambahkan."))
        return redirect(url_for("readers.show", number=number), 303)
    return _show(number, form)


@pages.post("/usulan/<number>/pembaca/<int:reader_id>/keluarkan")
@requires()
@writes
def remove(number: str, reader_id: int) -> Answer:
    """Take a reader off the list."""
    form = read_form()
    with form.catching():
        reason = form.text("end_reason", T("Alasan"))
        form.check()
        remove_reader(current_session(), number, reader_id, reason, actor=current_actor(), clock=current_clock())
        show_notice(T("Pembaca dikeluarkan."))
        return redirect(url_for("readers.show", number=number), 303)
    return _show(number, form)


@pages.post("/usulan/<number>/umumkan")
@requires(Permission.TRANSFERS_DECIDE, Permission.TRANSFERS_DECREE)
@writes
def disclose(number: str) -> Answer:
    """Announce one file."""
    version = read_version(read_form())
    announce(current_session(), number, actor=current_actor(), clock=current_clock(), expected_version=version)
    show_notice(T("Usulan {number} diumumkan.", number=number))
    return redirect(url_for("tracking.show", number=number), 303)


@pages.get("/berkas-rahasia")
@requires()
def index() -> Answer:
    """List the confidential files that the visitor reads, with those that may be announced together."""
    session, actor, today = current_session(), current_actor(), current_clock().today()
    rows = list_transfers(session, actor, ListFilter(is_secret=True, limit=MOST_AT_ONCE))
    cards = {row.id: get_card(session, row.number, actor) for row in rows}
    given: dict[str, Any] = {
        "announceable": {key for key, card in cards.items() if find_announcer(session, card, actor, today)},
        "statuses": load_statuses(session, rows, actor),
        "states": STATE_LABELS,
    }
    return render_template("transfers/secrets.html", rows=rows, **given)


@pages.post("/berkas-rahasia/umumkan")
@requires(Permission.TRANSFERS_DECIDE, Permission.TRANSFERS_DECREE)
@writes
def disclose_many() -> Answer:
    """Announce the chosen files together, all of them or none."""
    read_form()
    picks = read_picks(request.form.getlist("pilih"))
    if not 0 < len(picks) <= MOST_AT_ONCE:
        raise InvalidInput(T("Pilih 1 sampai {limit} usulan.", limit=MOST_AT_ONCE), field="pilih")
    for number, version in sorted(picks):
        announce(current_session(), number, actor=current_actor(), clock=current_clock(), expected_version=version)
    show_notice(T("{count} berkas diumumkan.", count=len(picks)))
    return redirect(url_for("readers.index"), 303)
