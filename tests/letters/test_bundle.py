"""The papers for a decision as sheets: the matrix lies across, and hard names stay on it."""

import pytest

from mutasi_flow.letters.offers import DECISION_BUNDLE
from mutasi_flow.letters.render.engine import Press
from tests.letters.test_render import lines


@pytest.mark.parametrize("paper", ["F4", "A4"])
@pytest.mark.parametrize("name", ["Sri", "Raden Ajeng Siti Nurhalimatussa’diyah binti Abdurrahman " * 4, "W" * 90])
def test_the_matrix_lies_across_and_nothing_runs_off_it(paper: str, name: str, press: Press) -> None:
    sample = dict(DECISION_BUNDLE.sample())
    row = {"cells": [[name.strip()] * 2 for _ in sample["columns"]]}
    context = {**sample, "paper": paper, "matrix": [row] * 9}
    pages = lines(press, context)
    wide = [sheet for sheet in pages if any("MATRIKS" in text for _, _, text in sheet)]
    assert len(wide) == 1
    across = {"F4": 330, "A4": 297}[paper] - 22
    assert max(edge for sheet in pages for _, edge, _ in sheet) <= across / 25.4 * 96 + 1
