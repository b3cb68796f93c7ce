"""Nothing leaks: an office with a confidential transfer, and its twin without it, are the same to everybody outside.

The twin is a copy of the same office from before the transfer was opened. Every address of the application is asked by
every kind of person in both; answers must be equal byte for byte, but for tokens that differ with every page. What
somebody has no permission for at all is refused before anything is looked at, so that one address of its kind is enough.
"""

import io
import itertools
import logging
import re
import shutil
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote

import pytest
from click.testing import CliRunner
from flask import Flask
from sqlalchemy import inspect, select, update
from sqlalchemy.orm import Session
from werkzeug.routing import Rule

from mutasi_flow.access.domain import Role, grants_of
from mutasi_flow.access.model import Account, Reader, RoleGrant
from mutasi_flow.access.queries import load_actor
from mutasi_flow.access.service import make_token
from mutasi_flow.app import create_app
from mutasi_flow.cli import main
from mutasi_flow.core.actor import SYSTEM, Actor
from mutasi_flow.core.clock import Clock
from mutasi_flow.core.runtime import Runtime, open_runtime
from mutasi_flow.core.texts import T
from mutasi_flow.inbox import service as inbox
from mutasi_flow.inbox.model import Task
from mutasi_flow.inbox.service import compose
from mutasi_flow.letters.model import Letter
from mutasi_flow.people.model import Employee
from mutasi_flow.settings import Settings
from mutasi_flow.transfers.model import Paper, Transfer
from mutasi_flow.transfers.service import announce
from mutasi_flow.transfers.service.stays import record_stays
from mutasi_flow.transfers.workflow import Action
from tests.browsing import Browser, enter_as, refuse_writes_of_readers
from tests.conftest import Ground
from tests.factories import NOW, make_account, make_employee
from tests.transfers.scene import FAR_FUTURE, Scene, build_scene
from tests.transfers.test_secrecy import decreed, managerial, sent

MARKER = "Alasan penanda rahasia"
OUTSIDE = (
    "employee",
    "peer",
    "old_head",
    "new_head",
    "verifier",
    "decider",
    "staffing",
    "auditor",
    "admin",
    "anonymous",
)
TOKENS = re.compile(rb'name="(?:csrf_token|idempotency_key)" value="[^"]*"')
SEARCHES = ("/usulan?q={}", "/antrean?q={}", "/pegawai?q={}", "/admin/jejak?rantai={}", "/api/v1/transfers?q={}")
FILTERS = ("/usulan?state=decreed", "/usulan?state=approved", "/laporan/waktu?menurut=task", "/metrics")


OWN = ("/metrics", "/admin/kesehatan", "/buku-agenda", "/buku-agenda.xlsx", "/admin/penomoran")
"""Pages about the process and the machine themselves, books without gaps, which say "confidential" for a number, and the
next number of such a book."""
WIDEST = ("verifier", "auditor")
"""Whose lists reach furthest; the other database is asked by them, with one address of each kind."""
REFUSED = {303, 401, 403}


@dataclass
class Office:
    """One of the two: its application, and what is in its database."""

    runtime: Runtime
    app: Flask
    accounts: dict[str, int]
    tokens: dict[str, str]

    def browser(self, who: str) -> Browser:
        browser = self.app.test_client()
        assert isinstance(browser, Browser)
        if who != "anonymous":
            enter_as(browser, self.accounts[who])
        return browser

    def get(self, browser: Browser, who: str, address: str) -> tuple[int, bytes]:
        headers = (
            {"Authorization": f"Bearer {self.tokens[who]}"}
            if address.startswith("/api/") and who in self.tokens
            else {}
        )
        answer = browser.get(address, headers=headers)
        return answer.status_code, content_of(answer.data)


def content_of(data: bytes) -> bytes:
    """Return what people see of an answer: a sheet is what lies in it."""
    if data.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(data)) as bundle:
            return b"".join(bundle.read(name) for name in sorted(bundle.namelist()) if "docProps" not in name)
    return TOKENS.sub(b"", data)


def outsiders(scene: Scene) -> dict[str, Account]:
    """Everybody who is not on the list; they hold their roles over the whole office, as those on it do."""
    session = scene.session
    people = {
        "employee": scene.employee,
        "peer": scene.peers[0],
        "old_head": scene.old_head,
        "new_head": scene.new_head,
    }
    found = {
        name: session.scalars(select(Account).where(Account.employee_id == one.id)).one()
        for name, one in people.items()
    }
    for role in (Role.VERIFIER, Role.DECIDER, Role.STAFFING, Role.AUDITOR, Role.ADMIN):
        found[role.value] = make_account(session, make_employee(session, scene.root), [role])
    return found


