"""Papers that a file cannot do without: what holds it back, what stands for them, and mending only what was refused."""

from collections.abc import Callable
from datetime import date, timedelta
from io import BytesIO
from pathlib import Path

import pytest
from sqlalchemy import update
from sqlalchemy.orm import Session

from mutasi_flow.access.model import Account
from mutasi_flow.core.errors import Conflict, Refused
from mutasi_flow.core.files import FileStore
from mutasi_flow.core.runtime import Runtime
from mutasi_flow.core.uploads import Examined
from mutasi_flow.transfers.documents import (
    MAKER_LABELS,
    Item,
    Maker,
    Need,
    Requirement,
    Standing,
    Upload,
    add_requirement,
    find_item,
    list_absent,
    list_refused,
    list_unchecked,
)
from mutasi_flow.transfers.domain import Door, LegalKind, PaperVerdict, Scan
from mutasi_flow.transfers.model import Paper, Transfer
from mutasi_flow.transfers.queries import TransferCard, find_card, list_papers
from mutasi_flow.transfers.service import Destination, NewTransfer, attach_paper, create_draft
from mutasi_flow.transfers.workflow import Action
from tests.browsing import Browser
from tests.core.hostile_files import photo
from tests.transfers.scene import Scene, build_scene
from tests.transfers.test_pages import Town

SURAT = Examined(b"%PDF-1.7 surat", "application/pdf", ".pdf", pages=1)
INSPECTORATE = "Surat keterangan bebas temuan Inspektorat"
REQUEST = "Surat permohonan bertanda tangan"


@pytest.fixture
def scene(session: Session) -> Scene:
    return build_scene(session, modules={"peers": False})


def demand(scene: Scene, document: str = "audit_clearance", **values: object) -> None:
    given = {"legal_kind": LegalKind.A, "source": "Perbup 7/2026", "from_on": scene.clock.today(), **values}
    row = Requirement(document, Need.REQUIRED, **given)  # type: ignore[arg-type]
    add_requirement(scene.session, row, actor=scene.me, today=scene.clock.today(), at=scene.clock.now())


def refusals(scene: Scene, number: str, action: Action, who: str = "me") -> str:
    with pytest.raises(Refused) as refused:
        scene.press(number, action, scene.me if who == "me" else who)
    return " ".join(map(str, refused.value.reasons))


def new_transfer(scene: Scene, reason: str = "Sakit.") -> NewTransfer:
    destination = Destination(scene.new.id, scene.teacher.id)
    return NewTransfer(scene.employee.id, (destination,), reason=reason, reason_category="health")


def card_of(scene: Scene, number: str) -> TransferCard:
    card = find_card(scene.session, number)
    assert card is not None
    return card


def file_for_employee(scene: Scene) -> str:
    return create_draft(scene.session, new_transfer(scene), scene.actors["staffing"], scene.clock)


def test_a_missing_required_paper_holds_the_sending_back_and_is_named(scene: Scene) -> None:
    demand(scene)
    number = scene.draft()
    assert refusals(scene, number, Action.SUBMIT) == f"Dokumen wajib belum ada: {INSPECTORATE}."
    scene.bring(number, "audit_clearance")
    scene.press(number, Action.SUBMIT, scene.me)


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"verdict": PaperVerdict.REFUSED}, "Dokumen perlu diganti"),
        ({"letter_on": date(2026, 1, 1)}, "Dokumen lewat masa berlaku"),
        ({"verdict": PaperVerdict.REFUSED, "scan": Scan.INFECTED}, "Dokumen perlu diganti"),
    ],
)
def test_a_refused_or_old_paper_does_not_count(scene: Scene, values: dict[str, object], words: str) -> None:
    demand(scene, valid_days=30)
    number = scene.draft()
    scene.bring(number, "audit_clearance", **values)
    assert (
        refusals(scene, number, Action.SUBMIT)
        == f"{words}"
        + {
            "Dokumen perlu diganti": "",
            "Dokumen lewat masa berlaku": ", minta yang baru",
        }[words]
        + f": {INSPECTORATE}."
    )


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({}, "Dokumen wajib belum diperiksa"),
        ({"scan": Scan.WAITING}, "Dokumen masih diperiksa dari virus"),
        ({"verdict": PaperVerdict.REFUSED}, "Dokumen perlu diganti"),
    ],
)
def test_a_required_paper_is_found_good_before_the_consultation_ends(
    scene: Scene, values: dict[str, object], words: str
) -> None:
    demand(scene)
    number = scene.draft()
    paper_id = scene.bring(number, "audit_clearance")
    scene.press(number, Action.SUBMIT, scene.me)
    scene.answer_all()
    scene.session.execute(update(Paper).where(Paper.id == paper_id).values(**values or {"filename": "x"}))
    assert refusals(scene, number, Action.CONCLUDE_CONSULTATION, "verifier") == f"{words}: {INSPECTORATE}."
    scene.session.execute(
        update(Paper).where(Paper.id == paper_id).values(scan=Scan.NONE, verdict=PaperVerdict.ACCEPTED)
    )
    scene.press(number, Action.CONCLUDE_CONSULTATION, "verifier")


