"""One child process per file of a stranger: fenced, limited and gone afterwards, so that no file can spoil the next.

A child has no secrets in its environment, can write no file, and may not use more memory or time than an honest file
needs. Starting one costs some 0.3 s; this happens before the write transaction of a request, never inside it.
"""

import json
import os
import resource
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from mutasi_flow.core.errors import Unprepared
from mutasi_flow.core.texts import T

SECONDS = 30
LENGTH_BYTES = 4
MEMORY_BYTES = 1 << 30
CPU_SECONDS = 20
PACKAGE_ROOT = Path(__file__).resolve().parents[2]
PASSED_ON = ("PATH", "LANG", "LD_LIBRARY_PATH", "DYLD_FALLBACK_LIBRARY_PATH", "SYSTEMROOT")

Found = tuple[Mapping[str, Any], bytes]
"""What a child answers: a head that becomes JSON, and bytes."""


class Overstrained(RuntimeError):
    """The child ran out of time or memory, or died; the file asks too much."""


def ask(module: str, question: bytes) -> Found:
    """Have ``python -m module`` look at ``question``; that module calls :func:`answer`.

    Raises:
        Overstrained: the child did not come to an end.
        Unprepared: no process could be started.
    """
    environment = {name: os.environ[name] for name in PASSED_ON if name in os.environ}
    try:
        done = subprocess.run(  # noqa: S603 - our own interpreter and a module named in our code
            [sys.executable, "-X", "utf8", "-m", module],
            input=question,
            capture_output=True,
            timeout=SECONDS,
            check=False,
            cwd=os.sep,
            env={**environment, "PYTHONPATH": str(PACKAGE_ROOT)},
        )
    except subprocess.TimeoutExpired as error:
        raise Overstrained from error
    except OSError as error:
        raise Unprepared(T("Berkas belum dapat diperiksa: {reason}.", reason=error.strerror or str(error))) from error
    if done.returncode:
        raise Overstrained
    start = LENGTH_BYTES + int.from_bytes(done.stdout[:LENGTH_BYTES], "big")
    return json.loads(done.stdout[LENGTH_BYTES:start]), done.stdout[start:]


def answer(look: Callable[[bytes], Found]) -> None:
    """Be the child: read the question, look at it within limits, and write the answer.

    The answer channel is kept to ourselves: what a library prints goes to the error stream.
    """
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    _limit()
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
