"""Transitions per second through the pages, in one process, against viewflow.workflow called in process.

Ours: the WSGI application with signed session cookies, CSRF and idempotency tokens, permission, gates, tasks, notices
and the chained trail, SQLite in WAL mode. A transition is one POST that answers with a redirect. The peer finishes
one task and opens the next, without HTTP, session or permission. Run with ``bench/run http``.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
import uuid
from dataclasses import replace
from http import HTTPStatus
from io import BytesIO
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from flask import Flask
from itsdangerous import URLSafeTimedSerializer
from office import LATER, NOW, lay_papers, open_ground
from road import EARLY, WITH_DECREE, draft

from mutasi_flow.access.model import Account
from mutasi_flow.app import create_app
from mutasi_flow.core.clock import Clock
from mutasi_flow.transfers.workflow import Action
from tests.browsing import enter_as

HERE = Path(__file__).parent
TOKEN = "csrf_token"  # noqa: S105 - the name of a field
PATHS = {Action.SUBMIT: "/usulan/{}/langkah/submit"}


class Visitor:
    """A signed-in browser: a session cookie and the token of its forms."""

    def __init__(self, app: Flask, account: Account) -> None:
        self._app = app
        browser = app.test_client()
        enter_as(browser, account.id)
        with browser.session_transaction() as cookie:
            secret = cookie[TOKEN] = uuid.uuid4().hex
        made: Any = browser._cookies or {}  # noqa: SLF001 - the test client has no public way to read its cookies
        self._cookie = "; ".join(f"{one.key}={one.value}" for one in made.values())
        key: Any = app.config["SECRET_KEY"]
        self._token = URLSafeTimedSerializer(key, salt="wtf-csrf-token").dumps(secret)

    def press(self, path: str, version: int) -> int:
        """Send a form and return the status of the answer; the page it leads to would clear the notice it sets."""
        body = urlencode(
            {TOKEN: self._token, "idempotency_key": uuid.uuid4().hex, "version": version, "reason": ""}
        ).encode()
        environ = {
            "REQUEST_METHOD": "POST",
            "SCRIPT_NAME": "",
            "PATH_INFO": path,
            "QUERY_STRING": "",
            "SERVER_NAME": "localhost",
            "SERVER_PORT": "80",
            "SERVER_PROTOCOL": "HTTP/1.1",
            "HTTP_HOST": "localhost",
            "HTTP_COOKIE": self._cookie,
            "REMOTE_ADDR": "127.0.0.1",
            "CONTENT_TYPE": "application/x-www-form-urlencoded",
            "CONTENT_LENGTH": str(len(body)),
            "wsgi.version": (1, 0),
            "wsgi.url_scheme": "http",
            "wsgi.input": BytesIO(body),
            "wsgi.errors": sys.stderr,
            "wsgi.multithread": False,
            "wsgi.multiprocess": False,
            "wsgi.run_once": False,
        }
        got: list[str] = []
        answer = self._app.wsgi_app(environ, lambda status, _headers, _info=None: got.append(status))
        for _part in answer:
            pass
        getattr(answer, "close", lambda: None)()
        return int(got[0].split()[0])


def ours(rounds: int) -> tuple[float, float]:
    """Return CPU seconds and seconds by the clock per transition."""
    with tempfile.TemporaryDirectory() as folder:
        ground = open_ground(Path(folder), rounds + rounds // 10)
        now = [NOW]
        runtime = replace(ground.runtime, clock=Clock(EARLY.zone, lambda: now[0]))
        app = create_app(runtime.settings, runtime)
        visitors = {role: Visitor(app, account) for role, account in ground.accounts.items()}
        numbers = [draft(ground, employee_id) for employee_id in ground.employees]
        lay_papers(ground, numbers)

        def walk(chosen: list[str]) -> None:
            for number in chosen:
                for version, (action, role, _clock, _press) in enumerate(WITH_DECREE, start=1):
                    now[0] = NOW if action is Action.SUBMIT else LATER
                    path = PATHS.get(action, "/telaah/{}/" + action.value).format(number)
                    if (status := visitors[role].press(path, version)) != HTTPStatus.SEE_OTHER:
                        sys.exit(f"{path} answered {status}")

        walk(numbers[rounds:])
        cpu, clock = time.process_time(), time.perf_counter()
        walk(numbers[:rounds])
        steps = rounds * len(WITH_DECREE)
        spent = (time.process_time() - cpu) / steps, (time.perf_counter() - clock) / steps
        ground.runtime.close()
    return spent


def peer(rounds: int) -> tuple[float, float]:
    """Return the same of the peer, in its own environment."""
    command = [os.environ["MUTASI_BENCH_PEERS_PYTHON"], str(HERE / "peers" / "viewflow_road.py"), str(rounds)]
    cpu, clock = subprocess.run(command, check=True, capture_output=True, text=True).stdout.split()
    return float(cpu), float(clock)


def main() -> None:
    """Run both in turn, several times, and print the best of each."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--rounds", type=int, default=200)
    parser.add_argument("--repeat", type=int, default=5)
    given = parser.parse_args()
    runs = [(ours(given.rounds), peer(given.rounds)) for _ in range(given.repeat)]
    cpu, clock = (min(mine[kind] for mine, _theirs in runs) for kind in (0, 1))
    peer_cpu, peer_clock = (min(theirs[kind] for _mine, theirs in runs) for kind in (0, 1))
    json.dump(
        {
            "what": "transitions per second: ours over HTTP (WSGI), viewflow.workflow in process",
            "ours_per_cpu_second": round(1 / cpu),
            "ours_per_second": round(1 / clock),
            "viewflow_per_cpu_second": round(1 / peer_cpu),
            "viewflow_per_second": round(1 / peer_clock),
            "cpu_ratio": round(peer_cpu / cpu, 2),
            "clock_ratio": round(peer_clock / clock, 2),
            "targets": {"ours_per_second": 150, "ratio": 0.6},
        },
        sys.stdout,
        indent=2,
    )
    sys.stdout.write("\n")


if __name__ == "__main__":
    main()
