"""Reading review chains, and the letters in them."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from posixpath import commonpath
from typing import Any, NamedTuple

from sqlalchemy import Select, and_, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from mutasi_flow.decrees.initials.domain import Chain, Given, Mark, Progress, find_chain, progress_of, steps_from
from mutasi_flow.decrees.initials.model import InitialChain, LetterInitial
from mutasi_flow.letters.contexts.collective import KIND as COLLECTIVE
from mutasi_flow.letters.domain import Initialled, LetterState
from mutasi_flow.letters.model import Letter
from mutasi_flow.letters.queries import LetterRow, list_members
from mutasi_flow.people.model import Employee, Unit
from mutasi_flow.transfers.model import Objection, Transfer
from mutasi_flow.transfers.queries import TransferCard
from mutasi_flow.transfers.queries.rulings import IS_ABOUT_OBJECTION, TRANSFER_OF_LETTER
from mutasi_flow.transfers.trail import BATCH

MOST_WAITING = 5_000


class InitialRow(NamedTuple):
    """One mark, as pages and drafts show it."""

    letter_id: int
    round: int
    position: int
    mark: Mark
    title: str
    name: str
    capacity: str
    note: str
    at: datetime
    is_present: bool
    """Whether it is on the print that the letter has now."""


class ChainRow(NamedTuple):
    """A chain as its page lists it."""

    chain: Chain
    source: str


class LetterInChain(NamedTuple):
    """A printed letter that nobody signed, with whose file it is of; a collective decree is of a batch."""

    id: int
    kind: str
    number: str
    dated_on: date
    sha256: str
    file_key: str
    is_secret: bool
    transfer_id: int | None
    transfer: str
    employee_id: int | None
    employee_name: str
    """Or how many people."""
    about_kind: str
    about_id: int
    """Its transfer, objection, or batch."""


@dataclass(frozen=True, slots=True)
class OnDesk:
    """A letter that waits on somebody's desk, and of whose files it is."""

    letter: LetterInChain | LetterRow
    cards: tuple[TransferCard, ...]

    @property
    def card(self) -> TransferCard:
        """The file of a letter about one person."""
        return self.cards[0]

    @property
    def is_collective(self) -> bool:
        """Whether it is about several people at once: the decree of a batch, or a copy of it."""
        return self.letter.about_kind == BATCH


_MARKS: Select[*tuple[Any, ...]] = (
    select(
        *(getattr(LetterInitial, name) for name in InitialRow._fields[:-1]),
        LetterInitial.sha256 == Letter.sha256,
    )
    .join(Letter, Letter.id == LetterInitial.letter_id)
    .order_by(LetterInitial.id)
)
_IS_COLLECTIVE = and_(Letter.about_kind == BATCH, Letter.kind == COLLECTIVE)
_WAITING: Select[*tuple[Any, ...]] = (
    select(
        Letter.id,
        Letter.kind,
        Letter.number,
        Letter.dated_on,
        Letter.sha256,
        Letter.file_key,
        Letter.is_secret,
        Transfer.id,
        func.coalesce(Transfer.number, ""),
        Employee.id,
        func.coalesce(Employee.name, Letter.context["public"]["name"].as_string()),
        Letter.about_kind,
        Letter.about_id,
    )
    .outerjoin(Objection, IS_ABOUT_OBJECTION)
    .outerjoin(Transfer, Transfer.id == TRANSFER_OF_LETTER)
    .outerjoin(Employee, Employee.id == Transfer.employee_id)
    .where(or_(Transfer.id.is_not(None), _IS_COLLECTIVE))
)
_IS_WAITING = (Letter.state == LetterState.RENDERED, Letter.revoked_at.is_(None), Letter.file_key != "")


def list_chains(session: Session) -> Sequence[ChainRow]:
    """Return every chain, the youngest first."""
    rows = session.execute(
        select(
            InitialChain.id,
            InitialChain.kind,
            InitialChain.from_on,
            InitialChain.steps,
            InitialChain.added_at,
            InitialChain.source,
        ).order_by(InitialChain.from_on.desc(), InitialChain.id.desc())
    )
    return [ChainRow(Chain(key, kind, on, steps_from(steps), at), source) for key, kind, on, steps, at, source in rows]


def load_chains(session: Session) -> tuple[Chain, ...]:
    """Return the chains, to be asked about many letters."""
    return tuple(row.chain for row in list_chains(session))


def list_marks(session: Session, letter_ids: Collection[int]) -> dict[int, list[InitialRow]]:
    """Return the marks on letters in the order in which they were given."""
    found = defaultdict[int, list[InitialRow]](list)
    for row in session.execute(_MARKS.where(LetterInitial.letter_id.in_(letter_ids))) if letter_ids else ():
        found[row[0]].append(InitialRow(*row))
    return found


