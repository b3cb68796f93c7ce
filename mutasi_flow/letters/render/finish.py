"""What the PDF library leaves to be done so that one file is PDF/A-3a and PDF/UA-1 at once."""

from typing import Any

import pydyf

from mutasi_flow.letters.render.field import prepare_field

PDFUA = b"""<rdf:Description rdf:about="" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/">\
<pdfuaid:part>1</pdfuaid:part></rdf:Description>\
<rdf:Description rdf:about="" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/" \
xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#" xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">\
<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">\
<pdfaSchema:schema>PDF/UA identification schema</pdfaSchema:schema>\
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>\
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>\
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">\
<pdfaProperty:name>part</pdfaProperty:name><pdfaProperty:valueType>Integer</pdfaProperty:valueType>\
<pdfaProperty:category>internal</pdfaProperty:category>\
<pdfaProperty:description>Part of ISO 14289 to which the file conforms</pdfaProperty:description>\
</rdf:li></rdf:Seq></pdfaSchema:property></rdf:li></rdf:Bag></pdfaExtension:schemas></rdf:Description>"""
"""PDF/UA identification, with the extension schema that PDF/A asks of properties it does not know."""


def finish(document: Any, pdf: Any) -> None:
    """Claim PDF/UA-1 beside PDF/A-3a, leave the metadata readable, name each attachment once, prepare the signature."""
    prepare_field(document, pdf)
    metadata = pdf.objects[int(pdf.catalog["Metadata"].split()[0])]
    metadata.stream[0] = metadata.stream[0].replace(b"</rdf:RDF>", PDFUA + b"</rdf:RDF>", 1)
    metadata.compress = False
    pdf.catalog["AF"][:] = list(dict.fromkeys(pdf.catalog["AF"]))
    pdf.objects[:] = [one if one.free == "f" else _written(one) for one in pdf.objects]


def _written(one: Any) -> Any:
    """Return an object with its bytes: the library asks for them three times, and packs streams anew each time."""
    data = one.data
    if getattr(one, "compress", False) and _ends_in_return(data):
        one.compress = False
        data = one.data
    return (_WrittenStream if isinstance(one, pydyf.Stream) else _Written)(one, data)


def _ends_in_return(data: bytes) -> bool:
    """Whether the packed bytes end in CR: with the LF that follows, some readers count it among the line's end."""
    return data.removesuffix(b"\nendstream").endswith(b"\r")


def _page_references(pdf: Any) -> tuple[bytes, ...]:
    kids, known = pdf.pages["Kids"], vars(pdf).setdefault("_known_references", {})
    if len(kids) not in known:
        known[len(kids)] = tuple(f"{number} 0 R".encode() for number in kids[::3])
    return tuple(known[len(kids)])


# The library counts all pages anew for each tag, a tenth of the time of a long annex; it offers no other way.
pydyf.PDF.page_references = property(_page_references)


class _Written(pydyf.Object):  # type: ignore[misc] # the library is untyped
    """An object that does not change any more."""

    data = b""

    def __init__(self, one: Any, data: bytes) -> None:
        super().__init__()
        self.number, self.generation, self.data = one.number, one.generation, data


class _WrittenStream(_Written, pydyf.Stream):  # type: ignore[misc] # idem
    """A stream that does not change any more; it stands by itself in the file."""
