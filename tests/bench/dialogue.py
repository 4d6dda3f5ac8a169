"""The register of activities at its sizes: a page of the list, filtered and deep in it, a programme, and a year of an authority."""

import asyncio
import sys
import tempfile
from collections.abc import Awaitable, Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from statistics import median
from time import perf_counter
from uuid import UUID

from figures import Row
from sqlalchemy import insert, text
from sqlalchemy.ext.asyncio import AsyncSession

sys.path.insert(0, str(Path(__file__).parents[1]))
from dialog_tracker import migrations
from dialog_tracker.activities.register import Wanted, listed
from dialog_tracker.activities.tables import Activity, ActivityPlace
from dialog_tracker.consultations.tables import Consultation
from dialog_tracker.contacts.queries import coverage
from dialog_tracker.directory.actions import new_organisation
from dialog_tracker.directory.lists import Wanted as Named
from dialog_tracker.directory.lists import authority_list, organisation_list
from dialog_tracker.directory.loading import load_directory
from dialog_tracker.directory.tables import Organisation
from dialog_tracker.domain.activity import ActivityKind
from dialog_tracker.domain.script import Face, Script, fold, to_latin
from dialog_tracker.domain.submission import SubmitterKind
from dialog_tracker.domain.territory import Sense
from dialog_tracker.office.year_file import year_file
from dialog_tracker.office.year_sheets import year_workbook
from dialog_tracker.reading.year import year_of
from dialog_tracker.storage.columns import new_id
from dialog_tracker.storage.embedded import EmbeddedServer
from dialog_tracker.storage.engine import make_engine, make_sessions, transaction
from factories import a_stage

SIZE, OF_YEAR, CONSULTATIONS, YEAR = 5_000, 200, 500, 2025
NOW = datetime(2026, 11, 26, 12, tzinfo=UTC)
_TOWNS = ("Београд", "Ниш", "Ужице", "Краљево", "Нови Сад", "Крушевац")


def dialogue() -> list[Row]:
    """Measure with 5,000 activities, and a year of 500 consultations and 200 activities."""
    return asyncio.run(_all())


async def _all() -> list[Row]:
    with tempfile.TemporaryDirectory() as home:
        Path(home).chmod(0o755)
        with EmbeddedServer(Path(home), durable=False) as server:
            engine = make_engine(server.url)
            await migrations.upgrade(engine)
            sessions = make_sessions(engine)
            async with transaction(sessions) as session:
                stage = await a_stage(session, NOW)
                await _fill(session, stage.authority_id)
            async with transaction(sessions) as session:
                await session.execute(text("ANALYZE"))
                rows = await _measured(session, stage.authority_id)
            await engine.dispose()
            return rows


async def _fill(session: AsyncSession, authority_id: UUID) -> None:
    kinds, activities, places = list(ActivityKind), [], []
    for n in range(SIZE):
        day = date(YEAR, 1, 1) + timedelta(days=n % 365) if n < OF_YEAR else date(2000 + n % 25, 1 + n % 12, 1 + n % 28)
        title, town = f"Активност број {n} о учешћу јавности", _TOWNS[n % len(_TOWNS)]
        one = Activity(
            id=new_id(), authority_id=authority_id, kind=kinds[n % len(kinds)], title=title, title_latn=to_latin(title), starts_on=day,
            ends_on=day, participants=n % 90, qualifier="exact", published_at=NOW, created_at=NOW,
        )  # fmt: skip
        activities.append(one.model_dump())
        places.append(
            {"activity_id": one.id, "position": 0, "name": town, "name_latn": to_latin(town), "name_fold": fold(town), "country": "RS"}
        )
    await session.execute(insert(Activity), activities)
    await session.execute(insert(ActivityPlace), places)
    (known,) = (await session.execute(text("SELECT * FROM consultation"))).mappings().all()
    opens = datetime(YEAR, 2, 1, tzinfo=UTC)
    more = [
        {
            **known,
            "id": new_id(),
            "reference": f"LR-{YEAR}-{n:04}",
            "opens_at": opens + timedelta(hours=n),
            "closes_at": opens + timedelta(days=21),
        }
        for n in range(1, CONSULTATIONS + 1)
    ]
    await session.execute(insert(Consultation), more)
    await load_directory(session, NOW)
    made = [new_organisation(NOW, f"Удружење број {n} за {_TOWNS[n % len(_TOWNS)]}", SubmitterKind.ASSOCIATION, None) for n in range(SIZE)]
    shared = {"register_number": "", "tax_number": "", "seat": "Ниш", "website": "", "verified_at": None, "verified_by": None}
    await session.execute(insert(Organisation), [one | shared | {"territory_code": "80012"} for one in made])


async def _measured(session: AsyncSession, authority_id: UUID) -> list[Row]:
    rows = await listed(session, Wanted(), limit=51)
    deep = (await session.execute(text("SELECT starts_on, id FROM activity ORDER BY starts_on DESC, id DESC OFFSET 4500 LIMIT 1"))).one()
    asked = {
        f"a page of {SIZE:,} activities": lambda: listed(session, Wanted(), limit=51),
        "the same, deep in the list": lambda: listed(session, Wanted(), after=(deep.starts_on, deep.id), limit=51),
        "the same, by kind, year and words": lambda: listed(session, Wanted(ActivityKind.TRAINING, 2010, words="учешћу"), limit=51),
        "the same, by place": lambda: listed(session, Wanted(place="ниш"), limit=51),
    }
    directory = {
        f"a page of {SIZE:,} organisations": lambda: organisation_list(session, Named(), latin=False),
        "organisations, by words, kind and territory": lambda: organisation_list(
            session, Named("удружење 7", "association", "", "", "80012"), latin=False
        ),
        "a page of authorities": lambda: authority_list(session, Named(), face=Face.CYRILLIC),
        "which municipalities have a contact point": lambda: coverage(session, NOW.date(), Sense.USUAL, face=Face.CYRILLIC),
    }
    asked |= directory
    assert len(rows) == 51
    figures = [Row(name, f"{1000 * await _median(ask):.0f} ms", "", "< 50 ms") for name, ask in asked.items()]

    async def year(write: Callable[..., bytes]) -> None:
        write(await year_of(session, authority_id, YEAR, NOW), Script.CYRILLIC)

    facts = await year_of(session, authority_id, YEAR, NOW)
    assert (len(facts.consultations), len(facts.activities)) >= (CONSULTATIONS, OF_YEAR)
    for name, write in (("Word", year_file), ("a workbook", year_workbook)):
        taken = await _median(lambda write=write: year(write))
        figures.append(Row(f"a year of {CONSULTATIONS} consultations and {OF_YEAR} activities in {name}", f"{taken:.2f} s", "", "< 3 s"))
    return figures


async def _median(ask: Callable[[], Awaitable[object]]) -> float:
    times = []
    for _ in range(7):
        begun = perf_counter()
        await ask()
        times.append(perf_counter() - begun)
    return median(times)
