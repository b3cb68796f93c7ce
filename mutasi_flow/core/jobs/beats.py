"""Signs of life of workers: who holds which slot, and which slots are dead."""

import os
import socket
from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from mutasi_flow.core.errors import Conflict
from mutasi_flow.core.jobs.model import WorkerBeat
from mutasi_flow.core.texts import T

BEAT_SECONDS = 10
DEAD_AFTER = timedelta(seconds=60)


def claim_slot(session: Session, slot: str, at: datetime) -> None:
    """Take ``slot`` for this process.

    Raises:
        Conflict: a living worker holds it.
    """
    held = session.get(WorkerBeat, slot, with_for_update=True)
    if held is None:
        session.add(WorkerBeat(slot=slot, host=socket.gethostname(), pid=os.getpid(), beat_at=at))
        return
    if is_alive(held, at):
        raise Conflict(
            T(
                "Pekerja {slot} masih berjalan di {host} (proses {pid}). Hentikan dahulu, atau beri nama lain lewat MUTASI_WORKER_SLOT.",
                slot=slot,
                host=held.host,
                pid=held.pid,
            )
        )
    held.host, held.pid, held.beat_at = socket.gethostname(), os.getpid(), at


def beat(session: Session, slot: str, at: datetime) -> None:
    """Show that this process lives."""
    session.execute(update(WorkerBeat).where(WorkerBeat.slot == slot).values(beat_at=at))


def give_back(session: Session, slots: Sequence[str]) -> None:
    """Forget slots: this process ends, or their jobs were taken over."""
    session.execute(delete(WorkerBeat).where(WorkerBeat.slot.in_(slots)))


def list_workers(session: Session) -> Sequence[WorkerBeat]:
    """Return all slots that are held."""
    return session.scalars(select(WorkerBeat).order_by(WorkerBeat.slot)).all()


def is_alive(held: WorkerBeat, at: datetime) -> bool:
    """Whether the holder lives: it was heard lately, and, if it is on this machine, its process exists.

    A beat from the future is none: a clock was set back since, and a living worker beats again at once.
    """
    if abs(held.beat_at - at) > DEAD_AFTER:
        return False
    if held.host != socket.gethostname():
        return True
    return held.pid != os.getpid() and _exists(held.pid)


def _exists(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
