"""What a decree prints about its person, against the person's record today.

The record may change between the decree and its signature. The frozen text never does: a difference is settled by mending
the record, or by a new decree.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from mutasi_flow.core.texts import T, Text
from mutasi_flow.letters import queries as letters
from mutasi_flow.letters.contexts import DecreePerson
from mutasi_flow.letters.contexts.transfer import personal_rows
from mutasi_flow.letters.domain import normalize
from mutasi_flow.letters.queries import LetterRow
from mutasi_flow.people import queries as people
from mutasi_flow.people.queries import EmployeeCard
from mutasi_flow.transfers.queries import TransferCard
from mutasi_flow.transfers.service.decree import MOVING


def list_differences(session: Session, card: TransferCard, letter: LetterRow) -> tuple[Text, ...]:
    """Return where name, title, number, rank or post in a decree are no longer those of the record.

    What the decree does not print is no difference; what a later decree has corrected is settled.
    """
    if letter.kind not in MOVING or letter.amended_by_id is not None:
        return ()
    person = people.get_employee_card(session, card.employee_id)
    said = (
        T(
            "{label} di SK “{printed}”, di data pegawai “{recorded}”. Perbaiki datanya, atau terbitkan SK perubahan.",
            label=one.label,
            printed=one.printed,
            recorded=one.recorded,
        )
        for one in _of_person(letters.get_context(session, letter.id), person)
    )
    return (*said, *_of_post(card, person))


@dataclass(frozen=True, slots=True)
class Differing:
    """Something about the person that a decree prints, as it stands there and in the record."""

    label: str
    printed: str
    recorded: str


def list_differing(session: Session, card: TransferCard, letter: LetterRow) -> tuple[Differing, ...]:
    """Return what about the person differs, field by field."""
    person = people.get_employee_card(session, card.employee_id)
    return tuple(_of_person(letters.get_context(session, letter.id), person))


def _of_person(context: Mapping[str, Any], person: EmployeeCard) -> list[Differing]:
    printed = {row["label"]: row["value"] for clause in context.get("clauses", ()) for row in clause["rows"]}
    recorded = personal_rows(DecreePerson(person.full_name, person.nip or "", person.status, person.rank_label))
    return [
        Differing(row.label, printed[row.label], row.value)
        for row in recorded
        if row.label in printed and normalize(printed[row.label]) != normalize(row.value)
    ]


def _of_post(card: TransferCard, person: EmployeeCard) -> list[Text]:
    """The person sits in the former post until the first day in the new one, and afterwards in that."""
    present = (person.unit_id, person.jabatan_id)
    known = {(card.from_unit_id, card.from_jabatan_id), (card.to_unit_id, card.to_jabatan_id)}
    if None in present or (None, None) in known or present in known:
        return []
    post = f"{person.jabatan_name}, {person.unit_name}"
    return [T("Menurut data pegawai jabatannya sekarang {post}: bukan yang lama dan bukan yang baru di SK.", post=post)]
