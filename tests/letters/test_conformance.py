"""Every kind of letter, judged alike: conformant before and after signing, the same bytes again, inside its page, and
hostile names either printed as they are or refused in words before a number is taken."""

from collections.abc import Iterator
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from lxml import html
from weasyprint import HTML

from mutasi_flow.core.errors import InvalidInput
from mutasi_flow.letters.domain import LetterKind, SigningMethod
from mutasi_flow.letters.render import IssuedLetter
from mutasi_flow.letters.render.engine import Press
from mutasi_flow.letters.render.engines import render
from mutasi_flow.letters.render.process import Printers
from mutasi_flow.letters.service.issuing import _checked
from mutasi_flow.letters.sign import Official, Paper, Secret
from mutasi_flow.letters.sign.pkcs12 import Pkcs12Session, Pkcs12Signer
from mutasi_flow.wiring import LETTER_KINDS
from tests.letters.judging import failures
from tests.letters.signers import p12
from tests.letters.test_render import KEPT as FIXED
from tests.letters.test_render import replaced

HEAD, WORD = "Dr. HADI WIBOWO", "sandi"
PRINTABLE = {
    "script": "<script>alert(1)</script><img src=http://127.0.0.1/x>",
    "one word": "Sumiati",
    "200 letters": f"{'W' * 90} {'Raden Ajeng Siti Nurhalimatussa’diyah binti Abdurrahman ' * 2}",
    "template": "{{ 7 * 7 }}{% include '/etc/passwd' %}",
}
LAID_OUT = {"one word", "200 letters"}
"""The shortest; and the longest, which begins with a word that is wider than any line. The others lie between."""
UNPRINTABLE = {
    "arabic": "\u0645\u062d\u0645\u062f",
    "emoji": "Wulan \U0001f600",
    "override": "Wulan \u202egro.live\u202c",
    "private": "Wulan \ue000",
    "control": "Wulan\x00",
    "javanese": "\ua997",
}
KEPT = FIXED | {"verification_url", "note", "mark"}
"""What no person and no office types stays as it is: also the words of the footnote."""
WITHOUT_BOX = {"deliberation_minutes"}
"""Signed by several people in ink: it has no prepared field, so a signature of a stranger spoils it."""
EDGE = 1.0
"""CSS pixels by which a line may hang over."""

of_every_kind = pytest.mark.parametrize("kind", LETTER_KINDS, ids=lambda kind: kind.name)


@cache
def printed(kind: LetterKind) -> bytes:
    return render(kind.sample()).data


@pytest.fixture(scope="module")
def key(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pkcs12Session]:
    folder: Path = tmp_path_factory.mktemp("keys")
    (folder / "bupati.p12").write_bytes(p12(HEAD, WORD))
    signer = Pkcs12Signer(SigningMethod.P12, folder)
    opened = signer.open(Official(HEAD, "bupati"), Secret(WORD.encode()), datetime.now(UTC))
    yield opened
    opened.close()


@of_every_kind
def test_it_conforms_before_and_after_signing(kind: LetterKind, key: Pkcs12Session) -> None:
    assert failures(printed(kind)) == []
    (signed,) = key.sign([Paper(printed(kind), "Menetapkan surat", "Sagara")])
    assert signed.startswith(printed(kind))
    assert (failures(signed) == []) is (kind.name not in WITHOUT_BOX)


@pytest.fixture(scope="module")
def others() -> Iterator[Printers]:
    """Printing processes that have printed nothing that the first ones printed before."""
    made = Printers()
    yield made
    made.close()


@of_every_kind
def test_the_same_context_gives_the_same_bytes_in_another_process(kind: LetterKind, others: Printers) -> None:
    again = IssuedLetter(dict(reversed(list(kind.sample().items()))))
    assert others.render(again).data == printed(kind)


def outside(press: Press, context: dict[str, Any]) -> list[tuple[int, str]]:
    """Return page and text of what leaves the sheet."""
    style = [press._styles[context["paper"]]]
    document = HTML(string=press.html(context)).render(stylesheets=style, font_config=press._fonts)
    found = []
    for number, sheet in enumerate(document.pages, start=1):
        for box in sheet._page_box.descendants():
            if type(box).__name__ != "TextBox" or not box.text.strip():
                continue
            right, bottom = box.position_x + box.width, box.position_y + box.height
            if (
                min(box.position_x, box.position_y) < -EDGE
                or right > sheet.width + EDGE
                or bottom > sheet.height + EDGE
            ):
                found.append((number, box.text[:40]))
    return found


@of_every_kind
@pytest.mark.parametrize("which", PRINTABLE)
def test_a_hostile_name_is_printed_as_it_is_and_stays_on_its_page(kind: LetterKind, which: str, press: Press) -> None:
    name = PRINTABLE[which]
    context = _checked(replaced(dict(kind.sample()), name, KEPT))
    tree = html.document_fromstring(press.html(context))
    assert " ".join(name.split()) in tree.text_content().replace("\N{NO-BREAK SPACE}", " ")
    assert tree.xpath("//script | //img | //link | //object | //iframe") == []
    assert which not in LAID_OUT or outside(press, context) == []


@of_every_kind
@pytest.mark.parametrize("name", UNPRINTABLE.values(), ids=UNPRINTABLE)
def test_a_name_without_glyphs_is_refused_in_words_before_a_number_is_taken(kind: LetterKind, name: str) -> None:
    with pytest.raises(InvalidInput, match="tidak dapat dicetak"):
        _checked(replaced(dict(kind.sample()), name, KEPT))
