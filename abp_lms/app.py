"""Builds the application: the spine, then each feature, then sign-in by default."""

from __future__ import annotations

from collections.abc import Callable

from flask import Flask
from jinja2 import BaseLoader, ChainableUndefined, ChoiceLoader, PackageLoader
from werkzeug.middleware.proxy_fix import ProxyFix

from abp_lms import database
from abp_lms import settings as settings_module
from abp_lms.accounts import guards, sign_in
from abp_lms.accounts.views import blueprints as accounts_blueprints
from abp_lms.exports.views import exports
from abp_lms.extensions import csrf, login_manager
from abp_lms.home import house, menus
from abp_lms.home.health import health
from abp_lms.home.installing import installing
from abp_lms.home.local_pages import local_pages
from abp_lms.home.pages import pages
from abp_lms.home.views import home
from abp_lms.learning import workbook
from abp_lms.learning.views import learning
from abp_lms.library.views import blueprints as library_blueprints
from abp_lms.moderation.views import blueprints as moderation_blueprints
from abp_lms.reports.views import blueprints as reports_blueprints
from abp_lms.settings import Settings
from abp_lms.web import compression, error_pages, filters, security


class Application(Flask):
    """Flask whose templates are all escaped, .jinja files too, and find NHS.UK frontend's macros."""

    jinja_options = Flask.jinja_options | {"undefined": ChainableUndefined}

    def create_global_jinja_loader(self) -> BaseLoader:  # type: ignore[override]
        return ChoiceLoader(
            [super().create_global_jinja_loader(), PackageLoader("nhsuk_frontend_jinja")]
        )

    def select_jinja_autoescape(self, filename: str | None) -> bool:
        # Plain-text e-mail is the one thing that is not HTML.
        return filename is None or not filename.endswith(".txt")


def create_app(
    settings: Settings | None = None, *, record_store_answers: Callable[[], bool] | None = None
) -> Flask:
    """The platform as a WSGI application.

    `record_store_answers` asks a record store in the same process whether it can work; without it,
    /health speaks of the platform alone.

    Raises BrokenSetting, with one sentence, when it cannot start, and ContentError, with every
    finding, when the content is such that learners would meet something broken.
    """
    settings = settings or settings_module.read()
    settings_module.use(settings)
    workbook.load(settings.content)
    app = Application("abp_lms")
    app.config.update(
        SECRET_KEY=settings.session_key(),
        SESSION_COOKIE_NAME="abl",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SECURE=settings.secure,
        SESSION_COOKIE_SAMESITE="Lax",
        # Bound to the sign-in, not to the clock: a form left open over a shift still works.
        WTF_CSRF_TIME_LIMIT=None,
        # The token decides. Hospital proxies take the Referer away, and nobody could send a form.
        WTF_CSRF_SSL_STRICT=False,
        MAX_CONTENT_LENGTH=2 * 1024 * 1024,
    )
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    if settings.trusted_proxies:
        hops = settings.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]

    database.connect(settings.database)
    app.extensions["record_store_answers"] = record_store_answers
    _join(app, settings)
    return app


def _join(app: Flask, settings: Settings) -> None:
    """The spine, then each feature; hooks are called in this order, and after a request in reverse."""
    database.init_app(app)
    security.init_app(app, settings)
    compression.init_app(app)
    filters.init_app(app)
    error_pages.init_app(app)
    csrf.init_app(app)
    login_manager.init_app(app)
    sign_in.init_app(app)
    house.init_app(app)
    menus.init_app(app)

    app.before_request(guards.require_sign_in)
    for blueprint in (
        *accounts_blueprints,
        *library_blueprints,
        *moderation_blueprints,
        *reports_blueprints,
        exports,
        health,
        home,
        installing,
        learning,
        local_pages,
        pages,
    ):
        app.register_blueprint(blueprint)
