"""Input of the pages of rounds."""

from collections.abc import Mapping
from datetime import date

from sqlalchemy.orm import Session

from mutasi_flow.core.forms import Form
from mutasi_flow.core.texts import T, Text
from mutasi_flow.people import queries as people
from mutasi_flow.people.domain import JabatanKind
from mutasi_flow.people.model import CODE
from mutasi_flow.planning.market.domain import (
    ELIGIBLE_KINDS,
    HEAVIEST,
    PART_LABELS,
    USUAL_WEIGHTS,
    Days,
    Floor,
    Manner,
    Part,
)
from mutasi_flow.planning.market.model import ROUND_NAME
from mutasi_flow.planning.market.service import NewRound

KIND_LABELS: Mapping[JabatanKind, Text] = {
    JabatanKind.FUNCTIONAL: T("Jabatan fungsional, misalnya guru dan tenaga kesehatan"),
    JabatanKind.GENERAL: T("Jabatan pelaksana"),
}


def usual_round(today: date) -> Form:
    """Return a form with what most offices would take."""
    weights: dict[str, str | list[str]] = {f"poin-{part.value}": str(USUAL_WEIGHTS[part]) for part in Part}
    return Form(
        {
            **weights,
            "kinds": [kind.value for kind in ELIGIBLE_KINDS],
            "manner": Manner.CHAINS.value,
            "floor": Floor.MINIMUM.value,
            "opens_on": today.isoformat(),
        }
    )


def read_round(form: Form, session: Session) -> NewRound:
    """Read a round."""
    name = form.text("name", T("Nama putaran"), max_length=ROUND_NAME)
    days = Days(
        form.day("opens_on", T("Dibuka")),
        form.day("closes_on", T("Hari terakhir ikut")),
        form.day("corrects_until", T("Koreksi poin sampai")),
        form.day("effective_on", T("Mulai bertugas")),
    )
    kinds = form.choices("kinds", T("Jenis jabatan"), [kind.value for kind in ELIGIBLE_KINDS], required=True)
    weights = {part: form.integer(f"poin-{part.value}", PART_LABELS[part], most=HEAVIEST) for part in Part}
    jabatan, unit = form.value("jabatan").strip(), form.value("unit").strip()
    found_jabatan = people.find_jabatan_by_code(session, jabatan) if jabatan else None
    found_unit = people.find_unit_by_code(session, unit) if unit else None
    if jabatan and found_jabatan is None:
        form.fail("jabatan", T("Jabatan dengan kode ini tidak dikenal."))
    if unit and found_unit is None:
        form.fail("unit", T("Unit dengan kode ini tidak dikenal."))
    return NewRound(
        name,
        days,
        tuple(JabatanKind(kind) for kind in kinds),
        weights,
        form.member("manner", T("Bentuk pertukaran"), Manner),
        form.member("floor", T("Batas bawah"), Floor),
        found_jabatan.id if found_jabatan else None,
        found_unit.id if found_unit else None,
        form.text("seed", T("Benih undian"), required=False, max_length=CODE),
    )
