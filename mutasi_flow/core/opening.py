"""What a command opens when it needs it: the database and what stands beside it, and words for what is wrong with it.

Apart from the shell, so that a command which needs no database starts without its libraries.
"""

from sqlalchemy.exc import DatabaseError, OperationalError, ProgrammingError

from mutasi_flow.core.db import is_full, is_out_of_reach
from mutasi_flow.core.errors import Unprepared
from mutasi_flow.core.newer import refuse_newer
from mutasi_flow.core.runtime import Runtime, open_runtime
from mutasi_flow.core.texts import T
from mutasi_flow.settings import Settings

_UNUSABLE = frozenset({DatabaseError, OperationalError, ProgrammingError})
"""Exactly these: SQLite calls a damaged or foreign file by the base class, whose other children are our own faults."""


def open_checked(settings: Settings) -> Runtime:
    """Open everything.

    Raises:
        Unprepared: the data folder cannot be written, or the database is of a newer version.
    """
    opened = open_runtime(settings)
    try:
        refuse_newer(opened)
    except Unprepared:
        opened.close()
        raise
    return opened


def explain(error: Exception) -> Unprepared | None:
    """Say what is wrong with the database, and what to look at; None when it is something else."""
    if not isinstance(error, DatabaseError) or type(error) not in _UNUSABLE:
        return None
    if is_full(error):
        return Unprepared(T("Penyimpanan basis data penuh. Kosongkan ruang, lalu ulangi."))
    reason = str(error.orig).strip().splitlines()[0]
    if is_out_of_reach(error):
        return Unprepared(
            T(
                "Basis data tidak dapat dibaca atau ditulis: {reason}. Periksa ruang dan izin folder data.",
                reason=reason,
            )
        )
    return Unprepared(
        T("Basis data tidak dapat dipakai: {reason}. Sudahkah `mutasi db upgrade` dijalankan?", reason=reason)
    )
