"""A letter together with the files that it is of, read while nobody else changes either."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from mutasi_flow.letters import queries as letters
from mutasi_flow.letters.queries import LetterRow
from mutasi_flow.transfers.model import Transfer
from mutasi_flow.transfers.queries.rulings import find_transfer_id
from mutasi_flow.transfers.trail import BATCH


def list_files(session: Session, letter: LetterRow) -> Sequence[int]:
    """Return the transfers of whose files a letter is: of a collective decree and its copy all who stand in it."""
    if letter.about_kind == BATCH:
        return sorted(about for _, about in letters.list_members(session, letter.copy_of_id or letter.id))
    return [key for key in (find_transfer_id(session, letter),) if key is not None]


def hold_letter(session: Session, letter_id: int) -> LetterRow:
    """Lock a letter and its files until the end of the transaction, and return it as it is then.

    Files come first, by their keys, then letters, by theirs: whoever locks both keeps this order, so that two who come
    at once never wait for each other.

    Raises:
        NotFound: there is no such letter.
    """
    files = list_files(session, letters.get_letter(session, letter_id))
    session.execute(select(Transfer.id).where(Transfer.id.in_(files)).order_by(Transfer.id).with_for_update())
    letters.hold(session, [letter_id])
    return letters.get_letter(session, letter_id)
