"""Letters that go with a transfer: the request, statements, consents and the covering letter.

All share one page. What the records do not say is printed as not recorded and listed, never made up; whoever signs
vouches for it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from mutasi_flow.letters.contexts.house import SHIPPED, House
from mutasi_flow.letters.contexts.parts import (
    IssuingOffice,
    PublicFacts,
    Row,
    Signatory,
    Signature,
)
from mutasi_flow.letters.contexts.transfer import issuer_of
from mutasi_flow.letters.domain import written_date
from mutasi_flow.people.domain import EmploymentStatus, mask_name, mask_nip

NOT_RECORDED = "(belum tercatat)"
OWN_ACCOUNT = "account"
"""Method of a signature that was given by an act of the signed-in person."""
FOR_INK = Signature(lines=())
"""An empty box, to be signed by hand after printing."""


@dataclass(frozen=True, slots=True)
class LetterPerson:
    """Somebody a letter names; empty parts are printed as not recorded."""

    name: str
    nip: str
    status: EmploymentStatus
    rank: str = ""
    jabatan: str = ""
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """A sentence, the data it announces, and numbered points under it."""

    text: str
    rows: tuple[Row, ...] = ()
    points: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SupportingLetter:
    """Everything the page shows, in the order in which it shows it."""

    kind: str
    head: tuple[str, ...]
    """Lines of the letterhead; a letter of a person has none."""
    title: str
    addressee: tuple[str, ...]
    sections: tuple[Section, ...]
    closing: str
    seat: str
    dated_on: date
    dated_words: str
    signatory: Signatory
    public: PublicFacts
    signature: Signature = FOR_INK
    verification_url: str = ""
    emblem: str = "neutral"
    paper: str = "F4"
    is_demo: bool = False
    schema: str = "mutasi-flow/letter/supporting"
    version: int = 1
    copies: tuple[str, ...] = ()

    @property
    def not_recorded(self) -> tuple[str, ...]:
        """What the page names as not recorded."""
        rows = (row for section in self.sections for row in section.rows)
        return tuple(dict.fromkeys(row.label for row in rows if row.value == NOT_RECORDED))


@dataclass(frozen=True, slots=True)
class Frame:
    """What all letters of one press share."""

    office: IssuingOffice
    dated_on: date
    signature: Signature = FOR_INK
    house: House = SHIPPED


@dataclass(frozen=True, slots=True)
class MovePlaces:
    """From where to where; ``wishes`` are the ranked destinations as ``jabatan, unit``."""

    from_place: str
    wishes: tuple[str, ...]


def signed_with_account(at: datetime) -> Signature:
    """Return the box of a letter that somebody signed by an act under the own account; it claims no more than that."""
    moment = f"{written_date(at.date())} pukul {at:%H.%M}"
    return Signature(OWN_ACCOUNT, ("Ditandatangani lewat akun sendiri", moment, "tercatat dalam jejak usulan"))


def _number_label(person: LetterPerson) -> str:
    return "NI PPPK" if person.status is EmploymentStatus.PPPK else "NIP"


def data_rows(person: LetterPerson) -> tuple[Row, ...]:
    """Return who somebody is; what is not recorded says so."""
    rank = "Golongan" if person.status is EmploymentStatus.PPPK else "Pangkat/gol. ruang"
    given = (
        ("Nama", person.name),
        (_number_label(person), person.nip),
        (rank, person.rank),
        ("Jabatan", person.jabatan),
        ("Unit kerja", person.unit),
    )
    return tuple(Row(label, value or NOT_RECORDED) for label, value in given)


def signatory_of(person: LetterPerson, line: str) -> Signatory:
    """Return the block above and below somebody's signature."""
    return Signatory((line,), person.name, (f"{_number_label(person)} {person.nip or NOT_RECORDED}",))


def compose(
    frame: Frame,
    *,
    kind: str,
    label: str,
    person: LetterPerson,
    signatory: Signatory,
    sections: Sequence[Section],
    closing: str,
    unit: str = "",
    addressee: tuple[str, ...] = (),
    copies: tuple[str, ...] = (),
) -> SupportingLetter:
    """Compose a letter on the page that all of them share; with ``unit`` it bears a letterhead."""
    office = frame.office
    head = (office.name.upper(), unit.upper()) if unit else ()
    return SupportingLetter(
        kind=kind,
        head=head,
        title=label.upper(),
        addressee=addressee,
        sections=tuple(sections),
        closing=closing,
        seat=office.seat or office.region,
        dated_on=frame.dated_on,
        dated_words=written_date(frame.dated_on),
        signatory=signatory,
        public=PublicFacts(
            label=label,
            subject=f"{label} dalam rangka mutasi di lingkungan {office.name}",
            office=unit or person.unit or office.name,
            name=mask_name(person.name),
            nip=mask_nip(person.nip),
        ),
        signature=frame.signature,
        emblem=frame.house.agency_emblem,
        paper=frame.house.paper,
        is_demo=office.is_demo,
        copies=copies,
    )


def _places(places: MovePlaces) -> tuple[Row, ...]:
    many = len(places.wishes) > 1
    wished = [Row(f"Tujuan {rank}" if many else "Tujuan", one) for rank, one in enumerate(places.wishes, 1)]
    return (Row("Dari", places.from_place or NOT_RECORDED), *(wished or [Row("Tujuan", NOT_RECORDED)]))


