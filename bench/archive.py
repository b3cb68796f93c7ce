"""A book of a year handed over to the archive as one file: the most memory that making and sending it take.

The letters are made up (random bytes of the size of a real letter, which cannot be packed any smaller). Making and
sending each run in a process of their own, so that nothing else counts. Run with ``bench/run archive``.
"""

import argparse
import hashlib
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from itertools import pairwise
from pathlib import Path

from office import NOW, open_ground

from mutasi_flow.access.domain import Role
from mutasi_flow.core.downloads import downloads_of
from mutasi_flow.core.runtime import Runtime, open_runtime
from mutasi_flow.core.web.headers import attach_stored
from mutasi_flow.letters.contexts import sample_transfer_decree
from mutasi_flow.letters.domain import LetterState, make_code
from mutasi_flow.letters.model import Letter
from mutasi_flow.letters.queries.retention import get_export
from mutasi_flow.letters.service import ask_export, make_export, read_asked, store_export
from mutasi_flow.letters.service.exporting import EXPORTS
from mutasi_flow.settings import Settings

YEAR = 2026
KIB_PER_MIB = 1024
PORTION = 1_000


def fill(runtime: Runtime, count: int, size: int) -> None:
    """Write a book of ``count`` decrees whose files have ``size`` bytes each."""
    context, rows = sample_transfer_decree(), []
    for key in range(1, count + 1):
        data = os.urandom(size)
        digest = hashlib.sha256(data).hexdigest()
        place = runtime.files.path(f"{digest[:2]}/{digest}.pdf")
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(data)
        rows.append(
            {
                "id": key,
                "kind": "transfer_decree",
                "register": "sk",
                "year": YEAR,
                "sequence": key,
                "number": f"800.1.3.1/{key}/BKPSDM/{YEAR}",
                "dated_on": NOW.date(),
                "about_kind": "transfer",
                "about_id": key,
                "context": context,
                "state": LetterState.RENDERED,
                "code": make_code(),
                "sha256": digest,
                "file_key": f"{digest[:2]}/{digest}.pdf",
                "size_bytes": size,
                "created_at": NOW,
            }
        )
    with runtime.database.writing() as session:
        for start, end in pairwise([*range(0, count, PORTION), count]):
            session.bulk_insert_mappings(Letter.__mapper__, rows[start:end])


def make(folder: Path, export_id: int) -> None:
    """Be the worker."""
    args = {"export": export_id}
    with open_runtime(Settings(data_dir=folder)) as runtime:
        with runtime.database.reading() as session:
            asked = read_asked(session, args)
        made = make_export(asked, runtime)
        with runtime.database.writing() as session:
            store_export(session, args, made)


def send(folder: Path, export_id: int) -> None:
    """Be the web process: hand the file out piece by piece."""
    from mutasi_flow.app import create_app  # noqa: PLC0415 - the other process does not need the pages

    with open_runtime(Settings(data_dir=folder)) as runtime:
        app = create_app(runtime.settings, runtime)
        with runtime.database.reading() as session:
            found = get_export(session, export_id)
        with app.test_request_context():
            store = downloads_of(runtime, EXPORTS)
            place, digest = store.find(found.file_key, found.size_bytes), store.digest_of(found.file_key)
            answer = attach_stored(place, "application/zip", "arsip.zip", digest=digest)
            sent = sum(len(piece) for piece in answer.response)
        assert sent == found.size_bytes


def apart(what: str, folder: Path, export_id: int) -> dict[str, float]:
    """Run one side in a process of its own; return its seconds and the most memory it took."""
    start = time.perf_counter()
    done = subprocess.run(
        [sys.executable, __file__, "--be", what, "--folder", str(folder), "--export", str(export_id)],
        check=True,
        capture_output=True,
        text=True,
    )
    return {"seconds": round(time.perf_counter() - start, 1), "peak_mib": float(done.stdout)}


def main() -> None:
    """Print the figures as JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--letters", type=int, default=20_000)
    parser.add_argument("--bytes", type=int, default=50_000, help="of each letter")
    parser.add_argument("--be", choices=("make", "send"), help=argparse.SUPPRESS)
    parser.add_argument("--folder", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--export", type=int, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.be:
        {"make": make, "send": send}[given.be](given.folder, given.export)
        print(round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / KIB_PER_MIB))
        return
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        ground = open_ground(folder, 20)
        fill(ground.runtime, given.letters, given.bytes)
        with ground.runtime.database.writing() as session:
            actor = ground.actors[Role.VERIFIER]
            export_id = ask_export(session, "sk", YEAR, actor=actor, clock=ground.runtime.clock)
        sides = {what: apart(what, folder, export_id) for what in ("make", "send")}
        with ground.runtime.database.reading() as session:
            found = get_export(session, export_id)
        ground.runtime.close()
    json.dump({"letters": found.letters, "bytes": found.size_bytes, "problems": found.problems, **sides}, sys.stdout)
    sys.stdout.write("\n")


if __name__ == "__main__":
    main()
