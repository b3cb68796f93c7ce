"""Letters that follow a decree: a press for those that ask nothing, and a question for the note of placement."""

from flask import Blueprint, redirect, render_template, url_for

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
from mutasi_flow.letters.queries import LetterRow
from mutasi_flow.transfers.pages.letters import get_for_officer
from mutasi_flow.transfers.queries import TransferCard
from mutasi_flow.transfers.service.following import FOLLOWED, LONGEST_PLACE, Following, write_following
from mutasi_flow.transfers.service.signing import OFFICERS

pages = Blueprint("following", __name__)


def _show(card: TransferCard, decree: LetterRow, form: Form) -> Answer:
    page = render_template("transfers/placement_note.html", card=card, letter=decree, form=form)
    return page, form.status


@pages.get("/usulan/<number>/sk/nota-dinas")
@requires(*OFFICERS)
def ask(number: str) -> Answer:
    """Ask where within the unit the work is done."""
    return _show(*get_for_officer(number), Form())


@pages.post("/usulan/<number>/sk/surat-lanjutan")
@requires(*OFFICERS)
@writes
def write(number: str) -> Answer:
    """Write the letter and lead to its page."""
    (card, decree), form = get_for_officer(number), read_form()
    with form.catching():
        kind = form.choice("kind", T("Surat"), FOLLOWED)
        place = form.text("place", T("Tempat tugas"), required=False, max_length=LONGEST_PLACE)
        form.check()
        wanted, clock = Following(kind, place), current_clock()
        issued = write_following(current_session(), number, decree.id, wanted, actor=current_actor(), clock=clock)
        show_notice(T("Surat dibuat. Berkasnya siap kurang dari satu menit."))
        return redirect(url_for("decree.show", number=number, surat=issued.id), 303)
    return _show(card, decree, form)
