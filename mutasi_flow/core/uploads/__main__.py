"""The child process: reads one file, answers with a head in JSON and the harmless copy, and ends."""

import json
import os
import resource
import sys

from mutasi_flow.core.uploads.findings import Examined, Flaw, UnusableFile
from mutasi_flow.core.uploads.images import examine_picture
from mutasi_flow.core.uploads.papers import examine_paper
from mutasi_flow.core.uploads.process import LENGTH_BYTES
from mutasi_flow.core.uploads.sniffing import PDF, sniff

MEMORY_BYTES = 1 << 30
CPU_SECONDS = 20


def _limit() -> None:
    """Bound memory and time; no file can be written and no other process started."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))


def _answer(data: bytes) -> tuple[dict[str, object], bytes]:
    try:
        found = examine_paper(data) if sniff(data) == PDF else examine_picture(data)
    except UnusableFile as error:
        return {"flaw": error.flaw}, b""
    except (MemoryError, RecursionError):
        return {"flaw": Flaw.TOO_HEAVY}, b""
    return _head(found), found.data


def _head(found: Examined) -> dict[str, object]:
    return {
        "media_type": found.media_type,
        "suffix": found.suffix,
        "pages": found.pages,
        "blank_pages": found.blank_pages,
        "is_signed": found.is_signed,
    }


def main() -> None:
    """Keep the answer channel to ourselves: what a library prints goes to the error stream."""
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    _limit()
    head, copy = _answer(sys.stdin.buffer.read())
    written = json.dumps(head).encode()
    answers.write(len(written).to_bytes(LENGTH_BYTES, "big") + written + copy)
    answers.flush()


if __name__ == "__main__":
    main()
