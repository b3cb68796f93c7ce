"""A decree on 5,000 people fits into the limits of its printing process.

To print one takes some 50 seconds (``bench/run annex`` does); what it needs grows with its rows, so a few hundred tell.
"""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from mutasi_flow.letters.contexts.collective_samples import sample_collective_decree
from mutasi_flow.letters.render import IssuedLetter, process
from mutasi_flow.letters.render.__main__ import FILE_BYTES, MEMORY_BYTES
from mutasi_flow.letters.render.process import Child, seconds_for

MANY, FEW, SOME = 5_000, 50, 250
SPARE = 0.75
"""So much of a limit may be needed: other fonts and longer names must find room."""
PATIENCE = 600
"""Seconds by the clock, on a machine that has other things to do; what counts are those of the processor."""
PROC = Path("/proc")

pytestmark = [pytest.mark.slow, pytest.mark.skipif(not (PROC / "self/status").is_file(), reason="needs Linux' /proc")]


@dataclass(frozen=True, slots=True)
class Need:
    """What a printing process has taken: seconds of CPU, bytes of memory at most, and bytes of the last file."""

    seconds: float
    memory: int
    file: int


def need_of(child: Child, rows: int) -> Need:
    question = IssuedLetter(sample_collective_decree(rows)).to_bytes()
    before = _seconds(child)
    printed = child.ask(question, PATIENCE)
    lines = (PROC / f"{child._process.pid}" / "status").read_text().splitlines()
    peak = next(int(line.split()[1]) for line in lines if line.startswith("VmHWM"))
    return Need(_seconds(child) - before, peak * 1024, len(printed.data))


def _seconds(child: Child) -> float:
    fields = (PROC / f"{child._process.pid}" / "stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


@pytest.fixture
def child() -> Iterator[Child]:
    folder = process._prepare_folder()
    made = Child(folder)
    made.ask(IssuedLetter(sample_collective_decree(3)).to_bytes(), PATIENCE)
    yield made
    made.stop()


def test_five_thousand_rows_fit_into_time_memory_and_file(child: Child) -> None:
    few, some = need_of(child, FEW), need_of(child, SOME)

    def at_many(less: float, more: float) -> float:
        return more + (MANY - SOME) * (more - less) / (SOME - FEW)

    allowed = seconds_for(len(IssuedLetter(sample_collective_decree(MANY)).to_bytes()))
    assert at_many(few.memory, some.memory) < SPARE * MEMORY_BYTES
    assert at_many(few.file, some.file) < SPARE * FILE_BYTES
    assert at_many(few.seconds, some.seconds) < SPARE * allowed
