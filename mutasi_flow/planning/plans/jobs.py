"""The jobs of plans."""

from mutasi_flow.core.jobs import Job
from mutasi_flow.planning.plans.service import (
    SOLVE,
    TAKE,
    check_records,
    keep_answer,
    keep_snapshot,
    read_question,
    read_records,
    solve_question,
)

JOBS = (
    Job(name=TAKE, read=read_records, do=check_records, write=keep_snapshot),
    Job(name=SOLVE, read=read_question, do=solve_question, write=keep_answer),
)
