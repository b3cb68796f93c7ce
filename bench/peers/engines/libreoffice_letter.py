"""The decree as a mail merge would have it, PDF/A-3b by LibreOffice: ``python libreoffice_letter.py LETTERS FONTS OUT``."""

import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

FILTER = 'pdf:writer_pdf_Export:{"SelectPdfVersion":{"type":"long","value":"3"}}'
HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<office:document xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
 xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"
 xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"
 xmlns:fo="urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0"
 xmlns:svg="urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0" office:version="1.3"
 office:mimetype="application/vnd.oasis.opendocument.text">
<office:font-face-decls><style:font-face style:name="Letter" svg:font-family="'TeX Gyre Bonum'"/></office:font-face-decls>
<office:styles><style:default-style style:family="paragraph"><style:text-properties style:font-name="Letter"
 fo:font-size="12pt" fo:language="id" fo:country="ID"/></style:default-style>
<style:style style:name="Centre" style:family="paragraph"><style:paragraph-properties fo:text-align="center"/></style:style>
<style:style style:name="Body" style:family="paragraph"><style:paragraph-properties fo:text-align="justify"/></style:style>
</office:styles><office:automatic-styles>
<style:style style:name="Label" style:family="table-column"><style:table-column-properties style:column-width="3.5cm"/>
</style:style><style:style style:name="Mark" style:family="table-column"><style:table-column-properties
 style:column-width="0.8cm"/></style:style><style:style style:name="Text" style:family="table-column">
<style:table-column-properties style:column-width="12cm"/></style:style>
<style:page-layout style:name="F4"><style:page-layout-properties fo:page-width="21.5cm" fo:page-height="33cm"
 fo:margin-top="3cm" fo:margin-right="2.2cm" fo:margin-bottom="2.4cm" fo:margin-left="3cm"/></style:page-layout>
</office:automatic-styles><office:master-styles><style:master-page style:name="Standard" style:page-layout-name="F4"/>
</office:master-styles><office:body><office:text>"""
TAIL = "</office:text></office:body></office:document>"


def said(text: str, style: str = "Body") -> str:
    """A paragraph."""
    return f'<text:p text:style-name="{style}">{escape(text)}</text:p>'


def rows(groups: list[tuple[str, str, str]]) -> str:
    """Label, mark and text beside each other."""
    cells = "".join(
        "<table:table-row>"
        + "".join(f"<table:table-cell>{said(text)}</table:table-cell>" for text in group)
        + "</table:table-row>"
        for group in groups
    )
    columns = "".join(f'<table:table-column table:style-name="{name}"/>' for name in ("Label", "Mark", "Text"))
    return f"<table:table>{columns}{cells}</table:table>"


def group(label: str, texts: list[str]) -> list[tuple[str, str, str]]:
    """One row for each text; the label stands on the first."""
    return [(f"{label} :" if not index else "", f"{index + 1}.", text) for index, text in enumerate(texts)]


def page(letter: dict[str, Any]) -> str:
    """The letter as a flat OpenDocument text."""
    head = [
        letter["issuer"],
        letter["province"],
        f"KEPUTUSAN {letter['issuer']}",
        f"NOMOR {letter['number']}",
        "TENTANG",
    ]
    head += [*letter["subject"], letter["invocation"], f"{letter['issuer']},"]
    groups = group("Menimbang", letter["considering"]) + group("Mengingat", letter["bases"])
    clauses = [("Menetapkan :", "", letter["ordering"])]
    for clause in letter["clauses"]:
        clauses.append((f"{clause['label']} :", "", clause["text"]))
        clauses += [("", "", f"{one['label']}: {one['value']}") for one in clause["rows"]]
    end = [letter["closing"], f"Ditetapkan di {letter['seat']}", f"pada tanggal {letter['dated_words']}"]
    end += [*letter["signatory"]["lines"], *letter["signature"]["lines"], letter["signatory"]["name"], letter["code"]]
    parts = [
        *(said(line, "Centre") for line in head),
        rows(groups + group("Memperhatikan", letter["noting"])),
        said("MEMUTUSKAN:", "Centre"),
        rows(clauses),
        *(said(line) for line in end + letter["copies"]),
    ]
    return HEAD + "".join(parts) + TAIL


def main() -> None:
    """Write the letters as documents and convert all of them in one run."""
    letters, out = Path(sys.argv[1]), Path(sys.argv[3])
    with tempfile.TemporaryDirectory() as folder:
        documents = []
        for number, (_, letter, _) in enumerate(json.loads(letters.read_bytes())):
            document = Path(folder) / f"{number}.fodt"
            document.write_text(page(letter), encoding="utf-8")
            documents.append(document)
        profile = f"-env:UserInstallation=file://{folder}/profile"
        command = ["soffice", profile, "--headless", "--convert-to", FILTER, "--outdir", out, *documents]
        subprocess.run(command, check=True, capture_output=True)


if __name__ == "__main__":
    main()
