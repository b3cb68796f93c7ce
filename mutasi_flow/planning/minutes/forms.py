"""Input of the pages of minutes."""

from collections.abc import Sequence

from mutasi_flow.core.forms import Form
from mutasi_flow.core.texts import T
from mutasi_flow.planning.minutes.model import LONGEST_PLACE, LONGEST_REASON
from mutasi_flow.planning.minutes.service import NewMinutes
from mutasi_flow.transfers.deliberation import MemberRow
from mutasi_flow.transfers.domain.team import Presence

HERE = (Presence.PRESENT.value, Presence.ABSENT.value)
LONGEST_LIST = 20_000


def read_minutes(form: Form, team_id: int, members: Sequence[MemberRow]) -> NewMinutes:
    """Read what a team decided; one line per move that does not go on: NIP, colon, reason.

    Raises:
        InvalidForm: something is missing or not understood.
    """
    absent = {}
    for one in members:
        key = one.employee_id
        if form.choice(f"hadir-{key}", T("Kehadiran {name}", name=one.name), HERE) == Presence.ABSENT.value:
            absent[key] = form.value(f"sebab-{key}")
    new = NewMinutes(
        team_id,
        form.day("held_on", T("Hari sidang")),
        form.text("place", T("Tempat sidang"), max_length=LONGEST_PLACE),
        form.integer("solution", T("Skenario yang dipilih"), least=1),
        form.text("because", T("Alasan pilihan"), max_length=LONGEST_REASON, multiline=True),
        absent,
        _read_left_out(form),
    )
    form.check()
    return new


def _read_left_out(form: Form) -> list[tuple[str, str]]:
    text = form.text(
        "left_out", T("Mutasi yang tidak diteruskan"), required=False, max_length=LONGEST_LIST, multiline=True
    )
    found = []
    for line in text.splitlines():
        nip, _colon, reason = line.partition(":")
        if line.strip():
            found.append(("".join(nip.split()), reason.strip()))
    return found
