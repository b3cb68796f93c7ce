"""The prepared field: over the box, tagged, and filled without losing conformance or the signature before it."""

from io import BytesIO
from typing import Any

import pikepdf
import pytest

from mutasi_flow.letters.contexts import prepared_for, sample_transfer_decree
from mutasi_flow.letters.contexts.supporting import signed_with_account
from mutasi_flow.letters.domain import SIGNATURE_FIELD, SigningMethod
from mutasi_flow.letters.render.engines import render
from mutasi_flow.letters.sign import Official, Paper, Secret
from mutasi_flow.letters.sign.accepting import accept
from mutasi_flow.letters.sign.pkcs12 import Pkcs12Session, Pkcs12Signer
from tests.factories import NOW
from tests.letters.judging import failures, rules
from tests.letters.signers import p12, sign

HEAD = "Dr. HADI WIBOWO"
FIRST_OF_TWO = "PDFA3A-SIGNATURE-BYTERANGE-001"
"""The validator asks of every signature to cover the whole file, which only the last of several can."""
MILLIMETRE = 72 / 25.4


def fields(pdf: bytes) -> list[dict[str, Any]]:
    with pikepdf.open(BytesIO(pdf)) as document:
        form: Any = document.Root.get("/AcroForm", {"/Fields": []})
        return [
            {
                "name": str(one.T),
                "said": str(one.get("/TU", "")),
                "rect": [float(side) for side in one.Rect],
                "look": bytes(one.AP.N.read_bytes()) if "/AP" in one else None,
                "is_filled": "/V" in one,
                "page": document.pages.index(pikepdf.Page(one.P)),
            }
            for one in form["/Fields"]
        ]


@pytest.fixture(scope="module")
def printed() -> bytes:
    return render({**sample_transfer_decree(), "signature": box(SigningMethod.P12)}).data


def box(method: SigningMethod) -> dict[str, Any]:
    prepared = prepared_for(method)
    return {"method": prepared.method, "lines": list(prepared.lines), "note": prepared.note}


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Pkcs12Session:
    folder = tmp_path_factory.mktemp("p12")
    (folder / "bupati.p12").write_bytes(p12(HEAD, "sandi"))
    return Pkcs12Signer(SigningMethod.P12, folder).open(Official(HEAD, "bupati"), Secret(b"sandi"), NOW)


def test_the_field_lies_over_the_box_on_its_page(printed: bytes) -> None:
    (field,) = fields(printed)
    left, bottom, right, top = field["rect"]
    assert (field["name"], field["is_filled"], field["look"]) == (SIGNATURE_FIELD, False, b"")
    assert field["said"] == "Tanda tangan elektronik pejabat"
    assert (right - left, top - bottom) == pytest.approx((62 * MILLIMETRE, 21 * MILLIMETRE), abs=0.1)
    assert left > 90 * MILLIMETRE
    with pikepdf.open(BytesIO(printed)) as document:
        words = [str(one) for one in document.pages[field["page"]].Annots]
        numbers = list(document.Root.StructTreeRoot.ParentTree.Nums)
        keys = [int(key) for key in numbers[::2]]
        assert len(words) == 1
        assert keys == sorted(set(keys))
        assert numbers[-1].S == "/Form"
        assert int(document.Root.AcroForm.Fields[0].StructParent) == keys[-1]


def test_what_was_signed_by_an_act_has_no_field() -> None:
    said = signed_with_account(NOW)
    signature = {"method": said.method, "lines": list(said.lines), "note": ""}
    assert fields(render({**sample_transfer_decree(), "signature": signature}).data) == []


def test_filling_the_field_keeps_the_file_conformant_and_its_look(printed: bytes, opened: Pkcs12Session) -> None:
    assert failures(printed) == []
    (signed,) = opened.sign([Paper(printed, "Surat keputusan", "Sagara")])
    assert accept(printed, signed, number="1", signatory=HEAD, serial=opened.serial)
    assert failures(signed) == []
    (field,) = fields(signed)
    assert (field["is_filled"], field["look"]) == (True, b"")


def test_a_paraf_before_the_signature_keeps_both_valid(printed: bytes, opened: Pkcs12Session) -> None:
    (paraf,) = opened.sign([Paper(printed, "Paraf", field="PARAF1")])
    (signed,) = opened.sign([Paper(paraf, "Surat keputusan")])
    found = accept(printed, signed, number="1", signatory=HEAD, serial=opened.serial)
    assert [(one.is_intact, one.is_last_word) for one in found] == [(True, True)] * 2
    assert rules(signed) - rules(paraf) == {FIRST_OF_TWO}
    assert {one["name"]: one["is_filled"] for one in fields(signed)} == {"PARAF1": True, SIGNATURE_FIELD: True}


def test_an_application_elsewhere_may_fill_the_field(printed: bytes) -> None:
    (found,) = accept(printed, sign(printed, HEAD), number="1", signatory=HEAD)
    assert found.is_last_word


@pytest.mark.parametrize("method", [SigningMethod.DEMO, SigningMethod.BSRE])
def test_box_and_foot_say_how_it_is_signed(method: SigningMethod, press: Any) -> None:
    page = press.html({**sample_transfer_decree(), "signature": box(method)})
    assert prepared_for(method).note in page
    assert "belum ditandatangani" not in page
    assert ("DEMONSTRASI" in page) is (method is SigningMethod.DEMO)


def test_the_letters_of_an_older_version_print_as_before(press: Any) -> None:
    old = {"method": "none", "lines": ["Belum ditandatangani"]}
    assert "Surat ini belum ditandatangani" in press.html({**sample_transfer_decree(), "signature": old})
