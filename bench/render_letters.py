"""Letters per CPU second: the warm printing process against the naive call, printed and signed, side by side in one run.

    python bench/render_letters.py [--letters 30] [--kind excerpt|decree]

Naive is what the library's first example does: ``HTML(string=page with its style).write_pdf()``, nothing shared between
letters. ``plain`` is that as PDF/A-3u and nothing more; ``naive`` makes what ours makes (PDF/A-3a, PDF/UA-1, data, field).
Signed is a PAdES signature without time stamp by a key of RSA-2048 on top: ours with the key held open, the other by the
signing library's own signer. Each way has a child process with the shipped fonts, warm from the start; they make one
letter each in turn, to and fro, so that whatever else the machine does falls on all of them. CPU seconds are those of the
child; a ratio is the median over all rounds. The absolute figures depend on the machine, the ratios hardly do.
"""

import argparse
import gc
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path
from statistics import mean, median
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import pkcs12
from cryptography.x509.oid import NameOID

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from mutasi_flow.letters.contexts import sample_transfer_decree  # noqa: E402
from mutasi_flow.letters.contexts.collective_samples import sample_transfer_excerpt  # noqa: E402
from mutasi_flow.letters.layout import PAPERS  # noqa: E402
from mutasi_flow.letters.render.process import FONTCONFIG, FONTS  # noqa: E402

WARM_UP = 2
KINDS = {"excerpt": sample_transfer_excerpt, "decree": sample_transfer_decree}
COLLECT_EVERY = 20
PLAIN = "pdf/a-3u"
WAYS = ("plain", "naive", "ours", "plain signed", "ours signed")
AGAINST = {"ours": ("plain", "naive"), "ours signed": ("plain signed",)}
NAME, PASSPHRASE = "Dr. HADI WIBOWO, M.Si.", b"sandi"
Context = dict[str, Any]


def contexts(count: int, kind: str = "decree") -> list[Context]:
    """Letters of different people, as a batch would hold them."""
    made = []
    for number in range(count):
        sample = KINDS[kind]()
        sample["number"] = f"800.1.3.1/{number}/BKPSDM/2026"
        sample["clauses"][0]["rows"][0]["value"] = f"Pegawai Contoh {number}"
        made.append(sample)
    return made


def style_of(paper: str) -> str:
    """The style of letters as one text, for engines that take it with the page."""
    style = (ROOT / "templates" / "letters" / "letter.css").read_text(encoding="utf-8")
    width, height = PAPERS[paper]
    sizes = f"@page {{ size: {width}mm {height}mm }} @page wide {{ size: {height}mm {width}mm }}"
    return f"{style} {sizes}"


def _certificate() -> bytes:
    """A key with a certificate of its own, in a file that the passphrase opens."""
    key, now = rsa.generate_private_key(65_537, 2048), datetime.now(UTC)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, NAME)])
    unused = ("key_encipherment", "data_encipherment", "key_agreement", "key_cert_sign", "crl_sign")
    usage = x509.KeyUsage(
        digital_signature=True,
        content_commitment=True,
        encipher_only=False,
        decipher_only=False,
        **dict.fromkeys(unused, False),
    )
    made = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    made = made.serial_number(7).not_valid_before(now - timedelta(days=1)).not_valid_after(now + timedelta(days=9))
    signed = made.add_extension(usage, critical=True).sign(key, hashes.SHA256())
    kept = serialization.BestAvailableEncryption(PASSPHRASE)
    return pkcs12.serialize_key_and_certificates(None, key, signed, None, kept)


def _printing(way: str) -> Callable[[Context], bytes]:
    from weasyprint import HTML, Attachment  # noqa: PLC0415 - measured in the child only

    from mutasi_flow.letters.contexts import decree_json  # noqa: PLC0415
    from mutasi_flow.letters.render.engine import VARIANT, Press  # noqa: PLC0415
    from mutasi_flow.letters.render.finish import finish  # noqa: PLC0415
    from mutasi_flow.letters.render.protocol import IssuedLetter  # noqa: PLC0415

    press = Press()

    def page(context: Context) -> HTML:
        style = f"<style>{style_of(context['paper'])}</style></head>"
        return HTML(string=press.html(context).replace("</head>", style))

    def plain(context: Context) -> bytes:
        return bytes(page(context).write_pdf(pdf_variant=PLAIN))

    def naive(context: Context) -> bytes:
        data = Attachment(string=decree_json(context), name="decree.json", relationship="Data")
        return bytes(page(context).write_pdf(pdf_variant=VARIANT, attachments=[data], finisher=finish))

    def ours(context: Context) -> bytes:
        return press.render(IssuedLetter(context)).data

    return {"plain": plain, "naive": naive, "ours": ours}[way.split(maxsplit=1)[0]]


