"""The PDF itself: conformance, sameness, embedded data, layout, and what happens to hostile values."""

import io
import json
from hashlib import sha256
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from lxml import html
from weasyprint import HTML
from weasyprint.urls import FatalURLFetchingError

from mutasi_flow.letters.contexts import canonical
from mutasi_flow.letters.domain import LetterKind
from mutasi_flow.letters.layout import keep_days_whole
from mutasi_flow.letters.render import IssuedLetter, PrinterStopped, RenderFailed, close
from mutasi_flow.letters.render.engine import Fence, Press
from mutasi_flow.letters.render.engines import render
from mutasi_flow.letters.render.process import Printers
from mutasi_flow.wiring import LETTER_KINDS
from tests.letters.judging import failures

GOLDEN = Path(__file__).parent / "golden"
HOSTILE = (
    "<script>alert(1)</script><img src=http://127.0.0.1/x>",
    "'); DROP TABLE letters; --",
    "{{ 7 * 7 }}{% include '/etc/passwd' %}",
    "url(file:///etc/passwd) &amp; &lt;b&gt; &#x202e;",
    "X" * 400,
    "kata " * 399,
    "-",
)


def replaced(value: Any, by: str, keep: frozenset[str]) -> Any:
    """The same context with every free text replaced."""
    if isinstance(value, dict):
        return {key: part if key in keep else replaced(part, by, keep) for key, part in value.items()}
    if isinstance(value, list):
        return [replaced(part, by, keep) for part in value]
    return by if isinstance(value, str) else value


KEPT = frozenset({"kind", "schema", "emblem", "paper", "code", "issued_at", "dated_on", "effective_on", "method"})


@pytest.mark.parametrize("spoil", ["MarkInfo", "Metadata", "StructTreeRoot"])
def test_the_validator_would_notice(spoil: str, sample: dict[str, Any]) -> None:
    spoilt = io.BytesIO()
    with pikepdf.open(io.BytesIO(render(sample).data)) as pdf:
        del pdf.Root[f"/{spoil}"]
        pdf.save(spoilt)
    assert failures(spoilt.getvalue()) != []


@pytest.mark.parametrize("kind", LETTER_KINDS, ids=lambda kind: kind.name)
def test_golden_text(kind: LetterKind, press: Press) -> None:
    words = html.document_fromstring(press.html(kind.sample())).itertext()
    text = "".join(f"{line.strip()}\n" for line in words if line.strip())
    assert text.replace("\N{NO-BREAK SPACE}", " ") == (GOLDEN / f"{kind.name}.txt").read_text(encoding="utf-8")


def test_no_line_ends_in_the_middle_of_a_date(press: Press, sample: dict[str, Any]) -> None:
    assert "tanggal 1\N{NO-BREAK SPACE}April\N{NO-BREAK SPACE}2026" in press.html(sample)
    assert (
        keep_days_whole("12 Maret 2026 atau 3 April") == "12\N{NO-BREAK SPACE}Maret\N{NO-BREAK SPACE}2026 atau 3 April"
    )


def test_the_same_context_gives_the_same_bytes_in_another_process(sample: dict[str, Any]) -> None:
    first = render(sample).data
    close()
    assert render(dict(reversed(sample.items()))).data == first


def test_the_data_travel_inside(sample: dict[str, Any]) -> None:
    with pikepdf.open(io.BytesIO(render(sample).data)) as pdf:
        assert pdf.Root.Lang == "id"
        assert len(pdf.Root.AF) == 1
        assert pdf.Root.AF[0].AFRelationship == "/Data"
        data = json.loads(pdf.attachments["decree.json"].get_file().read_bytes())
    assert data["letter"] == sample
    assert data["letter_sha256"] == sha256(canonical(sample)).hexdigest()
    assert (data["number"], data["code"]) == (sample["number"], sample["code"])


@pytest.mark.parametrize("value", HOSTILE, ids=lambda value: value[:12])
def test_hostile_values_are_printed_as_they_are(value: str, press: Press, sample: dict[str, Any]) -> None:
    context = replaced(sample, value, KEPT)
    tree = html.document_fromstring(press.html(context))
    assert value.strip() in tree.text_content()
    assert tree.xpath("//script | //img | //link | //object | //iframe") == []
    assert render(context).data.startswith(b"%PDF-1.7")


@pytest.mark.parametrize("value", ["\U0001f600", "\u0645\u062d\u0645\u062f", "\ua997"])
def test_a_character_without_glyph_stops_the_print(value: str, sample: dict[str, Any]) -> None:
    with pytest.raises(RenderFailed):
        render({**sample, "closing": value})


def test_nothing_is_fetched() -> None:
    for address in ("file:///etc/passwd", "http://127.0.0.1/x", "data:text/plain,x"):
        page = HTML(string=f"<title>x</title><img src='{address}' alt=x>", url_fetcher=Fence())
        with pytest.raises(FatalURLFetchingError):
            page.write_pdf()


def test_a_slow_print_is_given_up_and_the_next_one_works(sample: dict[str, Any]) -> None:
    printers = Printers()
    try:
        with pytest.raises(PrinterStopped):
            printers.render(IssuedLetter(sample), seconds=0.01)
        assert printers.render(IssuedLetter(sample)).data.startswith(b"%PDF")
    finally:
        printers.close()


def lines(press: Press, context: dict[str, Any]) -> list[list[tuple[float, float, str]]]:
    """Per page: left edge, right edge (CSS px) and text of every line."""
    style = [press._styles[context["paper"]]]
    document = HTML(string=press.html(context)).render(stylesheets=style, font_config=press._fonts)
    found = []
    for sheet in document.pages:
        boxes = [box for box in sheet._page_box.descendants() if type(box).__name__ == "TextBox"]
        found.append([(box.position_x, box.position_x + box.width, box.text) for box in boxes])
    return found


@pytest.mark.parametrize("paper", ["F4", "A4"])
@pytest.mark.parametrize("name", ["Sri", "Raden Ajeng Siti Nurhalimatussa’diyah binti Abdurrahman " * 4, "W" * 300])
@pytest.mark.parametrize("papers", [0, 7])
def test_nothing_runs_off_the_page_and_no_signature_stands_alone(
    paper: str, name: str, papers: int, press: Press, sample: dict[str, Any]
) -> None:
    name = name.strip()
    rows = [{**row, "value": name} for row in sample["clauses"][0]["rows"]]
    clauses = [{**sample["clauses"][0], "rows": rows}, *sample["clauses"][1:]]
    noting = [f"Surat nomor {number} tentang usul pemindahan;" for number in range(papers)]
    context = {**sample, "paper": paper, "clauses": clauses, "noting": noting}
    pages = lines(press, context)
    right = {"F4": 215, "A4": 210}[paper] - 22
    assert all(left >= 30 / 25.4 * 96 - 8 for sheet in pages for left, _, _ in sheet)
    assert max(edge for sheet in pages for _, edge, _ in sheet) <= right / 25.4 * 96 + 1
    signed = [sheet for sheet in pages if any("Ditetapkan di" in text for _, _, text in sheet)]
    assert len(signed) == 1
    assert any("Keputusan ini disampaikan" in text for _, _, text in signed[0])
    assert any("HADI WIBOWO" in text for _, _, text in signed[0])
