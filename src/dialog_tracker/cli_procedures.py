"""Commands about legal procedures: the clock of one case, and lists of consultations that ran elsewhere."""

import asyncio
import json
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import click

from dialog_tracker import upkeep
from dialog_tracker.clock import utc_now
from dialog_tracker.consultations.elsewhere import follow_all
from dialog_tracker.domain.act import ActKind
from dialog_tracker.domain.calendar import WorkCalendar
from dialog_tracker.domain.errors import Malformed
from dialog_tracker.domain.listing import read_listing
from dialog_tracker.domain.obligation import Course, Obligation, obligations
from dialog_tracker.domain.procedure import Procedure, all_procedures, find_procedure, rules_of
from dialog_tracker.reading import overview
from dialog_tracker.settings import Settings
from dialog_tracker.storage.engine import make_sessions, transaction
from dialog_tracker.web import reasons
from dialog_tracker.web.i18n import LANGUAGES, Language
from dialog_tracker.web.messages import message

# The options that name an event, and the step that it is in the rules.
_EVENTS = {
    "start": "drafting_started",
    "submit": "submitted_for_adoption",
    "adopt": "adopted",
    "received": "initiative_received",
    "launched": "initiative_launched",
}


class _Day(click.ParamType[date]):
    """A day as ISO 8601 writes it; one that the calendar does not have is refused by name."""

    name = "date"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """Read a day."""
        if isinstance(value, date):
            return value
        try:
            return date.fromisoformat(value)
        except ValueError:
            self.fail(f"{value!r} is no day of the calendar; write it as 2026-11-30.", param, ctx)


_DAY = _Day()


@click.command("clock")
@click.option(
    "--procedure", "key", required=True, help="Key of the procedure, for example rs.public_debate; the command `procedures` lists them."
)
@click.option("--from", "opens_on", type=_DAY, help="First day; leave out when it is not known.")
@click.option("--to", "closes_on", type=_DAY, required=True, help="Last day.")
@click.option("--today", type=_DAY, help="The day on which it is judged; today by default.")
@click.option("--start", type=_DAY, help="Day on which drafting started.")
@click.option("--submit", type=_DAY, help="Day of submission for adoption.")
@click.option("--adopt", type=_DAY, help="Day of adoption.")
@click.option("--received", type=_DAY, help="Day of receipt of a civic initiative.")
@click.option("--launched", type=_DAY, help="Day of launch of a people's initiative.")
@click.option("--done", multiple=True, metavar="STEP=DATE", help="A step that was done, for example report_published=2019-12-20.")
@click.option("--act-kind", type=click.Choice([kind.value for kind in ActKind]), help="Kind of the act; some rules reach only some kinds.")
@click.option("--language", type=click.Choice(LANGUAGES), default="en", show_default=True, help="Language of the sentences.")
@click.option("--json", "as_json", is_flag=True, help="Print as JSON.")
def clock(
    key: str,
    opens_on: date | None,
    closes_on: date,
    today: date | None,
    done: Sequence[str],
    act_kind: str | None,
    language: Language,
    as_json: bool,
    **events: date | None,
) -> None:
    """Work out the legal dates of a procedure, each with its reason, without storing anything."""
    procedure = find_procedure(key)
    if opens_on is not None and closes_on < opens_on:
        raise Malformed("window-ends-before-it-opens", opens_on=opens_on, last_on=closes_on)
    steps = {_EVENTS[name]: day for name, day in events.items() if day is not None} | dict(_step(one) for one in done)
    course = Course(opens_on, closes_on, steps, act_kind)
    today = today or utc_now().astimezone(ZoneInfo("Europe/Belgrade")).date()
    worked_out = obligations(rules_of(key, opens_on or closes_on), course, today, WorkCalendar(country=_country(procedure)))
    if as_json:
        click.echo(json.dumps(_as_json(procedure, course, today, worked_out, language), ensure_ascii=False, indent=1))
        return
    for duty in worked_out:
        _print(language, duty)


def _step(typed: str) -> tuple[str, date]:
    name, equals, day = typed.partition("=")
    if not equals:
        raise click.BadParameter(f"{typed!r} should read STEP=DATE.", param_hint="--done")
    return name, _DAY.convert(day, None, None)


def _country(procedure: Procedure) -> str:
    return procedure.countries[0] if procedure.countries else "RS"


