"""What is shipped from elsewhere is what the manifest says; nothing refers to what is not there; colours can be read."""

import hashlib
import json
import re
from pathlib import Path

import pytest
from flask import Flask

STATIC = Path(__file__).resolve().parents[2] / "mutasi_flow" / "static"
VENDOR = STATIC / "vendor"
STYLES = sorted(STATIC.rglob("*.css"))
THEME = (STATIC / "app.css").read_text(encoding="utf-8")
CLASS = re.compile(r'class="([^"]*)"')
LARGEST_STYLES = 22_000
AA, AA_GRAPHICS = 4.5, 3.0
WHITE, SOFT = "#ffffff", "#f3f7fd"


def test_vendored_files_are_what_the_manifest_says() -> None:
    manifest = json.loads((VENDOR / "MANIFEST.json").read_text(encoding="utf-8"))
    listed = {VENDOR / entry["file"]: entry for entry in manifest}
    for path, entry in listed.items():
        assert hashlib.sha256(path.read_bytes()).hexdigest() == entry["sha256"]
        assert entry["sha256"] != entry["sha256_original"]
        assert "MIT License" in (path.parent / "LICENSE").read_text(encoding="utf-8")
    shipped = {path for path in VENDOR.rglob("*") if path.is_file() and path.name not in {"LICENSE", "MANIFEST.json"}}
    assert shipped == set(listed)


@pytest.mark.parametrize("path", STYLES, ids=lambda path: path.name)
def test_styles_use_no_foreign_font_or_arms_and_point_to_nothing_absent(path: Path) -> None:
    style = path.read_text(encoding="utf-8")
    assert "GDS" not in style
    assert "@font-face" not in style
    assert "crest" not in style
    targets = [target.strip("'\"") for target in re.findall(r"url\(([^)]*)\)", style)]
    assert [target for target in targets if not (path.parent / target).is_file()] == []
    assert "@import" not in style


def test_every_class_of_ours_has_a_rule() -> None:
    """A misspelled ``m-`` class would silently change nothing."""
    styles = "".join(path.read_text(encoding="utf-8") for path in STATIC.glob("*.css"))
    pages = [path for path in (STATIC.parents[1] / "templates").rglob("*.html") if "letters" not in path.parts]
    classes = {given for path in pages for given in CLASS.findall(path.read_text(encoding="utf-8"))}
    used = {name for given in classes for name in given.split() if re.fullmatch(r"m-[a-z-]+", name)}
    assert {name for name in used if not re.search(rf"\.{name}(?![\w-])", styles)} == set()


def _luminance(colour: str) -> float:
    channels = [int(colour[index : index + 2], 16) / 255 for index in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _theme_colours() -> dict[str, str]:
    return dict(re.findall(r"(--[a-z-]+): (#[0-9a-f]{6})", THEME))


@pytest.mark.parametrize(
    "name",
    [
        "--govuk-brand-colour",
        "--govuk-link-colour",
        "--govuk-success-colour",
        "--m-act",
        "--m-ok",
        "--m-grey",
        "--m-ink",
        "--m-warn",
    ],
)
@pytest.mark.parametrize("ground", [WHITE, SOFT])
def test_colours_of_words_can_be_read(name: str, ground: str) -> None:
    assert contrast(_theme_colours()[name], ground) >= AA


def test_the_mark_of_the_way_to_go_can_be_seen() -> None:
    """Lines between steps only repeat what the words say; they still must be seen against the done ones."""
    assert contrast(_theme_colours()["--m-ok"], WHITE) >= AA_GRAPHICS


def test_static_files_have_lasting_names_and_long_lives(house: Flask) -> None:
    client = house.test_client()
    with house.test_request_context():
        address = house.url_for("static", filename="app.css")
    lasting = client.get(address, headers={"Accept-Encoding": "gzip"})
    assert re.fullmatch(r"/static/app\.[0-9a-f]{12}\.css", address)
    assert lasting.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert lasting.headers["Content-Encoding"] == "gzip"
    assert (
        client.get(address, headers={"If-None-Match": lasting.headers["ETag"], "Accept-Encoding": "gzip"}).status_code
        == 304
    )
    plain = client.get("/static/app.css")
    assert (plain.status_code, plain.headers["Cache-Control"]) == (200, "no-cache")
    assert "Content-Encoding" not in plain.headers
    assert client.get("/static/vendor/MANIFEST.json").status_code == 404
    assert client.get("/static/../settings.py").status_code == 404


def test_styles_suit_a_weak_network(house: Flask) -> None:
    client = house.test_client()
    sizes = [
        len(client.get(f"/static/{path.relative_to(STATIC).as_posix()}", headers={"Accept-Encoding": "gzip"}).data)
        for path in STYLES
    ]
    assert sum(sizes) <= LARGEST_STYLES
