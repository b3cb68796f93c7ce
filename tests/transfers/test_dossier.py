"""The dossier: one bundle for inspectors, whole, checkable, recorded before it is given."""

import hashlib
import json
import zipfile
from collections.abc import Callable
from datetime import UTC, date, datetime
from io import BytesIO

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import update
from sqlalchemy.orm import Session

from mutasi_flow.access import service
from mutasi_flow.access.domain import Role
from mutasi_flow.access.model import Account, RoleGrant
from mutasi_flow.core import audit
from mutasi_flow.core.actor import SYSTEM
from mutasi_flow.core.errors import NotFound, NotPermitted
from mutasi_flow.core.runtime import Runtime
from mutasi_flow.transfers.domain import Scan
from mutasi_flow.transfers.dossier import MANIFEST, SUMS, TAKEN, Part, collect, pack, take
from mutasi_flow.transfers.model import Paper
from mutasi_flow.transfers.service import write_letter
from mutasi_flow.transfers.workflow import Action
from tests.browsing import Browser
from tests.core.hostile_files import photo
from tests.transfers.scene import Scene, build_scene
from tests.transfers.test_pages import Town

AT = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)


@pytest.fixture
def scene(session: Session) -> Scene:
    return build_scene(session)


def gone(_key: str) -> bytes:
    raise NotFound


def opened(chunks: list[bytes]) -> zipfile.ZipFile:
    bundle = zipfile.ZipFile(BytesIO(b"".join(chunks)))
    assert bundle.testzip() is None
    return bundle


@given(st.dictionaries(st.from_regex(r"[a-z]{1,8}\.(json|pdf)", fullmatch=True), st.binary(max_size=500), max_size=6))
def test_every_file_of_the_bundle_fits_its_digest(files: dict[str, bytes]) -> None:
    chunks = list(pack([Part(name, data) for name, data in files.items()], gone, {"x": 1}, AT))
    assert len(chunks) == len(files) + 1
    bundle = opened(chunks)
    assert set(bundle.namelist()) == {*files, MANIFEST, SUMS}
    listed = {one["name"]: one["sha256"] for one in json.loads(bundle.read(MANIFEST))["files"]}
    assert listed == {name: hashlib.sha256(data).hexdigest() for name, data in files.items()}
    for line in bundle.read(SUMS).decode().splitlines():
        digest, name = line.split("  ")
        assert hashlib.sha256(bundle.read(name)).hexdigest() == digest


def test_a_stored_file_that_is_gone_or_changed_is_named_and_ends_nothing() -> None:
    def fetch(key: str) -> bytes:
        return b"lain" if key == "changed" else gone(key)

    parts = [Part("a.pdf", key="gone", sha256="1"), Part("b.pdf", key="changed", sha256="2"), Part("c.json", b"{}")]
    bundle = opened(list(pack(parts, fetch, {}, AT)))
    lost, changed, good = json.loads(bundle.read(MANIFEST))["files"]
    assert lost["missing"]
    assert (changed["as_recorded"], good["as_recorded"]) == (False, True)
    assert "a.pdf" not in bundle.read(SUMS).decode()


def test_the_bundle_holds_everything_and_the_taking_stands_in_the_trail_first(scene: Scene) -> None:
    number, auditor = scene.draft(), scene.actors["auditor"]
    former = scene.bring(number, "proof")
    scene.bring(number, "last_decree", scan=Scan.INFECTED)
    newer = scene.bring(number, "proof")
    scene.session.execute(update(Paper).where(Paper.id == former).values(replaced_by_id=newer))
    scene.press(number, Action.SUBMIT, scene.me)
    scene.answer_all()
    write_letter(scene.session, number, "cover_letter", signing=True, actor=scene.actors["verifier"], clock=scene.clock)
    with pytest.raises(NotPermitted):
        collect(scene.session, number, auditor, scene.clock)
    take(scene.session, number, auditor, scene.clock)
    found = collect(scene.session, number, auditor, scene.clock)
    names = [part.name for part in found.parts]
    assert len(names) == len(set(names))
    assert f"dokumen/{former:05}-proof.pdf" in names
    assert f"dokumen/{newer:05}-proof.pdf" in names
    assert [name for name in found.facts["kept_in_quarantine"] if "last_decree" in name]
    assert not [name for name in names if "last_decree" in name]
    assert found.facts["not_printed_yet"] == [found.letters[0].number]
    texts = {part.name: json.loads(part.data) for part in found.parts if part.name.endswith(".json")}
    assert [one["act"] for one in texts["aturan.json"]] == ["submit"]
    assert texts["aturan.json"][0]["verdicts"]
    assert {one["voice"] for one in texts["tanggapan.json"]["opinions"]} == {"supervisor", "receiving"}
    assert texts["tanggapan.json"]["peers"] is None
    assert texts["jejak.json"][-1]["action"] == TAKEN
    assert texts["usulan.json"]["transfer"]["number"] == number


