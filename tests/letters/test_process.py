"""The folder that the printing process is given."""

import shutil
import tempfile
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

from mutasi_flow.letters.contexts import sample_transfer_decree
from mutasi_flow.letters.contexts.collective_samples import sample_collective_decree
from mutasi_flow.letters.render import IssuedLetter, RenderFailed, process
from mutasi_flow.letters.render.process import SECONDS_PER_LETTER, seconds_for


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


def test_a_decree_on_thousands_is_given_more_time_than_a_letter() -> None:
    letter, decree = (
        len(IssuedLetter(context).to_bytes()) for context in (sample_transfer_decree(), sample_collective_decree(2_000))
    )
    assert seconds_for(letter) < SECONDS_PER_LETTER + 3
    assert seconds_for(decree) > 2 * SECONDS_PER_LETTER


def test_a_lost_font_stops_the_print_in_words_instead_of_changing_its_look(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fonts = tmp_path / "fonts"
    shutil.copytree(process.FONTS, fonts)
    assert sorted(path.name for path in fonts.iterdir() if path.suffix in {".otf", ".ttf"}) == sorted(
        process.FONT_FILES
    )
    (fonts / "texgyrebonum-bold.otf").unlink()
    monkeypatch.setattr(process, "FONTS", fonts)
    assert process.list_lost_fonts() == ["texgyrebonum-bold.otf"]
    printers = process.Printers()
    with pytest.raises(RenderFailed, match=r"texgyrebonum-bold\.otf hilang"):
        printers.render(IssuedLetter(sample_transfer_decree()))
