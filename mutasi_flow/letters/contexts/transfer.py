"""The decree on the transfer of one person (Keputusan … tentang Pemindahan …)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from mutasi_flow.letters.contexts.house import SHIPPED, House
from mutasi_flow.letters.contexts.parts import (
    UNSIGNED,
    Clause,
    DecreeMove,
    DecreePerson,
    IssuingOffice,
    PublicFacts,
    Row,
    Signatory,
    Signature,
)
from mutasi_flow.letters.contexts.wording import in_words_of
from mutasi_flow.letters.domain import written_date
from mutasi_flow.people.domain import EmploymentStatus, mask_name, mask_nip

REGION_KINDS = ("Kabupaten ", "Kota ", "Provinsi ")
UNKNOWN = "-"


@dataclass(frozen=True, slots=True)
class TransferDecree:
    """Everything the page shows, in the order in which it shows it."""

    issuer: str
    province: str
    subject: tuple[str, ...]
    invocation: str
    considering: tuple[str, ...]
    bases: tuple[str, ...]
    noting: tuple[str, ...]
    ordering: str
    clauses: tuple[Clause, ...]
    closing: str
    seat: str
    dated_on: date
    dated_words: str
    effective_on: date
    signatory: Signatory
    copies: tuple[str, ...]
    public: PublicFacts
    verification_url: str
    """Address of the verification page; the code is added when the letter is issued."""
    signature: Signature = UNSIGNED
    emblem: str = "neutral"
    paper: str = "F4"
    is_demo: bool = False
    kind: str = "transfer_decree"
    schema: str = "mutasi-flow/letter/transfer_decree"
    version: int = 1
    wording: int = 0
    """Version of the office's own text with which it was written; 0: the shipped one."""


def name_in_capitals(name: str) -> str:
    """Return the name as titles of decrees write it: ``dr. WULAN SETYOWATI, S.K.M.``; academic titles stay."""
    given, comma, titles = name.partition(",")
    return " ".join(word if word.endswith(".") else word.upper() for word in given.split()) + comma + titles


def _bare_region(office: IssuingOffice) -> str:
    bare = office.region
    for kind in REGION_KINDS:
        bare = bare.removeprefix(kind)
    return bare


def issuer_of(office: IssuingOffice) -> str:
    """Return the head of region as decrees write it: ``BUPATI SAGARA``."""
    title, name = office.head_title.upper(), _bare_region(office).upper()
    return title if title.endswith(name) else f"{title} {name}"


@dataclass(frozen=True, slots=True)
class Wording:
    """The words that change with the office and the status of the person."""

    office: IssuingOffice
    staff: str
    person: DecreePerson
    move: DecreeMove

    @property
    def region(self) -> str:
        """The name of the region without its kind: ``Sagara``."""
        return _bare_region(self.office)

    @property
    def issuer(self) -> str:
        """The head of region: ``BUPATI SAGARA``."""
        return issuer_of(self.office)

    @property
    def decree(self) -> str:
        """``Keputusan Bupati Sagara``."""
        return f"Keputusan {self.issuer.title()}"

    @property
    def government(self) -> str:
        """``Pemerintah Kabupaten Sagara``."""
        return self.office.name

    @property
    def act(self) -> str:
        """What the decree does: ``Pemindahan``, or for a while ``Penempatan Sementara``."""
        return "Penempatan Sementara" if self.move.until_on else "Pemindahan"

    @property
    def province(self) -> str:
        """``PROVINSI NUSA KENCANA``; nothing when the province itself decides, or it is not known."""
        name = self.office.province.removeprefix("Provinsi ").upper()
        return f"PROVINSI {name}" if name and name != self.region.upper() else ""

    @property
    def title(self) -> tuple[str, ...]:
        """The title of the decree, in its lines."""
        return (
            f"{self.act.upper()} {self.staff.upper()}",
            f"DI LINGKUNGAN {self.government.upper()}",
            f"ATAS NAMA {name_in_capitals(self.person.name)}",
        )

    @property
    def about(self) -> str:
        """What the decree is about, in the middle of a sentence."""
        return f"{self.act} {self.staff} di Lingkungan {self.government} atas Nama {self.person.name}"


