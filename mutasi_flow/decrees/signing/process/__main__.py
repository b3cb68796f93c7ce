"""The signing process: reads which run and the secret from its pipe, signs, and ends."""

import ctypes
import json
import logging
import resource
import sys

from mutasi_flow.core.runtime import open_runtime
from mutasi_flow.decrees.signing.process.handing import LENGTH_BYTES
from mutasi_flow.decrees.signing.process.signing import sign_run
from mutasi_flow.letters.domain import SecretKind
from mutasi_flow.letters.sign import Secret
from mutasi_flow.settings import Settings

_PR_SET_DUMPABLE = 4


def _close_up() -> None:
    """Leave no dump of this memory behind, and let nobody else with our account look into it (Linux)."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)


def main() -> None:
    """Sign one run. What libraries log about files and certificates is of no use here, and is not written."""
    _close_up()
    logging.disable(logging.CRITICAL)
    pipe = sys.stdin.buffer
    head = json.loads(pipe.read(int.from_bytes(pipe.read(LENGTH_BYTES), "big")))
    secret = Secret(pipe.read(), SecretKind(head["kind"]))
    try:
        with open_runtime(Settings(**head["settings"])) as runtime:
            sign_run(runtime, head["run"], secret)
    finally:
        secret.forget()


if __name__ == "__main__":
    main()
