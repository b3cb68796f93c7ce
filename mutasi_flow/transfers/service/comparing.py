"""What a decree prints about its person and the posts, against the records of today.

The record may change between the decree and its signature. The frozen text never does: a difference is settled by mending
the record, or by a new decree.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from sqlalchemy.orm import Session

from mutasi_flow.core.texts import T, Text
from mutasi_flow.letters import queries as letters
from mutasi_flow.letters.contexts import DecreePerson
from mutasi_flow.letters.contexts.transfer import moved_rows
from mutasi_flow.letters.domain import LetterState, normalize
from mutasi_flow.letters.queries import LetterRow
from mutasi_flow.people import queries as people
from mutasi_flow.people.queries import EmployeeCard
from mutasi_flow.transfers.queries import TransferCard
from mutasi_flow.transfers.service.decree import MOVING, find_whole, move_of

SAME_FIELDS = (frozenset({"NIP", "NI PPPK"}), frozenset({"Pangkat/gol. ruang", "Golongan"}))
"""Fields whose name hangs on the status of the person."""


def list_differences(session: Session, card: TransferCard, letter: LetterRow) -> tuple[Text, ...]:
    """Return where name, title, number, rank, or a post or unit by its name, are no longer those of the records.

    What the decree does not print is no difference; what a later decree has corrected is settled.
    """
    if letter.kind not in MOVING or letter.amended_by_id is not None:
        return ()
    said = (
        T(
            "{label} di SK “{printed}”, di data pegawai “{recorded}”. Perbaiki datanya, atau terbitkan SK perubahan.",
            label=one.label,
            printed=one.printed,
            recorded=one.recorded,
        )
        for one in list_differing(session, card, letter)
    )
    return (*said, *list_strange_posts(session, as_recorded(session, card, letter)))


@dataclass(frozen=True, slots=True)
class Differing:
    """Something about person or post that a decree prints, as it stands there and in the records."""

    label: str
    printed: str
    recorded: str


def list_differing(session: Session, card: TransferCard, letter: LetterRow) -> tuple[Differing, ...]:
    """Return what differs, field by field: name with its titles, number, rank, former and new post and unit."""
    person, printed = people.get_employee_card(session, card.employee_id), _printed(session, letter)
    named = DecreePerson(person.full_name, person.nip or "", person.status, person.rank_label)
    move = move_of(as_recorded(session, card, letter))
    found = ((row, _find(printed, row.label)) for row in moved_rows(named, move))
    return tuple(
        Differing(row.label, was[1], row.value)
        for row, was in found
        if was is not None and (was[0] != row.label or normalize(was[1]) != normalize(row.value))
    )


def as_recorded(session: Session, card: TransferCard, letter: LetterRow) -> TransferCard:
    """Return the transfer with the former post of the record, where that was mended since a decree on it was signed.

    The record names it until the first day in the new post. A decree that nobody signed is composed anew instead.
    """
    person, number = people.get_employee_card(session, card.employee_id), letter.number
    placements = people.list_placements(session, card.employee_id)
    waits = number in {one.letter_number for one in placements if one.applied_at is None and one.revoked_at is None}
    is_signed = (find_whole(session, letter) or letter).state is LetterState.SIGNED
    if not (waits and is_signed and _is_elsewhere(card, person)):
        return card
    return replace(
        card,
        from_unit_id=person.unit_id,
        from_unit=person.unit_name or "",
        from_path=person.unit_path or "",
        from_jabatan_id=person.jabatan_id,
        from_jabatan=person.jabatan_name or "",
    )


def _is_elsewhere(card: TransferCard, person: EmployeeCard) -> bool:
    """Whether the person sits in neither post of the transfer, as far as all three are known."""
    present = (person.unit_id, person.jabatan_id)
    known = {(card.from_unit_id, card.from_jabatan_id), (card.to_unit_id, card.to_jabatan_id)}
    return None not in present and (None, None) not in known and present not in known


def says_anything(session: Session, letter: LetterRow) -> bool:
    """Whether the text of a decree is here at all; of one that was made elsewhere nothing can be compared."""
    return bool(_printed(session, letter))


def _printed(session: Session, letter: LetterRow) -> Mapping[str, str]:
    clauses = letters.get_context(session, letter.id).get("clauses", ())
    return {row["label"]: row["value"] for clause in clauses for row in clause["rows"]}


def _find(printed: Mapping[str, str], label: str) -> tuple[str, str] | None:
    """Return a field as the decree names and fills it; None when it does not print it."""
    names = next((same for same in SAME_FIELDS if label in same), frozenset({label}))
    return next(((name, printed[name]) for name in sorted(names) if name in printed), None)


def list_strange_posts(session: Session, card: TransferCard) -> list[Text]:
    """Say that the person sits in neither post, when that is so.

    It is the former one until the first day in the new one, and that afterwards.
    """
    person = people.get_employee_card(session, card.employee_id)
    if not _is_elsewhere(card, person):
        return []
    post = f"{person.jabatan_name}, {person.unit_name}"
    return [T("Menurut data pegawai jabatannya sekarang {post}: bukan yang lama dan bukan yang baru di SK.", post=post)]