def _as_json(procedure: Procedure, course: Course, today: date, worked_out: Sequence[Obligation], language: Language) -> dict[str, Any]:
    return {
        "procedure": procedure.key,
        "name": reasons.wording(language, procedure.name),
        "from": course.opens_on.isoformat() if course.opens_on else None,
        "to": course.closes_on.isoformat() if course.closes_on else None,
        "today": today.isoformat(),
        "obligations": [reasons.as_json(language, duty) for duty in worked_out],
    }


def _print(language: Language, duty: Obligation) -> None:
    said = reasons.as_json(language, duty)
    flags = f" ({', '.join(said['flags'])})" if said["flags"] else ""
    click.echo(f"{said['due'] or '-':10}  {duty.verdict.value}{flags}  {said['what']}\n            {said['reason']} [{said['citation']}]")


@click.command("import-consultations")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print what was imported, what was rejected and the overview as JSON.")
@click.pass_obj
def import_consultations(settings: Settings, file: Path, as_json: bool) -> None:
    """Log consultations that ran elsewhere from a list (CSV); the same list again adds nothing."""
    done = asyncio.run(_import(settings, file.read_bytes()))
    if as_json:
        click.echo(json.dumps(done, ensure_ascii=False, indent=1))
        return
    click.echo(f"{done['imported']} imported, {done['known']} known already, {len(done['rejected'])} rejected.")
    for rejected in done["rejected"]:
        click.echo(f"  row {rejected['row']}: {rejected['reason']}")
    for row in done["overview"]["by_procedure"]:
        stands = ", ".join(f"{count} {outcome.replace('_', ' ')}" for outcome, count in row["outcomes"].items() if count)
        click.echo(f"  {row['procedure']}: {row['consultations']} consultations, {stands}")
    for least, shorter in done["overview"]["shorter_than"].items():
        click.echo(
            f"  shorter than {least} days: {shorter['by_subtraction']} by subtraction, {shorter['counting_both_days']} counting both end days"
        )


async def _import(settings: Settings, content: bytes) -> dict[str, Any]:
    listing = read_listing(content)
    async with upkeep.open_database(settings) as database:
        await upkeep.migrate(database) if database.started else await upkeep.check_schema(database)
        async with transaction(make_sessions(database.engine)) as session:
            imported = await follow_all(session, utc_now(), listing.rows, None)
            figures = await overview.figures(session, imported.ids)
            rows = await overview.listed(session, overview.Wanted(), latin=False, ids=imported.ids, limit=len(imported.ids))
    return {
        "imported": len(imported.new),
        "known": len(imported.ids) - len(imported.new),
        "rejected": [
            {"row": one.row, "reason": message("en", one.error.code, one.error.facts), "code": one.error.code} for one in listing.rejected
        ],
        "overview": _overview(figures) | {"rows": [_row(row) for row in rows]},
    }


def _row(row: Any) -> dict[str, Any]:
    return {
        "reference": row.reference,
        "title": row.title,
        "authority": row.authority,
        "days_by_subtraction": row.days,
        "days_counting_both": None if row.days is None else row.days + 1,
        "outcome": row.outcome,
        "days_short": row.days_short or 0,
    }


def _overview(figures: Sequence[overview.ProcedureFigures]) -> dict[str, Any]:
    return {
        "consultations": sum(row.consultations for row in figures),
        "outcomes": {name: sum(row.outcomes[name] for row in figures) for name in overview.OUTCOMES},
        "shorter_than": {
            str(least): {
                "by_subtraction": sum(row.lengths[n].subtracted for row in figures),
                "counting_both_days": sum(row.lengths[n].counted for row in figures),
            }
            for n, least in enumerate(overview.LENGTHS)
        },
        "by_procedure": [
            {"procedure": row.procedure_key, "consultations": row.consultations, "median_days": row.median, "outcomes": row.outcomes}
            for row in figures
        ],
    }


@click.command("procedures")
@click.option("--language", type=click.Choice(LANGUAGES), default="en", show_default=True, help="Language of the names.")
def procedures(language: Language) -> None:
    """List the procedures whose rules are known."""
    for key, procedure in all_procedures().items():
        click.echo(f"{key:28} {', '.join(procedure.countries) or 'any':24} {reasons.wording(language, procedure.name)}")