def test_a_requirement_that_is_off_or_came_later_holds_nothing_back(scene: Scene) -> None:
    number = scene.draft()
    scene.press(number, Action.SUBMIT, scene.me)
    scene.answer_all()
    scene.moving.forward(1)
    demand(scene)
    scene.press(number, Action.CONCLUDE_CONSULTATION, "verifier")


def test_a_file_from_before_the_system_is_asked_for_no_paper(scene: Scene) -> None:
    demand(scene)
    number = scene.draft()
    scene.session.execute(update(Transfer).values(before_system=True))
    scene.press(number, Action.SUBMIT, scene.me)


def test_sending_with_the_own_account_signs_the_request_unless_the_office_wants_ink(scene: Scene) -> None:
    number = scene.draft()
    scene.press(number, Action.SUBMIT, scene.me)
    card = find_card(scene.session, number)
    assert card is not None
    found = find_item(scene.session, card, "signed_request", scene.clock)
    assert found is not None
    assert found.standing is Standing.SIGNED
    scene.press(number, Action.WITHDRAW, scene.me, reason="Keliru.")
    demand(scene, "signed_request", door=Door.OWN, maker=Maker.NOBODY)
    assert refusals(scene, scene.draft(), Action.SUBMIT) == f"Dokumen wajib belum ada: {REQUEST}."


def test_what_somebody_else_files_waits_for_the_signature_on_paper(scene: Scene) -> None:
    number = file_for_employee(scene)
    assert refusals(scene, number, Action.SUBMIT, "staffing") == f"Dokumen wajib belum ada: {REQUEST}."
    scene.bring(number, "signed_request")
    scene.press(number, Action.SUBMIT, "staffing")
    scene.answer_all()
    assert "belum diperiksa" in refusals(scene, number, Action.CONCLUDE_CONSULTATION, "verifier")


def test_only_the_refused_paper_is_replaced_and_the_good_ones_stay(scene: Scene, tmp_path: Path) -> None:
    files, number = FileStore(tmp_path), scene.draft()
    good = scene.bring(number, "proof")
    bad = scene.bring(number, "last_decree")
    scene.press(number, Action.SUBMIT, scene.me)
    scene.judge(number, good, PaperVerdict.ACCEPTED)
    scene.judge(number, bad, PaperVerdict.REFUSED, "Belum dicap.")
    scene.press(number, Action.RETURN, "verifier", reason="Ganti satu dokumen.")
    card = find_card(scene.session, number)
    assert card is not None
    assert [item.requirement.document for item in list_refused(scene.session, card, scene.clock)] == ["last_decree"]
    with pytest.raises(Conflict, match="sudah dinyatakan sesuai"):
        attach_paper(scene.session, files, number, Upload("proof", "b.pdf", SURAT), actor=scene.me, clock=scene.clock)
    upload = Upload("last_decree", "b.pdf", SURAT)
    attach_paper(scene.session, files, number, upload, actor=scene.me, clock=scene.clock)
    scene.press(number, Action.RESUBMIT, scene.me)
    found = {paper.kind: paper.verdict for paper in list_papers(scene.session, card.id)}
    assert found == {"proof": PaperVerdict.ACCEPTED, "last_decree": PaperVerdict.WAITING}


