"""What the PDF library leaves to be done so that one file is PDF/A-3a and PDF/UA-1 at once."""

from typing import Any

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
    for one in pdf.objects:
        if getattr(one, "compress", False) and _ends_in_return(one):
            one.compress = False


def _ends_in_return(stream: Any) -> bool:
    """Whether the packed bytes end in CR: with the LF that follows, some readers count it among the line's end."""
    return bytes(stream.data).removesuffix(b"\nendstream").endswith(b"\r")
