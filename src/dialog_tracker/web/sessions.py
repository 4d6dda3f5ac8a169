"""The cookie of a session: out of reach of scripts, sent to this site only."""

from litestar.datastructures import Cookie

from dialog_tracker.web.visitor import AnyRequest

SESSION_COOKIE = "dt_session"


def session_cookie(request: AnyRequest, secret: str) -> Cookie:
    """Make the cookie that carries a session's secret; an empty secret takes it away."""
    settings = request.app.state.settings
    seconds = settings.session_hours * 3600 if secret else 0
    return Cookie(
        key=SESSION_COOKIE, value=secret, path="/", httponly=True, samesite="lax", secure=settings.secure_cookies, max_age=seconds
    )