def lay_ground(session: Session) -> tuple[Scene, dict[str, int], dict[str, str]]:
    """Lay what both have: people, one decreed and one running transfer of others."""
    scene = build_scene(session, peers=4, modules={"peers": True})
    first = scene.employee
    scene.employee = scene.peers[1]
    scene.to_decreed()
    scene.employee = scene.peers[2]
    scene.press(scene.draft(), Action.SUBMIT, scene.me)
    scene.employee = first
    managerial(scene)
    accounts = outsiders(scene)
    session.flush()
    admin = replace(SYSTEM, grants=grants_of(Role.ADMIN, ""))
    tokens = {name: make_token(session, admin, account.id, NOW) for name, account in accounts.items()}
    for actor in scene.actors.values():
        session.get_one(Account, actor.account_id).email = f"akun{actor.account_id}@dalam.test"
    for account in accounts.values():
        account.email = f"{account.username}@luar.test"
    inside = {f"in_{name}": actor.account_id for name, actor in scene.actors.items() if actor.account_id}
    return scene, {**inside, **{name: account.id for name, account in accounts.items()}}, tokens


def hide(scene: Scene, accounts: dict[str, int]) -> list[str]:
    """Bring two confidential transfers along the road, before those outside have their roles."""
    session, outside = scene.session, [accounts[name] for name in OUTSIDE if name in accounts]
    roles = update(RoleGrant).where(RoleGrant.account_id.in_(outside))
    session.execute(roles.values(from_on=FAR_FUTURE))
    numbers = [decreed(scene)]
    scene.employee = scene.peers[0]
    numbers.append(sent(scene))
    session.execute(roles.values(from_on=date(2020, 1, 1)))
    for number in numbers:
        session.execute(update(Transfer).where(Transfer.number == number).values(reason=MARKER))
        scene.bring(number, "signed_request")
    return numbers


def rebound(scene: Scene, session: Session) -> Scene:
    """Return the scene with its people in another session on a copy of the database."""
    found = {
        name: session.get_one(type(thing), inspect(thing).identity)
        for name in ("root", "old", "new", "teacher", "employee", "old_head", "new_head")
        for thing in (getattr(scene, name),)
    }
    peers = [session.get_one(Employee, inspect(one).identity) for one in scene.peers]
    return replace(scene, session=session, peers=peers, **found)


def opened(settings: Settings, clock: Clock, accounts: dict[str, int], tokens: dict[str, str]) -> Office:
    runtime = replace(open_runtime(settings), clock=clock)
    refuse_writes_of_readers(runtime.database)
    app = create_app(runtime.settings, runtime)
    app.testing, app.test_client_class = True, Browser
    app.config["VERIFICATION_LIMIT"] = "100000 per minute"
    with runtime.database.writing() as session:
        record_stays(session, clock.now() + timedelta(days=1))
    return Office(runtime, app, accounts, tokens)


@dataclass
class Pair:
    """The office with confidential files, its twin without them, and what is known of the files."""

    real: Office
    twin: Office
    scene: Scene
    numbers: list[str]
    known: dict[str, list[str]]
    actors: dict[str, Actor]


@contextmanager
def both_offices(ground: Ground, folder: Path) -> Iterator[Pair]:
    settings = ground.fresh(folder / "twin")
    with open_runtime(settings) as runtime, runtime.database.writing() as session:
        scene, accounts, tokens = lay_ground(session)
    copy = ground.copy(settings, folder / "real")
    with open_runtime(copy) as runtime, runtime.database.writing() as session:
        moved = rebound(scene, session)
        numbers = hide(moved, accounts)
        known = facts_of(session, moved, numbers)
        actors = {name: load_actor(session, key, scene.clock.today()) for name, key in accounts.items()}
    real = opened(copy, scene.clock, accounts, tokens)
    twin = opened(settings, scene.clock, accounts, tokens)
    yield Pair(real, twin, scene, numbers, known, actors)
    real.runtime.close()
    twin.runtime.close()


@pytest.fixture(scope="module")
def pair(grounds: dict[str, Ground], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pair]:
    with both_offices(grounds["sqlite"], tmp_path_factory.mktemp("leaks")) as found:
        yield found


@pytest.fixture(scope="module")
def pair_on_server(grounds: dict[str, Ground], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pair]:
    with both_offices(grounds["postgresql"], tmp_path_factory.mktemp("leaks")) as found:
        yield found


