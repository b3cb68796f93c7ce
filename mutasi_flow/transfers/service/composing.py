"""What a supporting letter says, taken from the file and the records; what they lack is named in it."""

import textwrap
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from mutasi_flow.core.texts import T, Text
from mutasi_flow.letters.contexts.supporting import (
    Frame,
    LetterPerson,
    MovePlaces,
    SupportingLetter,
    acceptance_letter,
    cover_letter,
    discipline_statement,
    release_letter,
    study_statement,
    transfer_request,
)
from mutasi_flow.letters.domain import LONGEST_TEXT
from mutasi_flow.people import queries as people
from mutasi_flow.people.domain import STUDY_ASSIGNMENT, EmploymentStatus, legal_position_label
from mutasi_flow.people.queries import EmployeeCard
from mutasi_flow.transfers import documents
from mutasi_flow.transfers.domain import STANCE_LABELS, UNIT_VOICES, VOICE_LABELS, Stance, Voice
from mutasi_flow.transfers.queries import (
    OpinionRow,
    TransferCard,
    list_letter_opinions,
    list_opinions,
    list_papers,
    list_wishes,
)

UNDER_SANCTION = frozenset({"15", "91"})
"""Legal positions that speak of a running sanction or a criminal case."""
VOICES_OF: Mapping[str, frozenset[Voice]] = MappingProxyType(
    {
        "release": frozenset({Voice.RELEASING, Voice.SUPERVISOR}),
        "acceptance": frozenset({Voice.RECEIVING, Voice.SUPERVISOR}),
    }
)
_KEPT_ELSEWHERE = "Data {subject} tidak disimpan dalam sistem dan dinyatakan oleh yang bertanda tangan sendiri."


@dataclass(frozen=True, slots=True)
class Matter:
    """What one letter is about: the file, its person, and who is to sign."""

    session: Session
    card: TransferCard
    frame: Frame
    person: EmployeeCard
    signer: LetterPerson
    signer_id: int | None
    zone: ZoneInfo

    @property
    def today(self) -> date:
        """The day on the letter."""
        return self.frame.dated_on


@dataclass(frozen=True, slots=True)
class Composed:
    """A letter, and why it may not be written or signed (empty when it may)."""

    letter: SupportingLetter
    refusals: tuple[Text, ...] = ()
    unsigned: tuple[Text, ...] = ()
    """What keeps it from being signed with the account, though it may be printed."""


def person_of(card: EmployeeCard) -> LetterPerson:
    """Return somebody as letters name people."""
    rank = card.rank_label.removeprefix("Golongan ")
    return LetterPerson(
        card.full_name, card.nip or "", card.status, rank, card.jabatan_name or "", card.unit_name or ""
    )


def named(name: str) -> LetterPerson:
    """Return somebody of whom only the name is known."""
    return LetterPerson(name, "", EmploymentStatus.PNS)


def _paragraphs(text: str) -> tuple[str, ...]:
    """Return the lines of a text, none longer than a letter may hold."""
    return tuple(part for line in text.splitlines() for part in textwrap.wrap(line, LONGEST_TEXT - 1))


def _place(*parts: str) -> str:
    return ", ".join(part for part in parts if part)


def _places(matter: Matter, *, ranked: bool = False) -> MovePlaces:
    card = matter.card
    wishes = [_place(one.jabatan, one.unit) for one in list_wishes(matter.session, card.id)] if ranked else []
    considered = _place(card.to_jabatan, card.to_unit)
    return MovePlaces(_place(card.from_jabatan, card.from_unit), tuple(wishes or ([considered] if considered else [])))


def _without_destination(card: TransferCard) -> tuple[Text, ...]:
    return () if card.to_unit_id is not None and card.to_jabatan_id is not None else (T("Tujuan belum dipilih."),)


def _request(matter: Matter) -> Composed:
    reasons = _paragraphs(matter.card.reason)
    letter = transfer_request(matter.frame, person_of(matter.person), _places(matter, ranked=True), reasons)
    return Composed(letter, _without_destination(matter.card))


