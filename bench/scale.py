"""Queue, inbox and search at a million transfers and 100,000 employees, against the same pages at ten thousand.

Pages are asked through the WSGI application in this process, by people of every width: an officer of the whole
government, one of a large agency, one of a single school, and heads with a handful of tasks. PostgreSQL is the tests'
own server, started for the run. Run with ``bench/run scale``.
"""

import argparse
import json
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from http import HTTPStatus
from itertools import count, islice
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Table, insert, text

from mutasi_flow.access.domain import Role
from mutasi_flow.access.model import Account, RoleGrant
from mutasi_flow.app import create_app
from mutasi_flow.core.clock import Clock
from mutasi_flow.core.db import Base
from mutasi_flow.core.runtime import Runtime, open_runtime
from mutasi_flow.core.schema import upgrade
from mutasi_flow.demo.names import NameMaker
from mutasi_flow.people.domain import EmploymentStatus, JabatanKind, Sex
from mutasi_flow.people.model import Jabatan, Office
from mutasi_flow.settings import Settings
from mutasi_flow.transfers.workflow import State
from tests.browsing import enter_as
from tests.postgres import running

NOW = datetime(2026, 11, 2, 2, 0, tzinfo=UTC)
TODAY = NOW.date()
AGENCIES, UNITS_PER_AGENCY = 60, 40
LARGE_SHARE = 0.4
"""The education agency has so much of everybody, and so many schools."""
OPEN_SHARE, LEAST_OPEN = 0.01, 500
CLOSED = (State.DECREED, State.DECREED, State.DECREED, State.REJECTED, State.WITHDRAWN)
TASKS_OF = {State.PROPOSED: "verify", State.RETURNED: "fix", State.CONSULTED: "decide", State.APPROVED: "decree"}
ROLE_OF = {"verify": "verifier", "decide": "decider", "decree": "signer"}
BATCH = 20_000
SIZES = (10_000, 1_000_000)
Row = dict[str, Any]


def load(runtime: Runtime, table: Table, rows: Iterable[Row]) -> None:
    """Put many rows into a table the fast way of each database; left-out columns get their defaults."""
    usual = {column.name: _default(column.default) for column in table.columns if column.default is not None}
    iterator = iter(rows)
    while batch := [usual | row for row in islice(iterator, BATCH)]:
        with runtime.database.engine.begin() as connection:
            if runtime.database.is_sqlite:
                connection.execute(insert(table), batch)
                continue
            driver: Any = connection.connection.driver_connection
            names = ", ".join(f'"{name}"' for name in batch[0])
            with driver.cursor().copy(f"COPY {table.name} ({names}) FROM STDIN") as copy:
                for row in batch:
                    copy.write_row(tuple(_plain(value) for value in row.values()))


def _default(default: Any) -> object:
    return default.arg(None) if default.is_callable else default.arg


def _plain(value: object) -> object:
    return json.dumps(value) if isinstance(value, dict) else getattr(value, "value", value)


def _units() -> Iterator[Row]:
    """A root, its agencies, and their units; the first agency is the large one."""
    numbers = count(2)
    yield {"id": 1, "code": "U1", "name": "Kabupaten Sagara", "parent_id": None, "path": "/1/"}
    for place in range(AGENCIES):
        agency = next(numbers)
        yield {"id": agency, "code": f"U{agency}", "name": f"Dinas {place}", "parent_id": 1, "path": f"/1/{agency}/"}
        for _ in range(UNITS_PER_AGENCY * (20 if place == 0 else 1)):
            unit = next(numbers)
            path = f"/1/{agency}/{unit}/"
            yield {"id": unit, "code": f"U{unit}", "name": f"Unit {unit}", "parent_id": agency, "path": path}


def _employees(units: Sequence[int], people: int, chance: random.Random) -> Iterator[Row]:
    names = NameMaker("scale")
    for key in range(1, people + 1):
        yield {
            "id": key,
            "nip": f"{198501012010010000 + key}",
            "name": names.make(chance.choice(tuple(Sex))),
            "status": EmploymentStatus.PNS,
            "legal_position": "01",
            "unit_id": units[key % len(units)],
            "jabatan_id": 1,
            "birth_on": date(1985, 1, 1),
            "post_on": date(2018, 1, 1),
        }


