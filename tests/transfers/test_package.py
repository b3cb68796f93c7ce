"""A bundle for I-MUT: every file opened before it goes out, a sentence for each that cannot, fetched by who asked."""

import io
import zipfile
from datetime import UTC, date, datetime
from typing import Any

import pytest
from openpyxl import load_workbook
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from mutasi_flow.access.domain import Role
from mutasi_flow.core.errors import InvalidInput, NotFound, NotPermitted
from mutasi_flow.core.runtime import Runtime
from mutasi_flow.core.texts import Text
from mutasi_flow.core.uploads import Examined, Flaw, UnusableFile, examine
from mutasi_flow.core.uploads.conversion import as_pdf
from mutasi_flow.transfers.domain import LegalKind
from mutasi_flow.transfers.external import package
from mutasi_flow.transfers.external.package import Bundle, Shape, Wanted, name_file
from mutasi_flow.transfers.model import Paper, Transfer
from mutasi_flow.transfers.model.external import Package
from mutasi_flow.transfers.queries import find_card
from mutasi_flow.transfers.service.packaging import (
    MOST_AT_ONCE,
    ask_package,
    get_package,
    make_package,
    read_asked,
    store_package,
)
from mutasi_flow.transfers.workflow import Action
from tests.browsing import Browser
from tests.core.hostile_files import locked, pdf, photo
from tests.transfers.scene import Scene, build_scene
from tests.transfers.test_pages import SignIn, Town
from tests.transfers.test_route_engine import as_role

PDF = "application/pdf"
SHEET = pdf()


@pytest.fixture
def scene(session: Session) -> Scene:
    return build_scene(session, modules={"peers": False})


@pytest.fixture
def town(runtime: Runtime, client: Browser, sign_in: SignIn) -> Town:
    return Town(runtime, client, sign_in)


def bundle(*files: Wanted, refusals: tuple[Text, ...] = ()) -> Bundle:
    return Bundle(1, "MUT-2026-00001", ("MUT-2026-00001",), files, refusals)


def wanted(name: str = "a.pdf", media_type: str = PDF, *, is_own: bool = False) -> Wanted:
    return Wanted(name, "Surat", "key", media_type, is_own)


def sentences(found: package.Checked) -> list[str]:
    return [str(text) for text in found.refusals]


def checked(data: bytes, *files: Wanted, largest_kb: int = 1000) -> package.Checked:
    return package.check(bundle(*(files or (wanted(),))), lambda _key: data, examine, largest_kb)


def test_a_readable_file_goes_out_as_it_is_and_a_photo_as_a_pdf() -> None:
    assert checked(SHEET).files == {"a.pdf": SHEET}
    (made,) = checked(photo(), wanted(media_type="image/jpeg")).files.values()
    assert made.startswith(b"%PDF")
    assert made == as_pdf(photo())
    assert examine(made).pages == 1


def test_each_file_that_cannot_be_read_there_gets_a_sentence() -> None:
    assert "terkunci" in sentences(checked(locked()))[0]
    assert "rusak" in sentences(checked(SHEET[:200]))[0]
    assert sentences(checked(SHEET, largest_kb=0)) == ["Surat: 1 KB, paling besar 0 KB. Pindai ulang lebih kecil."]
    assert "dua kali" in sentences(checked(SHEET, wanted(), wanted()))[0]
    assert sentences(package.check(bundle(), lambda _key: SHEET, examine, 1)) == [
        "Tidak ada berkas yang dapat dimasukkan."
    ]


def test_files_that_are_gone_or_blank_are_told_with_what_the_plan_lacked() -> None:
    def gone(_key: str) -> bytes:
        raise NotFound

    def blank(_data: bytes) -> Examined:
        raise UnusableFile(Flaw.BLANK)

    lacking = bundle(wanted(), refusals=(Text("NIP pegawai belum diketahui."),))
    assert len(sentences(package.check(lacking, gone, examine, 9))) == 2
    assert "kosong" in sentences(package.check(bundle(wanted()), lambda _key: b"", blank, 9))[0]
    assert package.check(bundle(wanted(is_own=True)), lambda _key: b"%PDF", blank, 9).files == {"a.pdf": b"%PDF"}


@pytest.mark.parametrize(
    ("pattern", "name"),
    [
        ("{nip}_{dokumen}", "198601012010011002_last_decree"),
        ("{nomor}-{nip}-{nama}-{dokumen}", "MUT-1-198601012010011002-Nur-aini-S-Pd-last_decree"),
    ],
)
def test_names_hold_only_what_every_system_takes(pattern: str, name: str) -> None:
    parts = {"nip": "198601012010011002", "dokumen": "last_decree", "nama": "Nur`aini, S/Pd", "nomor": "MUT/1"}
    assert name_file(Shape(pattern), **parts) == name


@pytest.mark.parametrize(
    "shape",
    [
        Shape("{nip}"),
        Shape("{nip}_{dokumen}_{gaji}"),
        Shape("../{nip}_{dokumen}"),
        Shape("{nip} {dokumen}"),
        Shape(largest_kb=0),
        Shape(largest_kb=10_001),
    ],
)
def test_a_naming_that_would_mix_files_up_is_refused(scene: Scene, shape: Shape) -> None:
    with pytest.raises(InvalidInput):
        package.set_shape(scene.session, shape, actor=as_role(scene, Role.ADMIN), at=scene.clock.now())
    assert package.load_shape(scene.session) == Shape()


def planned(scene: Scene, number: str) -> Bundle:
    card = find_card(scene.session, number)
    assert card is not None
    return package.plan(scene.session, card, scene.clock)


