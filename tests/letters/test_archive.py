"""Letters handed over to an archive: whole, checkable, and completed after an interruption."""

import errno
import hashlib
import json
import os
import zipfile
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as some
from sqlalchemy import select, update

from mutasi_flow.access.domain import Role
from mutasi_flow.access.model import Account
from mutasi_flow.access.queries import find_account_id, load_actor
from mutasi_flow.core.actor import SYSTEM
from mutasi_flow.core.audit import trail
from mutasi_flow.core.clock import Clock
from mutasi_flow.core.downloads import downloads_of, ready_until
from mutasi_flow.core.errors import InvalidInput, NotPermitted
from mutasi_flow.core.files import FileStore
from mutasi_flow.core.runtime import Runtime, open_runtime
from mutasi_flow.decrees.cli import decree
from mutasi_flow.letters.contexts import sample_transfer_decree
from mutasi_flow.letters.domain import (
    Fate,
    LetterState,
    Retention,
    Schedule,
    SigningMethod,
    read_retentions,
    retention_of,
)
from mutasi_flow.letters.model import Letter
from mutasi_flow.letters.queries import Scope, list_archived
from mutasi_flow.letters.queries.retention import (
    ClassRow,
    ExportRow,
    count_due,
    get_export,
    list_due,
    load_schedule,
)
from mutasi_flow.letters.service import (
    NewSignature,
    add_class,
    ask_export,
    drop_old_exports,
    exporting,
    issue,
    make_export,
    read_asked,
    record_signature,
    store_export,
    withdraw_signature,
)
from mutasi_flow.letters.service.exporting import EXPORTS
from mutasi_flow.people.service.trail import OFFICE_CHAIN
from mutasi_flow.settings import Settings
from tests.browsing import Browser
from tests.factories import NOW, TODAY, make_account, make_office

ARCHIVIST = "Arsiparis Contoh"
SCHEDULE = "register,active_years,inactive_years,fate,source\nsk,2,8,permanent,JRA Kabupaten Sagara 2025\n"


@pytest.fixture
def dialect() -> str:
    """Files on a disk do not depend on the database."""
    return "sqlite"


def add(runtime: Runtime, pdf: bytes | None, year: int = 2026, register: str = "sk") -> int:
    key = runtime.files.put(pdf, ".pdf") if pdf else ""
    with runtime.database.writing() as session:
        letter = issue(
            session,
            kind="transfer_decree",
            about_kind="transfer",
            about_id=1,
            context=sample_transfer_decree(),
            dated_on=date(year, 3, 2),
            at=NOW,
            register=register,
        )
        if pdf:
            printed = {"file_key": key, "sha256": key[3:67], "size_bytes": len(pdf), "state": LetterState.RENDERED}
            session.execute(update(Letter).where(Letter.id == letter.id).values(**printed))
    return letter.id


