"""How the blocks of a plan are worked through: by how many processes, told to whom, kept where. None of it changes the plan."""

import os
import signal
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from enum import StrEnum
from multiprocessing import SimpleQueue, active_children
from typing import Any, Protocol, TypeVar

from mutasi_flow.core.errors import InvalidInput
from mutasi_flow.core.texts import T

Task = TypeVar("Task")
Done = TypeVar("Done")
WORTH_PROCESSES = 5_000_000
"""Weight from which more than one process pays."""
PAUSE_S = 1.0


class Stage(StrEnum):
    """What is being done."""

    LIMIT = "limit"
    """The price that keeps a limit is looked for; how many trials it takes is not known."""
    BLOCKS = "blocks"
    AIMS = "aims"
    """One large block, ``done`` aims of ``total``; its share of the work is not known."""
    CURVE = "curve"
    EXACT = "exact"
    """Relatives are kept apart by an integer programme; ``done`` aims of ``total``."""


@dataclass(frozen=True, slots=True)
class Progress:
    """How far it is: ``done`` of ``total`` (0: not known), and the share of the work that is behind."""

    stage: Stage
    done: int
    total: int
    share: float


class Keeper(Protocol):
    """Where finished pieces outlive a process that is stopped."""

    def find(self, name: str) -> Mapping[str, Any] | None:
        """Return the arrays kept under a name, None where there are none."""

    def keep(self, name: str, arrays: Mapping[str, Any]) -> None:
        """Keep arrays."""


Tell = Callable[[Progress], None]


class Memory:
    """Pieces kept as long as the plan is made."""

    def __init__(self) -> None:
        self._pieces: dict[str, Mapping[str, Any]] = {}

    def find(self, name: str) -> Mapping[str, Any] | None:
        """Return what was kept."""
        return self._pieces.get(name)

    def keep(self, name: str, arrays: Mapping[str, Any]) -> None:
        """Keep arrays."""
        self._pieces[name] = arrays


@dataclass(frozen=True, slots=True)
class Course:
    """How to work; without processes given, as many as there are cores once it pays."""

    processes: int | None = None
    report: Callable[[Progress], None] = lambda _progress: None
    keeper: Keeper | None = None


def run_through(
    work: Callable[[Task, Tell], Done], tasks: Sequence[Task], weights: Sequence[int], course: Course
) -> Iterator[tuple[int, Done]]:
    """Yield the number of each task with what came of it, as they are finished, the heaviest begun first.

    Raises:
        InvalidInput: a process was ended from outside.
    """
    order = sorted(range(len(tasks)), key=lambda number: (-weights[number], number))
    wanted = course.processes or (os.cpu_count() or 1 if sum(weights) > WORTH_PROCESSES else 1)
    if min(wanted, len(tasks)) > 1:
        yield from _in_processes(work, tasks, order, Course(min(wanted, len(tasks)), course.report))
    else:
        for number in order:
            yield number, work(tasks[number], course.report)


def _in_processes(
    work: Callable[[Task, Tell], Done], tasks: Sequence[Task], order: Sequence[int], course: Course
) -> Iterator[tuple[int, Done]]:
    """Hand the work to each process once, and leave none behind, however it ends."""
    others = set(active_children())
    told: SimpleQueue[Progress] = SimpleQueue()
    pool = ProcessPoolExecutor(course.processes, initializer=_begin, initargs=(work, told))
    try:
        futures = {pool.submit(_do, tasks[number]): number for number in order}
        while futures:
            finished, _ = wait(futures, PAUSE_S, FIRST_COMPLETED)
            while not told.empty():
                course.report(told.get())
            for future in finished:
                yield futures.pop(future), future.result()
    except BrokenProcessPool:
        reason = T("Satu proses hitung terhenti, mungkin karena memori habis. Ulangi dengan lebih sedikit proses.")
        raise InvalidInput(reason) from None
    finally:
        pool.shutdown(wait=False, cancel_futures=True)
        for child in set(active_children()) - others:
            child.terminate()


_held: dict[str, Callable[..., Any]] = {}


def _begin(work: Callable[..., Any], told: Any) -> None:
    """Take the work over; who stops the parent also stops its children."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _held.update(work=work, tell=told.put)


def _do(task: Any) -> Any:
    return _held["work"](task, _held["tell"])
