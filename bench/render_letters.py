"""Letters per CPU second: the warm printing process against the naive call, side by side in one run.

    python bench/render_letters.py [--letters 30]

Naive is what the library's first example does: ``HTML(string=page with its style).write_pdf()`` with the same variant,
fonts and attachment, but nothing shared between letters. Both run in child processes with the shipped fonts; CPU
seconds are those of the child that printed. The absolute figures depend on the machine, the ratio hardly does.
"""

import argparse
import gc
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from mutasi_flow.letters.contexts import sample_transfer_decree  # noqa: E402
from mutasi_flow.letters.render.process import FONTCONFIG, FONTS  # noqa: E402

WARM_UP = 2


def contexts(count: int) -> list[dict[str, Any]]:
    """Decrees of different people, as a batch would hold them."""
    made = []
    for number in range(count):
        sample = sample_transfer_decree()
        sample["number"] = f"800.1.3.1/{number}/BKPSDM/2026"
        sample["clauses"][0]["rows"][0]["value"] = f"Pegawai Contoh {number}"
        made.append(sample)
    return made


def _cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def measure(way: str, count: int) -> dict[str, float]:
    """Print ``count`` letters in this process, in turns of ``naive`` and ``warm``, and time each."""
    from weasyprint import HTML, Attachment  # noqa: PLC0415 - measured in the child only

    from mutasi_flow.letters.contexts import decree_json  # noqa: PLC0415
    from mutasi_flow.letters.render.engine import VARIANT, Press  # noqa: PLC0415
    from mutasi_flow.letters.render.finish import finish  # noqa: PLC0415

    press = Press()
    style = (ROOT / "templates" / "letters" / "letter.css").read_text(encoding="utf-8")

    def naive(context: dict[str, Any]) -> bytes:
        page = press.html(context).replace("</head>", f"<style>{style} @page {{ size: 215mm 330mm }}</style></head>")
        data = Attachment(string=decree_json(context), name="decree.json", relationship="Data")
        return bytes(HTML(string=page).write_pdf(pdf_variant=VARIANT, attachments=[data], finisher=finish))

    work = naive if way == "naive" else press.pdf
    batch = contexts(count + WARM_UP)
    for context in batch[:WARM_UP]:
        work(context)
    if way == "warm":  # as the printing process does: garbage is collected between letters, every twenty
        gc.collect()
        gc.freeze()
        gc.disable()
    cpu, wall = _cpu(), time.perf_counter()
    size = sum(len(work(context)) for context in batch[WARM_UP:])
    return {
        "cpu_per_letter": (_cpu() - cpu) / count,
        "wall_per_letter": (time.perf_counter() - wall) / count,
        "kb": size / count / 1000,
    }


def _in_child(way: str, count: int) -> dict[str, float]:
    with tempfile.TemporaryDirectory() as folder:
        fonts = Path(folder) / "fonts.conf"
        fonts.write_text(FONTCONFIG.format(fonts=FONTS, cache=Path(folder) / "cache"), encoding="utf-8")
        command = [sys.executable, __file__, "--way", way, "--letters", str(count)]
        done = subprocess.run(
            command, env={**os.environ, "FONTCONFIG_FILE": str(fonts)}, check=True, capture_output=True
        )
    found: dict[str, float] = json.loads(done.stdout)
    return found


def main() -> None:
    """Compare, in turns, and print a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--letters", type=int, default=30)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--way", choices=["naive", "warm"])
    given = parser.parse_args()
    if given.way:
        print(json.dumps(measure(given.way, given.letters)))
        return
    ways = ("naive", "warm")
    rounds = {way: [] for way in ways}  # type: dict[str, list[dict[str, float]]]
    for _ in range(given.rounds):
        for way in ways:
            rounds[way].append(_in_child(way, given.letters))
    best = {way: min(rounds[way], key=lambda found: found["cpu_per_letter"]) for way in ways}
    print(f"{'way':8} {'CPU s':>8} {'letters/s/core':>15} {'kB':>6} {'speed':>7}")
    for way in ways:
        cpu = best[way]["cpu_per_letter"]
        ratio = best["naive"]["cpu_per_letter"] / cpu
        print(f"{way:8} {cpu:8.3f} {1 / cpu:15.1f} {best[way]['kb']:6.0f} {ratio:6.2f}x")


if __name__ == "__main__":
    main()
