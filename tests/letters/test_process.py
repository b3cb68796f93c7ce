"""The folder that the printing process is given."""

import tempfile
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

from mutasi_flow.letters.render import process


def test_the_font_settings_survive_any_folder_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    odd = tmp_path / "a & b <c>"
    odd.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(odd))
    folder = process._prepare_folder()
    settings = ET.fromstring((folder / "fonts.conf").read_text(encoding="utf-8"))  # noqa: S314 - our own file
    cache = settings.findtext("cachedir")
    assert cache == str(folder / "cache")
    assert Path(cache).is_dir()
    assert settings.findtext("dir") == str(process.FONTS)
