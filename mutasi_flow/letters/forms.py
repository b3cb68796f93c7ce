"""Forms of what the office settles about its letters."""

from collections.abc import Collection

from mutasi_flow.core.forms import Form
from mutasi_flow.core.texts import T
from mutasi_flow.letters.domain import (
    CITING_KINDS,
    FIRST_LABELS,
    LONGEST_BASIS,
    LONGEST_CODE,
    LONGEST_SOURCE,
    LONGEST_YEARS,
    PAPERS,
    Fate,
)
from mutasi_flow.letters.queries.retention import ClassRow
from mutasi_flow.letters.service import NewBasis, NewStyle
from mutasi_flow.people.domain import EmploymentStatus

LAST_PLACE = 9_999


def read_basis(form: Form) -> NewBasis:
    """Read a regulation that letters are to cite."""
    basis = NewBasis(
        text=form.text("text", T("Peraturan"), max_length=LONGEST_BASIS, multiline=True),
        position=form.integer("position", T("Urutan"), least=1, most=LAST_PLACE),
        from_on=form.day("from_on", T("Berlaku mulai")),
        to_on=form.optional_day("to_on", T("Berlaku sampai")),
        statuses=form.choices("statuses", T("Untuk pegawai"), set(EmploymentStatus)),
        kinds=form.choices("kinds", T("Untuk surat"), CITING_KINDS),
    )
    form.check()
    return basis


def read_style(form: Form) -> NewStyle:
    """Read the switches of letters from a day on."""
    style = NewStyle(
        from_on=form.day("from_on", T("Berlaku mulai")),
        has_invocation=form.flag("has_invocation"),
        first_label=form.choice("first_label", T("Diktum pertama"), FIRST_LABELS),
        paper=form.choice("paper", T("Kertas"), PAPERS),
        certifier_title=form.text("certifier_title", T("Jabatan pengesah"), required=False),
        certifier_name=form.text("certifier_name", T("Nama pengesah"), required=False),
        certifier_rank=form.text("certifier_rank", T("Pangkat pengesah"), required=False),
        certifier_nip=form.text("certifier_nip", T("NIP pengesah"), required=False, max_length=32),
    )
    form.check()
    return style


def read_class(form: Form, kinds: Collection[str]) -> ClassRow:
    """Read a class of retention.

    Raises:
        InvalidForm: something is missing or cannot be.
    """
    row = ClassRow(
        kind=form.choice("kind", T("Jenis surat"), list(kinds)),
        code=form.text("code", T("Kode klasifikasi"), max_length=LONGEST_CODE, required=False),
        active_years=form.integer("active_years", T("Masa aktif"), most=LONGEST_YEARS),
        inactive_years=form.integer("inactive_years", T("Masa inaktif"), most=LONGEST_YEARS),
        fate=form.member("fate", T("Nasib akhir"), Fate),
        from_on=form.day("from_on", T("Berlaku mulai")),
        source=form.text("source", T("Dasar"), max_length=LONGEST_SOURCE),
    )
    form.check()
    return row
