"""What goes into a bundle for I-MUT: which files, under which names, and whether each can really be read there.

I-MUT publishes neither file names nor limits for outside programs, so both are settings of the office.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from types import MappingProxyType

from sqlalchemy import update
from sqlalchemy.orm import Session

from mutasi_flow.core.actor import Actor
from mutasi_flow.core.clock import Clock
from mutasi_flow.core.errors import InvalidInput, MutasiError
from mutasi_flow.core.sheets.columns import Cell, CellKind, Column
from mutasi_flow.core.texts import T, Text
from mutasi_flow.core.uploads import Examined
from mutasi_flow.core.uploads.conversion import as_pdf
from mutasi_flow.people import queries as people
from mutasi_flow.people.model import Office
from mutasi_flow.people.service.trail import note_office
from mutasi_flow.transfers.documents.checklist import Item, Standing, load_checklist
from mutasi_flow.transfers.documents.matrix import Need
from mutasi_flow.transfers.queries import TransferCard, classify

PATTERN, LARGEST_KB = "imut_name", "imut_kb"
"""Marks on the office's row."""
USUAL_PATTERN = "{nip}_{dokumen}"
USUAL_KB = 1000
MOST_KB = 10_000
_SLOTS = frozenset({"nip", "nama", "dokumen", "nomor"})
_SLOT = re.compile(r"\{([a-z]*)\}")
_UNFIT = re.compile(r"[^A-Za-z0-9._-]+")
PDF = "application/pdf"
_UNFIT_STANDINGS: Mapping[Standing, Text] = MappingProxyType(
    {
        Standing.REFUSED: T("sudah dinyatakan perlu diganti"),
        Standing.LAPSED: T("lewat masa berlaku"),
        Standing.SCANNING: T("masih diperiksa dari virus"),
    }
)

COLUMNS: tuple[Column, ...] = (
    Column("number", "NOMOR USULAN", T("Nomor usulan di sini.")),
    Column("nip", "NIP", T("NIP pegawai."), kind=CellKind.DIGITS),
    Column("name", "NAMA", T("Nama pegawai, dengan gelar.")),
    Column("rank", "GOLONGAN", T("Golongan sekarang.")),
    Column("kind", "JENIS I-MUT", T("Jenis menurut I-MUT, dengan nomornya.")),
    Column("from_post", "JABATAN LAMA", T("Jabatan sekarang.")),
    Column("from_unit", "UNIT LAMA", T("Unit sekarang.")),
    Column("to_post", "JABATAN BARU", T("Jabatan tujuan.")),
    Column("to_unit", "UNIT BARU", T("Unit tujuan.")),
    Column("effective_on", "TMT", T("Mulai bertugas, bila sudah ditentukan."), kind=CellKind.DATE),
    Column("reason", "ALASAN", T("Alasan usulan: I-MUT memintanya untuk setiap nama.")),
    Column("files", "BERKAS", T("Nama berkas dalam kiriman ini.")),
)


@dataclass(frozen=True, slots=True)
class Shape:
    """How files are named, without ending, and how large one may be in thousands of bytes."""

    pattern: str = USUAL_PATTERN
    largest_kb: int = USUAL_KB


@dataclass(frozen=True, slots=True)
class Wanted:
    """One file of a bundle: what it is called there, and where it is stored."""

    name: str
    label: str
    file_key: str
    media_type: str
    is_own: bool
    """Written and printed here: no need to look into it again."""


@dataclass(frozen=True, slots=True)
class Bundle:
    """One transfer of a bundle."""

    transfer_id: int
    number: str
    row: tuple[Cell, ...]
    files: tuple[Wanted, ...]
    refusals: tuple[Text, ...]


@dataclass(frozen=True, slots=True)
class Checked:
    """The files of one transfer as they go out, or why it is left out."""

    files: Mapping[str, bytes] = field(default_factory=dict)
    refusals: tuple[Text, ...] = ()


def load_shape(session: Session) -> Shape:
    """Return the office's naming and limit."""
    modules = people.get_office(session).modules
    return Shape(str(modules.get(PATTERN, USUAL_PATTERN)), int(modules.get(LARGEST_KB, USUAL_KB)))  # type: ignore[call-overload]