def facts_of(session: Session, scene: Scene, numbers: list[str]) -> dict[str, list[str]]:
    """Return, by the names that addresses use, what somebody might guess."""
    secret = select(Transfer.id).where(Transfer.number.in_(numbers))
    public = session.scalars(select(Transfer.number).where(Transfer.number.not_in(numbers))).all()

    def keys(model: Any, condition: Any) -> list[str]:
        return [str(key) for key in session.scalars(select(model.id).where(condition))]

    return {
        "number": [*numbers, *public],
        "task_id": keys(Task, Task.about_id.in_(secret)),
        "letter_id": keys(Letter, Letter.about_id.in_(secret)),
        "paper_id": keys(Paper, Paper.transfer_id.in_(secret)),
        "reader_id": keys(Reader, Reader.about_id.in_(secret)),
        "employee_id": [str(scene.employee.id)],
        "unit_id": [str(scene.new.id)],
        "code": [*session.scalars(select(Letter.code).where(Letter.about_id.in_(secret))), scene.new.code],
        "letter": list(session.scalars(select(Letter.number).where(Letter.about_id.in_(secret)))),
        "name": [scene.employee.name],
        "nip": [scene.employee.nip or ""],
        "action": ["cancel"],
        "kind": ["employees", "transfers"],
        "ending": ["xlsx"],
    }


def is_open(pair: Pair, rule: Rule, who: str) -> bool:
    """Whether the visitor holds a permission for the page, so that it looks at what the address names."""
    view = pair.real.app.view_functions[rule.endpoint]
    if getattr(view, "is_public", False):
        return True
    needed = getattr(view, "permissions", ())
    return who != "anonymous" and (not needed or any(pair.actors[who].has(one) for one in needed))


def values_of(pair: Pair, rule: Rule, name: str) -> list[str]:
    """Return what may stand in a part of an address: one of its listed words, else what is known, else a number."""
    listed = re.search(rf"<any\(([^)]*)\):{name}>", rule.rule)
    return listed[1].split(", ") if listed else pair.known.get(name, ["1"])


def addresses(pair: Pair, rule: Rule, most: int) -> Iterator[str]:
    """Yield the address of a rule, filled in with what belongs to the confidential files, and with public numbers."""
    choices = [values_of(pair, rule, name) for name in sorted(rule.arguments)]
    for values in itertools.islice(itertools.product(*choices), most):
        address = re.sub(r"<[^>]*>", "{}", rule.rule)
        named = dict(zip(sorted(rule.arguments), values, strict=True))
        order = re.findall(r"<(?:[^:>]*:)?([^>]*)>", rule.rule)
        yield address.format(*(named[name] for name in order))


def all_addresses(pair: Pair, who: str, most: int) -> tuple[list[str], list[str]]:
    """Return what the visitor may ask, and one address of each kind that is refused at the door."""
    rules = [
        rule
        for rule in pair.real.app.url_map.iter_rules()
        if "GET" in (rule.methods or ()) and rule.endpoint != "static"
    ]
    within = {rule.endpoint: is_open(pair, rule, who) for rule in rules}
    asked = [address for rule in rules if within[rule.endpoint] for address in addresses(pair, rule, most)]
    words = [*pair.numbers, *pair.known["name"], *pair.known["nip"], *pair.known["letter"]]
    asked += [*(one.format(quote(word)) for one in SEARCHES for word in words), *FILTERS]
    return asked, [address for rule in rules if not within[rule.endpoint] for address in addresses(pair, rule, 1)]


def secrets_of(pair: Pair) -> list[bytes]:
    """Return what must stand nowhere: numbers, the reason, the decree's number and its code."""
    return [word.encode() for word in (*pair.numbers, MARKER, *pair.known["letter"], *pair.known["code"][:-1])]


def differences(pair: Pair, who: str, most: int) -> list[tuple[str, int, int]]:
    """Ask everything in both offices; return the addresses whose answers are not the same, or tell a secret."""
    real, twin = pair.real.browser(who), pair.twin.browser(who)
    asked_in_both, refused = all_addresses(pair, who, most)
    differing = [(one, status, 403) for one in refused if (status := pair.real.get(real, who, one)[0]) not in REFUSED]
    for address in asked_in_both:
        shown, expected = pair.real.get(real, who, address), pair.twin.get(twin, who, address)
        asked = [word for word in secrets_of(pair) if word.decode() not in unquote(address)]
        if (shown != expected and address not in OWN) or any(word in shown[1] for word in asked):
            differing.append((address, shown[0], expected[0]))
    return differing


@pytest.mark.parametrize("who", OUTSIDE)
def test_to_everybody_outside_both_offices_are_the_same(pair: Pair, who: str) -> None:
    assert differences(pair, who, 8) == []


@pytest.mark.parametrize("who", WIDEST)
def test_they_are_the_same_on_the_database_server_too(pair_on_server: Pair, who: str) -> None:
    assert differences(pair_on_server, who, 1) == []


def test_those_on_the_list_do_read_it(pair: Pair) -> None:
    number, who = pair.numbers[0], "in_verifier"
    browser = pair.real.browser(who)
    assert pair.numbers[1] in browser.get("/antrean").text
    assert MARKER in browser.get(f"/usulan/{number}").text
    assert pair.twin.browser(who).get(f"/usulan/{number}").status_code == 404