def transfer_request(
    frame: Frame, person: LetterPerson, places: MovePlaces, reasons: Sequence[str]
) -> SupportingLetter:
    """Compose the request with which an employee asks to be moved; ``reasons`` are its paragraphs."""
    office = frame.office
    return compose(
        frame,
        kind="transfer_request",
        label="Surat Permohonan Pindah Tugas",
        person=person,
        signatory=signatory_of(person, "Pemohon,"),
        addressee=(
            f"Yth. {issuer_of(office).title()}",
            f"melalui Kepala {office.agency}",
            f"di {office.seat}".rstrip(),
        ),
        sections=(
            Section("Yang bertanda tangan di bawah ini:", data_rows(person)),
            Section("dengan ini mengajukan permohonan pindah tugas atas permintaan sendiri:", _places(places)),
            Section("Alasan permohonan:", points=tuple(reasons) or (NOT_RECORDED,)),
        ),
        closing="Demikian permohonan ini saya buat dengan sebenarnya dan dengan kesadaran sendiri.",
    )


def discipline_statement(frame: Frame, signer: LetterPerson, person: LetterPerson, records: str) -> SupportingLetter:
    """Compose the statement that no sanction is running and no case pending; ``records`` is what the data say."""
    points = (
        "tidak sedang menjalani hukuman disiplin tingkat sedang atau berat;",
        "tidak sedang dalam pemeriksaan pelanggaran disiplin;",
        "tidak sedang menjalani proses peradilan atau pidana penjara.",
    )
    label = "Surat Pernyataan Tidak Sedang Menjalani Hukuman Disiplin dan Proses Pidana"
    return _statement(
        frame, "discipline_statement", label, signer=signer, person=person, points=points, records=records
    )


def study_statement(frame: Frame, signer: LetterPerson, person: LetterPerson, records: str) -> SupportingLetter:
    """Compose the statement that no study assignment and no service bond is running."""
    points = ("tidak sedang menjalani tugas belajar;", "tidak sedang terikat ikatan dinas.")
    label = "Surat Pernyataan Tidak Sedang Menjalani Tugas Belajar atau Ikatan Dinas"
    return _statement(frame, "study_statement", label, signer=signer, person=person, points=points, records=records)


def _statement(
    frame: Frame,
    kind: str,
    label: str,
    *,
    signer: LetterPerson,
    person: LetterPerson,
    points: tuple[str, ...],
    records: str,
) -> SupportingLetter:
    return compose(
        frame,
        kind=kind,
        label=label,
        person=person,
        unit=signer.unit or frame.office.agency,
        signatory=signatory_of(signer, f"{signer.jabatan or 'Yang menyatakan'},"),
        sections=(
            Section("Yang bertanda tangan di bawah ini:", data_rows(signer)),
            Section("menyatakan dengan sesungguhnya bahwa pegawai berikut:", data_rows(person)),
            Section("sampai dengan tanggal surat ini:", points=points),
            Section(records),
        ),
        closing=(
            "Demikian pernyataan ini dibuat dengan sebenarnya. Apabila di kemudian hari ternyata tidak benar, yang "
            "bertanda tangan bersedia bertanggung jawab sesuai dengan ketentuan peraturan perundang-undangan."
        ),
    )


def release_letter(
    frame: Frame, signer: LetterPerson, person: LetterPerson, *, places: MovePlaces, conditions: Sequence[str] = ()
) -> SupportingLetter:
    """Compose the letter with which the unit lets the employee go, with its conditions."""
    given = ("release_letter", "Surat Persetujuan Melepas", "menyetujui melepas pegawai berikut:")
    return _consent(frame, given, signer=signer, person=person, places=places, conditions=conditions)


def acceptance_letter(
    frame: Frame, signer: LetterPerson, person: LetterPerson, *, places: MovePlaces, conditions: Sequence[str] = ()
) -> SupportingLetter:
    """Compose the letter with which the unit accepts the employee, with its conditions."""
    given = ("acceptance_letter", "Surat Persetujuan Menerima", "menyetujui menerima pegawai berikut:")
    return _consent(frame, given, signer=signer, person=person, places=places, conditions=conditions)


def _consent(
    frame: Frame,
    given: tuple[str, str, str],
    *,
    signer: LetterPerson,
    person: LetterPerson,
    places: MovePlaces,
    conditions: Sequence[str],
) -> SupportingLetter:
    kind, label, consents = given
    more = (Section("Persetujuan ini diberikan dengan syarat:", points=tuple(conditions)),) if conditions else ()
    return compose(
        frame,
        kind=kind,
        label=label,
        person=person,
        unit=signer.unit or frame.office.agency,
        signatory=signatory_of(signer, f"{signer.jabatan or 'Kepala unit'},"),
        sections=(
            Section("Yang bertanda tangan di bawah ini:", data_rows(signer)),
            Section(f"dengan ini {consents}", data_rows(person)),
            Section("untuk dipindahtugaskan:", _places(places)),
            *more,
        ),
        closing="Demikian surat persetujuan ini dibuat untuk dipergunakan sebagaimana mestinya.",
    )


def cover_letter(
    frame: Frame, signer: LetterPerson, person: LetterPerson, *, places: MovePlaces, enclosed: Sequence[str]
) -> SupportingLetter:
    """Compose the letter with which the agency hands a file on; ``enclosed`` names its papers and opinions."""
    office = frame.office
    return compose(
        frame,
        kind="cover_letter",
        label="Surat Pengantar Usulan Mutasi",
        person=person,
        unit=office.agency,
        addressee=(f"Yth. {issuer_of(office).title()}", f"di {office.seat}".rstrip()),
        signatory=signatory_of(signer, f"{signer.jabatan or 'Verifikator'},"),
        sections=(
            Section("Bersama ini disampaikan usulan mutasi pegawai berikut untuk diputuskan:", data_rows(person)),
            Section("dengan perpindahan:", _places(places)),
            Section("Berkas usulan ini memuat:", points=tuple(enclosed) or (NOT_RECORDED,)),
        ),
        closing="Demikian disampaikan, atas perhatiannya diucapkan terima kasih.",
    )
