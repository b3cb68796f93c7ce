"""The annex of a collective decree: what our archive file costs beside the plain one of the same rows, and how much memory.

    python bench/annex.py [--rows 1000] [--rows 5000]

Plain is the same page printed by the same warm engine as PDF/A-3u: without tags for readers of screens, without the data
and the field for a signature. Each is printed in a printing process of its own, fenced and limited as in service.
"""

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from mutasi_flow.letters.contexts.collective_samples import sample_collective_decree  # noqa: E402
from mutasi_flow.letters.render.process import FONTCONFIG, FONTS  # noqa: E402

PLAIN = "pdf/a-3u"
MEGABYTE = 1024


def measure(way: str, rows: int) -> dict[str, float]:
    """Print the decree on so many people in this process, and say what it took."""
    from weasyprint import CSS, HTML  # noqa: PLC0415 - measured in the child only
    from weasyprint.text.fonts import FontConfiguration  # noqa: PLC0415

    from mutasi_flow.letters.layout import PAPERS  # noqa: PLC0415
    from mutasi_flow.letters.render.__main__ import limit  # noqa: PLC0415
    from mutasi_flow.letters.render.engine import Fence, Press  # noqa: PLC0415
    from mutasi_flow.letters.render.protocol import IssuedLetter  # noqa: PLC0415

    limit()
    press, context, fonts = Press(), sample_collective_decree(rows), FontConfiguration()
    width, height = PAPERS[context["paper"]]
    style = (ROOT / "templates" / "letters" / "letter.css").read_text(encoding="utf-8")
    pages = f"{style} @page {{ size: {width} {height} }} @page wide {{ size: {height} {width} }}"
    css = CSS(string=pages, url_fetcher=Fence(), font_config=fonts)
    press.render(IssuedLetter(sample_collective_decree(3)))
    before, began = resource.getrusage(resource.RUSAGE_SELF), time.perf_counter()
    if way == "ours":
        pdf = press.render(IssuedLetter(context)).data
    else:
        page = HTML(string=press.html(context), url_fetcher=Fence())
        pdf = bytes(page.write_pdf(stylesheets=[css], font_config=fonts, pdf_variant=PLAIN))
    after = resource.getrusage(resource.RUSAGE_SELF)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    wall = time.perf_counter() - began
    return {"cpu": cpu, "wall": wall, "mb": after.ru_maxrss / MEGABYTE, "size_mb": len(pdf) / 1e6}


def _in_child(way: str, rows: int, folder: Path) -> dict[str, float]:
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "FONTCONFIG_FILE": str(folder / "fonts.conf")}
    asked = [sys.executable, __file__, "--way", way, "--rows", str(rows)]
    done = subprocess.run(asked, env=environment, check=True, capture_output=True, text=True)
    return dict(json.loads(done.stdout))


def main() -> None:
    """Compare, or measure one way when a child is asked."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--rows", type=int, action="append")
    parser.add_argument("--way", choices=("ours", "plain"))
    given = parser.parse_args()
    rows = given.rows or [1_000, 5_000]
    if given.way:
        sys.stdout.write(json.dumps(measure(given.way, rows[0])))
        return
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "fonts.conf").write_text(FONTCONFIG.format(fonts=FONTS, cache=folder / "cache"), encoding="utf-8")
        for count in rows:
            ours, plain = _in_child("ours", count, folder), _in_child("plain", count, folder)
            ratio = ours["cpu"] / plain["cpu"]
            sys.stdout.write(
                f"{count} rows: ours {ours['cpu']:.1f} s CPU, {ours['mb']:.0f} MB at most, file {ours['size_mb']:.1f} MB;"
                f" plain PDF/A-3u {plain['cpu']:.1f} s, {plain['mb']:.0f} MB; {ratio:.2f} times\n"
            )


if __name__ == "__main__":
    main()
