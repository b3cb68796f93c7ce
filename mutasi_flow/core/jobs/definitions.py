"""What a subject offers to the worker: jobs, which somebody asks for, and sweeps, which come round by the clock."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from sqlalchemy.orm import Session

if TYPE_CHECKING:
    from mutasi_flow.core.runtime import Runtime

R = TypeVar("R")
D = TypeVar("D")
JobArgs = Mapping[str, int | str]
"""Keys of rows, never names, NIPs or secrets: arguments are kept with the job."""

DEFAULT_PAUSES = (2.0, 10.0)


@dataclass(frozen=True)
class Job(Generic[R, D]):
    """Work outside a request, in three beats.

    ``read`` collects in a short transaction. ``do`` has no transaction and is the slow or outward part; it may be
    repeated after a crash, so what it does outside must be recognisable by a key of its own. ``write`` stores the
    result, in one transaction, exactly once for each business key.
    """

    name: str
    read: "Callable[[Session, JobArgs], R]"
    do: "Callable[[R, Runtime], D]"
    write: "Callable[[Session, JobArgs, D], None]"
    pauses: tuple[float, ...] = DEFAULT_PAUSES
    """Seconds to wait before each new attempt after a fault; a refusal (``MutasiError``) is not tried again."""


class JobsAt(Mapping[str, Job[Any, Any]]):
    """Jobs by name; the module that offers one in its ``JOBS`` is loaded when the first of the kind is to be done."""

    def __init__(self, names: Mapping[str, Sequence[str]]) -> None:
        self._modules = {name: module for module, offered in names.items() for name in offered}

    def __getitem__(self, name: str) -> Job[Any, Any]:
        offered: Sequence[Job[Any, Any]] = import_module(self._modules[name]).JOBS
        return next(job for job in offered if job.name == name)

    def __iter__(self) -> Iterator[str]:
        return iter(self._modules)

    def __len__(self) -> int:
        return len(self._modules)


@dataclass(frozen=True)
class Sweep:
    """Work that comes round every so many seconds and looks itself for what to do; it returns how much it did.

    It runs in one worker at a time, must be safe to repeat, and opens its own transactions.
    """

    name: str
    every_seconds: int
    run: "Callable[[Runtime], int]"
