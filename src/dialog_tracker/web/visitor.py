"""Who asks and in which face: what every page needs besides its own content."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, urlencode
from uuid import UUID

from litestar import Request, Response
from litestar.datastructures import Cookie
from litestar.enums import MediaType
from litestar.utils.scope.state import ScopeState

from dialog_tracker.domain.policy import ANONYMOUS, Actor, Role
from dialog_tracker.domain.script import Face
from dialog_tracker.web.i18n import COOKIE, DEFAULT, LANGUAGES, Language, choose
from dialog_tracker.web.render import render

_YEAR_SECONDS = 365 * 24 * 3600
AnyRequest = Request[Any, Any, Any]


@dataclass(frozen=True, slots=True)
class Basket:
    """What a signed-in visitor has gathered for one consultation."""

    count: int
    reference: str


@dataclass(frozen=True, slots=True)
class Visitor:
    """A request's actor and face; `organisations` are those that the actor speaks for, each with name and kind."""

    actor: Actor = ANONYMOUS
    name: str = ""
    language: Language = DEFAULT
    session_digest: str | None = None
    state: dict[str, Any] = field(default_factory=dict)
    email: str = ""
    organisations: Mapping[UUID, tuple[str, str]] = field(default_factory=dict)

    @property
    def face(self) -> Face:
        """Give the face in which the visitor reads."""
        return Face(self.language)

    @property
    def latin(self) -> bool:
        """Tell whether Serbian content is shown in Latin."""
        return self.face.latin

    def kept_for(self, path: str) -> dict[str, str]:
        """Give what was typed into the form at a path when the session ran out; empty where nothing was."""
        pending = self.state.get("pending") or {}
        return dict(pending["fields"]) if pending.get("path") == path else {}

    @property
    def is_official(self) -> bool:
        """Tell whether the visitor works for an authority."""
        return bool(self.actor.authority_ids)

    @property
    def oversees(self) -> bool:
        """Tell whether the visitor oversees the practice of all authorities."""
        return self.actor.has(Role.OVERSEER)


def language_of(request: AnyRequest) -> Language:
    """Choose the language of a request."""
    return choose(request.query_params.get("script"), request.cookies.get(COOKIE), request.headers.get("accept-language"))


def page(request: AnyRequest, visitor: Visitor, template: str, content: Any, *, status: int = 200, **more: Any) -> Response[str]:
    """Render a page for a visitor; `content` reaches the template as `page`."""
    html = render(visitor.language, template, page=content, visitor=visitor, chrome=chrome(request), **more)
    return Response(html, status_code=status, media_type=MediaType.HTML, headers=_headers(visitor), cookies=_language_cookie(request))


def _headers(visitor: Visitor) -> dict[str, str]:
    lasting = {"Content-Language": visitor.language, "Vary": "Cookie, Accept-Language"}
    return lasting | {"Cache-Control": "no-store" if visitor.actor.person_id else "private, no-cache"}


def _language_cookie(request: AnyRequest) -> list[Cookie]:
    asked = request.query_params.get("script")
    if asked not in LANGUAGES:
        return []
    return [Cookie(key=COOKIE, value=asked, path="/", max_age=_YEAR_SECONDS, httponly=True, samesite="lax")]


@dataclass(frozen=True, slots=True)
class Chrome:
    """What stands around every page."""

    path: str
    languages: tuple[tuple[Language, str], ...]
    csrf: str
    base_url: str
    demonstration: bool
    mail_works: bool
    site_name: str
    now: Any


def chrome(request: AnyRequest) -> Chrome:
    """Gather what stands around a page; addresses of the other faces keep the rest of the query."""
    settings = request.app.state.settings
    query = [(name, value) for name, value in parse_qsl(request.scope["query_string"].decode("latin-1")) if name != "script"]
    path = request.scope["path"]
    return Chrome(
        path=path,
        languages=tuple((language, f"{path}?{urlencode([*query, ('script', language)])}") for language in LANGUAGES),
        csrf=str(ScopeState.from_scope(request.scope).csrf_token or ""),
        base_url=settings.base_url.rstrip("/"),
        demonstration=settings.demonstration,
        mail_works=bool(settings.smtp_host),
        site_name=settings.site_name,
        now=request.app.state.clock(),
    )