def _signing(way: str, folder: Path) -> Callable[[bytes], bytes]:
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter  # noqa: PLC0415 - idem
    from pyhanko.sign import PdfSignatureMetadata, signers  # noqa: PLC0415
    from pyhanko.sign.fields import SigSeedSubFilter  # noqa: PLC0415

    from mutasi_flow.letters.domain import SigningMethod  # noqa: PLC0415
    from mutasi_flow.letters.sign import Official, Paper, Secret  # noqa: PLC0415
    from mutasi_flow.letters.sign.pkcs12 import Pkcs12Signer  # noqa: PLC0415

    (folder / "bupati.p12").write_bytes(_certificate())
    signer = Pkcs12Signer(SigningMethod.P12, folder)
    session = signer.open(Official(NAME, "bupati"), Secret(PASSPHRASE), datetime.now(UTC))
    stock = signers.SimpleSigner.load_pkcs12(folder / "bupati.p12", passphrase=PASSPHRASE)
    meaning = PdfSignatureMetadata(field_name="TTE1", subfilter=SigSeedSubFilter.PADES)

    def theirs(pdf: bytes) -> bytes:
        return bytes(signers.sign_pdf(IncrementalPdfFileWriter(BytesIO(pdf)), meaning, stock).getvalue())

    def ours(pdf: bytes) -> bytes:
        (signed,) = session.sign([Paper(pdf, "Menetapkan surat", "Sagara")])
        return signed

    return ours if way.startswith("ours") else theirs


def serve(way: str, kind: str, count: int, folder: Path) -> None:
    """Make a letter in one of the ``WAYS`` for each line that comes in; answer with CPU seconds and bytes."""
    printed = _printing(way)
    signed = _signing(way, folder) if way.endswith("signed") else bytes
    batch = contexts(count + WARM_UP, kind)
    for context in batch[:WARM_UP]:
        signed(printed(context))
    is_ours = way.startswith("ours")
    if is_ours:
        gc.collect()
        gc.freeze()
        gc.disable()
    for number, context in enumerate(batch[WARM_UP:], start=1):
        sys.stdin.readline()
        cpu = time.process_time()
        size = len(signed(printed(context)))
        if is_ours and number % COLLECT_EVERY == 0:  # as the printing process does, between letters
            gc.collect()
        print(time.process_time() - cpu, size, flush=True)


class Child:
    """A process that makes letters in one way when asked."""

    def __init__(self, way: str, kind: str, count: int, folder: Path) -> None:
        folder.mkdir()
        fonts = folder / "fonts.conf"
        fonts.write_text(FONTCONFIG.format(fonts=FONTS, cache=folder / "cache"), encoding="utf-8")
        options = ["--way", way, "--kind", kind, "--letters", str(count), "--folder", str(folder)]
        self._process = subprocess.Popen(
            [sys.executable, __file__, *options],
            env={**os.environ, "FONTCONFIG_FILE": str(fonts)},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self.cpu: list[float] = []
        self.kb: list[float] = []

    def make(self) -> None:
        """Make one letter."""
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.write("\n")
        self._process.stdin.flush()
        cpu, size = self._process.stdout.readline().split()
        self.cpu.append(float(cpu))
        self.kb.append(int(size) / 1000)

    def speed(self, other: "Child") -> float:
        """Return how many times as fast as another it was, in the middle of all rounds."""
        return median(theirs / own for own, theirs in zip(self.cpu, other.cpu, strict=True))

    def end(self) -> None:
        """Wait for its end."""
        self._process.communicate()


def main() -> None:
    """Compare, in turns, and print a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--letters", type=int, default=30)
    parser.add_argument("--kind", choices=KINDS, default="excerpt")
    parser.add_argument("--way", choices=WAYS)
    parser.add_argument("--folder", type=Path)
    given = parser.parse_args()
    if given.way:
        serve(given.way, given.kind, given.letters, given.folder)
        return
    with tempfile.TemporaryDirectory() as folder:
        children = {way: Child(way, given.kind, given.letters, Path(folder) / way) for way in WAYS}
        for number in range(given.letters):
            for way in WAYS if number % 2 else WAYS[::-1]:
                children[way].make()
        for child in children.values():
            child.end()
    print(f"{given.kind:13} {'CPU s':>8} {'letters/s/core':>15} {'kB':>6}   speed")
    for way, child in children.items():
        cpu = mean(child.cpu)
        against = ", ".join(f"{child.speed(children[base]):.2f} x {base}" for base in AGAINST.get(way, ()))
        print(f"{way:13} {cpu:8.3f} {1 / cpu:15.1f} {mean(child.kb):6.0f}   {against}")


if __name__ == "__main__":
    main()
