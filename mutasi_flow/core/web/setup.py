"""Put the web floor under a Flask app; ``mutasi_flow.app`` does it for the product, tests for small apps."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from flask import Flask, request, url_for
from flask_wtf.csrf import CSRFProtect
from sqlalchemy.orm import Session
from werkzeug.middleware.proxy_fix import ProxyFix

from mutasi_flow.core.runtime import Runtime
from mutasi_flow.core.texts import SERVICE_NAME
from mutasi_flow.core.web.assets import install_assets
from mutasi_flow.core.web.guards import PASSWORD_ENDPOINT, READING_METHODS
from mutasi_flow.core.web.headers import install_headers
from mutasi_flow.core.web.limits import install_limits
from mutasi_flow.core.web.measures import install_measures
from mutasi_flow.core.web.menu import MenuItem, all_links, links_for
from mutasi_flow.core.web.pages import install_pages, template_folder
from mutasi_flow.core.web.readings import KeepReadings, find_mark, install_readings
from mutasi_flow.core.web.refusals import SIGN_IN_ENDPOINT, install_refusals
from mutasi_flow.core.web.replay import Recall, install_recalls
from mutasi_flow.core.web.state import attach_runtime, current_session
from mutasi_flow.core.web.viewing import install_viewing
from mutasi_flow.core.web.visitor import Doorkeeper, find_visitor, has_failed, install_visitors, is_api
from mutasi_flow.core.web.words import install_words
from mutasi_flow.settings import Settings

STATIC_FOLDER = Path(__file__).resolve().parents[2] / "static"


@dataclass(frozen=True)
class Frame:
    """What surrounds every page and comes from later subjects."""

    menu: Sequence[MenuItem] = ()
    footer: Sequence[MenuItem] = ()
    office_name: Callable[[Session], str] | None = None
    sign_in_endpoint: str = ""
    """Takes ``next``, the address to go on to."""
    sign_out_endpoint: str = ""
    account_endpoint: str = ""
    """The visitor's own account, behind the name in the header."""
    password_endpoint: str = ""
    """Where people with a one-time password are sent first."""
    keep_readings: KeepReadings | None = None
    ways_of_reading: Mapping[str, str] = field(default_factory=dict)
    """By endpoint, how it shows what is confidential: ``document``, ``list`` …; the others are pages."""
    recalls: Sequence[Recall] = ()
    """Who may still read an answer that is given again."""


def make_app(runtime: Runtime, doorkeeper: Doorkeeper, frame: Frame) -> Flask:
    """Return a Flask app that has everything but views."""
    settings = runtime.settings
    app = Flask("mutasi_flow", template_folder=template_folder(), static_folder=None)
    _configure(app, settings)
    attach_runtime(app, runtime)
    install_measures(app)
    install_limits(app, settings)
    install_headers(app, settings)
    install_pages(app)
    install_assets(app, STATIC_FOLDER)
    install_visitors(app, doorkeeper)
    install_viewing(app)
    install_words(app)
    install_refusals(app)
    install_recalls(app, frame.recalls)
    _protect_forms(app)
    if frame.keep_readings is not None:
        install_readings(app, frame.keep_readings, frame.ways_of_reading)
    _frame_pages(app, frame)
    if settings.trusted_proxies:
        hops = settings.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]
    return app


def _configure(app: Flask, settings: Settings) -> None:
    app.config.update(
        SECRET_KEY=settings.session_secret(),
        SESSION_COOKIE_NAME="mutasi",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=settings.cookies_secure,
        PERMANENT_SESSION_LIFETIME=timedelta(hours=settings.session_hours),
        # A form may lie open as long as its session lasts: what somebody typed is worth more than an hour's limit.
        WTF_CSRF_TIME_LIMIT=None,
        WTF_CSRF_CHECK_DEFAULT=False,
    )


def _protect_forms(app: Flask) -> None:
    protection = CSRFProtect(app)

    @app.before_request
    def _check_token() -> None:
        # Programs send a bearer token with each request, which no other site can make a browser do.
        if request.method not in READING_METHODS and not is_api():
            protection.protect()


def _frame_pages(app: Flask, frame: Frame) -> None:
    def office_name() -> str:
        return frame.office_name(current_session()) if frame.office_name and not has_failed() else ""

    app.config[SIGN_IN_ENDPOINT] = frame.sign_in_endpoint
    app.config[PASSWORD_ENDPOINT] = frame.password_endpoint
    app.jinja_env.globals.update(
        service_name=SERVICE_NAME,
        menu_links=lambda: links_for(find_visitor(), frame.menu),
        footer_links=lambda: all_links(frame.footer),
        sign_in_address=lambda: url_for(frame.sign_in_endpoint) if frame.sign_in_endpoint else "",
        sign_out_address=lambda: url_for(frame.sign_out_endpoint) if frame.sign_out_endpoint else "",
        account_address=lambda: url_for(frame.account_endpoint) if frame.account_endpoint else "",
        office_name=office_name,
        find_confidential_mark=find_mark,
    )
