"""The empty signature field over the printed box: tagged and named, so that filling it keeps the file accessible.

Its look is an empty drawing: what people see is the page's own box, before and after the signature. The library cannot
make such a field; this adds it to the objects that the library has laid out (ISO 32000-1, 12.7.4.5 and 14.7.4.4).
"""

from typing import Any

import pydyf

from mutasi_flow.letters.domain import SIGNATURE_FIELD

NAME = "Tanda tangan elektronik pejabat"
_POINTS = 0.75
"""PDF points in a pixel of the page layout."""
_PRINTED_AND_LOCKED = 4 + 128


def prepare_field(document: Any, pdf: Any) -> None:
    """Lay the field over the box; a letter without a box gets none."""
    for number, page in enumerate(document.pages):
        if (box := page.anchors.get(SIGNATURE_FIELD)) is not None:
            _add(pdf, number, _rectangle(page, box))
            return


def _rectangle(page: Any, box: tuple[float, float, float, float]) -> list[float]:
    left, top, right, bottom = box
    sides = (left, page.height - bottom, right, page.height - top)
    return [round(side * _POINTS, 2) for side in sides]


def _add(pdf: Any, number: int, rectangle: list[float]) -> None:
    page = pdf.objects[int(pdf.page_references[number].split()[0])]
    width, height = rectangle[2] - rectangle[0], rectangle[3] - rectangle[1]
    nothing = pydyf.Stream([], {"Type": "/XObject", "Subtype": "/Form", "BBox": pydyf.Array([0, 0, width, height])})
    pdf.add_object(nothing)
    field = pydyf.Dictionary(
        {
            "Type": "/Annot",
            "Subtype": "/Widget",
            "FT": "/Sig",
            "T": pydyf.String(SIGNATURE_FIELD),
            "TU": pydyf.String(NAME),
            "F": _PRINTED_AND_LOCKED,
            "P": page.reference,
            "Rect": pydyf.Array(rectangle),
            "AP": pydyf.Dictionary({"N": nothing.reference}),
        }
    )
    pdf.add_object(field)
    page.setdefault("Annots", pydyf.Array()).append(field.reference)
    pdf.catalog["AcroForm"] = pydyf.Dictionary({"Fields": pydyf.Array([field.reference])})
    _tag(pdf, page, field)


def _tag(pdf: Any, page: Any, field: Any) -> None:
    """Name the field in the tree of the document, at its end, and in the map from objects to the tree.

    It hangs there by itself, not in a list: so readers that compare versions of a file recognise it as a form field.
    """
    root = pdf.objects[int(pdf.catalog["StructTreeRoot"].split()[0])]
    whole = pdf.objects[int(root["K"][0].split()[0])]
    mapped = pdf.objects[int(root["ParentTree"].split()[0])]["Nums"]
    where = pydyf.Dictionary({"Type": "/OBJR", "Obj": field.reference, "Pg": page.reference})
    pdf.add_object(where)
    form = pydyf.Dictionary(
        {
            "Type": "/StructElem",
            "S": "/Form",
            "K": where.reference,
            "Pg": page.reference,
            "P": whole.reference,
        }
    )
    pdf.add_object(form)
    whole["K"].append(form.reference)
    field["StructParent"] = len(mapped) // 2
    mapped.extend([field["StructParent"], form.reference])
