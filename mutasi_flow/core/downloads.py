"""Files made only to be fetched, which can be made again: they lie some days beside the stored files, then a sweep drops them.

What they were made of stays; who still needs one asks for it anew.
"""

from collections.abc import Collection
from datetime import date, datetime, timedelta

from mutasi_flow.core.files import FileStore
from mutasi_flow.core.runtime import Runtime

FOLDER = "downloads"
UNNAMED = timedelta(days=1)
"""So long a file may lie before its row names it: it is put away first, and the row is written after."""


def downloads_of(runtime: Runtime, name: str) -> FileStore:
    """Return the store of one kind of such files."""
    return FileStore(runtime.settings.data_dir / FOLDER / name)


def ready_until(runtime: Runtime, made_at: datetime) -> date:
    """Return the last day on which a file that was made then is sure to lie there."""
    return (made_at + timedelta(days=runtime.settings.download_days)).astimezone(runtime.clock.zone).date()


def made_too_long_ago(runtime: Runtime) -> datetime:
    """Return the moment before which a file was made whose days are over."""
    return runtime.clock.now() - timedelta(days=runtime.settings.download_days)


def drop_unnamed(runtime: Runtime, name: str, kept: Collection[str]) -> int:
    """Drop the files of a kind that no row names any more; return how many."""
    return downloads_of(runtime, name).drop_others(kept, runtime.clock.now() - UNNAMED)
