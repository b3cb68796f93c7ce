import io
import json
import zlib

import pikepdf
import pytest

from mutasi_flow.letters.contexts.embedded import DATA_NAME, DATA_SCHEMA
from mutasi_flow.letters.contexts.reading import LARGEST_DATA, read_data

GOOD = json.dumps({"schema": DATA_SCHEMA, "number": "800/1/2026"}).encode()


def attached(data: bytes, *, packed: bytes | None = None, filters: pikepdf.Name = pikepdf.Name.FlateDecode) -> bytes:
    """Return a PDF with the data attached; ``packed`` stands in the stream as it is, and lies about its size."""
    out = io.BytesIO()
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        pdf.attachments[DATA_NAME] = data
        if packed is not None:
            stream = pdf.attachments[DATA_NAME].get_file().obj
            stream.write(packed, filter=filters)
            stream.Params = pikepdf.Dictionary(Size=10)
        pdf.save(out, compress_streams=packed is None, stream_decode_level=pikepdf.StreamDecodeLevel.none)
    return out.getvalue()


def test_our_data_are_read() -> None:
    assert read_data(attached(GOOD)) == json.loads(GOOD)
    assert read_data(attached(GOOD, packed=zlib.compress(GOOD))) == json.loads(GOOD)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"[]",
        b'{"schema": "lain"}',
        b"[" * 100_000,
        json.dumps({"schema": DATA_SCHEMA, "letter": "\ud800"}).encode(),
        (f'{{"schema": "{DATA_SCHEMA}", "letter": ' + "[" * 5_000 + "]" * 5_000 + "}").encode(),
    ],
)
def test_what_is_no_letter_is_none(data: bytes) -> None:
    assert read_data(attached(data)) is None


def test_a_bomb_that_claims_ten_bytes_is_not_unpacked() -> None:
    bomb = attached(b"x", packed=zlib.compress(b" " * (LARGEST_DATA * 20)))
    assert len(bomb) < 200_000
    assert read_data(bomb) is None


def test_another_packing_is_not_ours() -> None:
    assert read_data(attached(b"x", packed=b"61>", filters=pikepdf.Name.ASCIIHexDecode)) is None
    assert read_data(attached(b"x", packed=b"no deflate")) is None
    assert read_data(b"%PDF-1.7 kosong") is None
