"""The decree set by Typst, tagged PDF/A with its data attached: ``python typst_letter.py LETTERS FONTS OUT``."""

import json
import sys
from pathlib import Path

import typst

SOURCE = r"""
#let letter = json(bytes(sys.inputs.letter))
#set document(title: letter.subject.join(" "), author: letter.issuer, date: datetime(year: 2026, month: 3, day: 2))
#set text(font: "TeX Gyre Bonum", size: 12pt, lang: "id", hyphenate: false)
#set par(leading: 0.52em, spacing: 0.8em, justify: true)
#set page(
  width: 215mm, height: 330mm, margin: (top: 30mm, right: 22mm, bottom: 24mm, left: 30mm),
  header: context { let page = counter(page).get().first(); if page > 1 { align(center, [- #page -]) } },
  footer: text(font: "Liberation Sans", size: 7pt, letter.verification_url + "/" + letter.code),
)
#pdf.attach("decree.json", bytes(sys.inputs.letter), relationship: "data", mime-type: "application/json",
  description: "Isi surat sebagai data")
#let row(label, body) = grid(columns: (35mm, 5mm, 1fr), label, if label == "" [] else [:], body)
#let group(label, texts, pattern) = for (index, text) in texts.enumerate() {
  row(if index == 0 { label } else { "" }, grid(columns: (8mm, 1fr), numbering(pattern, index + 1), text))
  v(1.6mm, weak: true)
}
#align(center)[
  #text(size: 14pt, weight: "bold", letter.issuer) \
  *#letter.province*
  #v(7mm)
  #heading(level: 1, text(size: 12pt, weight: "regular", "KEPUTUSAN " + letter.issuer))
  NOMOR #letter.number
  #v(2mm) TENTANG #v(2mm)
  #letter.subject.join(linebreak())
  #v(2mm) #letter.invocation #v(2mm) #letter.issuer,
]
#group("Menimbang", letter.considering, "a.")
#group("Mengingat", letter.bases, "1.")
#group("Memperhatikan", letter.noting, "1.")
#align(center)[MEMUTUSKAN:]
#row("Menetapkan", letter.ordering)
#for clause in letter.clauses {
  row(clause.label, {
    clause.text
    if clause.rows.len() > 0 {
      grid(columns: (43mm, 5mm, 1fr), row-gutter: 2mm, ..clause.rows.map(it => (it.label, ":", it.value)).flatten())
    }
  })
  v(3mm, weak: true)
}
#letter.closing
#v(6mm)
#block(breakable: false, grid(columns: (66mm, 1fr),
  align(bottom)[
    #image(bytes(sys.inputs.qr), width: 24mm, alt: "Kode QR ke halaman pemeriksaan surat ini")
    #text(size: 8pt)[Kode pemeriksaan: \ #letter.code]
  ],
  [
    Ditetapkan di #letter.seat \ pada tanggal #letter.dated_words
    #v(4mm) #letter.signatory.lines.join(linebreak())
    #rect(width: 62mm, height: 21mm, stroke: 0.5pt, align(center + horizon, text(size: 9pt, letter.signature.lines.join(" "))))
    #letter.signatory.name
  ],
))
#v(7mm)
#text(size: 10pt)[Tembusan: #for (index, one) in letter.copies.enumerate() [\ #(index + 1). #one]]
"""


def main() -> None:
    """Set every letter of the list with one warm compiler."""
    letters, fonts, out = Path(sys.argv[1]), sys.argv[2], Path(sys.argv[3])
    source = out / "letter.typ"
    source.write_text(SOURCE, encoding="utf-8")
    compiler = typst.Compiler(source, font_paths=[fonts], ignore_system_fonts=True)
    for number, (letter, qr) in enumerate(json.loads(letters.read_bytes())):
        compiler.compile(
            output=out / f"{number}.pdf",
            format="pdf",
            sys_inputs={"letter": json.dumps(letter), "qr": qr},
            pdf_standards=["a-3a", "ua-1"],
        )


if __name__ == "__main__":
    main()
