"""The printing process: reads length and context, answers with head and PDF, until its input ends."""

import gc
import json
import os
import resource
import sys
from typing import Any, BinaryIO

from mutasi_flow.letters.render.engine import Press
from mutasi_flow.letters.render.process import LENGTH_BYTES, seconds_for
from mutasi_flow.letters.render.protocol import IssuedLetter, Renderer, RenderFailed

MEMORY_BYTES = 2 << 30
FILE_BYTES = 16 << 20
COLLECT_EVERY = 20


def limit() -> None:
    """Fence this process in: so much memory, files of so many bytes, no image of its memory on the disk."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_FSIZE, (FILE_BYTES, FILE_BYTES))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _allow_time(size: int) -> None:
    used = resource.getrusage(resource.RUSAGE_SELF)
    seconds = int(used.ru_utime + used.ru_stime) + seconds_for(size)
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, resource.RLIM_INFINITY))


def answer(press: Renderer, question: bytes) -> tuple[dict[str, Any], bytes]:
    """Answer one question of the parent process: head and file, or a head that says what went wrong."""
    try:
        rendered = press.render(IssuedLetter.from_bytes(question))
    except RenderFailed as refused:
        return {"size": 0, "error": refused.reason}, b""
    return {"size": len(rendered.data), "made_with": rendered.made_with}, rendered.data


def serve(questions: BinaryIO, answers: BinaryIO) -> None:
    """Answer until the questions end; garbage is collected between letters, not within one."""
    press = Press()
    gc.collect()
    gc.freeze()
    gc.disable()
    printed = 0
    while length := questions.read(LENGTH_BYTES):
        size = int.from_bytes(length, "big")
        _allow_time(size)
        head, pdf = answer(press, questions.read(size))
        written = json.dumps(head).encode()
        answers.write(len(written).to_bytes(LENGTH_BYTES, "big") + written + pdf)
        answers.flush()
        printed += 1
        if printed % COLLECT_EVERY == 0:
            gc.collect()


def main() -> None:
    """Keep the answer channel to ourselves: what a library prints goes to the error stream."""
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    limit()
    serve(sys.stdin.buffer, answers)


if __name__ == "__main__":
    main()
