"""What the tests of other ways in share."""

import hashlib

import pytest

from databases import fresh
from dialog_tracker.consultations.queries import facts_of
from dialog_tracker.domain.comment_columns import Preset
from dialog_tracker.domain.incoming import read_table
from dialog_tracker.intake import imports
from dialog_tracker.intake.actions import Given
from dialog_tracker.intake.imports import import_table
from dialog_tracker.intake.letters_in import receive_letter
from dialog_tracker.office.sheets import read_sheet
from dialog_tracker.storage.files import FileStore
from factories import a_stage

__all__ = ["fresh"]


@pytest.fixture
async def stage(session, clock):
    made = await a_stage(session, clock.now)
    await session.commit()
    return made


@pytest.fixture
def take(sessions, clock, stage):
    async def taken(content: bytes, preset=Preset.TABLE, name="komentari.csv", **more: object):
        given = Given(name, hashlib.sha256(content).hexdigest(), len(content), "text/csv")

        def read(zone):
            return read_table(read_sheet(content), zone, preset)

        return await import_table(sessions, clock, stage.officer, stage.reference, given, preset, read, **more)

    return taken


@pytest.fixture
def come(session, clock, stage, tmp_path):
    async def came(content: bytes, name="pismo.eml"):
        facts = await facts_of(session, stage.reference, clock.now)
        given = Given(name, hashlib.sha256(content).hexdigest(), len(content), "message/rfc822")
        return facts, await receive_letter(session, stage.officer, clock.now, facts, given, content, FileStore(tmp_path / "files"))

    return came


@pytest.fixture
def cut_after_twenty(take, monkeypatch):
    """Take in a table by chunks of ten, and stop after the second as a killed process does."""
    monkeypatch.setattr(imports, "CHUNK", 10)

    class Cut(Exception):
        pass

    async def cut(done, _rows):
        if done == 20:
            raise Cut
        return True

    async def taken(content: bytes) -> None:
        with pytest.raises(Cut):
            await take(content, progress=cut)

    return taken
