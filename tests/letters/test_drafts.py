"""Drafts to edit: every kind as a DOCX with the words of its print, marked on each page, and never the letter itself."""

import re
import shutil
import subprocess
from dataclasses import fields, is_dataclass
from enum import Enum
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from docx.document import Document as Draft
from docx.enum.section import WD_ORIENT
from PIL import Image

from mutasi_flow.letters.contexts import sample_transfer_decree
from mutasi_flow.letters.contexts.collective_samples import sample_collective_decree
from mutasi_flow.letters.domain import LetterKind
from mutasi_flow.letters.layout import layout_of
from mutasi_flow.letters.layout.blocks import Box, Check
from mutasi_flow.letters.offers import LETTER_KINDS
from mutasi_flow.letters.render import NO_IMAGES, Output
from mutasi_flow.letters.render.draft import MARK, WARNING
from mutasi_flow.letters.render.engines import render

SOFFICE = shutil.which("soffice")
GIVEN = (("Kepala Bidang Mutasi", "Ratna Dewi", "2 Maret 2026"),)


def opened(data: bytes) -> Draft:
    return Document(BytesIO(data))


def draft(context: Any, images: Any = NO_IMAGES, initials: Any = ()) -> bytes:
    return render(context, images, output=Output.DRAFT, initials=initials).data


def words_of(document: Draft) -> str:
    """Every word of the body, in its order, tables within tables too."""
    found = [node.text or "" if node.tag.endswith("}t") else " " for node in document.element.body.iter()]
    return "".join(found)


def said(one: object) -> list[str]:
    """The words of blocks but for what only a print shows."""
    if isinstance(one, Enum | Check | Box):
        return []
    if isinstance(one, str):
        return one.split()
    parts = one if isinstance(one, tuple) else [getattr(one, name) for name in fields_of(one) if name != "emblem"]
    return [word for part in parts for word in said(part)]


def fields_of(one: object) -> list[str]:
    return [field.name for field in fields(one)] if is_dataclass(one) and not isinstance(one, type) else []


@pytest.mark.parametrize("kind", LETTER_KINDS, ids=lambda kind: kind.name)
def test_every_kind_says_what_its_print_says(kind: LetterKind) -> None:
    context = kind.sample()
    document = opened(draft(context))
    shown = re.sub(r"[\s:]+", "", words_of(document))
    missing = [word for word in said(layout_of(context).parts) if re.sub(r"[\s:]+", "", word) not in shown]
    assert missing == []
    for section in document.sections:
        assert [one.text for one in section.header.paragraphs] == [MARK]
        assert [one.text for one in section.footer.paragraphs] == [WARNING]
    assert document.core_properties.title.startswith(f"{MARK}: ")


def test_a_decree_keeps_its_shape() -> None:
    document = opened(draft(sample_transfer_decree(), initials=GIVEN))
    labels, clauses, initials = document.tables[0], document.tables[1], document.tables[-1]
    assert [labels.cell(0, column).text for column in (0, 1)] == ["Menimbang", ":"]
    hanging = labels.cell(0, 2).paragraphs[0]
    assert (hanging.text[:3], hanging.paragraph_format.first_line_indent) == (
        "a.\t",
        -hanging.paragraph_format.left_indent,
    )
    (people,) = [one for row in clauses.rows for one in row.cells[2].tables]
    assert [cell.text for cell in people.rows[0].cells] == ["Nama", ":", "Wulan Setyowati, S.K.M."]
    assert [cell.text for cell in initials.rows[0].cells] == list(GIVEN[0])
    width, height = document.sections[0].page_width, document.sections[0].page_height
    assert (round(width.mm), round(height.mm)) == (215, 330)  # type: ignore[union-attr]


def test_the_annex_lies_across_and_repeats_its_header() -> None:
    document = opened(draft(sample_collective_decree(30)))
    assert [one.orientation for one in document.sections] == [WD_ORIENT.PORTRAIT, WD_ORIENT.LANDSCAPE]
    (listed,) = [one for one in document.tables if one.style and one.style.name == "Table Grid"]
    assert len(listed.rows) == 31
    assert "tblHeader" in listed.rows[0]._tr.xml
    assert all("cantSplit" in row._tr.xml for row in listed.rows)


def test_the_picture_of_the_office_stands_in_the_head() -> None:
    out = BytesIO()
    Image.new("RGB", (60, 60), "navy").save(out, "JPEG")
    context = {**sample_transfer_decree(), "emblem": "image:abc"}
    assert len(opened(draft(context, {"image:abc": out.getvalue()})).inline_shapes) == 1
    assert len(opened(draft(sample_transfer_decree())).inline_shapes) == 0


def test_what_proves_something_is_left_out() -> None:
    context = sample_transfer_decree()
    shown = words_of(opened(draft(context)))
    assert context["code"][:4] not in shown
    assert context["verification_url"] not in shown


HOSTILE = ("<script>alert(1)</script>", "Sri & Wahyu <b>", "x" * 200)


@pytest.mark.parametrize("name", HOSTILE, ids=range(len(HOSTILE)))
def test_names_are_words(name: str) -> None:
    context = sample_transfer_decree()
    context["clauses"][0]["rows"][0]["value"] = name
    assert name in words_of(opened(draft(context)))


@pytest.mark.skipif(SOFFICE is None, reason="needs LibreOffice")
def test_libreoffice_opens_it(tmp_path: Path) -> None:
    source = tmp_path / "konsep.docx"
    source.write_bytes(draft(sample_transfer_decree()))
    profile = f"-env:UserInstallation=file://{tmp_path / 'profile'}"
    command = [str(SOFFICE), profile, "--headless", "--convert-to", "pdf", "--outdir", str(tmp_path), str(source)]
    subprocess.run(command, check=True, capture_output=True, timeout=120)  # noqa: S603 - our own command
    assert (tmp_path / "konsep.pdf").read_bytes().startswith(b"%PDF")
