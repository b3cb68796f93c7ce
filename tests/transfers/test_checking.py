"""Papers side by side: one verdict after the other, one file after the other, nothing of other people's files."""

import io
from datetime import date

import pytest
from sqlalchemy import select

from mutasi_flow.access.domain import Role
from mutasi_flow.access.model import RoleGrant
from mutasi_flow.transfers.domain import PaperVerdict
from mutasi_flow.transfers.model import Paper
from tests.core.hostile_files import pdf, photo
from tests.transfers.test_pages import Town, town

__all__ = ["town"]

READY = "Belum ditandatangani."


def send(town: Town, number: str, kind: str, data: bytes, name: str) -> None:
    fields = {"kind": kind, "file": (io.BytesIO(data), name)}
    answer = town.client.post(f"/usulan/{number}/dokumen", data=fields, content_type="multipart/form-data")
    assert answer.status_code == 303, answer.text


@pytest.fixture
def number(town: Town) -> str:
    """A file that waits for verification, with a PDF and a photo."""
    number = town.draft()
    send(town, number, "signed_request", pdf(), "surat.pdf")
    send(town, number, "proof", photo(), "bukti.jpg")
    town.press(f"/usulan/{number}/kirim", declared="ya")
    town.answer_all()
    return number


def papers(town: Town) -> list[Paper]:
    with town.runtime.database.reading() as session:
        return list(session.scalars(select(Paper).order_by(Paper.id)))


def test_each_verdict_leads_to_the_next_paper(town: Town, number: str) -> None:
    town.become("verifier")
    first, second = papers(town)
    here = f"/antrean/berkas/{number}"
    page = town.read(here)
    assert "Periksa dokumen: 2 lagi" in page
    assert f'<iframe class="m-paper" src="{here}/{first.id}"' in page
    place = town.press(f"{here}/{first.id}?tahap=verify", verdict="accepted")
    assert place == f"{here}?tahap=verify"
    assert f'<img class="m-photo" src="{here}/{second.id}"' in town.read(place)
    town.press(f"{here}/{second.id}", verdict="refused", ready=READY, own="Di halaman 2.")
    page = town.read(here)
    assert "Tidak ada dokumen yang menunggu diperiksa" in page
    assert "lanjut</button>" not in page
    verdicts = [(paper.verdict, paper.verdict_reason) for paper in papers(town)]
    assert verdicts == [(PaperVerdict.ACCEPTED, ""), (PaperVerdict.REFUSED, f"{READY} Di halaman 2.")]


@pytest.mark.both_databases
def test_a_refusal_needs_its_reason(town: Town, number: str) -> None:
    town.become("verifier")
    paper = papers(town)[0]
    incomplete: tuple[dict[str, str], ...] = (
        {"verdict": "refused"},
        {"verdict": "refused", "ready": "Karangan sendiri"},
        {"verdict": "x"},
        {},
    )
    for fields in incomplete:
        assert "Ada kesalahan" in town.press(f"/antrean/berkas/{number}/{paper.id}", 422, **fields), fields
        assert papers(town)[0].verdict is PaperVerdict.WAITING


@pytest.mark.both_databases
def test_the_next_file_follows_within_the_filter(town: Town, number: str) -> None:
    town.become("p1")
    second = town.press("/usulan/baru").split("/")[2]
    town.press(f"/usulan/{second}/tujuan", unit=town.to_unit, jabatan=town.to_jabatan)
    town.press(f"/usulan/{second}/alasan", reason_category="care", reason="Merawat ibu.")
    town.press(f"/usulan/{second}/kirim", declared="ya")
    town.answer_all()
    town.become("verifier")
    assert f"/antrean/berkas/{second}?" in town.read(f"/antrean/berkas/{number}")
    assert f"/antrean/berkas/{number}?" in town.read(f"/antrean/berkas/{second}")
    page = town.read(f"/antrean/berkas/{number}?berkas=waiting")
    assert "Tidak ada berkas lain" in page
    assert "Belum ada dokumen yang diunggah" in town.read(f"/antrean/berkas/{second}")


def test_a_paper_is_framed_by_our_pages_only_and_runs_nothing(town: Town, number: str) -> None:
    town.become("verifier")
    page = town.client.get(f"/antrean/berkas/{number}")
    assert "frame-src 'self'" in page.headers["Content-Security-Policy"]
    answer = town.client.get(f"/antrean/berkas/{number}/{papers(town)[0].id}")
    assert answer.headers["X-Frame-Options"] == "SAMEORIGIN"
    assert answer.headers["Content-Security-Policy"] == "default-src 'none'; object-src 'self'; frame-ancestors 'self'"
    alone = town.client.get(f"/usulan/{number}/dokumen/{papers(town)[0].id}")
    assert alone.headers["X-Frame-Options"] == "DENY"


def test_only_who_verifies_there_checks_and_never_the_own_file(town: Town, number: str) -> None:
    with town.runtime.database.writing() as session:
        session.add(RoleGrant(account_id=town.accounts["p0"].id, role=Role.VERIFIER, from_on=date(2020, 1, 1)))
    paper = papers(town)[0]
    for who, status in (("p0", 404), ("p1", 403), ("decider", 403)):
        town.become(who)
        town.read(f"/antrean/berkas/{number}", status)
        town.read(f"/antrean/berkas/{number}/{paper.id}", status)
        town.press(f"/antrean/berkas/{number}/{paper.id}", status, verdict="accepted")
    town.become("verifier")
    town.read(f"/antrean/berkas/{number}/999999", 404)
    town.press(f"/antrean/berkas/{number}/999999", 404, verdict="accepted")
    assert papers(town)[0].verdict is PaperVerdict.WAITING
