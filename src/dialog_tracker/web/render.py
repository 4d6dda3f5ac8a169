"""Templates in three faces: one Jinja environment per language, each with its catalogue installed.

Templates stand at the top of the checkout and inside the wheel. A name that a page does not have is an error; a key that
an optional dictionary does not have is empty, because the kit's macros ask for many such keys.
"""

import hashlib
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any

from jinja2 import ChoiceLoader, Environment, FileSystemLoader, PackageLoader, PrefixLoader, StrictUndefined, Template, Undefined
from markupsafe import Markup, escape

from dialog_tracker.domain.calendar import Unit
from dialog_tracker.domain.draft_format import ending_of
from dialog_tracker.domain.script import script_of, to_latin
from dialog_tracker.domain.tile_map import short_name
from dialog_tracker.web import (
    desk_words,
    dialogue_words,
    figures,
    formats,
    fragments,
    lawtext,
    messages,
    oversight_words,
    reasons,
    structured,
    words,
)
from dialog_tracker.web.i18n import Language, catalogue
from dialog_tracker.web.ledger_facts import ledger_facts
from dialog_tracker.web.paging import write_cursor
from dialog_tracker.web.ruler import ruler

# The kit's macros test these names to see whether they are there.
_THE_KIT_ASKS_FOR = frozenset({"undefined", "null", "caller", "successBanner", "typeClass"})


class _StrictExceptKeys(StrictUndefined):
    """Strict for names and attributes, lenient for missing keys of dictionaries."""

    def __new__(cls, hint: str | None = None, obj: Any = None, name: str | None = None, **rest: Any) -> Any:
        """Choose by what the missing thing was asked of."""
        if isinstance(obj, (dict, Undefined)) or name in _THE_KIT_ASKS_FOR:
            return Undefined(hint, obj, name, **rest)
        return super().__new__(cls)


class _Template(Template):
    """A template whose macros are imported without comparing globals: no template of ours is ever given any of its own."""

    def _get_default_module(self, ctx: Any = None) -> Any:
        """Give the module of macros, made once; the comparison that this leaves out took a quarter of a page's time."""
        del ctx
        return super()._get_default_module()


def templates_root() -> Path:
    """Find the templates: inside the installed package, else at the top of the checkout."""
    packaged = Path(str(resources.files("dialog_tracker").joinpath("_templates")))
    return packaged if packaged.is_dir() else Path(__file__).parents[3] / "templates"


def static_root() -> Path:
    """Find the static files."""
    return Path(__file__).parent / "static"


