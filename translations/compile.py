"""Compile the catalogues: as a build hook of the wheel, and by hand (``python translations/compile.py``).

The wheel carries ``templates/``, ``migrations/`` and ``translations/`` inside the package. An editable install
carries nothing: ``settings.shipped`` finds the folders beside the package.
"""

from pathlib import Path
from typing import Any

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from hatchling.builders.hooks.plugin.interface import BuildHookInterface

ROOT = Path(__file__).resolve().parents[1]
SHIPPED = ("templates", "migrations", "translations")
LEFT_OUT = ("__pycache__", ".pyc", "compile.py")


def compile_catalogues(folder: Path) -> list[Path]:
    """Write a ``.mo`` beside each ``.po`` below ``folder`` and return what was written."""
    written = []
    for source in sorted(folder.rglob("*.po")):
        with source.open("rb") as file:
            catalogue = read_po(file, locale=source.parent.parent.name)
        target = source.with_suffix(".mo")
        with target.open("wb") as file:
            write_mo(file, catalogue)
        written.append(target)
    return written


def shipped_files(root: Path) -> dict[str, str]:
    """Return which files outside the package travel in the wheel, and where they lie in it."""
    files = (file for name in SHIPPED for file in sorted((root / name).rglob("*")) if file.is_file())
    return {
        str(file): f"mutasi_flow/{file.relative_to(root)}"
        for file in files
        if not any(part in str(file.relative_to(root)) for part in LEFT_OUT)
    }


class CompileHook(BuildHookInterface[Any]):
    """Compile first, then take the folders along."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Add the shipped files, unless the install is editable."""
        root = Path(self.root)
        compile_catalogues(root / "translations")
        if version != "editable":
            build_data["force_include"].update(shipped_files(root))


if __name__ == "__main__":
    compile_catalogues(ROOT / "translations")
