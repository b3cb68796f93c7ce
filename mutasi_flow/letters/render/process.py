"""Child processes that print letters: warm, fenced, limited, and replaced when they misbehave.

A child has no secrets in its environment, sees only the shipped fonts, and may not use more memory or time than a
long letter needs. It reads questions from its standard input and ends with it, so no child outlives its parent.
"""

import atexit
import json
import os
import select
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from pathlib import Path
from xml.sax.saxutils import escape

from mutasi_flow.core.texts import T
from mutasi_flow.letters.render.protocol import PDF, Claims, IssuedLetter, PrinterStopped, Rendered, RenderFailed

SECONDS_PER_LETTER = 120
SECONDS_PER_MEGABYTE = 300
"""What the annex of a decree on thousands of people is given on top: each of them is some 300 bytes."""
LETTERS_PER_CHILD = 500
"""The layout engine grows by some 70 KB a letter; a fresh child starts in a second."""
LENGTH_BYTES = 4
PACKAGE_ROOT = Path(__file__).resolve().parents[3]
FONTS = Path(__file__).resolve().parents[1] / "fonts"
FONT_FILES = (
    "LiberationSans-Bold.ttf",
    "LiberationSans-Regular.ttf",
    "texgyrebonum-bold.otf",
    "texgyrebonum-italic.otf",
    "texgyrebonum-regular.otf",
)
"""Without one of them the engine would silently take another, and a letter would look different on this machine."""
PASSED_ON = ("PATH", "HOME", "LANG", "TMPDIR", "LD_LIBRARY_PATH", "DYLD_FALLBACK_LIBRARY_PATH", "SYSTEMROOT")
FONTCONFIG = '<?xml version="1.0"?><fontconfig><dir>{fonts}</dir><cachedir>{cache}</cachedir></fontconfig>'


def seconds_for(size: int) -> int:
    """Return how long a letter may take that is asked for in so many bytes."""
    return SECONDS_PER_LETTER + SECONDS_PER_MEGABYTE * size // 1_000_000


class Child:
    """One printing process."""

    def __init__(self, folder: Path) -> None:
        environment = {name: os.environ[name] for name in PASSED_ON if name in os.environ}
        self._process = subprocess.Popen(
            [sys.executable, "-X", "utf8", "-m", "mutasi_flow.letters.render"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            cwd=folder,
            env={**environment, "PYTHONPATH": str(PACKAGE_ROOT), "FONTCONFIG_FILE": str(folder / "fonts.conf")},
        )
        self.printed = 0

    def ask(self, question: bytes, seconds: float) -> Rendered:
        """Print one letter.

        Raises:
            RenderFailed: the engine refused the letter.
            PrinterStopped: it ran out of time or memory, or died.
        """
        deadline = time.monotonic() + seconds
        try:
            self._write(len(question).to_bytes(LENGTH_BYTES, "big") + question)
            head = json.loads(self._read(int.from_bytes(self._read(LENGTH_BYTES, deadline), "big"), deadline))
            data = self._read(head["size"], deadline)
        except (OSError, EOFError, TimeoutError) as error:
            self.stop()
            reason = "time is up" if isinstance(error, TimeoutError) else "the process ended"
            message = f"a letter was not printed: {reason}"
            raise PrinterStopped(message) from error
        self.printed += 1
        if "error" in head:
            raise RenderFailed.because(head["error"])
        return Rendered(data, head["made_with"])

    @property
    def is_usable(self) -> bool:
        """Whether it lives and has not printed its share."""
        return self._process.poll() is None and self.printed < LETTERS_PER_CHILD

    def stop(self) -> None:
        """End the process and wait for it."""
        self._process.kill()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe:
                pipe.close()
        self._process.wait()

    def _write(self, data: bytes) -> None:
        pipe = self._process.stdin
        if pipe is None:
            raise EOFError
        try:
            pipe.write(data)
            pipe.flush()
        except BrokenPipeError as error:
            raise EOFError from error

    def _read(self, size: int, deadline: float) -> bytes:
        pipe = self._process.stdout
        if pipe is None:
            raise EOFError
        parts: list[bytes] = []
        while size:
            ready, _, _ = select.select([pipe], [], [], max(0.0, deadline - time.monotonic()))
            if not ready:
                raise TimeoutError
            part = os.read(pipe.fileno(), size)
            if not part:
                raise EOFError
            parts.append(part)
            size -= len(part)
        return b"".join(parts)


class Printers:
    """The engine of the letter itself: idle children, kept warm, as many as threads print at the same time."""

    def __init__(self) -> None:
        self._idle: list[Child] = []
        self._lock = threading.Lock()
        self._folder: Path | None = None

    @property
    def claims(self) -> Claims:
        """What each file keeps."""
        return PDF

    def render(self, letter: IssuedLetter, seconds: float | None = None) -> Rendered:
        """Print one letter on an idle child, or a new one."""
        question, child = letter.to_bytes(), self._take()
        try:
            return child.ask(question, seconds_for(len(question)) if seconds is None else seconds)
        finally:
            self._give_back(child)

    def close(self) -> None:
        """End all idle children and remove their folder."""
        with self._lock:
            idle, self._idle = self._idle, []
            folder, self._folder = self._folder, None
        for child in idle:
            child.stop()
        if folder:
            shutil.rmtree(folder, ignore_errors=True)

    def _take(self) -> Child:
        with self._lock:
            if self._idle:
                return self._idle.pop()
            self._folder = self._folder or _prepare_folder()
            return Child(self._folder)

    def _give_back(self, child: Child) -> None:
        if not child.is_usable:
            child.stop()
            return
        with self._lock:
            self._idle.append(child)


def list_lost_fonts() -> Sequence[str]:
    """Return the fonts that this installation has lost."""
    return [name for name in FONT_FILES if not (FONTS / name).is_file()]


def _prepare_folder() -> Path:
    """Return a folder in which a child sees the shipped fonts only.

    Raises:
        RenderFailed: one of them is gone.
    """
    if lost := list_lost_fonts():
        raise RenderFailed(
            T("Huruf {names} hilang dari pemasangan ini. Pasang ulang programnya.", names=", ".join(lost))
        )
    folder = Path(tempfile.mkdtemp(prefix="mutasi-letters-"))
    cache = folder / "cache"
    cache.mkdir()
    text = FONTCONFIG.format(fonts=escape(str(FONTS)), cache=escape(str(cache)))
    (folder / "fonts.conf").write_text(text, encoding="utf-8")
    return folder


PRINTERS = Printers()
atexit.register(PRINTERS.close)


def close() -> None:
    """End the idle printing processes; they come back when needed."""
    PRINTERS.close()
