"""The child process: reads one file, answers with a head in JSON and the harmless copy, and ends."""

from mutasi_flow.core import fenced
from mutasi_flow.core.uploads.findings import Examined, Flaw, UnusableFile
from mutasi_flow.core.uploads.images import examine_picture
from mutasi_flow.core.uploads.papers import examine_paper
from mutasi_flow.core.uploads.sniffing import PDF, sniff


def look(data: bytes) -> fenced.Found:
    """Tell what the file is, or what is wrong with it."""
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


if __name__ == "__main__":
    fenced.answer(look)
