"""A worker process for the test that kills it: each job notes that it was done outside the database, then writes."""

import os
import sys
import time

from sqlalchemy.orm import Session

from mutasi_flow.core.jobs import Job, JobArgs, Workforce
from mutasi_flow.core.runtime import Runtime, open_runtime
from mutasi_flow.people.model import Place
from mutasi_flow.settings import load


def note(number: int, runtime: Runtime) -> int:
    handle = os.open(runtime.settings.data_dir / "done.log", os.O_WRONLY | os.O_APPEND | os.O_CREAT)
    os.write(handle, f"{number}\n".encode())
    os.close(handle)
    time.sleep(0.05)
    return number


def write(session: Session, args: JobArgs, number: int) -> None:
    session.add(Place(code=f"made-{args['number']}", name=f"made {number}"))


SLOW: Job[int, int] = Job("slow_place", lambda _session, args: int(args["number"]), note, write, pauses=())

if __name__ == "__main__":
    with open_runtime(load()) as opened:
        Workforce(opened, {SLOW.name: SLOW}, [], 2).run(once="--once" in sys.argv)
