"""What waits for somebody beside the tasks of single files: whole batches, letters, sittings, comments on a plan."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import islice

from sqlalchemy.orm import Session

from mutasi_flow.core.actor import Actor, Permission
from mutasi_flow.core.texts import T, Text
from mutasi_flow.decrees.signing import service as signing
from mutasi_flow.planning.publications.queries.rows import list_public
from mutasi_flow.transfers import deliberation
from mutasi_flow.transfers.domain.team import SittingState
from mutasi_flow.transfers.queries.batches import list_open_batches

MOST_COUNTED = 100
"""Letters are counted up to here; more are called "more than"."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """One line of the desk: what waits, and the page where it is done."""

    words: Text
    endpoint: str
    values: dict[str, object] = field(default_factory=dict)


def _batches(session: Session, actor: Actor, _today: date) -> Iterator[Waiting]:
    """Batches that were put together for the actor to decide."""
    for batch in list_open_batches(session, actor):
        if batch.decider_id == actor.account_id and batch.size:
            words = T("Telaah paket {name}: {count} usulan", name=batch.name, count=batch.size)
            yield Waiting(words, "batches.show", {"batch_id": batch.id})


def _letters(session: Session, actor: Actor, today: date) -> Iterator[Waiting]:
    """Letters that wait for the actor's signature."""
    if not (actor.has(Permission.TRANSFERS_DECREE) or signing.is_certifier(session, actor, today)):
        return
    count = sum(1 for _ in islice(signing.iterate_own(session, actor, today), MOST_COUNTED + 1))
    if count > MOST_COUNTED:
        yield Waiting(T("Tanda tangani surat: lebih dari {count}", count=MOST_COUNTED), "signing_runs.index")
    elif count:
        yield Waiting(T("Tanda tangani {count} surat", count=count), "signing_runs.index")


def _sittings(session: Session, actor: Actor, _today: date) -> Iterator[Waiting]:
    """Sittings that are not closed, for who sits."""
    if actor.has(Permission.DELIBERATE):
        for sitting, agenda in deliberation.list_sittings(session, actor):
            if sitting.state is SittingState.OPEN:
                words = T("Sidang {day}: {count} usulan dalam agenda", day=sitting.held_on, count=agenda)
                yield Waiting(words, "sittings.show", {"sitting_id": sitting.id})


def _comments(session: Session, actor: Actor, today: date) -> Iterator[Waiting]:
    """Comments on published plans that nobody has answered."""
    if actor.has(Permission.PLAN):
        for one in list_public(session, today):
            if actor.may(Permission.PLAN, one.unit_path) and one.comments > one.answered:
                count = one.comments - one.answered
                words = T("Jawab {count} tanggapan atas rencana {name}", count=count, name=one.plan)
                yield Waiting(words, "publications.show", {"publication_id": one.id})


def list_waiting(session: Session, actor: Actor, today: date) -> Sequence[Waiting]:
    """Return the lines of the actor's desk, what is decided and signed first."""
    makers = (_batches, _letters, _sittings, _comments)
    return [line for maker in makers for line in maker(session, actor, today)]
