"""Input of the pages: which transfers are looked for, and which rows of a page are meant."""

from datetime import date

from mutasi_flow.core.forms import Form
from mutasi_flow.core.texts import T, Text
from mutasi_flow.decrees.batches.queries import Wish
from mutasi_flow.transfers.domain import Door, LegalKind

MOST_NAMED = 500
KIND_LABELS: dict[LegalKind, Text] = {
    LegalKind.A: T("Dalam pemerintah daerah ini"),
    LegalKind.B: T("Antardaerah dalam provinsi"),
    LegalKind.C: T("Antarprovinsi"),
    LegalKind.D: T("Dari atau ke instansi pusat"),
}
DOOR_LABELS: dict[Door, Text] = {
    Door.OWN: T("Permintaan pegawai"),
    Door.UNIT: T("Usulan unit"),
    Door.PLAN: T("Rencana penempatan"),
}


def read_wish(form: Form, unit_path: str = "") -> Wish:
    """Read the filter of transfers; what is left empty restricts nothing."""
    kind = form.choice("jenis", T("Jenis"), set(LegalKind), required=False)
    door = form.choice("pintu", T("Pintu"), set(Door), required=False)
    numbers = tuple(form.value("nomor").split())[:MOST_NAMED]
    return Wish(
        unit_path=unit_path,
        kind=LegalKind(kind) if kind else None,
        door=Door(door) if door else None,
        effective_from=_month(form.value("bulan"), last=False),
        effective_to=_month(form.value("bulan"), last=True),
        numbers=numbers,
    )


def _month(text: str, *, last: bool) -> date | None:
    """Return the first or last day of ``2026-03``; None where it is no month."""
    year, dash, month = text.partition("-")
    if not (dash and year.isdecimal() and month.isdecimal()) or not (1 <= int(month) <= 12 and 1 < int(year) < 9999):  # noqa: PLR2004 - months and years
        return None
    first = date(int(year), int(month), 1)
    if not last:
        return first
    following = date(first.year + first.month // 12, first.month % 12 + 1, 1)
    return date.fromordinal(following.toordinal() - 1)


def read_rows(form: Form) -> list[int]:
    """Return the rows that were ticked."""
    return form.keys("baris")
