"""The words under every letter: what an installation adds of its own, in Serbian and in English, with a letter as it will arrive."""

from datetime import timedelta
from typing import Any

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.response import Redirect

from dialog_tracker.directory.actions import save_house_page
from dialog_tracker.directory.queries import LETTER_FOOT, house_page, letter_feet
from dialog_tracker.domain.letter import LONGEST_FOOT, with_foot
from dialog_tracker.domain.notice import NoticeKind
from dialog_tracker.domain.policy import Permission, require
from dialog_tracker.notices.mail import NoticeLine, followed_letter
from dialog_tracker.storage.transaction import Db
from dialog_tracker.web.forms import Form
from dialog_tracker.web.i18n import LANGUAGES, Language
from dialog_tracker.web.messages import field_messages
from dialog_tracker.web.visitor import AnyRequest, Visitor, page

Here = NamedDependency[Visitor]
Posted = NamedDependency[Form]
_WRITTEN = ("sr", "en")


@get("/admin/mail", name="mail")
async def show(request: AnyRequest, visitor: Here, db: Db) -> Response[str]:
    """Show the words under every letter, and a letter with them in each face."""
    require(Permission.INSTALLATION_MANAGE, visitor.actor)
    typed = {language: await house_page(db, LETTER_FOOT, language) or "" for language in _WRITTEN}
    return await _page(request, visitor, db, typed, {})


async def _page(request: AnyRequest, visitor: Visitor, db: Any, typed: dict[str, str], errors: dict[str, str]) -> Response[str]:
    feet = await letter_feet(db)
    letters = [(language, *_example(request, language, feet[language])) for language in LANGUAGES]
    content = {"typed": typed, "errors": errors, "letters": letters, "longest": LONGEST_FOOT}
    return page(request, visitor, "administration/mail.html", content, status=422 if errors else 200)


def _example(request: AnyRequest, language: Language, foot: str) -> tuple[str, str]:
    """Write a letter about an invented act, as a follower gets it."""
    now, base_url = request.app.state.clock(), request.app.state.settings.base_url.rstrip("/")
    facts = {"closes_at": (now + timedelta(days=20)).isoformat(), "zone": "Europe/Belgrade"}
    act, body = ("Одлука о зеленим површинама", "Odluka o zelenim površinama"), ("Општина Пример", "Opština Primer")
    line = NoticeLine(NoticeKind.OPENED, now, "/c/LR-2026-0001", *act, *body, facts)
    subject, words = followed_letter(language, [line], [], base_url)
    return subject, with_foot(words.replace("{manage}", f"{base_url}/following/…"), foot)


@post("/admin/mail", name="mail-save", permission=Permission.INSTALLATION_MANAGE)
async def save(request: AnyRequest, visitor: Here, form: Posted, db: Db) -> Response[Any]:
    """Keep the words under every letter; letters that wait get them too."""
    require(Permission.INSTALLATION_MANAGE, visitor.actor)
    assert visitor.actor.person_id is not None
    typed = {language: form.text(f"foot-{language}", limit=LONGEST_FOOT) for language in _WRITTEN}
    if form.errors:
        return await _page(request, visitor, db, typed, field_messages(visitor.language, form.errors))
    for language, words in typed.items():
        await save_house_page(db, request.app.state.clock(), LETTER_FOOT, language, words, visitor.actor.person_id)
    return Redirect("/admin/mail", status_code=303)


HANDLERS = [show, save]
