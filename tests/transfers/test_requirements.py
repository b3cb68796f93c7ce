"""The requirement matrix: shipped rows, the office's own dated versions, and the list that follows from both."""

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from mutasi_flow.access.model import Account
from mutasi_flow.core.errors import InvalidInput
from mutasi_flow.core.files import FileStore
from mutasi_flow.core.runtime import Runtime
from mutasi_flow.core.texts import Text
from mutasi_flow.core.uploads import Examined
from mutasi_flow.people.domain import JabatanKind
from mutasi_flow.transfers.documents import (
    STANDING_LABELS,
    Case,
    Item,
    Kind,
    Need,
    Requirement,
    Standing,
    Upload,
    add_kind,
    add_requirement,
    choose,
    load_checklist,
    load_kinds,
    load_matrix,
)
from mutasi_flow.transfers.documents.matrix import NEED_LABELS, applies, lapses_on
from mutasi_flow.transfers.documents.shipped import KINDS, REQUIREMENTS
from mutasi_flow.transfers.domain import Door, LegalKind, PaperKind, PaperVerdict
from mutasi_flow.transfers.queries import find_card, list_papers_of_kind
from mutasi_flow.transfers.service import attach_paper, judge_paper
from mutasi_flow.transfers.workflow import Action
from tests.browsing import Browser
from tests.transfers.scene import Scene, build_scene
from tests.transfers.test_pages import Town

TODAY = date(2026, 3, 2)
INTERNAL = Case(LegalKind.A, Door.OWN, None)
CASES = st.builds(Case, st.sampled_from(LegalKind), st.sampled_from(Door), st.none() | st.sampled_from(JabatanKind))
ROWS = st.builds(
    Requirement,
    st.sampled_from(["a", "b"]),
    st.sampled_from(Need),
    st.none() | st.sampled_from(LegalKind),
    st.none() | st.sampled_from(Door),
    st.none() | st.sampled_from(JabatanKind),
    from_on=st.dates(date(2026, 1, 1), date(2026, 4, 1)),
    to_on=st.none() | st.dates(date(2026, 2, 1), date(2026, 5, 1)),
    id=st.none() | st.integers(1, 9),
)
SURAT = Examined(b"%PDF-1.7 surat", "application/pdf", ".pdf", pages=1)


@pytest.fixture
def scene(session: Session) -> Scene:
    return build_scene(session, modules={"peers": False})


def needs(case: Case, on: date = TODAY) -> dict[str, Need]:
    return {row.document: row.need for row in choose(REQUIREMENTS, case, on)}


def checklist(scene: Scene, number: str) -> dict[str, Item]:
    card = find_card(scene.session, number)
    assert card is not None
    return {item.requirement.document: item for item in load_checklist(scene.session, card, scene.clock)}


def own(document: str = "audit_clearance", need: Need = Need.REQUIRED, **values: object) -> Requirement:
    return Requirement(document, need, **{"source": "Perbup 7/2026", "from_on": TODAY, **values})  # type: ignore[arg-type]


def add(scene: Scene, row: Requirement) -> int:
    return add_requirement(
        scene.session, row, actor=scene.actors["verifier"], today=scene.clock.today(), at=scene.clock.now()
    )


def test_inside_one_government_the_signed_request_is_the_only_required_upload() -> None:
    found = needs(INTERNAL)
    assert [document for document, need in found.items() if need is Need.REQUIRED] == ["signed_request"]
    assert found["discipline_clearance"] is found["study_clearance"] is Need.GENERATED
    assert found["job_analysis"] is found["audit_clearance"] is Need.OFF


@pytest.mark.parametrize("door", [Door.UNIT, Door.PLAN])
def test_nobody_signs_a_request_for_a_move_that_others_proposed(door: Door) -> None:
    assert needs(Case(LegalKind.A, door, None))["signed_request"] is Need.OFF
    assert "signed_request" not in needs(Case(LegalKind.B, door, None))