def set_shape(session: Session, shape: Shape, *, actor: Actor, at: datetime) -> None:
    """Set naming and limit.

    Raises:
        InvalidInput: the pattern names an unknown part or does not tell files apart, or the limit is out of range.
    """
    named = set(_SLOT.findall(shape.pattern))
    if not {"nip", "dokumen"} <= named <= _SLOTS or _UNFIT.search(_SLOT.sub("", shape.pattern)):
        text = T(
            "Pola harus memuat nip dan dokumen dalam kurung kurawal; selain itu hanya nama, nomor, huruf, angka, titik, garis."
        )
        raise InvalidInput(text, field="pattern")
    if not 1 <= shape.largest_kb <= MOST_KB:
        raise InvalidInput(T("Ukuran 1 sampai {most} KB.", most=MOST_KB), field="largest_kb")
    office = people.get_office(session)
    values = {PATTERN: shape.pattern, LARGEST_KB: shape.largest_kb}
    session.execute(update(Office).where(Office.id == office.id).values(modules={**office.modules, **values}))
    note_office(session, actor, "imut_package_shaped", asdict(shape), at)


def name_file(shape: Shape, **parts: str) -> str:
    """Return a file's name: only letters, digits, dots and lines, however the parts are written."""
    fit = {slot: _UNFIT.sub("-", parts.get(slot, "")).strip("-.") for slot in _SLOTS}
    return shape.pattern.format(**fit)


def plan(session: Session, card: TransferCard, clock: Clock) -> Bundle:
    """Return which files of a transfer would go out, and what is lacking."""
    shape, person = load_shape(session), people.get_employee_card(session, card.employee_id)
    items = load_checklist(session, card, clock)
    wanted: list[Wanted] = []
    refusals = [] if person.nip else [T("NIP pegawai belum diketahui.")]
    for item in items:
        parts = {"nip": person.nip or "", "nama": person.name, "nomor": card.number}
        name = f"{name_file(shape, dokumen=item.requirement.document, **parts)}.pdf"
        found, lacking = _find(item, name)
        wanted += [found] if found else []
        refusals += [lacking] if lacking else []
    kind = " › ".join(f"{node.number} {node.name}" if node.number else str(node.name) for node in classify(card))
    places = (card.from_jabatan, card.from_unit, card.to_jabatan, card.to_unit)
    words: tuple[Cell, ...] = (card.number, person.nip, person.full_name, person.rank_label, kind or card.kind.value)
    row = (*words, *places, card.effective_on, card.reason, ", ".join(one.name for one in wanted))
    return Bundle(card.id, card.number, row, tuple(wanted), tuple(refusals))


def _find(item: Item, name: str) -> tuple[Wanted | None, Text | None]:
    """Return the file that stands for a document, or the sentence about what is lacking."""
    label, is_needed = str(item.name), item.requirement.need is Need.REQUIRED
    if item.paper is not None and item.standing in _UNFIT_STANDINGS:
        why = T("{document}: {why}.", document=item.name, why=_UNFIT_STANDINGS[item.standing])
        return None, why if is_needed else None
    if item.paper is not None:
        return Wanted(name, label, item.paper.file_key, item.paper.media_type, is_own=False), None
    if item.letter is not None and item.letter.file_key:
        return Wanted(name, label, item.letter.file_key, PDF, is_own=True), None
    if item.letter is not None:
        return None, T("{document}: berkasnya masih dicetak.", document=item.name)
    lacking = T("{document}: belum ada berkasnya. Unggah, atau buat suratnya di sini.", document=item.name)
    return None, lacking if is_needed else None


def check(
    bundle: Bundle, fetch: Callable[[str], bytes], examine: Callable[[bytes], Examined], largest_kb: int
) -> Checked:
    """Open every file: there, whole, readable, a PDF of allowed size; one sentence for each that is not."""
    ready: dict[str, bytes] = {}
    refusals = list(bundle.refusals)
    for wanted in bundle.files:
        try:
            data = _readable(wanted, fetch(wanted.file_key), examine)
        except MutasiError as error:
            refusals.append(T("{document}: {why}", document=wanted.label, why=error.text))
            continue
        if len(data) > largest_kb * 1000:
            size = -(-len(data) // 1000)
            words = {"document": wanted.label, "size": size, "most": largest_kb}
            refusals.append(T("{document}: {size} KB, paling besar {most} KB. Pindai ulang lebih kecil.", **words))
        elif wanted.name in ready:
            refusals.append(
                T("{document}: nama berkas {name} dipakai dua kali.", document=wanted.label, name=wanted.name)
            )
        else:
            ready[wanted.name] = data
    if not ready and not refusals:
        refusals.append(T("Tidak ada berkas yang dapat dimasukkan."))
    return Checked({} if refusals else ready, tuple(refusals))


def _readable(wanted: Wanted, data: bytes, examine: Callable[[bytes], Examined]) -> bytes:
    """Return the bytes as they go out: a photo as a PDF, a paper as it was handed in.

    Raises:
        UnusableFile: it cannot be read.
    """
    if wanted.is_own:
        return data
    examine(data)
    return data if wanted.media_type == PDF else as_pdf(data)
