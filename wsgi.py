"""Entry point for WSGI servers: ``granian --interface wsgi wsgi:app`` or ``gunicorn wsgi:app``."""

import config
from mutasi_flow.app import create_app

app = create_app(config.load())
