"""Papers through the API: what is asked, what came, what was found."""

from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from mutasi_flow.access import service as access
from mutasi_flow.access.model import Account
from mutasi_flow.access.queries import load_actor
from mutasi_flow.core.runtime import Runtime
from mutasi_flow.transfers.documents import NOT_BY_WHO_ATTACHED
from tests.browsing import Browser
from tests.core.hostile_files import locked, photo
from tests.transfers.test_pages import Town


class Papers:
    """A program that deals with the papers of one transfer."""

    def __init__(self, town: Town, client: FlaskClient) -> None:
        self.town, self._client = town, client
        self.path = f"/api/v1/transfers/{town.draft()}/papers"

    def _headers(self, who: str) -> dict[str, str]:
        runtime, account_id = self.town.runtime, self.town.accounts[who].id
        with runtime.database.writing() as session:
            actor = load_actor(session, account_id, runtime.clock.today())
            token = access.make_token(session, actor, account_id, runtime.clock.now())
        return {"Authorization": f"Bearer {token}"}

    def ask(self, who: str, path: str = "") -> Any:
        return self._client.get(self.path + path, headers=self._headers(who))

    def send(self, who: str, data: bytes, name: str = "surat.jpg", **fields: str) -> Any:
        content = {**fields, "file": (BytesIO(data), name)}
        return self._client.post(self.path, data=content, headers=self._headers(who))

    def judge(self, who: str, paper_id: int, **content: str) -> Any:
        return self._client.post(f"{self.path}/{paper_id}/verdict", json=content, headers=self._headers(who))

    def write(self, who: str, **content: object) -> Any:
        path = f"{self.path.removesuffix('/papers')}/letters"
        return self._client.post(path, json=content, headers=self._headers(who))

    def submit(self) -> None:
        self.town.become("p0")
        self.town.press(f"/usulan/{self.path.split('/')[4]}/kirim", declared="ya")


@pytest.fixture
def papers(runtime: Runtime, client: Browser, sign_in: Callable[[Browser, Account], None], app: Flask) -> Papers:
    return Papers(Town(runtime, client, sign_in), FlaskClient(app))


def item(answer: Any, kind: str) -> dict[str, Any]:
    found: dict[str, Any] = next(one for one in answer.json["items"] if one["kind"] == kind)
    return found


def test_a_paper_is_asked_for_sent_refused_and_read(papers: Papers) -> None:
    assert item(papers.ask("p0"), "signed_request")["standing"] == "by_sending"
    sent = papers.send("p0", photo(), kind="signed_request")
    assert sent.status_code == 201
    paper = item(sent, "signed_request")["paper"]
    assert (paper["verdict"], paper["media_type"], paper["filename"]) == ("waiting", "image/jpeg", "surat.jpg")
    papers.submit()
    assert papers.judge("verifier", paper["id"], verdict="refused").status_code == 422
    judged = papers.judge("verifier", paper["id"], verdict="refused", reason="Belum dicap.")
    assert item(judged, "signed_request")["standing"] == "refused"
    file = papers.ask("p0", f"/{paper['id']}")
    assert (file.status_code, file.mimetype, len(file.data)) == (200, "image/jpeg", paper["size_bytes"])


def test_an_unusable_file_or_an_unknown_kind_is_refused_with_its_code(papers: Papers) -> None:
    refused = papers.send("p0", locked(), kind="proof")
    assert (refused.status_code, refused.json["code"]) == (422, "unusable_file")
    assert "terkunci" in refused.json["detail"] + str(refused.json.get("errors"))
    assert papers.send("p0", photo(), kind="surat_sakti").status_code == 422
    assert papers.send("p0", photo(), kind="release").status_code == 422


def test_strangers_see_no_papers_and_the_author_judges_none(papers: Papers) -> None:
    paper = item(papers.send("p0", photo(), kind="proof"), "proof")["paper"]
    for answer in (papers.ask("p1"), papers.ask("p1", f"/{paper['id']}"), papers.send("p1", photo(), kind="proof")):
        assert answer.status_code == 404
    assert papers.ask("p0", "/999").status_code == 404
    assert papers.judge("p0", paper["id"], verdict="accepted").status_code == 403


def test_a_program_cannot_bring_a_units_answer_and_judge_it(papers: Papers) -> None:
    papers.submit()
    letter = {"kind": "release", "letter_number": "800/7/2026", "letter_on": "2026-02-27"}
    assert papers.send("verifier", photo(), **letter).status_code == 201
    paper = item(papers.ask("verifier"), "release")["paper"]
    refused = papers.judge("verifier", paper["id"], verdict="accepted")
    assert (refused.status_code, refused.json["detail"]) == (403, str(NOT_BY_WHO_ATTACHED))
    papers.town.become("verifier")
    page = papers.town.read(f"/telaah/{papers.path.split('/')[4]}")
    assert str(NOT_BY_WHO_ATTACHED) in page
    assert f"dokumen/{paper['id']}/hasil" not in page
