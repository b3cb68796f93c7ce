"""Any letter set by Typst from its typed layout, tagged PDF/A with its data attached: ``python typst_letter.py LETTERS FONTS OUT``.

Each letter is its layout as JSON (each block names its class under ``is``), its frozen context, and the drawn QR. Nothing
here knows a kind of letter.
"""

import json
import sys
from pathlib import Path

import typst

SOURCE = r"""
#let letter = json(bytes(sys.inputs.letter))
#let issued = letter.issued_at.split("T").first().split("-").map(int)
#set document(title: letter.title, author: letter.author,
  date: datetime(year: issued.at(0), month: issued.at(1), day: issued.at(2)))
#set text(font: "TeX Gyre Bonum", size: 12pt, lang: "id", hyphenate: false)
#set par(leading: 0.52em, spacing: 0.8em, justify: true)
#show heading: it => block(text(size: 12pt, weight: "regular", it.body))
#set page(
  width: letter.size.at(0) * 1mm, height: letter.size.at(1) * 1mm,
  margin: (top: 30mm, right: 22mm, bottom: 24mm, left: 30mm),
  header: context { let page = counter(page).get().first(); if page > 1 { align(center, "- " + str(page) + " -") } },
  footer: text(font: "Liberation Sans", size: 7pt)[*#letter.footnote.warning* #letter.footnote.text],
)
#pdf.attach("decree.json", bytes(sys.inputs.data), relationship: "data", mime-type: "application/json",
  description: "Isi surat sebagai data")

#let lines(texts) = texts.join(linebreak())
#let whole(body) = block(breakable: false, width: 100%, body)
#let hung(mark, width, body) = if mark == "" { body } else { grid(columns: (width, 1fr), mark, body) }
#let data(it) = if it.rows.len() > 0 {
  grid(columns: (43mm, 5mm, 1fr), row-gutter: 0.8em, align: left,
    ..it.rows.map(row => (row.label, ":", row.value)).flatten())
}
#let groups(all) = for group in all {
  for (place, entry) in group.entries.enumerate() {
    block(breakable: not entry.is_whole, below: 1.6mm + 0.5em, grid(columns: (35mm, 5mm, 1fr),
      align(left, if place == 0 { group.label }), if place == 0 [:],
      { hung(entry.mark, 8mm, par(entry.text)); data(entry) }))
  }
}
#let signing(it) = {
  set align(left)
  if it.place.len() > 0 { lines(it.place); v(4mm, weak: true) }
  lines(it.officer)
  if it.box != none {
    rect(width: 62mm, height: 21mm, stroke: 0.5pt, align(center + horizon, text(size: 9pt, lines(it.box.lines))))
  } else if it.word != "" { v(5mm); it.word; v(5mm) } else { v(18mm) }
  lines((it.name, ..it.below))
}
#let beside(it) = if it.is == "Check" {
  image(bytes(sys.inputs.qr), width: 24mm, alt: it.name)
  text(size: 8pt)[#it.label \ #it.code]
} else { lines(it.lines) }

#let shapes = (
  Head: it => align(center, {
    if it.mark != "" { strong(it.mark); linebreak() }
    text(size: 14pt, weight: "bold", it.lines.first())
    for line in it.lines.slice(1) { linebreak(); strong(line) }
    if it.is_ruled { line(length: 100%, stroke: 2pt) }
  }),
  Title: it => align(center, {
    v(7mm, weak: true)
    heading(level: 1, it.lines.join(linebreak()))
    it.number
    for part in (it.about, lines(it.subject), it.invocation, it.issuer) {
      if part != none and part != "" { par(justify: false, part) }
    }
  }),
  Labelled: it => groups(it.groups),
  Centred: it => block(sticky: true, width: 100%, align(center, it.text)),
  Data: data,
  Addressee: it => block(above: 6mm, lines(it.lines)),
  Paragraph: it => block(above: 4mm, it.text),
  Section: it => block(above: 4mm, {
    set text(size: 9.5pt) if it.is_small
    if it.said != "" { block(sticky: true, if it.is_heading { strong(it.said) } else { it.said }) }
    data(it)
    for point in it.points {
      hung(point.mark, 8mm, if point.is_bold { strong(point.text) } else { par(point.text) })
      data(point)
    }
  }),
  Table: it => {
    set text(size: (list: 9pt, matrix: 8pt, form: 11pt).at(it.look))
    set par(justify: false, leading: 0.4em)
    if it.caption != "" { block(sticky: true, it.caption) }
    table(
      columns: it.columns.map(column => if column.share > 0 { column.share * 1% } else { 1fr }),
      stroke: 0.5pt, inset: (x: 1.6mm, y: 1.2mm),
      table.header(..it.columns.enumerate().map(((place, column)) => strong({
        column.label
        if it.is_numbered { linebreak(); str(place + 1) }
      }))),
      ..it.rows.map(row => row.map(lines)).flatten(),
    )
  },
  Ending: it => whole({
    if it.clause != none { groups((it.clause,)) }
    it.closing
    v(6mm)
    grid(columns: (66mm, 1fr), align: bottom, beside(it.beside), signing(it.signing))
  }),
  Official: it => whole(pad(left: 50%, top: 4mm, signing(it.signing))),
  Copies: it => text(size: 10pt, whole({
    v(4mm)
    it.label
    for (place, one) in it.texts.enumerate() { linebreak(); [#(place + 1). #one] }
  })),
  AnnexHead: it => pad(left: 48%, text(size: 10pt, {
    lines(it.lines)
    grid(columns: (22mm, 1fr), row-gutter: 0.5em, ..it.rows.map(row => (row.label, row.value)).flatten())
  })),
  Heading: it => align(center, {
    block(sticky: true, heading(level: it.level, strong(it.text)))
    if it.under != "" { text(size: 10pt, it.under) }
    if it.about != "" { par(strong(it.about)) }
  }),
  Choice: it => {
    it.options.map(option => [#box(width: 4mm, height: 4mm, stroke: 0.7pt) #option]).join(h(6mm))
    par(it.label)
    for _ in range(it.lines) { v(7mm); line(length: 100%, stroke: (dash: "dotted")) }
  },
)
#let draw(all) = for it in all { if it.is == "Together" { whole(draw(it.blocks)) } else { (shapes.at(it.is))(it) } }
#for part in letter.parts {
  page(flipped: part.is_wide, {
    if part.mark != "" { align(center, strong(part.mark)) }
    draw(part.blocks)
  })
}
"""


def main() -> None:
    """Set every letter of the list with one warm compiler."""
    letters, fonts, out = Path(sys.argv[1]), sys.argv[2], Path(sys.argv[3])
    source = out / "letter.typ"
    source.write_text(SOURCE, encoding="utf-8")
    compiler = typst.Compiler(source, font_paths=[fonts], ignore_system_fonts=True)
    for number, (letter, context, qr) in enumerate(json.loads(letters.read_bytes())):
        compiler.compile(
            output=out / f"{number}.pdf",
            format="pdf",
            sys_inputs={"letter": json.dumps(letter), "data": json.dumps(context), "qr": qr},
            pdf_standards=["a-3a", "ua-1"],
        )


if __name__ == "__main__":
    main()
