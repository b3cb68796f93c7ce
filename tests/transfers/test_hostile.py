"""Requests that no page of ours sends: each gets a sentence, and changes nothing."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from io import BytesIO
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from markupsafe import escape
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from mutasi_flow.access import service as access
from mutasi_flow.access.domain import Role, grants_of
from mutasi_flow.access.model import Account
from mutasi_flow.access.queries import load_actor
from mutasi_flow.core.errors import NotFound, NotPermitted, Refused
from mutasi_flow.core.runtime import Runtime
from mutasi_flow.inbox.domain import Answer
from mutasi_flow.letters.model import Letter
from mutasi_flow.people.model import Employee, Unit
from mutasi_flow.transfers.model import Paper, Transfer
from mutasi_flow.transfers.queries import ListFilter, count_by_state, get_card, list_transfers
from mutasi_flow.transfers.service import Destination, NewTransfer, complete_task, create_draft
from mutasi_flow.transfers.workflow import Action, State
from tests.browsing import Browser
from tests.core.hostile_files import SVG, pdf, photo, with_script
from tests.transfers.scene import build_scene
from tests.transfers.test_pages import Town

TOO_LARGE = ("2147483648", "99999999999999999999", "9" * 5000, "-1", "abc", "٣", "²")


@pytest.fixture
def town(runtime: Runtime, client: Browser, sign_in: Callable[[Browser, Account], None]) -> Town:
    return Town(runtime, client, sign_in)


class Program:
    """A program with the token of one account."""

    def __init__(self, town: Town, client: FlaskClient, who: str) -> None:
        self._client, account_id = client, town.accounts[who].id
        with town.runtime.database.writing() as session:
            actor = load_actor(session, account_id, town.runtime.clock.today())
            token = access.make_token(session, actor, account_id, town.runtime.clock.now())
        self._headers = {"Authorization": f"Bearer {token}"}

    def get(self, path: str) -> TestResponse:
        return self._client.get(f"/api/v1{path}", headers=self._headers)

    def post(self, path: str, body: object) -> TestResponse:
        return self._client.post(f"/api/v1{path}", json=body, headers=self._headers)


@pytest.fixture
def program(town: Town, app: Flask) -> Callable[[str], Program]:
    return lambda who: Program(town, app.test_client(), who)


def stored(town: Town, number: str) -> Transfer:
    with town.runtime.database.reading() as session:
        found = session.query(Transfer).filter(Transfer.number == number).one()
        session.expunge(found)
        return found


@pytest.mark.parametrize("path", ["/usulan?cursor=", "/pesan?sebelum=", "/tugas?mulai="])
def test_page_marks_that_are_none_show_the_first_page(town: Town, path: str) -> None:
    town.become("p0")
    for mark in TOO_LARGE:
        town.read(path + mark)


def test_programs_are_told_about_a_wrong_page_mark(program: Callable[[str], Program]) -> None:
    reader = program("verifier")
    for mark in TOO_LARGE:
        answer = reader.get(f"/transfers?cursor={mark}")
        assert (answer.status_code, answer.mimetype) == (422, "application/problem+json"), mark


def test_texts_of_programs_are_cleaned_like_those_of_forms(town: Town, program: Callable[[str], Program]) -> None:
    number = town.draft()
    sent = {"reason": "Pindah \u202egnp.exe\u0007\nke rumah", "expected_version": stored(town, number).version}
    assert program("p0").post(f"/transfers/{number}/actions/withdraw", sent).status_code == 200
    assert stored(town, number).closing_reason == "Pindah gnp.exe\nke rumah"


def test_nobody_speaks_for_a_unit_about_the_own_transfer(session: Session) -> None:
    scene = build_scene(session)
    scene.old.head_id = None  # so that its task waits for whoever has the role
    session.flush()
    scene.press(scene.draft(), Action.SUBMIT, scene.me)
    task = next(one for one in scene.open_tasks() if one.kind == "opinion_releasing")
    holder = replace(scene.me, grants=(*scene.me.grants, *grants_of(Role(task.holder_role), "")))
    with pytest.raises(NotPermitted):
        complete_task(session, task.id, holder, scene.clock, Answer("support"))


LAST_DAY = date.max


def test_a_postponement_without_end_is_refused(session: Session) -> None:
    scene = build_scene(session)
    number = scene.draft()
    scene.press(number, Action.SUBMIT, scene.me)
    with pytest.raises(Refused) as refused:
        scene.press(number, Action.POSTPONE, "verifier", reason="Menunggu.", until=LAST_DAY)
    assert "paling lambat" in str(refused.value.reasons[0])


@pytest.mark.parametrize("day", [LAST_DAY, date(2028, 3, 4)])
def test_a_first_day_in_years_is_refused(session: Session, day: date) -> None:
    scene = build_scene(session)
    number = scene.to_consulted()
    with pytest.raises(Refused):
        scene.press(number, Action.APPROVE, "decider", effective_on=day)
    scene.press(number, Action.APPROVE, "decider", effective_on=date(2028, 2, 29))
    with pytest.raises(Refused):
        scene.press(number, Action.DECREE, "signer", effective_on=day)


@pytest.mark.both_databases
def test_keys_that_no_table_holds_are_refused(town: Town, program: Callable[[str], Program]) -> None:
    number = town.submit()
    town.answer_all()
    town.become("verifier")
    town.press(f"/telaah/{number}/conclude_consultation")
    decider = program("decider")
    weighed: tuple[dict[str, object], ...] = ({"99999999999999999999": "x"}, {"-1": "x"})
    for content in (*({"weighed": one} for one in weighed), {"expected_version": 10**30}):
        assert decider.post(f"/transfers/{number}/actions/approve", content).status_code in {409, 422}, content
        assert stored(town, number).state == "consulted"


def test_answers_of_programs_are_bounded(town: Town, program: Callable[[str], Program]) -> None:
    town.submit()
    [task] = [one for one in town.open_tasks() if one.holder_employee_id == town.accounts["p1"].employee_id]
    peer = program("p1")
    wrong: tuple[dict[str, object], ...] = ({"a": "x" * 501}, {"a": {"b": "c"}}, {str(n): "" for n in range(21)})
    for answers in wrong:
        body = {"outcome": "support", "answers": answers}
        assert peer.post(f"/tasks/{task.id}/complete", body).status_code == 422, answers


def test_a_foreign_task_does_not_tell_the_number_of_its_file(town: Town) -> None:
    town.submit()
    task = town.open_tasks()[0]
    town.become("p3")
    town.read(f"/usulan/tugas/{task.id}", 404)


HOSTILE: tuple[Any, ...] = (
    "{0.__class__} {x!r:>99} %(a)s %s {{7*7}}",
    "<script>alert(1)</script> <img src=x onerror=alert(1)>",
    pytest.param("'; DROP TABLE transfers; --", marks=pytest.mark.both_databases),
    '=HYPERLINK("http://127.0.0.1")',
    "Nyi Mas \U0001f1ee\U0001f1e9 \u0627\u0644\u0639\u0631\u0628\u064a\u0629",
    "N" * 300,
)


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_name_walks_the_road_as_it_is(town: Town, name: str) -> None:
    with town.runtime.database.writing() as session:
        session.query(Employee).filter(Employee.id == town.employee_id).update({"name": name})
        session.query(Unit).filter(Unit.code == town.to_unit).update({"name": name})
    number = town.draft()
    town.press(f"/usulan/{number}/alasan", reason_category="care", reason=f"Alasan {name}")
    town.press(f"/usulan/{number}/kirim", declared="ya")
    town.answer_all()
    town.become("p0")
    shown = [town.read(path) for path in ("/", f"/usulan/{number}", "/pesan", f"/usulan/{number}/jejak")]
    for who in ("verifier", "decider", "staffing"):
        town.become(who)
        shown += [town.read(path) for path in ("/", f"/usulan/{number}", "/usulan", "/tugas", "/pesan")]
    town.become("verifier")
    shown += [town.read("/antrean"), town.read(f"/telaah/{number}")]
    assert not any("<script>alert" in page or "<img src=x" in page for page in shown)
    assert str(escape(name))[:40] in shown[-1]


def test_a_letter_with_a_long_number_stands_for_a_unit(town: Town) -> None:
    number = town.submit()
    town.become("verifier")
    given, path = {"kind": "acceptance", "letter_on": "2026-03-02"}, f"/usulan/{number}/dokumen"
    for length, status in ((201, 422), (200, 303)):
        file = {"letter_number": "S" * length, "file": (BytesIO(pdf()), "a.pdf")}
        assert town.client.post(path, data={**given, **file}).status_code == status
    with town.runtime.database.reading() as session:
        paper = session.scalars(select(Paper.id)).one()
    town.press(f"{path}/{paper}/hasil", 403, verdict="accepted")
    town.become("second_verifier")
    town.press(f"{path}/{paper}/hasil", verdict="accepted")
    assert "opinion_receiving" not in [task.kind for task in town.open_tasks()]


@pytest.mark.parametrize(
    ("data", "name", "words"),
    [
        (SVG, "foto.jpg", "gambar SVG"),
        (pdf(pages=300), "semua.pdf", "lebih dari 60 halaman"),
        (with_script(), "surat.pdf", "berjalan sendiri"),
        (photo() + pdf(), "foto.jpg", "berkas jenis lain di dalamnya"),
        pytest.param(b"", "surat.pdf", "berkas ini kosong", marks=pytest.mark.both_databases),
    ],
)
def test_a_hostile_file_gets_a_sentence_and_nothing_typed_is_lost(
    town: Town, data: bytes, name: str, words: str
) -> None:
    number = town.draft()
    given = {"kind": "release", "letter_number": "800/7/2026", "letter_on": "2026-03-02"}
    answer = town.client.post(f"/usulan/{number}/dokumen", data={**given, "file": (BytesIO(data), name)})
    assert answer.status_code == 422
    assert words in answer.text
    assert "800/7/2026" in answer.text
    with town.runtime.database.reading() as session:
        assert not session.scalars(select(Paper.id)).all()
    assert not list(town.runtime.files.folder.rglob("*.*"))


def test_a_paper_is_kept_without_its_path_and_sent_so_that_nothing_runs(town: Town) -> None:
    number = town.draft()
    file = (BytesIO(photo()), "../../etc/surat.html")
    path = f"/usulan/{number}/dokumen"
    assert town.client.post(path, data={"kind": "proof", "file": file}).status_code == 303
    with town.runtime.database.reading() as session:
        paper = session.scalars(select(Paper)).one()
        assert (paper.filename, paper.media_type) == ("surat.html", "image/jpeg")
    answer = town.client.get(f"{path}/{paper.id}")
    assert answer.data.startswith(b"\xff\xd8")
    assert (answer.mimetype, answer.headers["X-Content-Type-Options"]) == ("image/jpeg", "nosniff")
    assert answer.headers["Cache-Control"] == "no-store"
    assert "surat.html" not in answer.headers["Content-Disposition"]
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]


def test_a_stranger_has_no_file_looked_into(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    number = town.draft()
    town.become("p1")
    looked: list[object] = []
    monkeypatch.setattr("mutasi_flow.transfers.forms.examine", looked.append)
    given = {"kind": "proof", "file": (BytesIO(pdf()), "a.pdf")}
    assert town.client.post(f"/usulan/{number}/dokumen", data=given).status_code == 404
    assert not looked


def test_the_empty_back_of_a_sheet_is_pointed_out(town: Town) -> None:
    number = town.draft()
    file = (BytesIO(pdf(empty_backs=1)), "a.pdf")
    town.client.post(f"/usulan/{number}/dokumen", data={"kind": "proof", "file": file})
    assert "Halaman 2 tampak kosong" in town.read(f"/usulan/{number}/dokumen")


def test_a_file_leaves_its_author_together_with_the_role(session: Session) -> None:
    scene = build_scene(session)
    staffing = scene.actors["staffing"]
    destination = Destination(scene.new.id, scene.teacher.id)
    new = NewTransfer(scene.employee.id, (destination,), reason="Sakit.", reason_category="health")
    number = create_draft(session, new, staffing, scene.clock)
    assert get_card(session, number, staffing).filed_for
    assert [row.number for row in list_transfers(session, staffing, ListFilter())] == [number]
    former = replace(staffing, grants=grants_of(Role.EMPLOYEE, ""))
    assert list_transfers(session, former, ListFilter()) == []
    assert count_by_state(session, former, list(State)) == {}
    with pytest.raises(NotFound):
        get_card(session, number, former)
    with pytest.raises(NotFound):
        scene.press(number, Action.SUBMIT, former)


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        (datetime(2026, 3, 2, 16, 59, tzinfo=UTC), "2 Maret 2026"),  # 23.59 WIB
        (datetime(2026, 3, 2, 17, 1, tzinfo=UTC), "3 Maret 2026"),  # 00.01 WIB of the next day
        (datetime(2028, 2, 28, 17, 1, tzinfo=UTC), "29 Februari 2028"),
    ],
)
def test_the_decree_names_the_day_of_the_request_at_the_office(session: Session, moment: datetime, day: str) -> None:
    scene = build_scene(session)
    scene.moving.moment = moment
    scene.to_decreed()
    context = session.scalars(select(Letter.context).order_by(Letter.id.desc())).first()
    assert f"tanggal {day}" in str(context)
