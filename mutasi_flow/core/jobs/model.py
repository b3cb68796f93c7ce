"""Tables of the worker's own bookkeeping; the queue itself belongs to the job engine."""

from datetime import datetime
from typing import Any

from sqlalchemy import String, func
from sqlalchemy.orm import Mapped, mapped_column

from mutasi_flow.core.db import Base

KEY = 128
NAME = 64


class JobRequest(Base):
    """A job asked for with some change, until a worker hands it to the queue."""

    __tablename__ = "job_requests"

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(KEY), unique=True)
    job: Mapped[str] = mapped_column(String(NAME))
    args: Mapped[dict[str, Any]]
    at: Mapped[datetime] = mapped_column(server_default=func.now())


class JobReceipt(Base):
    """The result of the job with this business key is stored: written with the result itself, hence exactly once."""

    __tablename__ = "job_receipts"

    key: Mapped[str] = mapped_column(String(KEY), primary_key=True)
    job: Mapped[str] = mapped_column(String(NAME))
    at: Mapped[datetime]


class SweepRun(Base):
    """When each sweep last ran, and how it went."""

    __tablename__ = "sweep_runs"

    name: Mapped[str] = mapped_column(String(NAME), primary_key=True)
    started_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]
    handled: Mapped[int] = mapped_column(default=0)
    error: Mapped[str] = mapped_column(default="")


class WorkerBeat(Base):
    """A sign of life of each worker slot; a slot without one loses its unfinished jobs to the others."""

    __tablename__ = "worker_beats"

    slot: Mapped[str] = mapped_column(String(NAME), primary_key=True)
    host: Mapped[str] = mapped_column(String(NAME))
    pid: Mapped[int]
    beat_at: Mapped[datetime]