@cache
def environment(language: Language) -> Environment:
    """Make the environment of a language."""
    made = Environment(
        loader=ChoiceLoader(
            [FileSystemLoader(templates_root()), PrefixLoader({"govuk_frontend_jinja": PackageLoader("govuk_frontend_jinja")})]
        ),
        autoescape=lambda name: name is None or not name.endswith(".txt"),  # noqa: S701  (letters are plain text)
        undefined=_StrictExceptKeys,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n", "jinja2.ext.do"],
    )
    made.template_class = _Template
    made.install_gettext_translations(catalogue(language), newstyle=True)  # type: ignore[attr-defined]  # added by the extension
    made.globals |= {
        "language": language,
        "asset": asset,
        "procedure_name": lambda key: words.procedure_name(language, key),
        "content_language": lambda written="sr", script="Cyrl": words.content_language(language, written, script),
        "status_class": words.status_class,
        "finding_words": lambda finding: desk_words.finding_words(language, finding),
        "part_counts": lambda counts: desk_words.part_counts(language, counts),
        "kind_name": lambda kind, count: desk_words.kind_name(language, kind, count),
        "rule_words": lambda rule: desk_words.rule_words(language, rule),
        "citation": lambda rule: reasons.wording(language, rule.citation),
        "message_for": lambda code: messages.message(language, code, {}),
        "message_with": lambda code, facts: messages.message(language, code, facts),
        "duty_words": lambda duty: reasons.duty_words(language, duty),
        "script_of": script_of,
        "ledger_facts": lambda facts: ledger_facts(language, facts),
        "day_count": lambda days, unit=Unit.CALENDAR_DAYS: reasons.period(language, days, unit),
        "difference": lambda *texts: figures.difference(language, *texts),
        "ruler_of": lambda opens_on, last_on, duties, today, calendar, procedure: ruler(
            opens_on, last_on, duties, today, calendar, language, procedure
        ),
        "nest": lawtext.nest,
        "contents": lawtext.contents,
        "plan_row": lawtext.plan_row,
        "units_same": lambda units: lawtext.units_same(units, language),
        "pieces": lambda pieces, side="both": lawtext.shown_pieces(pieces, side, latin=language == "sr-Latn"),
        "place_inside": lambda unit_anchor, anchor: lawtext.place_inside(language, unit_anchor, anchor),
        "heading_kinds": lawtext.HEADINGS,
        "heading_words": lawtext.heading_words,
        "when_words": lambda when: dialogue_words.when_words(language, when),
        "count_words": lambda count: dialogue_words.count_words(language, count),
        "figure_words": lambda figure: dialogue_words.figure_words(language, figure),
        "figure_name": lambda figure: dialogue_words.figure_name(language, figure),
        "figure_source": lambda figure: dialogue_words.figure_source(language, figure),
        "activity_words": lambda one: dialogue_words.activity_words(language, one),
        "place_words": lambda one: dialogue_words.place_words(language, one),
        "wording": lambda phrase: reasons.wording(language, phrase),
        "figure_value": lambda figure: oversight_words.figure_value(language, figure),
        "named": lambda one: oversight_words.name_of(language, one),
        "short_name": short_name,
        "options": lambda some, key: oversight_words.options(language, some, key),
        "cursor": write_cursor,
        "schema": structured,
        "kept_comments": lambda macro, lines, zone, reference: fragments.comments(language, macro, lines, zone, reference),
        "small_clock": figures.small_clock,
        "answer_parts": figures.answer_parts,
        "days_left": figures.days_left,
        "days_until": figures.days_until,
    }
    made.filters |= {
        name: _in_language(function, language)
        for name, function in {
            "day_month": formats.day_month,
            "long_date": formats.long_date,
            "date_with_year": formats.date_with_year,
            "month_genitive": formats.month_genitive,
            "month_name": formats.month_name,
            "weekday": formats.weekday,
            "clock_time": formats.clock_time,
            "hour": formats.hour,
            "exact_time": formats.exact_time,
            "number": formats.number,
            "size": formats.size,
            "share": formats.share,
            "reference": formats.reference,
            "change_counted": lawtext.change_counted,
        }.items()
    }
    made.filters |= {
        "local_date": formats.local_date,
        "with_stop": lawtext.with_stop,
        "cells": lawtext.cells,
        "paragraph_number": lawtext.paragraph_number,
        "last_day": figures.last_day,
        "closing_time": figures.closes_within_day,
        "word": lambda code, group: words.word(language, group, code),
        "word_inside": lambda code, group: words.word_inside(language, group, code),
        "period": lambda first, last, year=True: formats.period(first, last, language, year=year),
        "serbian": to_latin if language == "sr-Latn" else str,
        "is_line": str.isdecimal,
        "period_name": lambda key: oversight_words.period_name(language, key),
        "extension": ending_of,
        "paragraphs": paragraphs,
        "groups_of": groups_of,
        "host": formats.host,
    }
    return made


def _in_language(function: Any, language: Language) -> Any:
    return lambda value, *rest, **named: function(value, language, *rest, **named)


def render(language: Language, template: str, **context: Any) -> str:
    """Render a template of any kind to text."""
    return environment(language).get_template(template).render(**context)


def paragraphs(text: str) -> Markup:
    """Show the paragraphs of a text that somebody typed; nothing in it is markup."""
    blocks = [block.strip() for block in text.replace("\r\n", "\n").split("\n\n")]
    return Markup("").join(Markup("<p>{}</p>").format(Markup("<br>").join(map(escape, block.split("\n")))) for block in blocks if block)


def groups_of(text: str, length: int = 4) -> str:
    """Print a fingerprint in groups, so that it can be read aloud."""
    return " ".join(text[at : at + length] for at in range(0, len(text), length))


@cache
def asset(name: str) -> str:
    """Give the address of a static file with its fingerprint, so that browsers may keep it for good."""
    file = static_root() / name
    stamp = hashlib.sha256(file.read_bytes()).hexdigest()[:10] if file.is_file() else "missing"
    return f"/static/{name}?v={stamp}"
