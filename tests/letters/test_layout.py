"""The typed page of a letter: every kind has one, every block is used, and what is frozen is read back with its types."""

from dataclasses import fields, is_dataclass
from io import BytesIO
from typing import Any, get_args
from zipfile import is_zipfile

import pikepdf
import pytest

from mutasi_flow.letters.contexts import sample_transfer_decree
from mutasi_flow.letters.domain import LetterKind
from mutasi_flow.letters.layout import KINDS, layout_of
from mutasi_flow.letters.layout.blocks import Block
from mutasi_flow.letters.offers import LETTER_KINDS
from mutasi_flow.letters.render import Claims, IssuedLetter, Output, RenderFailed
from mutasi_flow.letters.render.engines import ENGINES, render

of_every_kind = pytest.mark.parametrize("kind", LETTER_KINDS, ids=lambda kind: kind.name)


def classes_in(one: object) -> set[type]:
    parts = one if isinstance(one, tuple) else ()
    if is_dataclass(one):
        parts = tuple(getattr(one, field.name) for field in fields(one))
    return {type(one)}.union(*(classes_in(part) for part in parts))


def test_every_kind_has_a_layout_and_every_block_is_used() -> None:
    assert set(KINDS) == {kind.name for kind in LETTER_KINDS}
    used = set().union(*(classes_in(layout_of(kind.sample()).parts) for kind in LETTER_KINDS))
    assert set(get_args(Block)) <= used


@of_every_kind
def test_what_was_frozen_before_a_field_came_is_still_laid_out(kind: LetterKind) -> None:
    older = {
        name: value for name, value in kind.sample().items() if name not in {"emblem", "paper", "wording", "is_demo"}
    }
    older["signature"] = {name: value for name, value in older["signature"].items() if name != "note"}
    assert layout_of(older).parts == layout_of({**kind.sample(), "is_demo": False}).parts


@pytest.mark.parametrize(
    ("name", "value"), [("considering", "kata"), ("clauses", 7), ("signatory", []), ("issuer", None), ("is_demo", "ya")]
)
def test_a_value_of_another_type_is_refused(name: str, value: Any) -> None:
    with pytest.raises(TypeError):
        layout_of({**sample_transfer_decree(), name: value})


def test_a_letter_that_cannot_be_laid_out_is_refused_by_the_printing_process() -> None:
    with pytest.raises(RenderFailed, match="TypeError"):
        render({**sample_transfer_decree(), "bases": "kata"})


def claimed_by(pdf: pikepdf.Pdf) -> Claims:
    said = pdf.open_metadata()
    level = f"{said['pdfaid:part']}{said['pdfaid:conformance'].lower()}"
    standards = (f"PDF/A-{level}", f"PDF/UA-{said['pdfuaid:part']}")
    return Claims("application/pdf", standards, len(pdf.attachments) == 1, "/AcroForm" in pdf.Root, is_repeatable=True)


@pytest.mark.parametrize("output", Output)
def test_an_engine_keeps_what_it_claims(output: Output) -> None:
    engine, letter = ENGINES[output], IssuedLetter(sample_transfer_decree())
    made = engine.render(letter)
    assert made.made_with
    assert not engine.claims.is_repeatable or engine.render(letter).data == made.data
    if output is Output.LETTER:
        with pikepdf.open(BytesIO(made.data)) as pdf:
            assert claimed_by(pdf) == engine.claims
    else:
        assert is_zipfile(BytesIO(made.data))