def test_the_taking_opens_the_file_for_ten_minutes_and_for_nobody_else(scene: Scene) -> None:
    number = scene.draft()
    scene.press(number, Action.SUBMIT, scene.me)
    auditor = scene.actors["auditor"]
    take(scene.session, number, auditor, scene.clock)
    for who in ("verifier", "decider"):
        with pytest.raises(NotPermitted):
            take(scene.session, number, scene.actors[who], scene.clock)
        with pytest.raises(NotPermitted):
            collect(scene.session, number, scene.actors[who], scene.clock)
    scene.moving.forward(1)
    with pytest.raises(NotPermitted):
        collect(scene.session, number, auditor, scene.clock)


def test_a_draft_is_nobodys_to_inspect(scene: Scene) -> None:
    number = scene.draft()
    with pytest.raises(NotFound):
        take(scene.session, number, scene.actors["auditor"], scene.clock)


@pytest.fixture
def town(runtime: Runtime, client: Browser, sign_in: Callable[[Browser, Account], None]) -> Town:
    return Town(runtime, client, sign_in)


def test_an_inspector_takes_the_bundle_by_one_press(town: Town) -> None:
    number = town.draft()
    given = {"kind": "proof", "file": (BytesIO(photo()), "<b>surat</b>.jpg")}
    assert town.client.post(f"/usulan/{number}/dokumen", data=given).status_code == 303
    town.press(f"/usulan/{number}/kirim", declared="ya")
    town.become("auditor")
    path = f"/usulan/{number}/berkas-lengkap"
    assert "Unduh berkas lengkap" in town.read(f"/usulan/{number}")
    town.read(f"{path}.zip", 403)
    place = town.press(path)
    answer = town.client.get(place)
    assert answer.mimetype == "application/zip"
    assert answer.headers["Cache-Control"] == "no-store"
    with zipfile.ZipFile(BytesIO(answer.data)) as bundle:
        assert bundle.testzip() is None
        assert "Merawat ibu di rumah." in bundle.read("ringkasan.html").decode()
        (paper,) = [name for name in bundle.namelist() if name.startswith("dokumen/")]
        assert bundle.read(paper).startswith(b"\xff\xd8")
        assert "Diperiksa" in bundle.read("ringkasan.html").decode()
        assert "ringkasan.css" in bundle.namelist()
        assert "<b>surat" not in bundle.read("ringkasan.html").decode()
        assert json.loads(bundle.read(MANIFEST))["transfer"] == number
    with town.runtime.database.reading() as session:
        rows = audit.trail(session, "transfer:1")
    assert [row.actor_id for row in rows if row.action == TAKEN] == [town.accounts["auditor"].id]
    assert "Berkas lengkap diambil" in town.read(f"/usulan/{number}/jejak")


def test_others_are_offered_nothing_and_nobody_takes_the_own_file(town: Town) -> None:
    number = town.submit()
    with town.runtime.database.writing() as session:
        session.add(RoleGrant(account_id=town.accounts["p0"].id, role=Role.AUDITOR, from_on=date(2020, 1, 1)))
    for who in ("p0", "verifier", "p1"):
        town.become(who)
        town.press(f"/usulan/{number}/berkas-lengkap", 403)
        town.read(f"/usulan/{number}/berkas-lengkap.zip", 403)
    town.become("p0")
    assert "Unduh berkas lengkap" not in town.read(f"/usulan/{number}")


def test_programs_note_the_taking_and_read_the_same_bundle(town: Town, app: Flask) -> None:
    number = town.submit()
    with town.runtime.database.writing() as session:
        tokens = {
            who: service.make_token(session, SYSTEM, town.accounts[who].id, town.runtime.clock.now())
            for who in ("auditor", "verifier")
        }
    client, path = app.test_client(), f"/api/v1/transfers/{number}/dossier"
    inspector, other = ({"Authorization": f"Bearer {tokens[who]}"} for who in ("auditor", "verifier"))
    assert client.get(f"{path}.zip", headers=inspector).status_code == 403
    assert client.post(path, headers=other).status_code == 403
    taken = client.post(path, headers=inspector)
    assert taken.status_code == 201
    assert taken.json is not None
    bundle = client.get(taken.json["file"], headers=inspector)
    with zipfile.ZipFile(BytesIO(bundle.data)) as opened_bundle:
        assert json.loads(opened_bundle.read(MANIFEST))["transfer"] == number
    assert client.get(taken.json["file"], headers=other).status_code == 403
