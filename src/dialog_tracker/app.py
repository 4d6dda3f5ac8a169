"""The one place where everything meets: `create_app(settings, clock)`."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from litestar import Litestar, Request, Response, Router, get
from litestar.config.compression import CompressionConfig
from litestar.config.csrf import CSRFConfig
from litestar.datastructures import CacheControlHeader, State
from litestar.di import Provide
from litestar.exceptions import HTTPException
from litestar.middleware import DefineMiddleware
from litestar.middleware.compression import CompressionMiddleware
from litestar.openapi import OpenAPIConfig
from litestar.openapi.spec import Components, License, SecurityScheme
from litestar.routes import HTTPRoute
from litestar.static_files import create_static_files_router
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from dialog_tracker import __version__, migrations, upkeep
from dialog_tracker.accounts import guest_pages
from dialog_tracker.accounts import pages as accounts
from dialog_tracker.activities import activity_pages, programme_pages, register_pages
from dialog_tracker.activities import pages as activities
from dialog_tracker.administration import area_pages, mail_pages, record_pages
from dialog_tracker.administration import pages as administration
from dialog_tracker.analysis import group_pages, topic_pages
from dialog_tracker.attendance import pages as attendance
from dialog_tracker.attendance import roll_pages
from dialog_tracker.clock import Clock, utc_now
from dialog_tracker.comments import basket_pages, coalition_pages, moderation_pages
from dialog_tracker.comments import pages as comments
from dialog_tracker.consultations import pages as consultations
from dialog_tracker.contacts import list_pages
from dialog_tracker.contacts import pages as contacts
from dialog_tracker.desk import act_pages, announcement_pages, erasure_pages, invitation_pages, people_pages, plan_pages
from dialog_tracker.desk import clock_pages as desk_clock
from dialog_tracker.desk import pages as desk
from dialog_tracker.directory import merge_pages
from dialog_tracker.directory import pages as directory
from dialog_tracker.domain.errors import DialogError
from dialog_tracker.drafting import pages as drafting
from dialog_tracker.intake import file_pages
from dialog_tracker.intake import pages as intake
from dialog_tracker.notices import follow_pages
from dialog_tracker.notices import pages as notices
from dialog_tracker.opendata import (
    data_pages,
    dialogue_api,
    directory_api,
    hook_api,
    list_api,
    office_api,
    program_pages,
    sitemap_pages,
    text_api,
)
from dialog_tracker.opendata.bearer import provide_program, recognise_program
from dialog_tracker.opendata.describing import Description
from dialog_tracker.outbox.queries import oldest_waiting
from dialog_tracker.oversight import api as oversight_api
from dialog_tracker.oversight import file_pages as oversight_files
from dialog_tracker.oversight import map_pages
from dialog_tracker.oversight import pages as oversight
from dialog_tracker.oversight import year_pages as oversight_years
from dialog_tracker.reading import api, clock_pages, history_pages, receipt_pages, version_api, version_pages, year_pages
from dialog_tracker.reading import pages as reading
from dialog_tracker.reports import correction_pages, template_pages
from dialog_tracker.reports import file_pages as report_files
from dialog_tracker.reports import pages as reports
from dialog_tracker.responses import library_pages, queue_pages, sheet_pages, split_pages
from dialog_tracker.responses import pages as responses
from dialog_tracker.search import api as search_api
from dialog_tracker.search import pages as search
from dialog_tracker.settings import Settings
from dialog_tracker.storage.engine import make_reader, transaction
from dialog_tracker.storage.transaction import provide_reads, provide_session
from dialog_tracker.web import errors, security
from dialog_tracker.web.asking import Asking
from dialog_tracker.web.conditional import Conditional
from dialog_tracker.web.cross_origin import CrossOrigin
from dialog_tracker.web.forms import Form
from dialog_tracker.web.head import Head
from dialog_tracker.web.render import static_root
from dialog_tracker.web.request_log import RequestLog
from dialog_tracker.workgroups import nominating_pages, scoring_pages, seat_pages
from dialog_tracker.workgroups import pages as workgroups

DOORS = (
    reading,
    search,
    version_pages,
    clock_pages,
    history_pages,
    receipt_pages,
    notices,
    follow_pages,
    accounts,
    guest_pages,
    comments,
    basket_pages,
    moderation_pages,
    coalition_pages,
    drafting,
    consultations,
    responses,
    reports,
    template_pages,
    report_files,
    correction_pages,
    intake,
    file_pages,
    group_pages,
    topic_pages,
    split_pages,
    queue_pages,
    library_pages,
    sheet_pages,
    directory,
    merge_pages,
    contacts,
    list_pages,
    people_pages,
    administration,
    mail_pages,
    area_pages,
    record_pages,
    desk,
    act_pages,
    desk_clock,
    announcement_pages,
    plan_pages,
    erasure_pages,
    activities,
    attendance,
    roll_pages,
    register_pages,
    programme_pages,
    activity_pages,
    year_pages,
    oversight,
    map_pages,
    oversight_years,
    oversight_files,
    invitation_pages,
    workgroups,
    nominating_pages,
    seat_pages,
    scoring_pages,
    data_pages,
    sitemap_pages,
    program_pages,
)
_OUTBOX_LIMIT = timedelta(hours=1)
_YEAR = 365 * 24 * 3600
# Pages with forms are sent as they are: a secret beside what a visitor typed must not be guessed by lengths.
_SMALLER = CompressionConfig(backend="brotli", brotli_quality=4, brotli_gzip_fallback=True)
# Fonts and pictures are packed already.
_SMALLER_FILES = CompressionConfig(backend="brotli", brotli_quality=5, brotli_gzip_fallback=True, exclude=[r"\.(woff2|png|ico)$"])
_COMPRESSED: Any = DefineMiddleware(CompressionMiddleware, config=_SMALLER)
_FOREVER = CacheControlHeader(max_age=_YEAR, public=True, immutable=True)


async def provide_form(request: Request[Any, Any, Any]) -> Form:
    """Read a posted form, whichever way it is encoded."""
    return Form(await request.form())


@get("/health/live", include_in_schema=False, sync_to_thread=False)
def live() -> dict[str, str]:
    """Tell that the process runs."""
    return {"status": "live", "version": __version__}


@get("/health/ready", include_in_schema=False)
async def ready(state: State) -> Response[dict[str, object]]:
    """Tell whether requests can be served: database, schema, and no letter that waits for over an hour."""
    checks: dict[str, object] = {"database": False, "schema": False, "outbox": False}
    try:
        async with transaction(state.sessions) as session:
            checks["database"] = await session.scalar(text("SELECT 1")) == 1
            oldest = await oldest_waiting(session)
        checks["schema"] = await migrations.current(state.engine) == migrations.head()
        age = (state.clock() - oldest).total_seconds() if oldest else 0
        checks["outbox"] = not state.settings.smtp_host or age < _OUTBOX_LIMIT.total_seconds()
        checks["outbox_age_seconds"] = round(age)
    except Exception as error:  # noqa: BLE001  (whatever is wrong, the answer is "not ready")
        checks["error"] = type(error).__name__
    good = all(checks[name] for name in ("database", "schema", "outbox"))
    return Response({"ready": good, **checks}, status_code=200 if good else 503)


def create_app(
    settings: Settings,
    clock: Clock = utc_now,
    *,
    sessions: Any = None,
    engine: Any = None,
    reader: Any = None,
    lifespan: Sequence[Any] = (),
) -> Litestar:
    """Make the application over an open database."""
    secret = upkeep.secret_key(settings)
    pages = Router(
        "/",
        route_handlers=[handler for door in DOORS for handler in door.HANDLERS],
        include_in_schema=False,
        before_request=accounts.keep_forms_of_ended_sessions,
    )
    feeds = Router("/", route_handlers=[*notices.FEEDS], include_in_schema=False)
    static = create_static_files_router(
        path="/static",
        directories=[static_root()],
        cache_control=_FOREVER,
        include_in_schema=False,
        middleware=[DefineMiddleware(CompressionMiddleware, config=_SMALLER_FILES)],
    )
    state = State(
        {
            "settings": settings,
            "clock": clock,
            "sessions": sessions,
            "engine": engine,
            "reader": reader or (make_reader(engine) if engine else None),
            "files": upkeep.file_store(settings),
            "secret": secret,
        }
    )
    app = Litestar(
        route_handlers=[pages, _open_api(), _office_api(), feeds, live, ready, static],
        dependencies={
            "db": Provide(provide_session),
            "reads": Provide(provide_reads),
            "visitor": Provide(accounts.provide_visitor),
            "form": Provide(provide_form),
        },
        exception_handlers={
            DialogError: errors.answer_dialog_error,
            HTTPException: errors.answer_http_error,
            DBAPIError: errors.answer_database_error,
            PoolTimeout: errors.answer_database_error,
            OSError: errors.answer_database_error,
            Exception: errors.answer_unknown,
        },
        csrf_config=CSRFConfig(
            secret=secret,
            cookie_name="dt_csrf",
            cookie_secure=settings.secure_cookies,
            cookie_httponly=True,
            exclude=[
                r"\.(ics|atom)$",
                "^/api/",
                "^/data/",
                "^/following/[^/]+/stop$",
                "^/health/",
                "^/static/",
                "^/robots.txt$",
                "^/sitemap",
            ],
        ),
        request_max_body_size=(settings.upload_limit_mb + 1) * 1024 * 1024,
        openapi_config=_openapi(),
        state=state,
        lifespan=list(lifespan),
        logging_config=None,
        debug=False,
    )
    app.asgi_handler = RequestLog(
        Asking(CrossOrigin(Head(app.asgi_handler), _methods(app))),
        [*security.HEADERS, *([security.HSTS] if settings.secure_cookies else [])],
    )
    return app


def _methods(app: Litestar) -> list[tuple[str, set[str]]]:
    return [
        (route.path_format, {str(method) for handler in route.route_handlers for method in handler.http_methods})
        for route in app.routes
        if isinstance(route, HTTPRoute)
    ]


def _open_api() -> Router:
    """Gather the doors of the read API: each answer carries a fingerprint, and who holds it already is told so."""
    doors = (api, version_api, list_api, text_api, directory_api, dialogue_api, search_api, oversight_api)
    return Router("/", route_handlers=[handler for door in doors for handler in door.HANDLERS], middleware=[_COMPRESSED, Conditional])


def _office_api() -> Router:
    """Gather the doors for programs that hold a token; sessions of browsers open none of them, and nobody keeps their answers."""
    handlers = [handler for door in (office_api, hook_api) for handler in door.HANDLERS]
    program = Provide(provide_program, sync_to_thread=False)
    return Router(
        "/", route_handlers=handlers, dependencies={"program": program}, before_request=recognise_program, middleware=[_COMPRESSED]
    )


def _openapi() -> OpenAPIConfig:
    """Describe the JSON API; the page that shows it is ours, since the ready-made one needs inline script."""
    return OpenAPIConfig(
        title="Dialog Tracker",
        version=__version__,
        description=(
            "Search and read consultations, the texts they are about, comments, answers, reports and the indicators of the practice; "
            "with a token, log and read for an authority."
        ),
        components=Components(security_schemes={"token": SecurityScheme(type="http", scheme="bearer")}),
        license=License(name="Data may be reused freely with attribution"),
        path="/api/description",
        openapi_router=Router("/api/description", route_handlers=[], middleware=[_COMPRESSED, Conditional], include_in_schema=False),
        render_plugins=[Description(path="/openapi.json")],
        use_handler_docstrings=True,
    )
