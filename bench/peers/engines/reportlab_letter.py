"""The decree drawn by ReportLab, untagged: ``python reportlab_letter.py LETTERS FONTS OUT``.

The library embeds no OpenType font with PostScript outlines, so the text is set in the shipped sans.
"""

import json
import sys
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

from reportlab.graphics.barcode.qr import QrCode
from reportlab.lib.enums import TA_CENTER, TA_JUSTIFY
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.platypus import KeepTogether, Paragraph, SimpleDocTemplate, Spacer, Table

BODY = ParagraphStyle("body", fontName="Letter", fontSize=12, leading=15.6, alignment=TA_JUSTIFY)
CENTRE = ParagraphStyle("centre", BODY, alignment=TA_CENTER)
LEFT = ParagraphStyle("left", BODY, alignment=0)
SMALL = ParagraphStyle("small", LEFT, fontSize=8, leading=11)
TOP = [
    ("VALIGN", (0, 0), (-1, -1), "TOP"),
    ("LEFTPADDING", (0, 0), (-1, -1), 0),
    ("BOTTOMPADDING", (0, 0), (-1, -1), 4),
]
WIDTH = 163 * mm


def said(text: str, style: ParagraphStyle = BODY) -> Paragraph:
    """A paragraph of plain words."""
    return Paragraph(escape(text), style)


def rows(groups: list[tuple[str, str, Any]]) -> Table:
    """Label, colon, mark and text beside each other, over as many pages as it takes."""
    cells = [[said(label, LEFT), ":" if label else "", mark, body] for label, mark, body in groups]
    return Table(cells, colWidths=[35 * mm, 5 * mm, 8 * mm, WIDTH - 48 * mm], style=TOP, splitInRow=1)


def group(label: str, texts: list[str], marks: str) -> list[tuple[str, str, Any]]:
    """One row for each text; the label stands on the first."""
    return [(label if not index else "", f"{marks[index]}.", said(text)) for index, text in enumerate(texts)]


def story(letter: dict[str, Any]) -> list[Any]:
    """The letter from top to bottom."""
    head = [
        letter["issuer"],
        letter["province"],
        "",
        f"KEPUTUSAN {letter['issuer']}",
        f"NOMOR {letter['number']}",
        "TENTANG",
    ]
    centred = [*head, *letter["subject"], letter["invocation"], f"{letter['issuer']},"]
    clauses: list[tuple[str, str, Any]] = [("Menetapkan", "", said(letter["ordering"]))]
    for clause in letter["clauses"]:
        person = [[one["label"], ":", said(one["value"], LEFT)] for one in clause["rows"]]
        table = [Table(person, colWidths=[43 * mm, 5 * mm, WIDTH - 100 * mm], style=TOP)] if person else []
        clauses.append((clause["label"], "", [said(clause["text"]), *table]))
    code = QrCode(f"{letter['verification_url']}/{letter['code']}", width=24 * mm, height=24 * mm)
    officer = [*letter["signatory"]["lines"], *letter["signature"]["lines"], letter["signatory"]["name"]]
    place = [f"Ditetapkan di {letter['seat']}", f"pada tanggal {letter['dated_words']}"]
    check = [code, said(f"Kode pemeriksaan: {letter['code']}", SMALL)]
    sign = [said(line, LEFT) for line in place + officer]
    return [
        *(said(line, CENTRE) for line in centred),
        rows(group("Menimbang", letter["considering"], "abcdefgh") + group("Mengingat", letter["bases"], "12345678")),
        rows(group("Memperhatikan", letter["noting"], "12345678")),
        said("MEMUTUSKAN:", CENTRE),
        rows(clauses),
        said(letter["closing"]),
        Spacer(0, 6 * mm),
        KeepTogether(Table([[check, sign]], colWidths=[66 * mm, WIDTH - 66 * mm], style=TOP)),
        *(said(f"{index}. {text}", SMALL) for index, text in enumerate(letter["copies"], 1)),
    ]


def main() -> None:
    """Draw every letter of the list in one process."""
    letters, fonts, out = Path(sys.argv[1]), Path(sys.argv[2]), Path(sys.argv[3])
    pdfmetrics.registerFont(TTFont("Letter", fonts / "LiberationSans-Regular.ttf"))
    for number, (_, letter, _) in enumerate(json.loads(letters.read_bytes())):
        page = SimpleDocTemplate(
            str(out / f"{number}.pdf"),
            pagesize=(215 * mm, 330 * mm),
            leftMargin=30 * mm,
            rightMargin=22 * mm,
            title=" ".join(letter["subject"]),
            lang="id",
        )
        page.build(story(letter))


if __name__ == "__main__":
    main()
