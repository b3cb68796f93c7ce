"""Looking into an uploaded file, in a process of its own."""

from mutasi_flow.core import fenced
from mutasi_flow.core.uploads.findings import Examined, Flaw, UnusableFile
from mutasi_flow.core.uploads.sniffing import sniff


def examine(data: bytes) -> Examined:
    """Look into an uploaded file and return its harmless copy.

    Raises:
        UnusableFile: why it cannot be taken, with advice.
        Unprepared: no process could be started.
    """
    sniff(data)
    try:
        head, copy = fenced.ask("mutasi_flow.core.uploads", data)
    except fenced.Overstrained as error:
        raise UnusableFile(Flaw.TOO_HEAVY) from error
    if "flaw" in head:
        raise UnusableFile(Flaw(head["flaw"]))
    return Examined(
        copy, head["media_type"], head["suffix"], head["pages"], tuple(head["blank_pages"]), head["is_signed"]
    )
