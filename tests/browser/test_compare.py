"""A file is compared with the letter inside the browser; nothing leaves it."""

import hashlib
from datetime import date
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser, expect
from sqlalchemy import update

from mutasi_flow.core.runtime import Runtime
from mutasi_flow.letters.contexts import sample_transfer_decree
from mutasi_flow.letters.model import Letter
from mutasi_flow.letters.service import issue
from tests.browser.conftest import check_page
from tests.factories import NOW, make_office

OURS = b"%PDF-1.7 surat kami"


@pytest.fixture
def code(runtime: Runtime) -> str:
    with runtime.database.writing() as session:
        make_office(session)
        letter = issue(
            session,
            kind="transfer_decree",
            about_kind="transfer",
            about_id=1,
            context=sample_transfer_decree(),
            dated_on=date(2026, 3, 2),
            at=NOW,
        )
        session.execute(update(Letter).values(sha256=hashlib.sha256(OURS).hexdigest()))
    return letter.code


@pytest.mark.browser
def test_a_chosen_and_a_dropped_file_are_compared(
    app: Flask, address: str, chromium: Browser, code: str, tmp_path: Path
) -> None:
    app.config["VERIFICATION_LIMIT"] = "1000 per minute"
    ours, other = tmp_path / "surat.pdf", tmp_path / "lain.pdf"
    ours.write_bytes(OURS)
    other.write_bytes(OURS + b"\n")
    page = chromium.new_page(viewport={"width": 360, "height": 800})
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.method))
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.goto(f"{address}/verifikasi/{code}")
    answer = page.get_by_role("status")
    field = page.get_by_label("Pilih berkas PDF surat ini, atau seret ke kotak ini")
    field.set_input_files(ours)
    expect(answer).to_contain_text("Sama: ini berkas yang kami cetak")
    field.set_input_files(other)
    expect(answer).to_contain_text("Berbeda")
    drop = """text => {
        const carried = new DataTransfer();
        carried.items.add(new File([text], "surat.pdf"));
        const event = new DragEvent("drop", {dataTransfer: carried, bubbles: true, cancelable: true});
        document.querySelector("[data-compare]").dispatchEvent(event);
    }"""
    page.evaluate(drop, OURS.decode())
    expect(answer).to_contain_text("Sama")
    check_page(page)
    assert set(sent) == {"GET"}
    assert said == []
    page.close()


@pytest.mark.browser
def test_without_scripts_the_page_says_how_to_compare(address: str, chromium: Browser, code: str) -> None:
    page = chromium.new_page(java_script_enabled=False)
    page.goto(f"{address}/verifikasi/{code}")
    expect(page.get_by_label("Pilih berkas PDF surat ini, atau seret ke kotak ini")).to_be_hidden()
    page.get_by_text("Hitung sidiknya sendiri").click()
    expect(page.get_by_text("certutil -hashfile surat.pdf SHA256")).to_be_visible()
    page.close()
