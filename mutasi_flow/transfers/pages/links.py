"""With which transfers one is decided together: saying so, and dissolving it."""

import re

from flask import Blueprint, redirect, render_template, url_for

from mutasi_flow.core.actor import Permission
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
from mutasi_flow.transfers.domain.links import LINK_HINTS, LINK_LABELS, LinkKind
from mutasi_flow.transfers.forms import read_version
from mutasi_flow.transfers.gates import LONGEST_REASON
from mutasi_flow.transfers.pages.shown import shown_partners
from mutasi_flow.transfers.queries import TransferCard, get_card
from mutasi_flow.transfers.review import dissolve_link, link_transfers, may_link
from mutasi_flow.transfers.status import STATE_LABELS

pages = Blueprint("links", __name__)

LINKERS = (Permission.TRANSFERS_VERIFY, Permission.TRANSFERS_FILE_FOR, Permission.TRANSFERS_PROPOSE)
LONGEST_LIST = 400


def _get(number: str) -> TransferCard:
    """Return the transfer for whoever may link it.

    Raises:
        NotFound: there is none for this person.
    """
    card = get_card(current_session(), number, current_actor())
    if not may_link(card, current_actor()):
        raise NotFound
    return card


def _show(card: TransferCard, form: Form) -> Answer:
    page = render_template(
        "transfers/link.html",
        card=card,
        form=form,
        partners=shown_partners(card),
        kinds=[(kind.value, translate(label), translate(LINK_HINTS[kind])) for kind, label in LINK_LABELS.items()],
        link_labels=LINK_LABELS,
        states=STATE_LABELS,
    )
    return page, form.status


@pages.get("/usulan/<number>/kaitan")
@requires(*LINKERS)
def show(number: str) -> Answer:
    """Show with what the transfer is linked, or ask."""
    return _show(_get(number), Form())


@pages.post("/usulan/<number>/kaitan")
@requires(*LINKERS)
@writes
def link(number: str) -> Answer:
    """Let it be decided together with others."""
    card, form = _get(number), read_form()
    with form.catching():
        kind = form.member("kind", T("Jenis kaitan"), LinkKind)
        others = re.split(r"[\s,;]+", form.text("others", T("Nomor usulan lain"), max_length=LONGEST_LIST).upper())
        version = read_version(form)
        form.check()
        session, actor, clock = current_session(), current_actor(), current_clock()
        link_transfers(session, number, kind, others, actor=actor, clock=clock, expected_version=version)
        show_notice(T("Dikaitkan. Usulan-usulan ini diputus bersama."))
        return redirect(url_for("links.show", number=number), 303)
    return _show(card, form)


@pages.post("/usulan/<number>/kaitan/lepas")
@requires(*LINKERS)
@writes
def dissolve(number: str) -> Answer:
    """Let each go on by itself."""
    card, form = _get(number), read_form()
    with form.catching():
        reason = form.text("reason", T("Alasan"), max_length=LONGEST_REASON, multiline=True)
        version = read_version(form)
        form.check()
        session, actor, clock = current_session(), current_actor(), current_clock()
        dissolve_link(session, number, reason, actor=actor, clock=clock, expected_version=version)
        show_notice(T("Kaitan dilepas. Setiap usulan diputus sendiri lagi."))
        return redirect(url_for("tracking.show", number=number), 303)
    return _show(card, form)