@pytest.fixture
def runtime(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Runtime:
    monkeypatch.setenv("MUTASI_DATA_DIR", str(settings.data_dir))
    opened = open_runtime(settings)
    with opened.database.writing() as session:
        make_office(session)
        make_account(session, roles=[Role.AUDITOR], username="arsiparis", name=ARCHIVIST)
        make_account(session, roles=[Role.DECIDER], username="pemutus")
    return opened


def archive(*args: str | Path, expect: int = 0, who: str = "arsiparis") -> dict[str, Any]:
    outcome = CliRunner().invoke(decree, ["archive", *map(str, args), "--as", who, "--json"])
    assert outcome.exit_code == expect, outcome.output
    document: dict[str, Any] = json.loads(outcome.stdout)
    return document


def check_bag(folder: Path) -> dict[str, str]:
    """Validate as any BagIt tool would, and return the manifest."""
    assert (folder / "bagit.txt").read_text() == "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"
    listed = {}
    for manifest in ("manifest-sha256.txt", "tagmanifest-sha256.txt"):
        for line in (folder / manifest).read_text().splitlines():
            digest, name = line.split("  ", 1)
            assert hashlib.sha256((folder / name).read_bytes()).hexdigest() == digest
            listed[name] = digest
    payload = {path.relative_to(folder).as_posix() for path in (folder / "data").rglob("*") if path.is_file()}
    assert payload == {name for name in listed if name.startswith("data/")}
    size = sum((folder / name).stat().st_size for name in payload)
    assert f"Payload-Oxum: {size}.{len(payload)}\n" in (folder / "bag-info.txt").read_text()
    return listed


def letter_json(folder: Path, letter_id: int) -> dict[str, Any]:
    (found,) = folder.glob(f"data/*/*-{letter_id}/surat.json")
    told: dict[str, Any] = json.loads(found.read_bytes())
    return told


def test_a_bag_holds_print_signatures_and_data(runtime: Runtime, tmp_path: Path) -> None:
    first, second, folder = add(runtime, b"%PDF satu"), add(runtime, None), tmp_path / "arsip"
    new = NewSignature(SigningMethod.INK, date(2026, 3, 3), "HADI WIBOWO", b"pindaian", ".jpg", "image/jpeg", {})
    for _ in range(2):
        with runtime.database.writing() as session:
            record_signature(session, runtime.files, first, new, by_id=None, at=NOW)
        if not folder.exists():
            with runtime.database.writing() as session:
                withdraw_signature(session, first, "salah pindai", by_id=None, at=NOW)
            folder.mkdir()
    done = archive(folder)
    assert (done["letters"], done["files"], done["written"], done["problems"]) == (2, 5, 5, [])
    check_bag(folder)
    told = letter_json(folder, first)
    assert (told["standing"], told["file"], told["letter"]["kind"]) == ("valid", "surat.pdf", "transfer_decree")
    assert [bool(one["withdrawn_at"]) for one in told["signatures"]] == [True, False]
    assert told["retention"]["fate"] == "permanent"
    assert letter_json(folder, second)["file"] is None


def test_who_handed_over_what_stands_in_the_trail(runtime: Runtime, tmp_path: Path) -> None:
    add(runtime, b"%PDF satu")
    folder = tmp_path / "arsip"
    assert "error" in archive(folder, who="pemutus", expect=1)
    assert "error" in archive(folder, who="siapa", expect=1)
    assert not folder.exists()
    done = archive(folder, "--register", "sk")
    with runtime.database.reading() as session:
        row = trail(session, OFFICE_CHAIN)[-1]
    manifest = hashlib.sha256((folder / "manifest-sha256.txt").read_bytes()).hexdigest()
    assert (row.action, row.actor) == ("letters_archived", ARCHIVIST)
    assert (row.payload["scope"], row.payload["letters"]) == ("register=sk year=*", 1)
    assert row.payload["manifest"] == done["manifest"] == manifest


def test_a_second_run_writes_only_what_is_new_or_changed(runtime: Runtime, tmp_path: Path) -> None:
    first, folder = add(runtime, b"%PDF satu"), tmp_path / "arsip"
    archive(folder)
    assert archive(folder)["written"] == 0
    add(runtime, b"%PDF dua")
    with runtime.database.writing() as session:
        session.execute(update(Letter).where(Letter.id == first).values(revoked_at=NOW))
    assert archive(folder)["written"] == 3
    assert letter_json(folder, first)["standing"] == "revoked"
    check_bag(folder)


def test_an_interrupted_bag_is_completed_and_cleaned(runtime: Runtime, tmp_path: Path) -> None:
    letter, folder = add(runtime, b"%PDF satu"), tmp_path / "arsip"
    archive(folder)
    (folder / "manifest-sha256.txt").unlink()
    (printed,) = folder.glob(f"data/*/*-{letter}/surat.pdf")
    printed.write_bytes(b"%PDF sa")
    (printed.parent / ".baru-xyz").write_bytes(b"sisa")
    done = archive(folder)
    assert done["written"] == 1
    assert printed.read_bytes() == b"%PDF satu"
    check_bag(folder)


def test_only_the_book_and_year_that_were_asked_for(runtime: Runtime, tmp_path: Path) -> None:
    wanted = add(runtime, b"%PDF satu")
    add(runtime, b"%PDF dua", year=2025)
    add(runtime, b"%PDF tiga", register="surat")
    folder = tmp_path / "sk-2026"
    assert archive(folder, "--register", "sk", "--year", "2026")["letters"] == 1
    assert letter_json(folder, wanted)["register"] == "sk"
    assert "error" in archive(folder, "--register", "sk", "--year", "2025", expect=1)
    check_bag(folder)


def test_a_folder_with_other_things_is_left_alone(tmp_path: Path, runtime: Runtime) -> None:
    add(runtime, b"%PDF satu")
    (tmp_path / "foto.jpg").write_bytes(b"x")
    assert "error" in archive(tmp_path, expect=1)
    assert (tmp_path / "foto.jpg").read_bytes() == b"x"
    assert not (tmp_path / "bagit.txt").exists()


def test_confidential_letters_are_counted_and_not_named(runtime: Runtime, tmp_path: Path) -> None:
    secret, folder = add(runtime, b"%PDF rahasia"), tmp_path / "arsip"
    with runtime.database.writing() as session:
        session.execute(update(Letter).where(Letter.id == secret).values(is_secret=True))
    done = archive(folder)
    assert (done["letters"], done["left_out"], done["files"]) == (0, 1, 0)
    assert "Letters-Left-Out: 1\n" in (folder / "bag-info.txt").read_text()
    check_bag(folder)


def test_a_stored_file_that_is_gone_is_said_and_the_rest_goes_on(runtime: Runtime, tmp_path: Path) -> None:
    gone, kept, folder = add(runtime, b"%PDF satu"), add(runtime, b"%PDF dua"), tmp_path / "arsip"
    with runtime.database.reading() as session:
        (row, _) = list_archived(session, Scope())
    runtime.files.path(row.row.file_key).unlink()
    done = archive(folder, expect=1)
    assert (len(done["problems"]), done["letters"]) == (1, 2)
    assert letter_json(folder, gone)["sha256"] == row.row.sha256
    assert len(list(folder.glob(f"data/*/*-{kept}/surat.pdf"))) == 1
    check_bag(folder)


def test_the_offices_schedule_goes_before_the_example(runtime: Runtime, tmp_path: Path) -> None:
    letter, schedule = add(runtime, b"%PDF satu"), tmp_path / "jra.csv"
    schedule.write_text(SCHEDULE)
    archive(tmp_path / "arsip", "--retention", schedule)
    assert letter_json(tmp_path / "arsip", letter)["retention"] == {
        "active_years": 2,
        "inactive_years": 8,
        "fate": "permanent",
        "source": "JRA Kabupaten Sagara 2025",
        "code": "",
    }


LATER = date(2031, 1, 5)
OFFICIAL = ClassRow("transfer_decree", "800.1.3.1", 2, 3, Fate.REASSESSED, TODAY, "JRA Sagara 2026")


def test_letters_are_due_when_their_years_are_over(runtime: Runtime) -> None:
    old, young = add(runtime, None, year=2024), add(runtime, None, year=2026)
    secret, other = add(runtime, None, year=2020), add(runtime, None, year=2020, register="surat")
    with runtime.database.writing() as session:
        session.execute(update(Letter).where(Letter.id == secret).values(is_secret=True))
        session.execute(update(Letter).where(Letter.id == other).values(kind="cover_letter"))
        shipped = load_schedule(session, TODAY)
        assert [one.id for one in list_due(session, shipped, date(2026, 12, 31))] == [other]
        assert [one.id for one in list_due(session, shipped, date(2027, 1, 1))] == [old, other]
        add_class(session, OFFICIAL, actor=SYSTEM, at=NOW)
        add_class(session, OFFICIAL._replace(from_on=LATER, active_years=9), actor=SYSTEM, at=NOW)
        assert load_schedule(session, TODAY - timedelta(days=1)).of("transfer_decree", "sk").fate is Fate.PERMANENT
        own = load_schedule(session, TODAY)
        assert own.of("transfer_decree", "sk") == Retention(2, 3, Fate.REASSESSED, "JRA Sagara 2026", "800.1.3.1")
        assert [one.id for one in list_due(session, own, date(2030, 1, 1))] == [old, other]
        assert dict(count_due(session, own, date(2030, 1, 1))) == {
            Fate.PERMANENT: 0,
            Fate.REASSESSED: 1,
            Fate.DESTROYED: 1,
        }
        assert [one.id for one in list_due(session, own, date(2032, 1, 1), fate=Fate.REASSESSED, above=old)] == [young]
        assert load_schedule(session, LATER).of("transfer_decree", "sk").active_years == 9
        assert trail(session, OFFICE_CHAIN)[-1].action == "retention_class_set"


def ask(runtime: Runtime, who: str = "arsiparis") -> int:
    with runtime.database.writing() as session:
        account_id = find_account_id(session, who) or 0
        actor = load_actor(session, account_id, TODAY)
        return ask_export(session, "sk", 2026, actor=actor, clock=runtime.clock)


def make(runtime: Runtime, export_id: int) -> ExportRow:
    args = {"export": export_id}
    with runtime.database.reading() as session:
        asked = read_asked(session, args)
    made = make_export(asked, runtime)
    with runtime.database.writing() as session:
        store_export(session, args, made)
        return get_export(session, export_id)


def test_a_book_is_handed_over_with_one_press(runtime: Runtime, tmp_path: Path) -> None:
    letter = add(runtime, b"%PDF satu")
    add(runtime, b"%PDF lain", year=2025)
    with pytest.raises(NotPermitted):
        ask(runtime, "pemutus")
    export_id = ask(runtime)
    done = make(runtime, export_id)
    assert (done.letters, done.problems, done.made_at is not None) == (1, [], True)
    with zipfile.ZipFile(store_of(runtime).find(done.file_key, done.size_bytes)) as packed:
        packed.extractall(tmp_path)
        assert {name.partition("/")[0] for name in packed.namelist()} == {"arsip-sk-2026"}, "one folder, as BagIt asks"
    folder = tmp_path / "arsip-sk-2026"
    assert done.manifest == hashlib.sha256((folder / "manifest-sha256.txt").read_bytes()).hexdigest()
    check_bag(folder)
    assert letter_json(folder, letter)["register"] == "sk"
    with runtime.database.reading() as session:
        row = trail(session, OFFICE_CHAIN)[-1]
        assert read_asked(session, {"export": export_id}) is None, "once"
    assert (row.action, row.actor, row.payload["manifest"]) == ("letters_archived", ARCHIVIST, done.manifest)
    assert left_behind(runtime) == []
    assert make(runtime, ask(runtime)).file_key == done.file_key, "the same letters give the same bytes"


def store_of(runtime: Runtime) -> FileStore:
    return downloads_of(runtime, EXPORTS)


def later(runtime: Runtime, days: int) -> Runtime:
    return replace(runtime, clock=Clock(runtime.clock.zone, lambda: datetime.now(UTC) + timedelta(days=days)))


def test_an_export_lies_its_days_and_is_made_anew_on_request(runtime: Runtime) -> None:
    add(runtime, b"%PDF satu")
    runtime = later(runtime, 0)
    first, still = make(runtime, ask(runtime)), later(runtime, runtime.settings.download_days - 1)
    second = make(still, ask(still))
    assert drop_old_exports(still) == 0
    assert ready_until(runtime, first.made_at or NOW) == later(runtime, runtime.settings.download_days).clock.today()
    after = later(runtime, runtime.settings.download_days + 1)
    assert drop_old_exports(after) == 1
    with runtime.database.reading() as session:
        rows = [get_export(session, one.id) for one in (first, second)]
    assert [(bool(one.file_key), one.dropped_at is None, one.letters) for one in rows] == [
        (False, False, 1),
        (True, True, 1),
    ]
    last = later(runtime, 3 * runtime.settings.download_days)
    assert (drop_old_exports(last), list(store_of(runtime).folder.glob("*/*"))) == (1, [])
    assert runtime.files.find(first_letter_key(runtime)).is_file(), "letters stay"
    assert make(last, ask(last)).file_key


def first_letter_key(runtime: Runtime) -> str:
    with runtime.database.reading() as session:
        return session.scalars(select(Letter.file_key).order_by(Letter.id)).first() or ""


def left_behind(runtime: Runtime) -> list[Path]:
    return [place for store in (runtime.files, store_of(runtime)) for place in store.folder.glob(".*")]


def test_a_folder_packed_or_not_holds_the_same_letters(runtime: Runtime, tmp_path: Path) -> None:
    add(runtime, b"%PDF satu")
    done = make(runtime, ask(runtime))
    assert archive(tmp_path / "arsip", "--register", "sk", "--year", "2026")["manifest"] == done.manifest


class FullDisk(zipfile.ZipFile):
    def writestr(self, *_args: object, **_options: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def spoil_packing(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(zipfile, "ZipFile", FullDisk)


def spoil_keeping(patch: pytest.MonkeyPatch) -> None:
    def fail(_handle: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    patch.setattr(os, "fsync", fail)


def spoil_room(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(exporting, "LEFT_FREE", 1 << 60)


@pytest.mark.parametrize(
    ("spoil", "words"), [(spoil_packing, "penuh"), (spoil_keeping, "penuh"), (spoil_room, "tidak cukup")]
)
def test_a_disk_without_room_is_said_and_nothing_is_handed_over(
    runtime: Runtime, monkeypatch: pytest.MonkeyPatch, spoil: Callable[[pytest.MonkeyPatch], None], words: str
) -> None:
    add(runtime, b"%PDF satu")
    export_id = ask(runtime)
    with monkeypatch.context() as patch:
        spoil(patch)
        done = make(runtime, export_id)
    assert (done.file_key, done.made_at is not None, words in done.problems[0]) == ("", True, True)
    assert left_behind(runtime) == []
    with runtime.database.reading() as session:
        assert "letters_archived" not in [row.action for row in trail(session, OFFICE_CHAIN)]
    assert make(runtime, ask(runtime)).file_key


def test_a_worker_that_was_killed_leaves_nothing_and_begins_anew(runtime: Runtime) -> None:
    add(runtime, b"%PDF satu")
    export_id = ask(runtime)
    half = store_of(runtime).folder / f".export-{export_id}-mati"
    half.parent.mkdir(parents=True)
    half.write_bytes(b"PK half")
    with runtime.database.reading() as session:
        assert get_export(session, export_id).file_key == ""
    assert make(runtime, export_id).file_key
    assert left_behind(runtime) == []


def test_the_archive_by_its_pages(
    runtime: Runtime, client: Browser, sign_in: Callable[[Browser, Account], None]
) -> None:
    add(runtime, b"%PDF satu", year=2019)
    with runtime.database.writing() as session:
        keeper = session.scalars(select(Account).where(Account.username == "arsiparis")).one()
        other = session.scalars(select(Account).where(Account.username == "pemutus")).one()
        admin = make_account(session, roles=[Role.ADMIN])
    sign_in(client, keeper)
    page = client.get("/arsip").text
    assert ("Usul serah" in page, "2019 (1)" in page) == (True, True)
    assert "Belum ada surat yang habis" in client.get("/arsip?nasib=destroyed").text
    assert client.get("/arsip?nasib=x").status_code == 404
    assert client.post("/arsip", data={"buku": "sk-1999"}).status_code == 404
    assert client.post("/arsip", data={"buku": "sk-2019"}).status_code == 303
    assert "sedang disusun" in client.get("/arsip").text
    assert client.get("/arsip/1.zip").status_code == 409
    make(runtime, 1)
    sent = client.get("/arsip/1.zip", buffered=True)
    assert (sent.data[:2], "arsip-sk-2019.zip" in sent.headers["Content-Disposition"]) == (b"PK", True)
    tag = sent.headers["ETag"]
    same = client.get("/arsip/1.zip", headers={"If-None-Match": tag}, buffered=True)
    tail = client.get("/arsip/1.zip", headers={"Range": "bytes=10-", "If-Range": tag}, buffered=True)
    assert (same.status_code, tail.status_code, tail.data) == (304, 206, sent.data[10:])
    past = client.get("/arsip/1.zip", headers={"Range": f"bytes={len(sent.data)}-"}, buffered=True)
    assert (past.status_code, past.headers.get("Content-Range")) == (416, f"bytes */{len(sent.data)}")
    assert (sent.headers["Cache-Control"], sent.headers["Content-Length"]) == ("no-store", str(len(sent.data)))
    with runtime.database.reading() as session:
        place = store_of(runtime).path(get_export(session, 1).file_key)
    place.write_bytes(sent.data[:-1])
    assert "rusak" in client.get("/arsip/1.zip").text
    place.unlink()
    assert client.get("/arsip/1.zip").status_code == 404
    assert "tersimpan sampai" in client.get("/arsip").text
    drop_old_exports(later(runtime, 10_000))
    page, gone = client.get("/arsip").text, client.get("/arsip/1.zip")
    assert ("dihapus sesudah" in page, "tersimpan sampai" in page, gone.status_code) == (True, False, 409)
    sign_in(client, other)
    assert client.get("/arsip").status_code == 403
    sign_in(client, admin)
    assert "Retensi arsip" in client.get("/admin/retensi").text
    given = {"kind": "transfer_decree", "code": "800.1.3.1", "active_years": "2", "inactive_years": "3"}
    assert client.post("/admin/retensi", data=given).status_code == 422
    rest = {
        "fate": "reassessed",
        "source": "JRA 2026",
        "from_on-day": "2",
        "from_on-month": "3",
        "from_on-year": "2026",
    }
    assert client.post("/admin/retensi", data={**given, **rest}).status_code == 303
    assert "2 tahun aktif, 3 tahun inaktif" in client.get("/admin/retensi").text


def test_pages_of_letters_leave_none_out(runtime: Runtime) -> None:
    ids = [add(runtime, None) for _ in range(5)]
    with runtime.database.reading() as session:
        found, after = [], 0
        while page := list_archived(session, Scope(), after, limit=2):
            found += [one.row.id for one in page]
            after = found[-1]
    assert found == ids


@given(some.integers(0, 100), some.integers(0, 100), some.sampled_from(Fate), some.text("abc ", max_size=9))
def test_a_schedule_is_read_as_it_is_written(active: int, inactive: int, fate: Fate, source: str) -> None:
    head = SCHEDULE.splitlines()[0]
    own = read_retentions([head, f"ba,{active},{inactive},{fate.value},{source}"])
    assert retention_of("ba", own) == Retention(active, inactive, fate, source.strip())
    assert retention_of("sk", own).fate is Fate.PERMANENT


def test_a_given_file_goes_before_the_own_rows_and_those_before_the_shipped_ones() -> None:
    by_file, by_row = (Retention(years, 1, Fate.REASSESSED, "JRA") for years in (7, 5))
    schedule = Schedule({"transfer_decree": by_row}, {"sk": by_file})
    assert schedule.of("transfer_decree", "sk") is by_file
    assert schedule.of("transfer_decree", "ba") is by_row
    assert schedule.of("minutes", "ba") == retention_of("ba", {})
    assert (by_file.due_year(2026), by_row.due_year(2026)) == (2035, 2033)


@pytest.mark.parametrize(
    "row", ["sk,x,1,permanent,a", "sk,1,101,permanent,a", "sk,1,1,burnt,a", "sk,1", "sk,-1,1,permanent,a"]
)
def test_a_schedule_that_cannot_be_read_is_refused_with_its_row(row: str) -> None:
    with pytest.raises(InvalidInput, match="Baris 2"):
        read_retentions([SCHEDULE.splitlines()[0], row])
    with pytest.raises(InvalidInput, match="fate, source"):
        read_retentions(["register,active_years,inactive_years"])