def _progress(chain: Chain, marks: Sequence[InitialRow]) -> Progress:
    given = [
        Given(one.round, one.position, one.mark, one.is_present, chain.added_at is None or one.at >= chain.added_at)
        for one in marks
    ]
    return progress_of(chain.steps, given)


def progress_of_letter(session: Session, letter_id: int, kind: str, dated_on: date) -> Progress:
    """Return how far one letter is."""
    chain = find_chain(load_chains(session), kind, dated_on)
    return _progress(chain, list_marks(session, [letter_id])[letter_id]) if chain else progress_of((), ())


def list_incomplete(session: Session, letters: Collection[tuple[int, str, date]]) -> frozenset[int]:
    """Return those of the letters (key, kind, day) that still need an initial."""
    if not (chains := load_chains(session)):
        return frozenset()
    in_chain = {key: found for key, kind, on in letters if (found := find_chain(chains, kind, on)) and found.steps}
    marks = list_marks(session, in_chain)
    return frozenset(key for key, chain in in_chain.items() if not _progress(chain, marks[key]).is_complete)


def list_in_chain(session: Session) -> Sequence[tuple[LetterInChain, Progress]]:
    """Return the printed letters that have a chain and nobody signed, oldest first, with how far each is."""
    if not (chains := load_chains(session)):
        return ()
    kinds = {one.kind for one in chains}
    wanted = _WAITING.where(*_IS_WAITING, Letter.kind.in_(kinds)).order_by(Letter.id).limit(MOST_WAITING)
    rows = [LetterInChain(*row) for row in session.execute(wanted)]
    chosen = {row.id: find_chain(chains, row.kind, row.dated_on) for row in rows}
    in_chain = {key: chain for key, chain in chosen.items() if chain and chain.steps}
    marks = list_marks(session, in_chain)
    return [(row, _progress(in_chain[row.id], marks[row.id])) for row in rows if row.id in in_chain]


def find_in_chain(session: Session, letter_id: int) -> LetterInChain | None:
    """Return a letter of a file or of a batch, signed or not; None when there is none or it is about something else."""
    row = session.execute(_WAITING.where(Letter.id == letter_id)).first()
    return LetterInChain(*row) if row else None


def list_transfers(session: Session, letter: LetterInChain) -> Sequence[int]:
    """Return the keys of the files that a letter is of: of a collective decree those of all who stand in it."""
    if letter.transfer_id is not None:
        return [letter.transfer_id]
    return [about for _, about in list_members(session, letter.id)]


def is_waiting(session: Session, letter_id: int) -> bool:
    """Whether a letter is printed and waits for its signature."""
    return session.scalars(select(Letter.id).where(Letter.id == letter_id, *_IS_WAITING)).first() is not None


def paths_of_units(session: Session, unit_ids: Collection[int | None]) -> dict[int | None, str]:
    """Return the paths of units; that of no unit is the whole office."""
    return {None: "", **_of_units(session, unit_ids, Unit.path)}


def names_of_units(session: Session, unit_ids: Collection[int | None]) -> dict[int | None, str]:
    """Return the names of units as the page of chains shows them."""
    return _of_units(session, unit_ids, Unit.name)


def _of_units(
    session: Session, unit_ids: Collection[int | None], what: InstrumentedAttribute[str]
) -> dict[int | None, str]:
    wanted = [key for key in unit_ids if key is not None]
    return {row[0]: row[1] for row in session.execute(select(Unit.id, what).where(Unit.id.in_(wanted)))}


def find_common_unit(session: Session, cards: Sequence[TransferCard]) -> int | None:
    """Return the smallest unit that everybody leaves a place in; None: the whole office."""
    paths = {card.from_path for card in cards}
    if "" in paths:
        return None
    common = f"{commonpath(paths).rstrip('/')}/"
    return session.scalar(select(Unit.id).where(Unit.path == common))


def count_rounds(session: Session, letter_id: int) -> int:
    """Return the last round of a letter."""
    return session.scalar(select(func.max(LetterInitial.round)).where(LetterInitial.letter_id == letter_id)) or 0


def list_initialled(session: Session, letter_ids: Collection[int]) -> dict[int, tuple[Initialled, ...]]:
    """Return the initials that count on the present print of letters, in order.

    Those of a former chain count no more, but on a letter that was signed in that chain.
    """
    chains, marks, found = load_chains(session), list_marks(session, letter_ids), {}
    wanted = select(Letter.id, Letter.kind, Letter.dated_on, Letter.state).where(Letter.id.in_(marks))
    for key, kind, on, state in session.execute(wanted):
        last = max(one.round for one in marks[key])
        chain, is_signed = find_chain(chains, kind, on), state is LetterState.SIGNED
        if is_signed or chain is None or _progress(chain, marks[key]).round == last:
            present = (one for one in marks[key] if one.round == last and one.is_present)
            given = sorted((one for one in present if one.mark is Mark.INITIALLED), key=lambda one: one.position)
            found[key] = tuple(Initialled(one.title, one.name, one.at) for one in given)
    return found