def _transfers(homes: Sequence[int], transfers: int, chance: random.Random) -> Iterator[Row]:
    """Closed transfers of anybody, and at the end the open ones, each of another employee; ``homes`` is by employee."""
    people, still_open = len(homes) - 1, max(LEAST_OPEN, int(transfers * OPEN_SHARE))
    for key in range(1, transfers + 1):
        is_open = key > transfers - still_open
        employee = (key * 7) % people + 1 if is_open else chance.randint(1, people)
        made = NOW - timedelta(minutes=(transfers - key) * 5)
        yield {
            "id": key,
            "number": f"MUT-{made.year}-{key:07}",
            "state": chance.choice(tuple(TASKS_OF)) if is_open else chance.choice(CLOSED),
            "employee_id": employee,
            "from_unit_id": homes[employee],
            "from_jabatan_id": 1,
            "to_unit_id": homes[chance.randint(1, people)],
            "to_jabatan_id": 1,
            "created_at": made,
            "submitted_at": made,
            "changed_at": made,
            "route": "internal/1",
        }


def _tasks(transfers: Iterable[Row]) -> Iterator[Row]:
    """Three finished tasks a transfer, and for an open one what it waits for: the office, its author, or two heads."""
    for transfer in transfers:
        shared = {
            "about_kind": "transfer",
            "about_id": transfer["id"],
            "about_label": transfer["number"],
            "opened_at": transfer["created_at"],
            "due_on": transfer["created_at"].date() + timedelta(days=7),
            "holder_unit_id": transfer["from_unit_id"],
            "done_at": None,
        }
        done = {"status": "done", "outcome": "support", "done_at": transfer["created_at"]}
        for kind in ("opinion_releasing", "opinion_receiving", "verify"):
            yield shared | done | {"kind": kind, "holder_role": ROLE_OF.get(kind, ""), "holder_employee_id": 1}
        if kind := TASKS_OF.get(transfer["state"]):
            person = None if kind in ROLE_OF else transfer["employee_id"]
            yield shared | {"kind": kind, "holder_role": ROLE_OF.get(kind, ""), "holder_employee_id": person}
            head = transfer["from_unit_id"] % 1000 + 1
            yield shared | {"kind": "opinion_releasing", "holder_role": "", "holder_employee_id": head}


def populate(runtime: Runtime, people: int, transfers: int) -> None:
    """Lay the government, its people, its transfers and their tasks."""
    chance, tables = random.Random(7), Base.metadata.tables
    with runtime.database.writing() as session:
        session.add(Office(name="Pemerintah Kabupaten Sagara", region="Sagara", modules={}, set_up_at=NOW))
        session.add(Jabatan(id=1, code="J", name="Pengelola", kind=JabatanKind.GENERAL, retirement_age=58))
    units = list(_units())
    load(runtime, tables["units"], units)
    employees = list(_employees([one["id"] for one in units[1:]], people, chance))
    load(runtime, tables["employees"], employees)
    homes = [0, *(one["unit_id"] for one in employees)]
    moves = list(_transfers(homes, transfers, chance))
    load(runtime, tables["transfers"], moves)
    load(runtime, tables["tasks"], _tasks(moves))
    with runtime.database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("ANALYZE"))


def _people(runtime: Runtime) -> dict[str, Account]:
    """Accounts of every width: the whole government, the large agency, one school; and a head with a few tasks."""
    wide = {"government": (Role.VERIFIER, None), "agency": (Role.VERIFIER, 2), "school": (Role.STAFFING, 9)}
    found = {}
    with runtime.database.writing() as session:
        for place, (name, (role, unit_id)) in enumerate({**wide, "head": (None, None)}.items()):
            account = Account(username=name, name=name, created_at=NOW, employee_id=place + 20)
            session.add(account)
            session.flush()
            if role:
                session.add(
                    RoleGrant(account_id=account.id, role=role, unit_id=unit_id, from_on=date(2026, 1, 1), warrant="-")
                )
            found[name] = account
    return found


