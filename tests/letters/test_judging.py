"""The judge of the other tests: led astray by no carriage return, and blind to no wrong length."""

from io import BytesIO
from typing import Any

import page as validator
import pikepdf
import pytest
from pyhanko.pdf_utils.generic import StreamObject, TextStringObject
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

from mutasi_flow.letters.contexts import sample_transfer_decree
from mutasi_flow.letters.render.engines import render
from tests.letters.judging import GUESSED, LONGEST_STRING, PROFILES, keeps_lengths, rules


@pytest.fixture(scope="module")
def printed() -> bytes:
    return render(sample_transfer_decree()).data


def with_object(pdf: bytes, added: StreamObject | TextStringObject) -> bytes:
    writer: Any = IncrementalPdfFileWriter(BytesIO(pdf))
    writer.root["/XTest"] = writer.add_object(added)
    writer.update_root()
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


def test_a_stream_may_end_with_a_carriage_return(printed: bytes) -> None:
    pdf = with_object(printed, StreamObject(stream_data=b"certificate\r"))
    said = {failure.rule_id for failure in validator.validate_pdf_bytes(pdf, profile=PROFILES[0]).failures}
    assert said & GUESSED
    assert keeps_lengths(pdf)
    assert not rules(pdf) & GUESSED


def test_a_wrong_length_and_a_long_string_are_noticed(printed: bytes) -> None:
    assert keeps_lengths(printed)
    pdf = with_object(printed, StreamObject(stream_data=b"certificate\r"))
    assert not keeps_lengths(pdf.replace(b"/Length 12", b"/Length 10"))
    assert not keeps_lengths(with_object(printed, TextStringObject("x" * (LONGEST_STRING + 1))))
    with pikepdf.open(BytesIO(pdf)) as document:
        assert document.Root.XTest.read_bytes() == b"certificate\r"
