"""The public page of a letter, 95th percentile of whole answers in this process, in a book of many letters.

Codes are drawn at random: half belong to letters (one in ten amended, one in ten revoked), half to nobody. The API is
asked beside the page. Run with ``bench/run verify``.
"""

import argparse
import json
import random
import sys
import tempfile
import time
from datetime import timedelta
from http import HTTPStatus
from itertools import pairwise
from pathlib import Path

from office import NOW, open_ground

from mutasi_flow.app import create_app
from mutasi_flow.core.runtime import Runtime
from mutasi_flow.letters.contexts import sample_transfer_decree
from mutasi_flow.letters.domain import LetterState, make_code
from mutasi_flow.letters.model import Letter

UNLIMITED = "1000000 per minute"
KINDS = 10
"""One letter in so many was amended, and one revoked."""
WARM_UP = 50


def fill(runtime: Runtime, count: int) -> list[str]:
    """Write a book of ``count`` signed decrees and return their codes."""
    context, codes = sample_transfer_decree(), [make_code() for _ in range(count)]
    rows = [
        {
            "id": key,
            "kind": "transfer_decree",
            "register": "sk",
            "year": 2026,
            "sequence": key,
            "number": f"800.1.3.1/{key}/BKPSDM/2026",
            "dated_on": NOW.date(),
            "about_kind": "transfer",
            "about_id": key // 2,
            "context": context,
            "state": LetterState.SIGNED,
            "code": code,
            "sha256": f"{key:064x}",
            "created_at": NOW,
            "amended_by_id": key + 1 if key % KINDS == 0 else None,
            "revoked_at": NOW + timedelta(days=1) if key % KINDS == KINDS // 2 else None,
        }
        for key, code in enumerate(codes, start=1)
    ]
    with runtime.database.writing() as session:
        for start, end in pairwise([*range(0, count, 5_000), count]):
            session.bulk_insert_mappings(Letter.__mapper__, rows[start:end])
    return codes


def percentile(times: list[float], share: float) -> float:
    """Return milliseconds within which ``share`` of the answers came."""
    return round(sorted(times)[int(len(times) * share) - 1] * 1_000, 2)


def main() -> None:
    """Print the figures as JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--letters", type=int, default=50_000)
    parser.add_argument("--rounds", type=int, default=1_000)
    given = parser.parse_args()
    chance, times = random.Random(1), {"page": [], "api": [], "unknown": []}
    with tempfile.TemporaryDirectory() as folder:
        ground = open_ground(Path(folder), 20)
        codes = fill(ground.runtime, given.letters)
        app = create_app(ground.runtime.settings, ground.runtime)
        app.config["VERIFICATION_LIMIT"] = UNLIMITED
        asker = app.test_client()
        for turn in range(given.rounds + WARM_UP):
            for kind, path, code in (
                ("page", "/verifikasi/{}", chance.choice(codes)),
                ("api", "/api/v1/verify/{}", chance.choice(codes)),
                ("unknown", "/verifikasi/{}", make_code()),
            ):
                start = time.perf_counter()
                answer = asker.get(path.format(code))
                if turn >= WARM_UP:
                    times[kind].append(time.perf_counter() - start)
                assert answer.status_code == (HTTPStatus.NOT_FOUND if kind == "unknown" else HTTPStatus.OK)
        ground.runtime.close()
    shown = {kind: {"p50_ms": percentile(all_, 0.5), "p95_ms": percentile(all_, 0.95)} for kind, all_ in times.items()}
    json.dump({"letters": given.letters, "rounds": given.rounds, **shown}, sys.stdout, indent=2)
    sys.stdout.write("\n")


if __name__ == "__main__":
    main()