class Asked:
    """Asks pages as one person or another and keeps how long each took."""

    def __init__(self, app: Flask, accounts: dict[str, Account]) -> None:
        self._clients = {name: self._signed_in(app, account) for name, account in accounts.items()}

    def _signed_in(self, app: Flask, account: Account) -> FlaskClient:
        client = app.test_client()
        enter_as(client, account.id)
        return client

    def p95(self, who: Sequence[str], addresses: Callable[[int], str], rounds: int) -> float:
        """Return the 95th percentile of the answers in milliseconds; the first ones warm the caches."""
        taken = []
        for turn in range(rounds + 10):
            client, address = self._clients[who[turn % len(who)]], addresses(turn // len(who))
            started = time.perf_counter()
            answer = client.get(address)
            taken.append(time.perf_counter() - started)
            if answer.status_code != HTTPStatus.OK:
                sys.exit(f"{address} answered {answer.status_code} to {who[turn % len(who)]}")
        return statistics.quantiles(taken[10:], n=20)[-1] * 1000


def _searches(people: int) -> list[str]:
    """Words of common and rare names, a whole name, a NIP, a number of a transfer, and what nobody is called."""
    names = NameMaker("scale")
    drawn = [names.make(sex) for sex in (Sex.MALE, Sex.FEMALE) * 8]
    words = [name.split()[0] for name in drawn] + [name.split()[-1][:5] for name in drawn] + drawn
    return [*words, f"{198501012010010000 + people // 2}", "MUT-2026-0009000", "tidak ada namanya", "zzzq"]


def measure(settings: Settings, people: int, transfers: int, rounds: int) -> dict[str, float]:
    """Lay one government and return the 95th percentiles of its pages in milliseconds."""
    with open_runtime(settings) as opened:
        runtime = replace(opened, clock=Clock(ZoneInfo("Asia/Jakarta"), lambda: NOW))
        upgrade(runtime)
        populate(runtime, people, transfers)
        asked = Asked(create_app(runtime.settings, runtime), _people(runtime))
        searches, wide = _searches(people), ("government", "agency", "school")
        return {
            "queue": asked.p95(("government", "agency"), lambda _turn: "/antrean", rounds),
            "inbox": asked.p95(("government", "agency", "school", "head"), lambda _turn: "/tugas", rounds),
            "search": asked.p95(wide, lambda turn: f"/usulan?q={searches[turn % len(searches)]}", rounds * 2),
            "list": asked.p95(wide, lambda _turn: "/usulan", rounds),
        }


def main() -> None:
    """Measure both sizes on the databases asked for, and print milliseconds and ratios."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--rounds", type=int, default=120)
    parser.add_argument("--people", type=int, default=100_000)
    parser.add_argument("--transfers", type=int, nargs=2, default=SIZES)
    parser.add_argument("--databases", nargs="+", default=("sqlite", "postgresql"))
    given = parser.parse_args()
    shown: dict[str, Any] = {"what": "95th percentile of pages in ms, by number of transfers", "people": given.people}
    for database in given.databases:
        with ExitStack() as stack:
            server = stack.enter_context(running()) if database == "postgresql" else None
            found = {}
            for size in given.transfers:
                folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
                key = "bench" * 4
                url = server.url(server.create()) if server else ""
                settings = Settings(data_dir=folder, database_url=url, secret_key=key, audit_key=key)
                found[size] = measure(settings, given.people, size, given.rounds)
        small, large = (found[size] for size in given.transfers)
        shown[database] = {
            page: {
                **{str(size): round(found[size][page], 1) for size in given.transfers},
                "ratio": round(large[page] / small[page], 2),
            }
            for page in small
        }
    shown["targets"] = {"queue and inbox ratio": 2, "search ms": 50}
    json.dump(shown, sys.stdout, indent=2)
    sys.stdout.write("\n")


if __name__ == "__main__":
    main()
