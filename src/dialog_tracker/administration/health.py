"""Measuring an installation: its database, what waits, the room on its disk, and what it lacks."""

import asyncio
import shutil
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession

from dialog_tracker import migrations
from dialog_tracker.administration.queries import counted_at, server_version
from dialog_tracker.domain.health import Follower, Vitals
from dialog_tracker.ledger.queries import followers
from dialog_tracker.office.soffice import found_soffice
from dialog_tracker.opendata.nightly import shelf_of
from dialog_tracker.outbox.queries import backlog
from dialog_tracker.settings import Settings


async def measure(session: AsyncSession, engine: AsyncEngine, settings: Settings, now: datetime) -> Vitals:
    """Measure everything once."""
    waits = await backlog(session, now)
    room = await asyncio.to_thread(
        shutil.disk_usage, settings.data_dir if settings.data_dir.exists() else settings.data_dir.resolve().parent
    )
    dump = await asyncio.to_thread(shelf_of(settings).newest)
    return Vitals(
        at=now,
        server=await server_version(session),
        revision=await migrations.current(engine) or "",
        known_revision=migrations.head(),
        letters_waiting=waits.waiting,
        oldest_letter=waits.oldest,
        letters_given_up=waits.given_up,
        jobs_queued=waits.queued,
        jobs_running=waits.running,
        jobs_failed=waits.failed,
        jobs_stalled=waits.stalled,
        room_free=room.free,
        room_total=room.total,
        followers=[Follower(one.name, one.behind, one.moved_at) for one in await followers(session)],
        counted_at=await counted_at(session),
        dump_made_at=dump.made_at if dump else None,
        sends_mail=bool(settings.smtp_host),
        lays_out_files=found_soffice(settings.soffice) is not None,
    )
