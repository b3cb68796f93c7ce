"""What follows a decree: the statement that somebody took up the work (SPMT), and the note that places people within a unit."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from mutasi_flow.letters.contexts.changes import Cited
from mutasi_flow.letters.contexts.parts import PublicFacts, Row, Signatory, Signature
from mutasi_flow.letters.contexts.supporting import (
    FOR_INK,
    NOT_RECORDED,
    Frame,
    LetterPerson,
    Section,
    SupportingLetter,
    compose,
    data_rows,
    signatory_of,
)
from mutasi_flow.letters.domain import written_date
from mutasi_flow.people.domain import EmploymentStatus

START_STATEMENT, PLACEMENT_NOTE = "start_statement", "placement_note"
NOTE_COLUMNS = ("No.", "Nama, NIP/NI PPPK", "Pangkat/gol. ruang", "Jabatan", "Ditempatkan pada")


def start_statement(
    frame: Frame, signer: LetterPerson, person: LetterPerson, decree: Cited, started_on: date
) -> SupportingLetter:
    """Compose the statement of the head of the new unit that ``person`` took up the work on ``started_on``."""
    office = frame.office
    label = "Surat Pernyataan Melaksanakan Tugas"
    return compose(
        frame,
        kind=START_STATEMENT,
        label=label,
        person=person,
        unit=signer.unit or office.agency,
        signatory=signatory_of(signer, f"{signer.jabatan or 'Kepala unit'},"),
        sections=(
            Section("Yang bertanda tangan di bawah ini:", data_rows(signer)),
            Section("menyatakan dengan sesungguhnya bahwa pegawai berikut:", data_rows(person)),
            Section(
                f"berdasarkan Keputusan {decree}, terhitung mulai tanggal {written_date(started_on)} telah nyata "
                f"melaksanakan tugas sebagai {person.jabatan or NOT_RECORDED} pada {person.unit or NOT_RECORDED}."
            ),
        ),
        closing=(
            "Demikian surat pernyataan ini dibuat dengan sesungguhnya mengingat sumpah jabatan. Apabila di kemudian hari "
            "isi surat pernyataan ini ternyata tidak benar dan menimbulkan kerugian bagi negara, yang bertanda tangan "
            "bersedia menanggung kerugian tersebut."
        ),
        copies=(
            f"Kepala {office.agency} {office.region};",
            f"Kepala Badan Keuangan dan Aset Daerah {office.region};",
            "Yang bersangkutan.",
        ),
    )


@dataclass(frozen=True, slots=True)
class Placed:
    """Somebody and where within the unit the work is done."""

    person: LetterPerson
    place: str


@dataclass(frozen=True, slots=True)
class PlacementNote:
    """Everything the page shows, in the order in which it shows it."""

    head: tuple[str, ...]
    title: str
    addressed: tuple[Row, ...]
    opening: str
    columns: tuple[str, ...]
    rows: tuple[tuple[tuple[str, ...], ...], ...]
    closing: str
    seat: str
    dated_on: date
    dated_words: str
    signatory: Signatory
    copies: tuple[str, ...]
    public: PublicFacts
    signature: Signature = FOR_INK
    verification_url: str = ""
    emblem: str = "neutral"
    paper: str = "F4"
    is_demo: bool = False
    kind: str = PLACEMENT_NOTE
    schema: str = "mutasi-flow/letter/placement_note"
    version: int = 1


def _row(number: int, one: Placed) -> tuple[tuple[str, ...], ...]:
    person = one.person
    rank = person.rank or NOT_RECORDED
    return (
        (f"{number}.",),
        (person.name, person.nip or NOT_RECORDED),
        (rank,),
        (person.jabatan or NOT_RECORDED,),
        (one.place,),
    )


def placement_note(
    frame: Frame, signer: LetterPerson, placed: Sequence[Placed], *, from_on: date, decree: Cited | None = None
) -> PlacementNote:
    """Compose the note by which the head of a unit says where in it people work from ``from_on`` on."""
    office, unit = frame.office, signer.unit or frame.office.agency
    number = "NI PPPK" if signer.status is EmploymentStatus.PPPK else "NIP"
    ground = f"Menindaklanjuti Keputusan {decree} dan untuk" if decree else "Untuk"
    to = placed[0].person.name if len(placed) == 1 else "Pegawai yang namanya tersebut dalam nota dinas ini"
    return PlacementNote(
        head=(office.name.upper(), unit.upper()),
        title="NOTA DINAS",
        addressed=(
            Row("Kepada", f"Yth. {to}"),
            Row("Dari", signer.jabatan or "Kepala unit"),
            Row("Tanggal", written_date(frame.dated_on)),
            Row("Sifat", "Biasa"),
            Row("Hal", "Penempatan pegawai"),
        ),
        opening=(
            f"{ground} kelancaran pelaksanaan tugas pada {unit}, terhitung mulai tanggal {written_date(from_on)} pegawai "
            "berikut ditempatkan sebagaimana tersebut dalam daftar ini:"
        ),
        columns=NOTE_COLUMNS,
        rows=tuple(_row(place, one) for place, one in enumerate(placed, start=1)),
        closing="Demikian nota dinas ini disampaikan untuk dilaksanakan dengan penuh tanggung jawab.",
        seat=office.seat or office.region,
        dated_on=frame.dated_on,
        dated_words=written_date(frame.dated_on),
        signatory=Signatory(
            (f"{signer.jabatan or 'Kepala unit'},",), signer.name, (f"{number} {signer.nip or NOT_RECORDED}",)
        ),
        copies=(f"Kepala {office.agency} {office.region}.",),
        public=PublicFacts(
            label="Nota Dinas Penempatan Pegawai",
            subject=f"Penempatan pegawai pada {unit}",
            office=unit,
            name=f"{len(placed)} pegawai",
            nip="-",
        ),
        signature=frame.signature,
        emblem=frame.house.agency_emblem,
        paper=frame.house.paper,
        is_demo=office.is_demo,
    )
