"""One application for all questions about the shape of the pages; it is only looked at, never used."""

from pathlib import Path

import pytest
from flask import Flask

from mutasi_flow.app import create_app
from mutasi_flow.settings import Settings


@pytest.fixture(scope="session")
def house(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    """Return the application on an empty folder: its shape does not depend on any row."""
    folder: Path = tmp_path_factory.mktemp("house")
    return create_app(Settings(data_dir=folder))