def test_what_a_move_across_governments_needs_is_planned_and_what_lacks_is_told(scene: Scene) -> None:
    number = scene.draft()
    scene.press(number, Action.SUBMIT, scene.me)
    scene.session.execute(update(Transfer).values(kind=LegalKind.B))
    scene.bring(number, "last_decree")
    scene.bring(number, "audit_clearance", letter_on=date(2020, 1, 1))
    found = planned(scene, number)
    assert [one.name for one in found.files] == [f"{scene.employee.nip}_last_decree.pdf"]
    told = [str(text) for text in found.refusals]
    assert "Surat keterangan bebas temuan Inspektorat: lewat masa berlaku." in told
    assert any(text.startswith("Penilaian prestasi kerja") for text in told)
    scene.employee.nip = None
    scene.session.flush()
    assert str(planned(scene, number).refusals[0]) == "NIP pegawai belum diketahui."


def test_only_who_verifies_asks_and_never_for_the_own_case_nor_for_too_many(scene: Scene) -> None:
    number = scene.draft()
    with pytest.raises(NotFound):
        ask_package(scene.session, [number], actor=scene.actors["verifier"], clock=scene.clock)
    scene.press(number, Action.SUBMIT, scene.me)
    for who in ("decider", f"employee:{scene.employee.id}"):
        with pytest.raises(NotPermitted):
            ask_package(scene.session, [number], actor=scene.actors[who], clock=scene.clock)
    for numbers in ([], [f"MUT-{at}" for at in range(MOST_AT_ONCE + 1)]):
        with pytest.raises(InvalidInput):
            ask_package(scene.session, numbers, actor=scene.actors["verifier"], clock=scene.clock)
    package_id = ask_package(scene.session, [number, number], actor=scene.actors["verifier"], clock=scene.clock)
    asked = get_package(scene.session, package_id, scene.actors["verifier"], scene.clock)
    assert ([card.number for card in asked.cards], asked.made_at, asked.is_open) == ([number], None, False)
    with pytest.raises(NotFound):
        get_package(scene.session, package_id, scene.actors["second_verifier"], scene.clock)
    scene.press(number, Action.WITHDRAW, scene.me, reason="Tidak jadi.")
    with pytest.raises(InvalidInput):
        ask_package(scene.session, [number], actor=scene.actors["verifier"], clock=scene.clock)


def work(runtime: Runtime, package_id: int) -> None:
    """Do what a worker does."""
    args = {"package": package_id}
    with runtime.database.reading() as session:
        asked = read_asked(session, args)
    made = make_package(asked, runtime)
    with runtime.database.writing() as session:
        store_package(session, args, made)


def attach_file(town: Town, number: str, data: bytes) -> None:
    key = town.runtime.files.put(data, ".pdf")
    with town.runtime.database.writing() as session:
        transfer_id = session.scalars(select(Transfer.id).where(Transfer.number == number)).one()
        given: dict[str, Any] = {"kind": "signed_request", "filename": "a.pdf", "media_type": PDF, "file_key": key}
        at = datetime(2026, 3, 2, tzinfo=UTC)
        session.add(Paper(**given, transfer_id=transfer_id, sha256=key[3:67], size_bytes=len(data), uploaded_at=at))


def test_the_bundle_from_the_press_to_the_zip(town: Town) -> None:
    number = town.submit()
    attach_file(town, number, SHEET)
    town.become("verifier")
    assert number in town.read(f"/antrean/imut?pilih={number}:2")
    assert "Pilih dahulu" in town.read("/antrean/imut")
    page = town.press("/antrean/imut", pilih=f"{number}:2")
    package_id = int(page.rsplit("/", 1)[1])
    assert "sedang dibuka" in town.read(page)
    town.read(f"{page}/kiriman.zip", 404)
    work(town.runtime, package_id)
    work(town.runtime, package_id)
    assert "Unduh kiriman" in town.read(page)
    answer = town.client.get(f"{page}/kiriman.zip")
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.headers["Cache-Control"] == "no-store"
    with zipfile.ZipFile(io.BytesIO(answer.data)) as found:
        names = found.namelist()
        assert names[0].startswith(f"{number}/")
        assert names[0].endswith("_signed_request.pdf")
        assert names[1:] == ["daftar.xlsx", "manifest.json", "SHA256SUMS"]
        rows = list(load_workbook(io.BytesIO(found.read("daftar.xlsx"))).worksheets[0].values)
        assert rows[1][0] == number
        assert rows[1][10] == "Merawat ibu di rumah."
    town.become("second_verifier")
    town.read(page, 404)
    town.become("p0")
    town.read(page, 403)


@pytest.mark.both_databases
def test_a_bundle_without_anything_readable_says_why_and_an_old_one_is_gone(town: Town) -> None:
    number = town.submit()
    attach_file(town, number, locked())
    town.become("verifier")
    page = town.press(f"/usulan/{number}/imut")
    work(town.runtime, int(page.rsplit("/", 1)[1]))
    shown = town.read(page)
    assert "terkunci kata sandi" in shown
    assert "Unduh kiriman" not in shown
    with town.runtime.database.writing() as session:
        session.execute(
            update(Package).values(file_key="ab/" + "0" * 64 + ".zip", made_at=datetime(2020, 1, 1, tzinfo=UTC))
        )
    assert "lewat sehari" in town.read(page)
    town.read(f"{page}/kiriman.zip", 404)


def test_the_administrator_sets_names_and_size(town: Town) -> None:
    town.become("admin")
    assert "{nip}_{dokumen}" in town.read("/admin/imut")
    town.press("/admin/imut", pattern="{dokumen}-{nip}", largest_kb=500)
    town.press("/admin/imut", 422, pattern="{dokumen}", largest_kb=500)
    assert "{dokumen}-{nip}" in town.read("/admin/imut")