def wording(office: IssuingOffice, person: DecreePerson, move: DecreeMove) -> Wording:
    """Return the words for a person: civil servants and contract employees are called by their own name."""
    is_contracted = person.status is EmploymentStatus.PPPK
    staff = "Pegawai Pemerintah dengan Perjanjian Kerja" if is_contracted else "Pegawai Negeri Sipil"
    return Wording(office, staff, person, move)


def considering(words: Wording, about: str) -> tuple[str, ...]:
    """Return why the decree is made; ``about`` is what it is about, in the middle of a sentence."""
    first = (
        f"bahwa {words.staff} yang namanya tersebut dalam Keputusan ini telah mengajukan permohonan pindah tugas atas "
        f"permintaan sendiri di lingkungan {words.government};"
        if words.move.own_request
        else f"bahwa untuk memenuhi kebutuhan organisasi dan menempatkan {words.staff} sesuai dengan kompetensinya, "
        f"perlu dilakukan pemindahan {words.staff} di lingkungan {words.government};"
    )
    return (
        first,
        (
            f"bahwa pemindahan {words.staff} yang namanya tersebut dalam Keputusan ini telah dipertimbangkan dengan "
            "memperhatikan kebutuhan pegawai pada unit kerja asal dan unit kerja tujuan;"
        ),
        (
            "bahwa berdasarkan pertimbangan sebagaimana dimaksud dalam huruf a dan huruf b, perlu menetapkan "
            f"{words.decree} tentang {about};"
        ),
    )


def rows(*given: tuple[str, str]) -> tuple[Row, ...]:
    """Return labelled values; what is not known is a dash."""
    return tuple(Row(label, value or UNKNOWN) for label, value in given)


def personal_rows(person: DecreePerson) -> tuple[Row, ...]:
    """Return name, number and rank as the person's status names them."""
    is_contracted = person.status is EmploymentStatus.PPPK
    number, rank = ("NI PPPK", "Golongan") if is_contracted else ("NIP", "Pangkat/gol. ruang")
    return rows(("Nama", person.name), (number, person.nip), (rank, person.rank.removeprefix("Golongan ")))


def moved_rows(person: DecreePerson, move: DecreeMove) -> tuple[Row, ...]:
    """Return who goes from where to where."""
    return personal_rows(person) + rows(
        ("Jabatan lama", move.from_jabatan),
        ("Unit kerja lama", move.from_unit),
        ("Jabatan baru", move.to_jabatan),
        ("Unit kerja baru", move.to_unit),
    )


def period(effective_on: date, until_on: date | None) -> str:
    """Return from when the move holds, and for a temporary one until when."""
    return written_date(effective_on) + (f" sampai dengan tanggal {written_date(until_on)}" if until_on else "")


def _clauses(words: Wording, effective_on: date, labels: Sequence[str]) -> tuple[Clause, ...]:
    until_on = words.move.until_on
    verb = "Menempatkan untuk sementara" if until_on else "Memindahkan"
    back = " Sesudahnya yang bersangkutan kembali ke jabatan dan unit kerja lama." if until_on else ""
    return (
        Clause(labels[0], f"{verb} {words.staff}:", moved_rows(words.person, words.move)),
        Clause(
            labels[1],
            f"{words.act.capitalize()} sebagaimana dimaksud dalam Diktum {labels[0]} berlaku terhitung mulai tanggal "
            f"{period(effective_on, until_on)}{words.move.in_words}.{back}",
        ),
        *lasting_clauses(words, labels[2:]),
    )


def lasting_clauses(words: Wording, labels: Sequence[str]) -> tuple[Clause, ...]:
    """Return who pays, how the work is handed over, and from when on the decree is in force."""
    paid_by = "lama" if words.move.until_on else "baru"
    return (
        Clause(
            labels[0],
            "Gaji dan penghasilan lain yang sah dibebankan pada Anggaran Pendapatan dan Belanja Daerah "
            f"{words.office.region} melalui dokumen pelaksanaan anggaran unit kerja {paid_by}, sesuai dengan ketentuan "
            "peraturan perundang-undangan.",
        ),
        Clause(
            labels[1],
            "Yang bersangkutan menyerahkan tugas dan tanggung jawabnya kepada atasan langsung pada unit kerja lama, "
            "lalu melaksanakan tugas pada unit kerja baru yang dibuktikan dengan surat pernyataan melaksanakan tugas.",
        ),
        Clause(
            labels[2],
            "Keputusan ini mulai berlaku pada tanggal ditetapkan, dengan ketentuan apabila di kemudian hari terdapat "
            "kekeliruan dalam Keputusan ini, akan diadakan perbaikan sebagaimana mestinya.",
        ),
    )


