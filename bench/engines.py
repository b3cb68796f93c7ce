"""The same decree by the engines an office would pick, side by side in one run: CPU, size and what the file claims to be.

    bench/run engines [--letters 40] [--kinds]

Ours prints as the worker does. Each of the others gets the same letters, the shipped fonts and one warm process for all of
them; Typst draws their typed layouts (``letters/layout``), as an engine of the product would, and ``--kinds`` lets it set
every kind there is. What is timed is the whole process with its children. LibreOffice and Chromium take part where they are
installed. What a file claims (PDF/A and PDF/UA by its metadata, tags, data attached, field for the signature) is read
from the file; whether it keeps the claim is a validator's question (``tests/letters`` for ours).
"""

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import fields, is_dataclass
from io import BytesIO
from pathlib import Path
from shutil import which
from typing import Any

import pikepdf
import segno

ROOT = Path(__file__).resolve().parents[1]
ENGINES = Path(__file__).parent / "peers" / "engines"
sys.path.insert(0, str(ROOT))

from bench.render_letters import contexts, style_of  # noqa: E402
from mutasi_flow.letters.contexts import freeze  # noqa: E402
from mutasi_flow.letters.layout import PAPERS, layout_of  # noqa: E402
from mutasi_flow.letters.render.engine import Press  # noqa: E402
from mutasi_flow.letters.render.process import FONTCONFIG, FONTS  # noqa: E402
from mutasi_flow.letters.render.protocol import IssuedLetter  # noqa: E402

PEERS = os.environ.get("MUTASI_BENCH_PEERS_PYTHON", sys.executable)
WAYS = {
    "ours": (sys.executable, Path(__file__), ""),
    "typst": (PEERS, ENGINES / "typst_letter.py", ""),
    "reportlab": (PEERS, ENGINES / "reportlab_letter.py", ""),
    "libreoffice": (sys.executable, ENGINES / "libreoffice_letter.py", "soffice"),
    "chromium": (sys.executable, ENGINES / "chromium_letter.py", "chromium"),
}


def print_ours(letters: Path, out: Path) -> None:
    """Print every letter of the list with one warm press."""
    press = Press()
    for number, (_, context, _) in enumerate(json.loads(letters.read_bytes())):
        (out / f"{number}.pdf").write_bytes(press.render(IssuedLetter(context)).data)


def _plain(one: Any) -> Any:
    """A layout as JSON: each block names its class."""
    if is_dataclass(one) and not isinstance(one, type):
        return {"is": type(one).__name__, **{field.name: _plain(getattr(one, field.name)) for field in fields(one)}}
    return [_plain(part) for part in one] if isinstance(one, tuple) else freeze(one)


def _asked(letter: dict[str, Any]) -> tuple[Any, ...]:
    layout = layout_of(letter)
    return {**_plain(layout), "size": PAPERS[layout.paper]}, letter, _qr(letter)


def _qr(letter: dict[str, Any]) -> str:
    drawn = BytesIO()
    address = f"{letter['verification_url']}/{letter['code']}"
    segno.make(address, error="m", micro=False).save(drawn, kind="svg", border=2)
    return drawn.getvalue().decode()


def _page(press: Press, letter: dict[str, Any]) -> str:
    style = f"<style>{style_of(letter['paper'])}</style></head>"
    return press.html(letter).replace("</head>", style)


@contextmanager
def prepared(batch: list[dict[str, Any]]) -> Iterator[tuple[Path, dict[str, str]]]:
    """A folder with the letters as data and as pages, and an environment in which only the shipped fonts exist."""
    with tempfile.TemporaryDirectory() as name:
        folder, press = Path(name), Press()
        (folder / "letters.json").write_text(json.dumps([_asked(one) for one in batch]), encoding="utf-8")
        (folder / "pages.json").write_text(json.dumps([_page(press, one) for one in batch]), encoding="utf-8")
        fonts = folder / "fonts.conf"
        fonts.write_text(FONTCONFIG.format(fonts=FONTS, cache=folder / "cache"), encoding="utf-8")
        yield folder, {**os.environ, "FONTCONFIG_FILE": str(fonts), "PYTHONPATH": str(ROOT)}


def _spent() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def claims(file: Path) -> str:
    """What the file says of itself."""
    with pikepdf.open(file) as pdf:
        said = pdf.open_metadata()
        part, level, accessible = (said.get(key) for key in ("pdfaid:part", "pdfaid:conformance", "pdfuaid:part"))
        found = [
            f"PDF/A-{part}{level.lower()}" if part else "",
            f"PDF/UA-{accessible}" if accessible else "",
            "tagged" if pdf.Root.get("/MarkInfo", {}).get("/Marked", False) else "",
            "data attached" if len(pdf.attachments) else "",
            "signature field" if "/AcroForm" in pdf.Root else "",
            f"{len(pdf.pages)} pages",
        ]
    return ", ".join(filter(None, found))


def measure(way: str, count: int) -> dict[str, Any]:
    """CPU seconds and bytes a letter, over the whole process of one engine."""
    python, script, _ = WAYS[way]
    with prepared(contexts(count)) as (folder, environment):
        out = folder / "out"
        out.mkdir()
        given = folder / ("pages.json" if way == "chromium" else "letters.json")
        before = _spent()
        subprocess.run([python, script, given, FONTS, out], env=environment, check=True, capture_output=True)
        spent = _spent() - before
        files = sorted(out.glob("*.pdf"))
        assert len(files) == count, f"{way} made {len(files)} of {count} letters"
        size = sum(file.stat().st_size for file in files)
        return {"cpu": spent / count, "kb": size / count / 1000, "claims": claims(files[0])}


def judge_kinds() -> None:
    """Let Typst set the sample of every kind from its layout, and a validator judge what came out."""
    from mutasi_flow.letters.offers import LETTER_KINDS  # noqa: PLC0415 - not in the process that is measured
    from tests.letters.judging import failures  # noqa: PLC0415 - idem

    python, script, _ = WAYS["typst"]
    with prepared([dict(kind.sample()) for kind in LETTER_KINDS]) as (folder, environment):
        command = [python, script, folder / "letters.json", FONTS, folder]
        subprocess.run(command, env=environment, check=True, capture_output=True)
        for number, kind in enumerate(LETTER_KINDS):
            file = folder / f"{number}.pdf"
            print(f"{kind.name:22} {claims(file)}, {len(failures(file.read_bytes()))} failures")


def main() -> None:
    """Compare, in turns, and print a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--letters", type=int, default=40)
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("--kinds", action="store_true", help="set every kind with Typst, and validate")
    given = parser.parse_args()
    if given.kinds:
        judge_kinds()
        return
    ways = [way for way, (_, _, program) in WAYS.items() if not program or which(program)]
    rounds = [{way: measure(way, given.letters) for way in ways} for _ in range(given.rounds)]
    best = {way: min((one[way] for one in rounds), key=lambda found: found["cpu"]) for way in ways}
    print(f"{'engine':12} {'CPU':>5} {'letters/s/core':>15} {'kB':>5}  claims")
    for way, found in best.items():
        ratio = found["cpu"] / best["ours"]["cpu"]
        print(f"{way:12} {ratio:5.2f} {1 / found['cpu']:15.1f} {found['kb']:5.0f}  {found['claims']}")


if __name__ == "__main__":
    if sys.argv[1:] and sys.argv[1].endswith(".json"):
        print_ours(Path(sys.argv[1]), Path(sys.argv[3]))
    else:
        main()
