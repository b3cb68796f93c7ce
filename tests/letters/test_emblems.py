"""Emblems of the office: made small in a process of their own, frozen by their digest, printed without an address."""

from collections.abc import Callable
from dataclasses import replace
from io import BytesIO
from typing import Any

import pytest
from PIL import Image
from sqlalchemy.orm import Session

from mutasi_flow.access.domain import Role
from mutasi_flow.access.model import Account
from mutasi_flow.core.actor import SYSTEM
from mutasi_flow.core.runtime import Runtime
from mutasi_flow.core.uploads import Flaw, UnusableFile
from mutasi_flow.core.uploads.emblems import SIDE, look, shrink_emblem
from mutasi_flow.letters.contexts import SHIPPED
from mutasi_flow.letters.contexts.samples import sample_transfer_decree
from mutasi_flow.letters.domain import NEUTRAL, emblem_of, file_key_of
from mutasi_flow.letters.queries import find_style, get_house
from mutasi_flow.letters.render import RenderFailed
from mutasi_flow.letters.render.engines import render
from mutasi_flow.letters.service import NewStyle, add_style, print_letter
from tests.browsing import Browser
from tests.factories import NOW, TODAY, make_account, make_office
from tests.letters.judging import failures

DIGEST = "ab" * 32


def picture(side: int = 900, mode: str = "RGBA", form: str = "PNG") -> bytes:
    made, out = Image.new(mode, (side, side // 2)), BytesIO()
    made.paste("red" if mode.startswith("RGB") else 90, (0, 0, side // 2, side // 4))
    made.save(out, form)
    return out.getvalue()


@pytest.mark.parametrize(
    ("mode", "form"), [("RGBA", "PNG"), ("RGB", "JPEG"), ("L", "PNG"), ("CMYK", "JPEG"), ("P", "PNG")]
)
def test_any_picture_becomes_a_small_one_on_white(mode: str, form: str) -> None:
    head, small = look(picture(mode=mode, form=form))
    assert head == {}
    with Image.open(BytesIO(small)) as shown:
        assert (shown.format, shown.mode, shown.size) == ("JPEG", "RGB", (SIDE, SIDE // 2))
        assert not shown.getexif()


def test_the_process_makes_it_small() -> None:
    assert shrink_emblem(picture()) == look(picture())[1]


@pytest.mark.parametrize(
    ("data", "flaw"),
    [
        (b"", Flaw.EMPTY),
        (b"%PDF-1.7", Flaw.OTHER_KIND),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", Flaw.SVG),
        (picture(100), Flaw.TOO_SMALL),
        (picture()[:200], Flaw.DAMAGED),
    ],
)
def test_what_is_no_emblem_is_refused_with_advice(data: bytes, flaw: Flaw) -> None:
    with pytest.raises(UnusableFile) as refused:
        shrink_emblem(data)
    assert refused.value.flaw is flaw


def test_a_picture_of_a_hundred_million_points_is_refused() -> None:
    out = BytesIO()
    Image.new("1", (10_000, 10_000)).save(out, "PNG")
    with pytest.raises(UnusableFile) as refused:
        shrink_emblem(out.getvalue())
    assert refused.value.flaw is Flaw.TOO_HEAVY


def test_a_letter_names_the_picture_by_its_digest() -> None:
    assert emblem_of("") == NEUTRAL
    assert file_key_of(NEUTRAL) is None
    assert file_key_of(emblem_of(DIGEST)) == f"ab/{DIGEST}.jpg"
    for strange in ("image:../../etc/passwd", "image:", f"file:{DIGEST}", f"image:{DIGEST}x"):
        assert file_key_of(strange) is None


def test_the_print_shows_it_and_stays_an_archive_file(runtime: Runtime) -> None:
    key = runtime.files.put(look(picture())[1], ".jpg")
    context: dict[str, Any] = {**sample_transfer_decree(), "emblem": emblem_of(key[3:67])}
    printed = print_letter(context, runtime)
    assert printed is not None
    pdf = runtime.files.get(printed.file_key)
    assert b"/DCTDecode" in pdf
    assert failures(pdf) == []
    again = print_letter(context, runtime)
    assert again is not None
    assert again.sha256 == printed.sha256


def test_a_picture_that_did_not_come_along_stops_the_print() -> None:
    with pytest.raises(RenderFailed):
        render({**sample_transfer_decree(), "emblem": emblem_of(DIGEST)})


def test_decrees_bear_the_state_and_letters_of_the_office_the_region(session: Session) -> None:
    assert (SHIPPED.emblem, SHIPPED.agency_emblem) == (NEUTRAL, NEUTRAL)
    style = NewStyle(TODAY, state_emblem=DIGEST, regional_emblem="cd" * 32)
    add_style(session, style, actor=SYSTEM, today=TODAY, at=NOW)
    house = get_house(session, TODAY)
    assert (house.emblem, house.agency_emblem) == (f"image:{DIGEST}", f"image:{'cd' * 32}")
    add_style(session, replace(style, state_emblem=""), actor=SYSTEM, today=TODAY, at=NOW)
    assert get_house(session, TODAY).emblem == NEUTRAL


@pytest.fixture
def admin(client: Browser, runtime: Runtime, sign_in: Callable[[Browser, Account], None]) -> Browser:
    with runtime.database.writing() as session:
        make_office(session)
        account = make_account(session, roles=(Role.ADMIN,))
    sign_in(client, account)
    return client


def test_the_page_takes_keeps_and_drops_pictures(admin: Browser, runtime: Runtime) -> None:
    def send(status: int = 303, **fields: Any) -> str:
        given = {"from_on": TODAY.isoformat(), "paper": "F4", "first_label": "KESATU", **fields}
        answer = admin.post("/admin/tata-surat", data=given, content_type="multipart/form-data")
        assert answer.status_code == status, answer.text
        return answer.text

    def digests() -> tuple[str, str]:
        with runtime.database.reading() as session:
            style = find_style(session, TODAY)
        assert style is not None
        return style.state_emblem, style.regional_emblem

    assert admin.get("/admin/tata-surat/state_emblem.jpg").status_code == 404
    send(state_emblem=(BytesIO(picture()), "garuda.png"))
    state, regional = digests()
    assert (len(state), regional) == (64, "")
    assert admin.get("/admin/tata-surat/state_emblem.jpg").data.startswith(b"\xff\xd8")
    send(regional_emblem=(BytesIO(picture(600)), "daerah.png"))
    assert digests()[0] == state, "what is not sent stays"
    assert digests()[1]
    assert "rusak" in send(422, state_emblem=(BytesIO(picture()[:200]), "garuda.png"))
    assert "Pakai gambar bawaan lagi" in admin.get("/admin/tata-surat").text
    send(drop_state_emblem="ya")
    assert digests()[0] == ""
