"""Ready reasons for refusing a paper: dated rows, offered where they fit, and the only part that a notice repeats."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from mutasi_flow.access.model import Account
from mutasi_flow.core.errors import InvalidInput
from mutasi_flow.core.runtime import Runtime
from mutasi_flow.core.texts import Text
from mutasi_flow.inbox.model import Notice
from mutasi_flow.transfers.documents import ReadyReason, add_reason, choose_reasons, load_reasons, ready_part
from mutasi_flow.transfers.documents.reasons import SHIPPED
from mutasi_flow.transfers.domain import PaperVerdict
from mutasi_flow.transfers.workflow import Action
from tests.browsing import Browser
from tests.transfers.scene import Scene, build_scene
from tests.transfers.test_pages import Town

TODAY = date(2026, 3, 2)
ROWS = st.builds(
    ReadyReason,
    st.sampled_from(["a", "b"]),
    st.builds(Text, st.sampled_from(["Kabur.", "Kabur. Ulangi.", "Tanpa cap."])),
    st.sampled_from(["", "proof"]),
    st.dates(date(2026, 1, 1), date(2026, 4, 1)),
    st.none() | st.dates(date(2026, 2, 1), date(2026, 5, 1)),
    st.booleans(),
    st.none() | st.integers(1, 9),
)


@pytest.fixture
def scene(session: Session) -> Scene:
    return build_scene(session, modules={"peers": False})


def add(scene: Scene, code: str = "torn", text: str = "Sobek: foto ulang.", **values: object) -> int:
    row = ReadyReason(code, Text(text), **{"from_on": scene.clock.today(), **values})  # type: ignore[arg-type]
    return add_reason(scene.session, row, actor=scene.me, today=scene.clock.today(), at=scene.clock.now())


def offered(scene: Scene, document: str = "") -> list[str]:
    return [str(one.text) for one in choose_reasons(load_reasons(scene.session), scene.clock.today(), document)]


@given(
    st.lists(ROWS, max_size=8),
    st.dates(date(2026, 1, 1), date(2026, 6, 1)),
    st.sampled_from(["", "proof", "last_decree"]),
)
def test_a_code_is_offered_once_in_force_and_where_it_fits(rows: list[ReadyReason], on: date, document: str) -> None:
    chosen = choose_reasons(rows, on, document)
    assert len({one.code for one in chosen}) == len(chosen)
    for one in chosen:
        assert one.from_on <= on
        assert one.to_on is None or on <= one.to_on
        assert not one.is_off
        assert not (document and one.document and one.document != document)


@given(st.lists(ROWS, max_size=8), st.text(max_size=20))
def test_what_was_added_in_own_words_is_cut_off(rows: list[ReadyReason], own: str) -> None:
    for row in rows:
        assert str(row.text) in ready_part(rows, f"{row.text} {own}")
    assert ready_part(rows, own) == "" or own.startswith(ready_part(rows, own))


def test_shipped_reasons_have_codes_of_their_own() -> None:
    assert len({one.code for one in SHIPPED}) == len(SHIPPED)


def test_the_office_adds_replaces_and_ends_reasons_from_a_day_on(scene: Scene) -> None:
    before = offered(scene)
    tomorrow = scene.clock.today() + timedelta(days=1)
    add(scene)
    add(scene, "unsealed", "Cap basah belum ada.", from_on=tomorrow)
    add(scene, "unsigned", "x", from_on=tomorrow, is_off=True)
    add(scene, "photo", "Foto tidak lurus.", document="proof")
    assert offered(scene) == [*before, "Sobek: foto ulang.", "Foto tidak lurus."]
    assert "Foto tidak lurus." not in offered(scene, "last_decree")
    scene.moving.forward(1)
    after = offered(scene)
    assert "Cap basah belum ada." in after
    assert not {"Belum dicap.", "Belum ditandatangani."} & set(after)


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"code": ""}, "reason_text"),
        ({"text": " "}, "reason_text"),
        ({"document": "surat_sakti"}, "reason_document"),
        ({"from_on": TODAY - timedelta(days=1)}, "reason_from_on"),
        ({"to_on": TODAY - timedelta(days=1)}, "reason_from_on"),
    ],
)
def test_a_reason_that_says_nothing_or_changes_the_past_is_refused(
    scene: Scene, values: dict[str, str], field: str
) -> None:
    with pytest.raises(InvalidInput) as refused:
        add(scene, **values)
    assert refused.value.field == field
    assert load_reasons(scene.session) == SHIPPED


def test_the_notice_names_the_refused_papers_and_never_the_verifiers_own_words(scene: Scene) -> None:
    number = scene.draft()
    ready, own = scene.bring(number, "proof"), scene.bring(number, "last_decree")
    scene.press(number, Action.SUBMIT, scene.me)
    scene.judge(number, ready, PaperVerdict.REFUSED, "Belum dicap. Lihat halaman dua.")
    scene.judge(number, own, PaperVerdict.REFUSED, "Penyakitnya tidak tertulis.")
    scene.press(number, Action.RETURN, "verifier", reason="Ganti dua dokumen.")
    wanted = select(Notice).where(Notice.employee_id == scene.employee.id).order_by(Notice.id.desc()).limit(1)
    notice = scene.session.scalars(wanted).one()
    said = notice.message.format(**notice.values)
    assert said.endswith("Dokumen yang perlu diganti: Bukti alasan (Belum dicap); SK pangkat atau jabatan terakhir.")


def test_without_refused_papers_the_notice_says_what_it_always_said(scene: Scene) -> None:
    number = scene.draft()
    scene.press(number, Action.SUBMIT, scene.me)
    scene.press(number, Action.RETURN, "verifier", reason="Alasan kurang jelas.")
    notices = scene.session.scalars(select(Notice.message).where(Notice.employee_id == scene.employee.id)).all()
    assert "Usulan {number} perlu perbaikan dari Anda." in notices


def test_the_administrator_adds_a_reason_and_the_verifier_picks_it(
    runtime: Runtime, client: Browser, sign_in: Callable[[Browser, Account], None]
) -> None:
    town = Town(runtime, client, sign_in)
    town.become("admin")
    path, today = "/admin/syarat-dokumen", runtime.clock.today().isoformat()
    assert "Belum dicap." in town.read(path)
    given = {"reason_text": "Sobek {sekali}: foto ulang.", "reason_from_on": today}
    assert "Kode: pakai huruf kecil" in town.press(f"{path}/alasan", 422, reason_code="So bek", **given)
    town.press(f"{path}/alasan", 303, reason_code="torn", **given)
    assert "Sobek {sekali}: foto ulang." in town.read(path)
    number = town.submit()
    town.become("verifier")
    town.press(f"{path}/alasan", 403, reason_code="torn", **given)
    assert "Sobek {sekali}: foto ulang." in town.read(f"/telaah/{number}")
