"""The quarantine, with a scanner on loopback that speaks clamd's protocol."""

import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pytest
from sqlalchemy import select

from mutasi_flow.access.model import Account
from mutasi_flow.core.runtime import Runtime
from mutasi_flow.core.uploads.scanner import ScannerDown, scan
from mutasi_flow.inbox.model import Notice
from mutasi_flow.settings import Settings
from mutasi_flow.transfers.documents.quarantine import release
from mutasi_flow.transfers.domain import PaperVerdict
from mutasi_flow.transfers.model import Paper
from mutasi_flow.transfers.sweeps import _ask_scanner
from tests.browsing import Browser
from tests.core.hostile_files import photo
from tests.transfers.test_pages import Town

NAME = b"stream: Uji.Virus-1 FOUND\0"
CLEAN = b"stream: OK\0"


class FakeScanner:
    """Takes one INSTREAM per connection, as clamd does, and answers what it is told to."""

    def __init__(self, server: socket.socket) -> None:
        self._server, self.answer, self.received, self.largest_chunk = server, CLEAN, b"", 0
        self.delay, self.hangs_up = 0.0, False
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        while True:
            try:
                line, _ = self._server.accept()
            except OSError:
                return
            with line, suppress(OSError):  # whoever asked may have gone
                self._take(line)

    def _take(self, line: socket.socket) -> None:
        if self.hangs_up:
            return
        read = line.makefile("rb")
        assert read.read(10) == b"zINSTREAM\0"
        self.received = b""
        while length := int.from_bytes(read.read(4), "big"):
            self.largest_chunk = max(self.largest_chunk, length)
            self.received += read.read(length)
        time.sleep(self.delay)
        line.sendall(self.answer)


@pytest.fixture(params=["tcp", "unix"])
def scanner(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[str, FakeScanner]]:
    if request.param == "tcp":
        server = socket.create_server(("127.0.0.1", 0))
        address = f"tcp://127.0.0.1:{server.getsockname()[1]}"
    else:
        server = socket.socket(socket.AF_UNIX)
        server.bind(str(tmp_path / "s"))
        server.listen()
        address = f"unix://{tmp_path / 's'}"
    yield address, FakeScanner(server)
    server.close()


def test_a_file_is_sent_whole_in_chunks_and_called_clean(scanner: tuple[str, FakeScanner]) -> None:
    address, fake = scanner
    data = b"surat" * 50_000
    assert scan(address, data) == ""
    assert fake.received == data
    assert fake.largest_chunk <= 65_536


def test_what_is_found_is_named(scanner: tuple[str, FakeScanner]) -> None:
    address, fake = scanner
    fake.answer = NAME
    assert scan(address, b"x") == "Uji.Virus-1"


@pytest.mark.parametrize("answer", [b"INSTREAM size limit exceeded. ERROR\0", b"", b"stream: \xff\0", b"OK or not\0"])
def test_any_other_answer_says_nothing_about_the_file(scanner: tuple[str, FakeScanner], answer: bytes) -> None:
    address, fake = scanner
    fake.answer = answer
    with pytest.raises(ScannerDown):
        scan(address, b"x")


def test_a_slow_or_broken_line_is_no_answer(scanner: tuple[str, FakeScanner]) -> None:
    address, fake = scanner
    fake.delay = 0.5
    with pytest.raises(ScannerDown):
        scan(address, b"x", seconds=0.1)
    fake.hangs_up = True
    with pytest.raises(ScannerDown):
        scan(address, b"x" * 1_000_000)


@pytest.mark.parametrize("address", ["tcp://127.0.0.1:9", "unix:///tidak/ada", "clamd", "tcp://h:nan"])
def test_no_scanner_at_the_address_is_no_answer(address: str) -> None:
    with pytest.raises(ScannerDown):
        scan(address, b"x", seconds=1)


@pytest.fixture
def settings(settings: Settings, scanner: tuple[str, FakeScanner]) -> Settings:
    return settings.model_copy(update={"scanner_address": scanner[0]})


