"""One child process per file of a stranger: fenced, limited and gone afterwards, so that no file can spoil the next.

A child has no secrets in its environment, can write no file, finds no library to fetch anything with, and may not use
more memory or time than an honest file needs. Starting one costs some 0.3 s; this happens before the write transaction of a request, never inside it.
"""

import gc
import json
import os
import resource
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Self

from mutasi_flow.core.errors import Unprepared
from mutasi_flow.core.texts import T

SECONDS = 30
LENGTH_BYTES = 4
MEMORY_BYTES = 1 << 30
CPU_SECONDS = 20
PACKAGE_ROOT = Path(__file__).resolve().parents[2]
_LOAD = "import gc, runpy, sys; gc.disable(); runpy.run_module(sys.argv[1], run_name='__main__')"
"""As ``-m`` does, but as ``core.loading`` loads."""
OFFLINE = Path(__file__).resolve().parent / "offline"
PASSED_ON = ("PATH", "LANG", "LD_LIBRARY_PATH", "DYLD_FALLBACK_LIBRARY_PATH", "SYSTEMROOT")

Found = tuple[Mapping[str, Any], bytes]
"""What a child answers: a head that becomes JSON, and bytes."""


class Overstrained(RuntimeError):
    """The child ran out of time or memory, or died; the file asks too much."""


class Child:
    """A child that was started and loads its libraries while whoever asks still prepares the question."""

    def __init__(self, module: str) -> None:
        """Start ``python -m module``; that module calls :func:`answer`.

        Raises:
            Unprepared: no process could be started.
        """
        environment = {name: os.environ[name] for name in PASSED_ON if name in os.environ}
        try:
            self._process = subprocess.Popen(  # noqa: S603 - our own interpreter and a module named in our code
                [sys.executable, "-P", "-X", "utf8", "-c", _LOAD, module],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                cwd=os.sep,
                env={**environment, "PYTHONPATH": os.pathsep.join((str(OFFLINE), str(PACKAGE_ROOT)))},
            )
        except OSError as error:
            why = error.strerror or str(error)
            raise Unprepared(T("Berkas belum dapat diperiksa: {reason}.", reason=why)) from error

    def ask(self, question: bytes) -> Found:
        """Have it look at ``question``, once.

        Raises:
            Overstrained: it did not come to an end.
        """
        try:
            said, _ = self._process.communicate(question, timeout=SECONDS)
        except subprocess.TimeoutExpired as error:
            raise Overstrained from error
        finally:
            self.end()
        if self._process.returncode:
            raise Overstrained
        start = LENGTH_BYTES + int.from_bytes(said[:LENGTH_BYTES], "big")
        return json.loads(said[LENGTH_BYTES:start]), said[start:]

    def end(self) -> None:
        """End it, asked or not."""
        self._process.kill()
        self._process.communicate()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.end()


def ask(module: str, question: bytes) -> Found:
    """Have ``python -m module`` look at ``question``; that module calls :func:`answer`.

    Raises:
        Overstrained: the child did not come to an end.
        Unprepared: no process could be started.
    """
    with Child(module) as child:
        return child.ask(question)


def answer(look: Callable[[bytes], Found]) -> None:
    """Be the child: read the question, look at it within limits, and write the answer.

    The answer channel is kept to ourselves: what a library prints goes to the error stream.
    """
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    _limit()
    gc.freeze()
    gc.enable()
    head, body = look(sys.stdin.buffer.read())
    written = json.dumps(head).encode()
    answers.write(len(written).to_bytes(LENGTH_BYTES, "big") + written + body)
    answers.flush()


def _limit() -> None:
    """Bound memory and time; no file can be written and no other process started."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
