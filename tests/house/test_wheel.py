"""The wheel holds all that the product needs, and nothing that would collide with others."""

import subprocess
import sys
from pathlib import Path
from zipfile import ZipFile

import pytest

from tests.house.tree import ROOT, tracked_files

SHIPPED = ("templates", "migrations", "translations", "mutasi_flow")
LEFT_OUT = ("compile.py", "__pycache__")


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    folder = tmp_path_factory.mktemp("wheel")
    built = subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)],
        cwd=ROOT, check=False, capture_output=True, text=True,
    )  # fmt: skip
    assert built.returncode == 0, built.stderr
    (found,) = Path(folder).glob("*.whl")
    with ZipFile(found) as archive:
        return set(archive.namelist())


def test_every_shipped_file_is_inside(wheel: set[str]) -> None:
    expected = set()
    for path in tracked_files():
        name = path.relative_to(ROOT).as_posix()
        if name.split("/")[0] in SHIPPED and not name.endswith(LEFT_OUT):
            expected.add(name if name.startswith("mutasi_flow/") else f"mutasi_flow/{name}")
    assert expected - wheel == set()


def test_catalogues_are_compiled(wheel: set[str]) -> None:
    sources = {path.relative_to(ROOT).as_posix() for path in (ROOT / "translations").rglob("*.po")}
    assert {f"mutasi_flow/{name.removesuffix('.po')}.mo" for name in sources} <= wheel


def test_nothing_lies_beside_the_package(wheel: set[str]) -> None:
    assert {name.split("/")[0].split("-")[0] for name in wheel} == {"mutasi_flow"}