class Quarantine:
    """A town with one paper sent; the scanner has not been asked yet."""

    def __init__(self, town: Town) -> None:
        self.town, self.runtime = town, town.runtime
        self.path = f"/usulan/{town.draft()}/dokumen"
        given = {"kind": "signed_request", "file": (BytesIO(photo()), "surat.jpg")}
        assert town.client.post(self.path, data=given).status_code == 303

    @property
    def paper(self) -> Paper:
        with self.runtime.database.reading() as session:
            return session.scalars(select(Paper)).one()

    def status_of_file(self) -> int:
        return self.town.client.get(f"{self.path}/{self.paper.id}").status_code


@pytest.fixture
def held(runtime: Runtime, client: Browser, sign_in: Callable[[Browser, Account], None]) -> Quarantine:
    return Quarantine(Town(runtime, client, sign_in))


def test_a_paper_waits_until_the_scanner_calls_it_clean(held: Quarantine, scanner: tuple[str, FakeScanner]) -> None:
    assert held.status_of_file() == 409
    assert "Sedang diperiksa dari virus" in held.town.read(held.path)
    number = held.path.split("/")[2]
    held.town.press(f"/usulan/{number}/kirim", declared="ya")
    held.town.become("verifier")
    held.town.press(f"{held.path}/{held.paper.id}/hasil", 409, verdict="accepted")
    scanner[1].answer = b"out of memory ERROR\0"
    assert _ask_scanner(held.runtime) == 0
    assert held.paper.scan == "waiting"
    scanner[1].answer = CLEAN
    assert _ask_scanner(held.runtime) == 1
    assert _ask_scanner(held.runtime) == 0
    assert scanner[1].received == held.runtime.files.get(held.paper.file_key)
    assert held.status_of_file() == 200
    held.town.press(f"{held.path}/{held.paper.id}/hasil", verdict="accepted")


@pytest.mark.both_databases
def test_an_infected_paper_is_refused_with_its_reason_and_never_sent(
    held: Quarantine, scanner: tuple[str, FakeScanner]
) -> None:
    scanner[1].answer = NAME
    assert _ask_scanner(held.runtime) == 1
    assert held.status_of_file() == 409
    assert "mengandung virus (Uji.Virus-1)" in held.town.read(held.path)
    assert (held.paper.scan, held.paper.verdict) == ("infected", PaperVerdict.REFUSED)
    with held.runtime.database.writing() as session:
        assert not release(session, held.paper.id, "", clock=held.runtime.clock)


def told(held: Quarantine) -> list[tuple[str, str]]:
    with held.runtime.database.reading() as session:
        rows = session.scalars(select(Notice).where(Notice.event == "paper_infected").order_by(Notice.id))
        return [(one.role or f"employee {one.employee_id}", one.message) for one in rows]


@pytest.mark.both_databases
def test_who_uploaded_an_infected_paper_is_told_what_to_do_and_the_verifier_only_once_it_is_sent(
    held: Quarantine, scanner: tuple[str, FakeScanner]
) -> None:
    scanner[1].answer = NAME
    _ask_scanner(held.runtime)
    ((whom, said),) = told(held)
    assert whom == f"employee {held.town.employee_id}"
    assert "Bersihkan perangkat Anda" in said
    held.town.press(f"/usulan/{held.path.split('/')[2]}/kirim", declared="ya")
    held.town.become("verifier")
    given = {"kind": "proof", "file": (BytesIO(photo()), "surat.jpg")}
    assert held.town.client.post(held.path, data=given).status_code == 303
    _ask_scanner(held.runtime)
    assert [whom for whom, _said in told(held)][2:] == ["verifier"]


def test_without_a_scanner_nothing_waits(runtime: Runtime) -> None:
    off = replace(runtime, settings=runtime.settings.model_copy(update={"scanner_address": ""}))
    assert _ask_scanner(off) == 0