def noting(considered: Sequence[str]) -> tuple[str, ...]:
    """Return the papers under "Memperhatikan" with their closing signs."""
    papers = [paper.rstrip(".; ") for paper in considered]
    return (*(f"{paper};" for paper in papers[:-1]), *(f"{paper}." for paper in papers[-1:]))


def public_facts(words: Wording, label: str, subject: str) -> PublicFacts:
    """Return what an outsider may read, masked."""
    return PublicFacts(
        label=label,
        subject=subject,
        office=words.issuer.title(),
        name=mask_name(words.person.name),
        nip=mask_nip(words.person.nip),
    )


def copies(words: Wording) -> tuple[str, ...]:
    """Return who gets a copy."""
    return copies_to(words.office, (words.move.from_unit, words.move.to_unit))


def copies_to(office: IssuingOffice, units: Sequence[str]) -> tuple[str, ...]:
    """Return who gets a copy beside the heads of ``units``; each unit once."""
    region = office.region
    return (
        "Kepala Badan Kepegawaian Negara;",
        f"Inspektur {region};",
        f"Kepala Badan Keuangan dan Aset Daerah {region};",
        f"Kepala {office.agency} {region};",
        *(f"Pimpinan {unit};" for unit in dict.fromkeys(units) if unit),
        "Arsip.",
    )


def transfer_decree(
    *,
    office: IssuingOffice,
    person: DecreePerson,
    move: DecreeMove,
    considered: Sequence[str],
    effective_on: date,
    dated_on: date,
    verification_url: str = "",
    signatory: Signatory | None = None,
    house: House = SHIPPED,
) -> TransferDecree:
    """Compose the decree on the transfer of ``person``.

    ``considered`` are the papers under "Memperhatikan" (request, minutes, technical consideration), each without
    closing punctuation; without ``signatory`` the head of region signs. ``verification_url`` is the public page
    without a code; left empty it is filled in when the letter is issued.
    """
    words = wording(office, person, move)
    decree = TransferDecree(
        issuer=words.issuer,
        province=words.province,
        subject=words.title,
        invocation=house.invocation,
        considering=considering(words, words.about),
        bases=house.cite("transfer_decree", (person.status,), dated_on),
        noting=noting(considered),
        ordering=f"KEPUTUSAN {words.issuer} TENTANG {' '.join(words.title).rstrip('.')}.",
        clauses=_clauses(words, effective_on, house.labels),
        closing="Keputusan ini disampaikan kepada yang bersangkutan untuk dilaksanakan sebagaimana mestinya.",
        seat=office.seat or words.region,
        dated_on=dated_on,
        dated_words=written_date(dated_on),
        effective_on=effective_on,
        signatory=signatory or Signatory((f"{words.issuer},",), name_in_capitals(office.head_name)),
        copies=copies(words),
        public=public_facts(
            words,
            f"Surat keputusan {words.act.lower()}",
            f"{words.act} {words.staff} di Lingkungan {words.government}",
        ),
        verification_url=verification_url,
        emblem=house.emblem,
        paper=house.paper,
        is_demo=office.is_demo,
    )
    return in_words_of(
        house, decree, {**values_of(words, house), "berlaku": period(effective_on, move.until_on) + move.in_words}
    )


def values_of(words: Wording, house: House, about: str = "") -> dict[str, str | bool]:
    """Return what slots in the office's own texts stand for; the names are those of its administrators."""
    person, move = words.person, words.move
    units = dict.fromkeys((move.from_unit, move.to_unit))
    return {
        "nama": person.name,
        "nip": person.nip,
        "pangkat": person.rank,
        "jabatan_lama": move.from_jabatan,
        "unit_lama": move.from_unit,
        "jabatan_baru": move.to_jabatan,
        "unit_baru": move.to_unit,
        "pegawai": words.staff,
        "pemerintah": words.government,
        "daerah": words.office.region,
        "badan": words.office.agency,
        "keputusan": words.decree,
        "perihal": about or words.about,
        "diktum_pertama": house.labels[0],
        "pimpinan_unit": "\n".join(f"Pimpinan {' '.join(unit.split())};" for unit in units if unit),
        "sementara": move.until_on is not None,
        "permintaan_sendiri": move.own_request,
    }