def mails_of(office: Office) -> dict[str, list[str]]:
    """Return what would be mailed, by address."""
    clock = office.runtime.clock
    with office.runtime.database.writing() as session:
        inbox.remind(session, clock.today() + timedelta(days=20), clock.now())
        inbox.escalate(session, clock.today() + timedelta(days=20), clock.now())
        inbox.tell_unattended(session, clock.today(), clock.now())
        found = inbox.lease_mail(session, clock.today(), clock.now())
    letters = [(one.to, compose(one, public_url="https://contoh.test", service_name=T("Mutasi"))) for one in found]
    return {to: sorted(f"{head} {body}" for one, (head, body) in letters if one == to) for to, _letter in letters}


def copied(pair: Pair, office: Office, folder: Path) -> Office:
    """Return the office on a copy of its database, on which a test may write."""
    shutil.copytree(office.runtime.settings.data_dir, folder)
    return opened(Settings(data_dir=folder), pair.scene.clock, office.accounts, office.tokens)


def test_no_mail_reveals_it_and_nothing_is_logged(pair: Pair, caplog: pytest.LogCaptureFixture, tmp_path: Path) -> None:
    caplog.set_level(logging.DEBUG)
    real, twin = (mails_of(copied(pair, one, tmp_path / name)) for name, one in (("a", pair.real), ("b", pair.twin)))
    outside = {to for to in real if to.endswith("@luar.test")}
    assert outside
    assert {to: real[to] for to in outside} == {to: twin[to] for to in outside}
    words = [word.decode() for word in secrets_of(pair)] + [*pair.known["name"], *pair.known["nip"]]
    assert not any(word in mail for mails in real.values() for mail in mails for word in words)
    browser = pair.real.browser("in_verifier")
    for number in pair.numbers:
        browser.get(f"/usulan/{number}")
        browser.get(f"/usulan/{number}/langkah/tidak-ada")
    assert not any(word in record.getMessage() for record in caplog.records for word in words)


COMMANDS = (
    ("transfers", "list", "--json"),
    ("transfers", "list", "-q", "{name}", "--json"),
    ("transfers", "show", "{number}", "--json"),
    ("transfers", "show", "{number}", "--as", "{verifier}", "--json"),
    ("transfers", "list", "--as", "{auditor}", "--json"),
    ("transfers", "act", "{number}", "cancel", "--as", "{admin}", "--reason", "x", "--json"),
    ("decree", "render", "{letter}", "--json"),
    *(("export", kind, "{folder}/{office}.csv", "--json") for kind in ("employees", "posts", "transfers")),
)


def test_the_shell_tells_no_more(pair: Pair, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    with pair.real.runtime.database.reading() as session:
        names = {who: session.get_one(Account, key).username for who, key in pair.real.accounts.items()}
    said: dict[str, list[tuple[int, str, bytes]]] = {"real": [], "twin": []}
    for office, told in said.items():
        monkeypatch.setenv("MUTASI_DATA_DIR", str(getattr(pair, office).runtime.settings.data_dir))
        given = {**names, "name": pair.known["name"][0], "number": pair.numbers[0], "letter": pair.known["letter"][0]}
        for words in COMMANDS:
            typed = [word.format(**given, folder=tmp_path, office=office) for word in words]
            answer = CliRunner().invoke(main, typed)
            file = tmp_path / f"{office}.csv"
            written = file.read_bytes() if file.exists() else b""
            told.append((answer.exit_code, answer.output.replace(f"{office}.csv", ""), written))
            file.unlink(missing_ok=True)
    assert said["real"] == said["twin"]
    assert not any(word.decode() in text for word in (MARKER.encode(),) for _code, text, _file in said["real"])


def test_announced_it_is_there_for_those_who_may_read_any_file(pair: Pair, tmp_path: Path) -> None:
    told, number = copied(pair, pair.real, tmp_path / "told"), pair.numbers[0]
    decider = pair.scene.actors["decider"]
    with told.runtime.database.writing() as session:
        announce(session, number, actor=decider, clock=pair.scene.clock)
    for who in ("employee", "old_head", "new_head", "verifier", "decider", "auditor"):
        browser = told.browser(who)
        assert told.get(browser, who, f"/usulan/{number}")[0] == 200
        assert number.encode() in told.get(browser, who, "/usulan")[1]
        assert number.encode() in told.get(browser, who, "/api/v1/transfers")[1]
    assert told.get(told.browser("peer"), "peer", f"/usulan/{number}")[0] == 404
    stranger = told.browser("anonymous")
    assert told.get(stranger, "anonymous", f"/verifikasi/{pair.known['code'][0]}")[0] == 200
    assert "SK untuk usulan" in told.browser("employee").get("/pesan").text
    assert told.browser("verifier").get(f"/usulan/{pair.numbers[1]}").status_code == 404
    told.runtime.close()
