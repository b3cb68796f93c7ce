"""From the check of a batch to the news: all but the binding of prints."""

from sqlalchemy.orm import Session

from mutasi_flow.core.jobs import Job, JobArgs
from mutasi_flow.decrees.batches.service.announcing import ANNOUNCE, announce_batch, read_to_announce
from mutasi_flow.decrees.batches.service.checking import check_batch, read_to_check
from mutasi_flow.decrees.batches.service.collecting import (
    PRINT_DECREE,
    after_decree,
    compose_texts,
    print_decree,
    read_decree,
    read_turn,
    store_composed,
)
from mutasi_flow.decrees.batches.service.composing import CHECK
from mutasi_flow.decrees.batches.service.issuing import (
    COMPOSE,
    ISSUE_PORTION,
    PRINT_PORTION,
    after_issuing,
    issue_portion,
    read_piece,
)
from mutasi_flow.decrees.batches.service.printing import after_printing, print_portion, read_unprinted_portion


def _nothing(_session: Session, _args: JobArgs, _done: None) -> None:
    """All that was found is kept already, row by row."""


JOBS = (
    Job(name=CHECK, read=read_to_check, do=check_batch, write=_nothing),
    Job(name=ISSUE_PORTION, read=read_piece, do=issue_portion, write=after_issuing),
    Job(name=PRINT_PORTION, read=read_unprinted_portion, do=print_portion, write=after_printing),
    Job(name=COMPOSE, read=read_turn, do=compose_texts, write=store_composed),
    Job(name=PRINT_DECREE, read=read_decree, do=print_decree, write=after_decree),
    Job(name=ANNOUNCE, read=read_to_announce, do=announce_batch, write=_nothing),
)
