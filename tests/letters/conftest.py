"""A press in this process, with the shipped fonts only."""

import os
from collections.abc import Iterator
from typing import Any

import pytest

from mutasi_flow.letters.contexts import sample_transfer_decree
from mutasi_flow.letters.render import close
from mutasi_flow.letters.render.engine import Press
from mutasi_flow.letters.render.process import FONTCONFIG, FONTS


@pytest.fixture(scope="session")
def press(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Press]:
    folder = tmp_path_factory.mktemp("fontconfig")
    (folder / "fonts.conf").write_text(FONTCONFIG.format(fonts=FONTS, cache=folder / "cache"), encoding="utf-8")
    os.environ["FONTCONFIG_FILE"] = str(folder / "fonts.conf")
    yield Press()
    del os.environ["FONTCONFIG_FILE"]


@pytest.fixture(scope="session", autouse=True)
def _no_child_stays() -> Iterator[None]:
    yield
    close()


@pytest.fixture
def sample() -> dict[str, Any]:
    return sample_transfer_decree()
