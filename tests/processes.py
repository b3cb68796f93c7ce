"""Looking at other processes and their files, which may be gone at any moment."""

from pathlib import Path


def bytes_of(path: Path) -> bytes:
    """Return what a file holds; nothing when it, or the process that it tells of, has gone meanwhile."""
    try:
        return path.read_bytes()
    except (FileNotFoundError, ProcessLookupError):
        return b""


def is_alive(process: int) -> bool:
    """Whether a process is there and no mere entry of one that has ended."""
    return bytes_of(Path(f"/proc/{process}/stat")).rpartition(b") ")[2][:1] not in {b"", b"Z", b"X"}
