"""The jobs of letters: printing, archives, previews."""

from typing import Any

from mutasi_flow.core.jobs import Job
from mutasi_flow.letters.service import (
    EXPORT_ARCHIVE,
    PREVIEW_TEXT,
    RENDER_LETTER,
    make_export,
    preview_text,
    print_letter,
    read_asked,
    read_unpreviewed,
    read_unprinted,
    store_export,
    store_preview,
    store_printed,
)

JOBS: tuple[Job[Any, Any], ...] = (
    Job(name=RENDER_LETTER, read=read_unprinted, do=print_letter, write=store_printed),
    Job(name=EXPORT_ARCHIVE, read=read_asked, do=make_export, write=store_export),
    Job(name=PREVIEW_TEXT, read=read_unpreviewed, do=preview_text, write=store_preview),
)
