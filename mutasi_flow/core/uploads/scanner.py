"""A virus scanner that speaks clamd's protocol (INSTREAM), over TCP or a local socket."""

import socket
from contextlib import closing
from urllib.parse import urlsplit

CHUNK_BYTES = 65_536
LENGTH_BYTES = 4
TIMEOUT_SECONDS = 60.0
LONGEST_ANSWER = 1024
CLAMD_PORT = 3310
_CLEAN, _FOUND = "OK", "FOUND"


class ScannerDown(Exception):
    """The scanner does not answer, or not in a way that says anything about the file."""


def scan(address: str, data: bytes, seconds: float = TIMEOUT_SECONDS) -> str:
    """Return the name of what was found in ``data``, empty when it is clean.

    ``address`` is ``tcp://host:port`` or ``unix:///path``.

    Raises:
        ScannerDown: no answer in time, a broken connection, or an answer that is an error.
    """
    try:
        with closing(_connect(address, seconds)) as line:
            line.sendall(b"zINSTREAM\0")
            for start in range(0, len(data), CHUNK_BYTES):
                chunk = data[start : start + CHUNK_BYTES]
                line.sendall(len(chunk).to_bytes(LENGTH_BYTES, "big") + chunk)
            line.sendall(bytes(LENGTH_BYTES))
            answer = _read(line)
    except (OSError, ValueError) as error:
        raise ScannerDown(str(error)) from error
    said = answer.removeprefix("stream:").strip()
    if said == _CLEAN:
        return ""
    if said.endswith(f" {_FOUND}"):
        return said.removesuffix(_FOUND).strip()
    raise ScannerDown(answer)


def _connect(address: str, seconds: float) -> socket.socket:
    parts = urlsplit(address)
    if parts.scheme == "unix":
        line = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        line.settimeout(seconds)
        try:
            line.connect(parts.path)
        except OSError:
            line.close()
            raise
        return line
    return socket.create_connection((parts.hostname or "", parts.port or CLAMD_PORT), seconds)


def _read(line: socket.socket) -> str:
    answer = b""
    while b"\0" not in answer and len(answer) < LONGEST_ANSWER:
        part = line.recv(LONGEST_ANSWER)
        if not part:
            break
        answer += part
    return answer.rstrip(b"\0\n").decode(errors="replace")