@pytest.mark.parametrize("kind", [LegalKind.B, LegalKind.C, LegalKind.D])
def test_across_governments_the_nine_papers_of_article_3_are_asked(kind: LegalKind) -> None:
    rows = choose(REQUIREMENTS, Case(kind, Door.OWN, None), TODAY)
    assert {row.need for row in rows} == {Need.REQUIRED}
    assert [row.source[-1] for row in rows] == list("bcdefghij")


def test_every_shipped_row_has_a_kind_and_a_source_and_every_word_a_label() -> None:
    assert {row.document for row in REQUIREMENTS} <= {kind.code for kind in KINDS}
    assert all(row.source for row in REQUIREMENTS)
    assert set(PaperKind) <= {kind.code for kind in KINDS}
    assert set(NEED_LABELS) == set(Need)
    assert set(STANDING_LABELS) == set(Standing)


@given(st.lists(ROWS, max_size=8), CASES, st.dates(date(2026, 1, 1), date(2026, 6, 1)))
def test_each_document_gets_the_most_particular_row_in_force(rows: list[Requirement], case: Case, on: date) -> None:
    chosen = {row.document: row for row in choose(rows, case, on)}
    fitting = [row for row in rows if applies(row, case, on)]
    assert set(chosen) == {row.document for row in fitting}
    for row in fitting:
        assert row.particularity <= chosen[row.document].particularity


def test_a_letter_counts_for_its_days_and_without_days_or_date_for_ever() -> None:
    row = own(valid_days=30)
    assert lapses_on(row, TODAY) == TODAY + timedelta(days=30)
    assert lapses_on(row, None) is None
    assert lapses_on(own(), TODAY) is None


def test_a_version_of_the_office_holds_from_its_day_for_transfers_sent_from_then_on(scene: Scene) -> None:
    sent = scene.draft()
    scene.press(sent, Action.SUBMIT, scene.me)
    scene.moving.forward(1)
    tomorrow = scene.clock.today()
    add(scene, own(legal_kind=LegalKind.A, from_on=tomorrow))
    assert "audit_clearance" not in checklist(scene, sent)
    rows = load_matrix(scene.session)
    assert {row.document: row.need for row in choose(rows, INTERNAL, tomorrow)}["audit_clearance"] is Need.REQUIRED


def test_the_list_says_how_it_stands_with_each_paper(scene: Scene, tmp_path: Path) -> None:
    files, number = FileStore(tmp_path), scene.draft()
    assert checklist(scene, number)["signed_request"].standing is Standing.BY_SENDING
    assert checklist(scene, number)["discipline_clearance"].standing is Standing.GENERATED
    assert checklist(scene, number)["proof"].standing is Standing.OPTIONAL
    upload = Upload("signed_request", "surat.pdf", SURAT)
    paper_id = attach_paper(scene.session, files, number, upload, actor=scene.me, clock=scene.clock)
    assert checklist(scene, number)["signed_request"].standing is Standing.WAITING
    scene.press(number, Action.SUBMIT, scene.me)
    for verdict, standing in (
        (PaperVerdict.REFUSED, Standing.REFUSED),
        (PaperVerdict.ACCEPTED, Standing.ACCEPTED),
    ):
        verifier = scene.actors["verifier"]
        judge_paper(scene.session, number, paper_id, verdict, reason="Kabur.", actor=verifier, clock=scene.clock)
        assert checklist(scene, number)["signed_request"].standing is standing


def test_an_old_letter_has_lapsed_and_its_age_can_be_asked(scene: Scene, tmp_path: Path) -> None:
    add(scene, own(legal_kind=LegalKind.A, valid_days=30))
    number, dated_on = scene.draft(), scene.clock.today() - timedelta(days=31)
    upload = Upload("audit_clearance", "surat.pdf", SURAT, "700/1/2026", dated_on)
    attach_paper(scene.session, FileStore(tmp_path), number, upload, actor=scene.me, clock=scene.clock)
    item = checklist(scene, number)["audit_clearance"]
    assert (item.standing, item.lapses_on) == (Standing.LAPSED, scene.clock.today() - timedelta(days=1))
    card = find_card(scene.session, number)
    assert card is not None
    (paper,) = list_papers_of_kind(scene.session, card.id, "audit_clearance")
    assert (paper.letter_on, paper.verdict) == (dated_on, PaperVerdict.WAITING)


