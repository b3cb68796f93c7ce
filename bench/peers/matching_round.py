"""Stable matching of people and vacancies with ``matching``, game by game.

Its players copy each other recursively, which ends in a RecursionError beyond some hundred of them; a deep stack and a high
limit carry it further (daffidwilde/matching #139).
"""

import json
import resource
import sys
import threading
import time
from pathlib import Path
from typing import Any

from matching.games import HospitalResident

STACK_BYTES, RECURSION = 512_000_000, 1_000_000


def play(games: list[dict[str, Any]], pairs: list[tuple[int, int]]) -> None:
    """Solve every game and note who goes where."""
    for game in games:
        found = HospitalResident.create_from_dictionaries(game["people"], game["posts"], game["seats"]).solve()
        pairs += [(int(person.name), int(post.name)) for post, people in found.items() for person in people]


def main() -> None:
    """Read, solve, print."""
    games = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    for game in games:  # names of one kind on both sides, as the keys of JSON are
        game["people"] = {who: [str(each) for each in ranked] for who, ranked in game["people"].items()}
        game["posts"] = {post: [str(each) for each in ranked] for post, ranked in game["posts"].items()}
    sys.setrecursionlimit(RECURSION)
    threading.stack_size(STACK_BYTES)
    pairs: list[tuple[int, int]] = []
    start = time.process_time()
    thread = threading.Thread(target=play, args=(games, pairs))
    thread.start()
    thread.join()
    peak_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(json.dumps({"pairs": pairs, "cpu_s": time.process_time() - start, "peak_mb": peak_mb}))


main()
