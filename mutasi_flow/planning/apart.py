"""Work in a process of its own, which whoever asked for it can end at any moment, even inside a solver."""

import os
import signal
import threading
import traceback
from collections.abc import Callable
from contextlib import suppress
from multiprocessing import get_context
from multiprocessing.connection import Connection
from typing import Any, TypeVar

from mutasi_flow.core.errors import InvalidInput, MutasiError
from mutasi_flow.core.texts import T

Task = TypeVar("Task")
Done = TypeVar("Done")
PAUSE_S = 0.5
Tell = Callable[[object], None]
Work = Callable[[Task, Tell], Done]
"""Does a task, and tells how far it is."""


def run_apart(work: Work[Task, Done], task: Task, hear: Callable[[object | None], None]) -> Done:
    """Return what ``work`` makes of ``task`` in a process of its own.

    Args:
        work: A function that can be imported, so that the new process finds it.
        task: Anything that can be pickled.
        hear: Called with what the work tells, and with None about twice a second; what it raises ends the process
            and all that it started.

    Raises:
        InvalidInput: the process was ended from outside.
        MutasiError: what the work refused with.
        RuntimeError: the work failed; its own words stand in it.
    """
    # A fork of a process with threads may hang on a lock that nobody gives back; and whoever starts anew loads the
    # libraries again, for seconds. The server of forks has no threads, and loads once what the work needs.
    context = get_context("forkserver")
    context.set_forkserver_preload([work.__module__])
    ours, theirs = context.Pipe()
    child = context.Process(target=_serve, args=(work, task, theirs))
    child.start()
    theirs.close()
    try:
        while True:
            if not ours.poll(PAUSE_S):
                hear(None)
                continue
            kind, content = ours.recv()
            if kind == "told":
                hear(content)
            elif kind == "done":
                found: Done = content
                return found
            else:
                raise content
    except EOFError:
        reason = T("Satu proses hitung terhenti, mungkin karena memori habis. Ulangi dengan lebih sedikit proses.")
        raise InvalidInput(reason) from None
    finally:
        ours.close()
        _end(child)


def _end(child: Any) -> None:
    """End a process and its descendants, which share its session."""
    with suppress(ProcessLookupError):
        os.killpg(child.pid, signal.SIGKILL)
    child.kill()
    child.join()


def _serve(work: Work[Task, Done], task: Task, line: Connection) -> None:
    os.setsid()
    threading.Thread(target=_end_with_parent, args=(line,), daemon=True).start()
    sending = threading.Lock()

    def send(kind: str, content: object) -> None:
        with sending:
            line.send((kind, content))

    try:
        send("done", work(task, lambda content: send("told", content)))
    except MutasiError as refusal:
        send("failed", refusal)
    except Exception:  # noqa: BLE001 - whoever asked must hear of it, whatever it is
        send("failed", RuntimeError(traceback.format_exc()))


def _end_with_parent(line: Connection) -> None:
    """Wait for the other end to go away, which it does with its process, and go with it."""
    with suppress(EOFError, OSError):
        line.recv()
    os.killpg(0, signal.SIGKILL)