def _discipline(matter: Matter) -> Composed:
    sanctions, person = people.list_disciplines(matter.session, matter.person.id), matter.person
    running = [
        one for one in sanctions if one.from_on <= matter.today and (one.to_on is None or matter.today <= one.to_on)
    ]
    is_known = bool(sanctions) or person.synced_at is not None
    records = (
        "Menurut catatan kepegawaian, pada tanggal surat ini tidak ada hukuman disiplin yang masih berjalan. "
        + _KEPT_ELSEWHERE.format(subject="pemeriksaan dan proses peradilan")
        if is_known
        else _KEPT_ELSEWHERE.format(subject="hukuman disiplin, pemeriksaan, dan proses peradilan pegawai ini")
    )
    letter = discipline_statement(matter.frame, matter.signer, person_of(person), records)
    if running or person.legal_position in UNDER_SANCTION:
        return Composed(letter, (T("Tercatat hukuman disiplin atau proses pidana yang masih berjalan."),))
    return Composed(letter)


def _study(matter: Matter) -> Composed:
    position = matter.person.legal_position
    records = f"Kedudukan hukum menurut catatan kepegawaian: {legal_position_label(position)}. "
    records += _KEPT_ELSEWHERE.format(subject="ikatan dinas")
    letter = study_statement(matter.frame, matter.signer, person_of(matter.person), records)
    return Composed(letter, (T("Tercatat sedang tugas belajar."),) if position == STUDY_ASSIGNMENT else ())


def _opinion(matter: Matter, document: str) -> OpinionRow | None:
    said = list_opinions(matter.session, matter.card.id)
    of_signer = [one for one in said if one.voice in VOICES_OF[document] and one.employee_id == matter.signer_id]
    return of_signer[-1] if of_signer and matter.signer_id is not None else None


def _consent(document: str) -> Callable[[Matter], Composed]:
    compose = release_letter if document == "release" else acceptance_letter

    def write(matter: Matter) -> Composed:
        opinion, places = _opinion(matter, document), _places(matter)
        is_conditional = opinion is not None and opinion.stance is Stance.CONDITIONS
        conditions = _paragraphs(opinion.reason) if opinion is not None and is_conditional else ()
        person = person_of(matter.person)
        letter = compose(matter.frame, matter.signer, person, places=places, conditions=conditions)
        refusals = _without_destination(matter.card)
        unsigned: tuple[Text, ...] = ()
        if opinion is None or opinion.stance is Stance.SILENT:
            unsigned = (T("Beri tanggapan atas usulan ini dahulu; surat persetujuan mengikuti tanggapan itu."),)
        elif opinion.stance is Stance.AGAINST:
            refusals += (T("Kepala unit tidak mendukung perpindahan ini, jadi tidak ada surat persetujuannya."),)
        return Composed(letter, refusals, unsigned)

    return write


def _cover(matter: Matter) -> Composed:
    names = documents.label_kinds(matter.session)
    papers = [
        _place(str(names[one.kind]), f"nomor {one.letter_number}" if one.letter_number else "")
        for one in list_papers(matter.session, matter.card.id)
    ]
    said = [
        f"Tanggapan {str(VOICE_LABELS[one.voice]).lower()}: {str(STANCE_LABELS[one.stance]).lower()}"
        for one in list_letter_opinions(matter.session, matter.card, matter.today, matter.zone)
        if one.voice in UNIT_VOICES
    ]
    enclosed = [f"{line};" for line in (*papers, *said)]
    person, places = person_of(matter.person), _places(matter)
    letter = cover_letter(matter.frame, matter.signer, person, places=places, enclosed=enclosed)
    return Composed(letter, _without_destination(matter.card))


COMPOSERS: Mapping[str, Callable[[Matter], Composed]] = MappingProxyType(
    {
        "signed_request": _request,
        "discipline_clearance": _discipline,
        "study_clearance": _study,
        "release": _consent("release"),
        "acceptance": _consent("acceptance"),
        "cover_letter": _cover,
    }
)
"""Who composes the letter of a document."""
