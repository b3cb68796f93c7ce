"""Input of the pages on which a plan is put before a team, and heard."""

from collections.abc import Collection, Sequence

from mutasi_flow.core.forms import Form
from mutasi_flow.core.texts import T
from mutasi_flow.planning.hearings.service import Proposal
from mutasi_flow.planning.minutes.model import LONGEST_REASON
from mutasi_flow.transfers.deliberation import NewAdvice, NewSitting, OpenSitting, TeamRow
from mutasi_flow.transfers.forms.deliberation import read_advice

NEW = "baru"
ALL, CHOSEN = "semua", "terpilih"
LONGEST_PLACE = 200


def read_proposal(form: Form, solution_id: int, sittings: Sequence[OpenSitting], teams: Sequence[TeamRow]) -> Proposal:
    """Read which sitting hears a result, an open one or one that is called for it, and why it is proposed.

    Raises:
        InvalidForm: something is missing or not understood.
    """
    which = form.choice("sitting", T("Sidang"), (NEW, *(str(one.id) for one in sittings)))
    sitting: int | NewSitting = 0
    if which == NEW:
        team = form.choice("team", T("Tim"), [str(one.id) for one in teams])
        held_on = form.day("held_on", T("Tanggal sidang"))
        place = form.text("place", T("Tempat"), max_length=LONGEST_PLACE)
        because = _read_because(form)
        form.check()
        sitting = NewSitting(int(team), held_on, place)
    else:
        because = _read_because(form)
        form.check()
        sitting = int(which)
    return Proposal(solution_id, sitting, because, everything=form.flag("everything"))


def _read_because(form: Form) -> str:
    return form.text("because", T("Alasan"), max_length=LONGEST_REASON, multiline=True)


def read_outcome(form: Form, numbers: Collection[str]) -> tuple[Collection[str] | None, NewAdvice, int]:
    """Read what a team says of which moves, None for all of which nothing is said yet, and the version of the page.

    Raises:
        InvalidForm: something is missing or not understood.
    """
    which = form.choice("which", T("Mutasi"), (CHOSEN, ALL))
    chosen = form.choices("number", T("Mutasi"), numbers) if which != ALL else None
    new, version = read_advice(form), form.integer("version", T("Versi"))
    form.check()
    return chosen, new, version
