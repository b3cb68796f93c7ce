"""The jobs of exchange rounds."""

from sqlalchemy.orm import Session

from mutasi_flow.core.jobs import Job, JobArgs
from mutasi_flow.planning.market.service.making import SOLVE
from mutasi_flow.planning.market.service.opening import OPEN_TRANSFERS, open_transfers, read_movers
from mutasi_flow.planning.market.service.solving import read_task, solve, store_outcome
from mutasi_flow.planning.market.service.verifying import VERIFY, read_solved, store_verified, verify


def _nothing(_session: Session, _args: JobArgs, _done: None) -> None:
    """All that was opened is kept already, one by one."""


JOBS = (
    Job(name=SOLVE, read=read_task, do=solve, write=store_outcome),
    Job(name=VERIFY, read=read_solved, do=verify, write=store_verified),
    Job(name=OPEN_TRANSFERS, read=read_movers, do=open_transfers, write=_nothing),
)