def test_a_good_paper_that_grew_old_may_be_replaced(scene: Scene, tmp_path: Path) -> None:
    demand(scene, valid_days=30)
    number, old = scene.draft(), scene.clock.today() - timedelta(days=40)
    scene.bring(number, "audit_clearance", verdict=PaperVerdict.ACCEPTED, letter_on=old)
    upload = Upload("audit_clearance", "b.pdf", SURAT, "700/2", scene.clock.today())
    attach_paper(scene.session, FileStore(tmp_path), number, upload, actor=scene.me, clock=scene.clock)
    scene.press(number, Action.SUBMIT, scene.me)


def test_the_whole_list_is_not_read_where_nothing_is_required_or_all_is_good(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[str] = []

    def look(_session: Session, card: TransferCard, *_more: object) -> tuple[Item, ...]:
        read.append(card.number)
        return ()

    monkeypatch.setattr("mutasi_flow.transfers.documents.lacking.load_checklist", look)
    card = card_of(scene, scene.draft())
    assert list_absent(scene.session, card, scene.me, scene.clock) == ()
    demand(scene)
    paper_id = scene.bring(card.number, "audit_clearance")
    assert list_absent(scene.session, card, scene.me, scene.clock) == ()
    assert not read
    list_unchecked(scene.session, card, scene.clock)
    assert len(read) == 1
    scene.session.execute(update(Paper).where(Paper.id == paper_id).values(verdict=PaperVerdict.ACCEPTED))
    assert list_unchecked(scene.session, card, scene.clock) == ()
    assert len(read) == 1


def test_every_maker_has_a_label() -> None:
    assert set(MAKER_LABELS) == set(Maker)


@pytest.fixture
def town(runtime: Runtime, client: Browser, sign_in: Callable[[Browser, Account], None]) -> Town:
    return Town(runtime, client, sign_in)


def upload(town: Town, number: str, status: int = 303, **fields: str) -> str:
    answer = town.client.post(f"/usulan/{number}/dokumen", data={**fields, "file": (BytesIO(photo()), "surat.jpg")})
    assert answer.status_code == status, answer.text
    return answer.headers.get("Location", answer.text)


def test_the_fix_task_leads_to_the_one_refused_paper(town: Town) -> None:
    number = town.draft()
    upload(town, number, kind="proof")
    town.press(f"/usulan/{number}/kirim", declared="ya")
    town.become("verifier")
    town.press(f"/usulan/{number}/dokumen/1/hasil", verdict="refused", verdict_reason="Belum dicap.")
    ask = town.read(f"/usulan/{number}/langkah/return")
    assert "Bukti alasan: Belum dicap." in ask
    town.press(f"/usulan/{number}/langkah/return", reason="Bukti alasan: Belum dicap.")
    town.become("p0")
    (task,) = town.open_tasks()
    place = town.client.get(f"/usulan/tugas/{task.id}").headers["Location"]
    shown, only = town.read(place), f"/usulan/{number}/dokumen/ganti/proof"
    assert "Dokumen yang perlu diganti" in shown
    assert only in shown
    assert "Belum dicap." in town.read(only)
    assert "Pilih berkas dahulu" in town.press(f"/usulan/{number}/dokumen", 422, kind="proof", only="proof")
    assert upload(town, number, kind="proof", only="proof").endswith("/isi")
    assert "Dokumen yang perlu diganti" not in town.read(place)
    town.read(f"/usulan/{number}/dokumen/ganti/surat_sakti", 404)


def test_the_office_adds_a_paper_that_came_to_it_and_others_cannot(town: Town) -> None:
    number = town.submit()
    path = f"/usulan/{number}/dokumen/ganti/release"
    town.read(path, 404)
    town.become("verifier")
    assert path in town.read(f"/telaah/{number}")
    assert "Nomor surat" in town.read(path)
    assert "Isi nomor dan tanggal surat" in upload(town, number, 422, kind="release", only="release")
    written = {"letter_number": "800/1", "letter_on": "2026-03-01"}
    assert upload(town, number, 303, kind="release", only="release", **written) == f"/telaah/{number}"
    town.become("auditor")
    town.read(path, 404)
