"""What a web process of ``mutasi serve`` runs."""

from flask import Flask

from mutasi_flow.app import create_app
from mutasi_flow.core.runtime import open_runtime
from mutasi_flow.settings import load


def make() -> Flask:
    """Return the application on the configured database, its job client already on its way."""
    settings = load()
    runtime = open_runtime(settings)
    runtime.jobs.warm()
    return create_app(settings, runtime)