def test_a_paper_nobody_asked_for_is_still_listed(scene: Scene, tmp_path: Path) -> None:
    number = scene.draft()
    upload = Upload("last_decree", "sk.pdf", SURAT)
    attach_paper(scene.session, FileStore(tmp_path), number, upload, actor=scene.me, clock=scene.clock)
    assert checklist(scene, number)["last_decree"].standing is Standing.WAITING


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"document": "surat_sakti"}, "document"),
        ({"source": " "}, "source"),
        ({"from_on": date(2026, 3, 1)}, "from_on"),
        ({"to_on": date(2026, 3, 1)}, "to_on"),
    ],
)
def test_a_version_that_would_change_the_past_or_has_no_ground_is_refused(
    scene: Scene, wrong: dict[str, object], field: str
) -> None:
    with pytest.raises(InvalidInput) as refused:
        add(scene, own(**wrong))  # type: ignore[arg-type]
    assert refused.value.field == field
    assert load_matrix(scene.session) == REQUIREMENTS


def test_the_office_adds_a_kind_once(scene: Scene, tmp_path: Path) -> None:
    kind, actor, at = Kind("surat_sehat", Text("Surat sehat {dokter}"), is_letter=True), scene.me, scene.clock.now()
    add_kind(scene.session, kind, actor=actor, at=at)
    assert load_kinds(scene.session)["surat_sehat"] == kind
    for again in (kind, Kind("proof", Text("Bukti")), Kind("", Text("x")), Kind("x", Text(" "))):
        with pytest.raises(InvalidInput):
            add_kind(scene.session, again, actor=actor, at=at)
    add(scene, own("surat_sehat"))
    assert checklist(scene, scene.draft())["surat_sehat"].standing is Standing.MISSING
    files = FileStore(tmp_path)
    for code in ("surat_sehat", "surat_sakti"):
        upload = Upload(code, "surat.pdf", SURAT)  # a letter without number; a kind nobody knows
        with pytest.raises(InvalidInput):
            attach_paper(scene.session, files, "MUT-2026-00001", upload, actor=scene.me, clock=scene.clock)


@pytest.fixture
def town(runtime: Runtime, client: Browser, sign_in: Callable[[Browser, Account], None]) -> Town:
    return Town(runtime, client, sign_in)


def test_the_administrator_tries_a_case_and_adds_a_version(town: Town) -> None:
    town.become("admin")
    path = "/admin/syarat-dokumen"
    assert "huruf j" in town.read(f"{path}?jenis=C&pintu=own")
    assert "huruf j" not in town.read(path)
    assert "Belum ada: daftar bawaan berlaku." in town.read(f"{path}?jenis=Z&jabatan=raja")
    given = {"document": "audit_clearance", "need": "required", "legal_kind": "A", "from_on": "2026-03-02"}
    refused = town.client.post(path, data=given)
    assert refused.status_code == 422
    assert "Dasar aturan" in refused.text
    assert town.client.post(path, data={**given, "source": "Perbup 7/2026", "valid_days": "90"}).status_code == 303
    assert "Perbup 7/2026" in town.read(path)
    town.press(f"{path}/jenis", code="surat_sehat", name="Surat sehat", is_letter="ya")
    assert "Surat sehat" in town.read(path)
    assert town.client.post(f"{path}/jenis", data={"code": "Surat Sehat", "name": "x"}).status_code == 422
    number = town.draft()
    assert "Surat keterangan bebas temuan Inspektorat" in town.read(f"/usulan/{number}/dokumen")
    assert town.client.get(path).status_code == 403
