"""``mutasi decree verify`` of a signed decree at level B-LTA: the whole command as somebody calls it, from start to answer.

The decree is printed, signed with a made-up certificate, stamped and given its evidence by services on loopback, and
recorded; checking it asks none of them. Clock and CPU of the command with its child, once with the machine as it is and
once with a busy process on every core beside it. Run with ``bench/run check``.
"""

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from statistics import median

from mutasi_flow.core.runtime import Runtime, open_runtime
from mutasi_flow.core.schema import upgrade
from mutasi_flow.letters.contexts import sample_transfer_decree
from mutasi_flow.letters.domain import SigningMethod
from mutasi_flow.letters.queries import get_letter
from mutasi_flow.letters.render import close
from mutasi_flow.letters.service import (
    NewSignature,
    issue,
    print_letter,
    read_unprinted,
    record_signature,
    store_printed,
)
from mutasi_flow.letters.sign import Official, Paper, Secret
from mutasi_flow.letters.sign.accepting import accept
from mutasi_flow.letters.sign.evidence import Evidence
from mutasi_flow.letters.sign.pkcs12 import Pkcs12Signer
from mutasi_flow.settings import Settings
from tests.factories import make_office
from tests.letters.authorities import Authorities, serving_authorities

HEAD, WORD = "Hadi Wibowo", "sandi"


def lay(runtime: Runtime, services: Authorities, folder: Path) -> Path:
    """Print, sign and record one decree; return the file that somebody holds."""
    now = datetime.now(UTC)
    with runtime.database.writing() as session:
        make_office(session)
        new = {"kind": "transfer_decree", "about_kind": "transfer", "about_id": 1, "at": now, "dated_on": now.date()}
        letter = issue(session, context=sample_transfer_decree(), **new)
    args = {"letter": letter.id}
    with runtime.database.reading() as session:
        context = read_unprinted(session, args)
    printed = print_letter(context, runtime)
    close()
    with runtime.database.writing() as session:
        store_printed(session, args, printed)
        unsigned = runtime.files.get(get_letter(session, letter.id).file_key)
    (folder / "bupati.p12").write_bytes(services.p12("good", WORD))
    signer = Pkcs12Signer(SigningMethod.P12, folder, Evidence("lta", services.stamps, [services.root()]))
    opened = signer.open(Official(HEAD, "bupati"), Secret(WORD.encode()), now)
    (signed,) = opened.sign([Paper(unsigned, "Penandatanganan surat dinas", "Sagara")])
    found = accept(unsigned, signed, number=letter.number, signatory=HEAD, trusted=[services.root()])
    shown = {"signatures": [one.as_json() for one in found]}
    new_one = NewSignature(SigningMethod.P12, now.date(), HEAD, signed, ".pdf", "application/pdf", shown)
    with runtime.database.writing() as session:
        record_signature(session, runtime.files, letter.id, new_one, by_id=None, at=now)
    file = folder / "sk.pdf"
    file.write_bytes(signed)
    return file


@contextmanager
def busy(processes: int) -> Iterator[None]:
    """Keep so many cores busy."""
    started = [subprocess.Popen([sys.executable, "-c", "while True: pass"]) for _ in range(processes)]
    try:
        yield
    finally:
        for one in started:
            one.kill()
            one.wait()


def measure(file: Path, environment: dict[str, str], rounds: int) -> dict[str, float]:
    """Call the command so many times; return seconds by the clock (median, most) and of CPU (median)."""
    walls, cpus = [], []
    for _ in range(rounds):
        before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
        command = [sys.executable, "-m", "mutasi_flow", "decree", "verify", str(file), "--json"]
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
        walls.append(time.perf_counter() - start)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        cpus.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
        found = json.loads(done.stdout)
        assert found["valid"], found
        assert found["signatures"][0]["is_trusted"], found
    return {"median_s": round(median(walls), 3), "most_s": round(max(walls), 3), "cpu_s": round(median(cpus), 3)}


def main() -> None:
    """Print the figures as JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=9)
    given = parser.parse_args()
    with ExitStack() as stack:
        folder, keys = (Path(stack.enter_context(tempfile.TemporaryDirectory())) for _ in range(2))
        services = stack.enter_context(serving_authorities(keys, HEAD))
        trusted = folder / "penerbit"
        trusted.mkdir()
        (trusted / "akar.pem").write_text(services.root())
        runtime = stack.enter_context(open_runtime(Settings(data_dir=folder)))
        upgrade(runtime)
        file = lay(runtime, services, folder)
        own = {name: value for name, value in os.environ.items() if not name.startswith("MUTASI_")}
        environment = {**own, "MUTASI_DATA_DIR": str(folder), "MUTASI_TRUSTED_ISSUERS": str(trusted)}
        measure(file, environment, 1)
        shown = {"as_it_is": measure(file, environment, given.rounds)}
        with busy(os.cpu_count() or 1):
            shown["all_cores_busy"] = measure(file, environment, given.rounds)
    json.dump({"rounds": given.rounds, "load": os.getloadavg()[0], **shown}, sys.stdout, indent=2)
    sys.stdout.write("\n")


if __name__ == "__main__":
    main()
