"""The letters of an installation: its own words for each of them, and those under every one, with examples as they will arrive."""

from typing import Any

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect

from dialog_tracker.administration.examples import example
from dialog_tracker.directory.actions import save_house_page
from dialog_tracker.directory.queries import LETTER_FOOT, house_page, letter_feet, letter_page, own_letters
from dialog_tracker.domain.errors import NotFound
from dialog_tracker.domain.letter import LETTERS, LONGEST_FOOT, LetterWords, OwnWords, check_own_words, reworded, with_foot
from dialog_tracker.domain.policy import Permission, require
from dialog_tracker.storage.transaction import Db
from dialog_tracker.web.forms import Form
from dialog_tracker.web.i18n import LANGUAGES, Language
from dialog_tracker.web.letters import shipped
from dialog_tracker.web.messages import field_messages
from dialog_tracker.web.visitor import AnyRequest, Visitor, page

Here = NamedDependency[Visitor]
Posted = NamedDependency[Form]
_FACES: dict[str, Language] = {"sr": "sr-Cyrl", "en": "en"}  # the language that is written, and the face whose shipped words begin it


@get("/admin/mail", name="mail")
async def show(request: AnyRequest, visitor: Here, db: Db) -> Response[str]:
    """Show the letters, which of them are said in own words, and the words under every one."""
    require(Permission.INSTALLATION_MANAGE, visitor.actor)
    typed = {language: await house_page(db, LETTER_FOOT, language) or "" for language in _FACES}
    return await _page(request, visitor, db, typed, {})


async def _page(request: AnyRequest, visitor: Visitor, db: Any, typed: dict[str, str], errors: dict[str, str]) -> Response[str]:
    own = await own_letters(db)
    letters = [(template, [language for language, face in _FACES.items() if (template, face) in own]) for template in LETTERS]
    content = {"typed": typed, "errors": errors, "letters": letters, "examples": await _examples(request, db, "followed")}
    return page(request, visitor, "administration/mail.html", content, status=422 if errors else 200)


async def _examples(request: AnyRequest, db: Any, template: str) -> list[tuple[Language, LetterWords]]:
    """Write an example in each face as it will arrive, with own words and the foot."""
    now, site = request.app.state.clock(), request.app.state.settings.base_url.rstrip("/")
    feet, own = await letter_feet(db), await own_letters(db)
    written = [(face, reworded(example(face, template, now, site), own.get((template, face)))) for face in LANGUAGES]
    return [(face, LetterWords(words.subject, with_foot(words.body, feet[face]))) for face, words in written]


@post("/admin/mail", name="mail-save", permission=Permission.INSTALLATION_MANAGE)
async def save(request: AnyRequest, visitor: Here, form: Posted, db: Db) -> Response[Any]:
    """Keep the words under every letter; letters that wait get them too."""
    require(Permission.INSTALLATION_MANAGE, visitor.actor)
    assert visitor.actor.person_id is not None
    typed = {language: form.text(f"foot-{language}", limit=LONGEST_FOOT) for language in _FACES}
    if form.errors:
        return await _page(request, visitor, db, typed, field_messages(visitor.language, form.errors))
    for language, words in typed.items():
        if words != (await house_page(db, LETTER_FOOT, language) or ""):
            await save_house_page(db, request.app.state.clock(), LETTER_FOOT, language, words, visitor.actor.person_id)
    return Redirect("/admin/mail", status_code=303)


@get("/admin/mail/{template:str}", name="mail-letter")
async def show_letter(request: AnyRequest, visitor: Here, db: Db, template: FromPath[str]) -> Response[str]:
    """Show the words of a letter, own or shipped, what may stand in them, and the letter in each face."""
    require(Permission.INSTALLATION_MANAGE, visitor.actor)
    _known(template)
    own = await own_letters(db)
    words = {language: own.get((template, face)) or _shipped(face, template) for language, face in _FACES.items()}
    return await _letter_page(request, visitor, db, template, words, {})


def _known(template: str) -> None:
    if template not in LETTERS:
        raise NotFound("page-unknown")


def _shipped(face: Language, template: str) -> OwnWords:
    words = shipped(face, template)
    return OwnWords(words.subject, words.body.strip())


def _lines(typed: str) -> str:
    return typed.replace("\r\n", "\n").strip()


async def _letter_page(
    request: AnyRequest, visitor: Visitor, db: Any, template: str, words: dict[str, OwnWords], errors: dict[str, str]
) -> Response[str]:
    own = await own_letters(db)
    content = {
        "template": template,
        "words": words,
        "errors": errors,
        "form": LETTERS[template],
        "own": [language for language, face in _FACES.items() if (template, face) in own],
        "examples": await _examples(request, db, template),
    }
    return page(request, visitor, "administration/letter.html", content, status=422 if errors else 200)


@post("/admin/mail/{template:str}", name="mail-letter-save", permission=Permission.INSTALLATION_MANAGE)
async def save_letter(request: AnyRequest, visitor: Here, form: Posted, db: Db, template: FromPath[str]) -> Response[Any]:
    """Keep own words of a letter; emptied ones, and those that are the shipped ones, bring the shipped letter back."""
    require(Permission.INSTALLATION_MANAGE, visitor.actor)
    _known(template)
    assert visitor.actor.person_id is not None
    words = {language: OwnWords(form.text(f"subject-{language}"), _lines(form.long_text(f"body-{language}"))) for language in _FACES}
    own = {language: one for language, one in words.items() if one not in (OwnWords("", ""), _shipped(_FACES[language], template))}
    refused = {f"{name}-{language}": why for language, one in own.items() for name, why in check_own_words(template, one)}
    if form.errors or refused:
        return await _letter_page(request, visitor, db, template, words, field_messages(visitor.language, {**refused, **form.errors}))
    before = await own_letters(db)
    for language, face in _FACES.items():
        if own.get(language) != before.get((template, face)):
            text = f"{own[language].subject}\n{own[language].body}" if language in own else ""
            await save_house_page(db, request.app.state.clock(), letter_page(template), language, text, visitor.actor.person_id)
    return Redirect(f"/admin/mail/{template}", status_code=303)


HANDLERS = [show, save, show_letter, save_letter]
