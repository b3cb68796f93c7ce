"""Build hook of the wheel: it carries ``templates/``, ``migrations/`` and compiled ``translations/`` in the package.

An editable install carries nothing: ``settings.shipped`` finds the folders beside the package, and the catalogues are
compiled in memory, so that a changed sentence shows at once.
"""

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from hatchling.builders.hooks.plugin.interface import BuildHookInterface

SHIPPED = ("templates", "migrations", "translations")
LEFT_OUT = ("__pycache__", ".mo", "compile.py")


def compile_catalogue(source: Path, target: Path) -> None:
    """Write the ``.mo`` form of a ``.po`` file."""
    target.parent.mkdir(parents=True, exist_ok=True)
    with source.open("rb") as read, target.open("wb") as written:
        write_mo(written, read_po(read, locale=source.parents[1].name))


def shipped_files(root: Path) -> dict[str, str]:
    """Return which files outside the package travel in the wheel, and where they lie in it."""
    files = (file.relative_to(root) for name in SHIPPED for file in sorted((root / name).rglob("*")) if file.is_file())
    return {
        str(root / file): f"mutasi_flow/{file.as_posix()}"
        for file in files
        if not any(part in file.as_posix() for part in LEFT_OUT)
    }


class CompileHook(BuildHookInterface[Any]):
    """Take the folders along, with their catalogues compiled in a folder that lasts as long as the build."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Add the shipped files, unless the install is editable."""
        if version == "editable":
            return
        root = Path(self.root)
        self._compiled = TemporaryDirectory()
        build_data["force_include"].update(shipped_files(root))
        for source in sorted((root / "translations").rglob("*.po")):
            name = source.relative_to(root).with_suffix(".mo")
            compile_catalogue(source, Path(self._compiled.name) / name)
            build_data["force_include"][str(Path(self._compiled.name) / name)] = f"mutasi_flow/{name.as_posix()}"

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:
        """Remove what was compiled for the build."""
        if version != "editable":
            self._compiled.cleanup()
