"""Running an installation: opening its database, keeping its secret, backing up and restoring, and a check-up.

A backup is one tar file: every table as PostgreSQL's own text copy in one consistent snapshot, every stored file, and a
list of fingerprints that is verified before anything is put back.
"""

import asyncio
import gzip
import hashlib
import io
import json
import os
import secrets
import tarfile
import tempfile
import zlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import asyncpg
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from dialog_tracker import migrations
from dialog_tracker.domain.errors import Conflict, Malformed
from dialog_tracker.migrations.schema import SCHEMA
from dialog_tracker.office.soffice import found_soffice
from dialog_tracker.settings import Settings
from dialog_tracker.storage.embedded import EmbeddedServer
from dialog_tracker.storage.engine import make_engine
from dialog_tracker.storage.files import FileStore

_FORMAT = 1


@dataclass(frozen=True, slots=True)
class Database:
    """An open database; `started` tells whether this process started its server."""

    engine: AsyncEngine
    url: str
    started: bool


def file_store(settings: Settings) -> FileStore:
    """Give the store of files."""
    return FileStore(settings.data_dir.resolve() / "files")


def secret_key(settings: Settings) -> str:
    """Give the secret behind cookies: the setting, or one made at the first start and kept in the data directory."""
    if settings.secret_key:
        if len(settings.secret_key) < 32:
            raise Malformed("setting-unreadable", name="secret_key", value="shorter than 32 characters")
        return settings.secret_key
    file = settings.data_dir / "secret"
    if not file.exists():
        settings.data_dir.mkdir(parents=True, exist_ok=True)
        handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w") as opened:
            opened.write(secrets.token_urlsafe(48))
    return file.read_text().strip()


@asynccontextmanager
async def open_database(settings: Settings, *, durable: bool = True) -> AsyncIterator[Database]:
    """Open the database of an installation, starting the embedded server where none is named and none runs."""
    if settings.database_url:
        engine = make_engine(settings.database_url, settings.pool_size)
        try:
            yield Database(engine, settings.database_url, started=False)
        finally:
            await engine.dispose()
        return
    server = EmbeddedServer(settings.data_dir, settings.pg_bindir, durable=durable)
    started = server.start()
    engine = make_engine(server.url, settings.pool_size)
    try:
        yield Database(engine, server.url, started)
    finally:
        await engine.dispose()
        server.stop()


async def migrate(database: Database) -> None:
    """Bring the schema up to date; raises Conflict("schema-newer")."""
    await migrations.upgrade(database.engine)


async def check_schema(database: Database) -> None:
    """Raise Conflict("schema-behind") or Conflict("schema-newer") unless the schema is the program's own."""
    at = await migrations.current(database.engine)
    if at != migrations.head():
        async with database.engine.connect() as connection:
            await connection.run_sync(migrations.refuse_newer)
        raise Conflict("schema-behind", revision=at or "empty", known=migrations.head())


def _tables() -> list[str]:
    return [table.name for table in SCHEMA.sorted_tables]


async def _raw(url: str) -> asyncpg.Connection:
    return await asyncpg.connect(url.replace("postgresql+asyncpg://", "postgresql://"))


async def backup(database: Database, store: FileStore, target: Path) -> dict[str, Any]:
    """Write a backup; gives its list of contents. The file appears under its name only when it is whole."""
    connection = await _raw(database.url)
    part = target.with_name(target.name + ".part")
    listed: dict[str, str] = {}
    try:
        async with connection.transaction(isolation="repeatable_read", readonly=True):
            with tarfile.open(part, "w:gz", compresslevel=3) as tar:
                for name in _tables():
                    await _add_table(connection, tar, name, listed)
                for row in await connection.fetch("SELECT sha256 FROM stored_file WHERE erased_at IS NULL ORDER BY sha256"):
                    content = await asyncio.to_thread(store.get, row["sha256"])
                    _add(tar, f"files/{row['sha256']}", content, listed)
                contents = {"format": _FORMAT, "revision": await migrations.current(database.engine), "sha256": listed}
                _add(tar, "contents.json", json.dumps(contents, indent=1).encode(), {})
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)
        await connection.close()
    return contents


async def _add_table(connection: asyncpg.Connection, tar: tarfile.TarFile, name: str, listed: dict[str, str]) -> None:
    columns = ", ".join(f'"{column}"' for column in _columns(name))
    order = ", ".join(f'"{column.name}"' for column in SCHEMA.tables[name].primary_key)
    with tempfile.TemporaryFile() as spool:
        await connection.copy_from_query(f'SELECT {columns} FROM "{name}" ORDER BY {order}', output=spool, format="text")  # noqa: S608
        spool.seek(0)
        _add(tar, f"tables/{name}.copy", spool.read(), listed)


def _columns(name: str) -> list[str]:
    """Name the columns of a table; the transaction that wrote a ledger row means nothing in another server."""
    return [column.name for column in SCHEMA.tables[name].columns if column.name != "transaction_id"]


def _add(tar: tarfile.TarFile, name: str, content: bytes, listed: dict[str, str]) -> None:
    entry = tarfile.TarInfo(name)
    entry.size = len(content)
    tar.addfile(entry, io.BytesIO(content))
    listed[name] = hashlib.sha256(content).hexdigest()


async def restore(database: Database, store: FileStore, source: Path) -> dict[str, Any]:
    """Put a backup into an empty database; raises Conflict("restore-not-empty", "backup-damaged", "backup-other-schema")."""
    contents = _verified(source)
    with tarfile.open(source, "r:gz") as tar:
        await migrate(database)
        if contents["revision"] != migrations.head():
            raise Conflict("backup-other-schema", revision=contents["revision"], known=migrations.head())
        connection = await _raw(database.url)
        try:
            async with connection.transaction():
                await _refuse_full(connection)
                for name in _tables():
                    await _put_table(connection, tar, name)
                await connection.execute(
                    "SELECT setval(pg_get_serial_sequence('ledger_entry', 'sequence'), (SELECT coalesce(max(sequence), 1) FROM ledger_entry))"
                )
        finally:
            await connection.close()
        for name in contents["sha256"]:
            if name.startswith("files/"):
                store.put(_member(tar, name))
    return contents


def _verified(source: Path) -> dict[str, Any]:
    """Give the list of contents once every part agrees with its fingerprint; a file that is cut off or no backup is damaged too."""
    try:
        with tarfile.open(source, "r:gz") as tar:
            contents: dict[str, Any] = json.loads(_member(tar, "contents.json"))
            wrong = [name for name, sha256 in contents["sha256"].items() if hashlib.sha256(_member(tar, name)).hexdigest() != sha256]
    except (tarfile.TarError, gzip.BadGzipFile, zlib.error, EOFError, ValueError, KeyError):
        raise Conflict("backup-damaged", name=source.name) from None
    if wrong:
        raise Conflict("backup-damaged", name=wrong[0])
    return contents


def _member(tar: tarfile.TarFile, name: str) -> bytes:
    try:
        opened = tar.extractfile(name)
    except KeyError:
        opened = None
    if opened is None:
        raise Conflict("backup-damaged", name=name)
    return opened.read()


# The one table that a migration fills: the list in the backup takes the place of the starting list.
_FILLED_AT_FIRST = "area"


async def _refuse_full(connection: asyncpg.Connection) -> None:
    for name in _tables():
        if name != _FILLED_AT_FIRST and await connection.fetchval(f'SELECT EXISTS (SELECT 1 FROM "{name}")'):  # noqa: S608
            raise Conflict("restore-not-empty", table=name)


async def _put_table(connection: asyncpg.Connection, tar: tarfile.TarFile, name: str) -> None:
    """Copy a table back; parents that point to other rows of the same table are checked when the transaction ends."""
    content = _member(tar, f"tables/{name}.copy")
    if name == _FILLED_AT_FIRST:
        await connection.execute("DELETE FROM area")
    columns = _columns(name)
    if name == "ledger_entry":
        await connection.execute("ALTER TABLE ledger_entry ALTER COLUMN sequence SET GENERATED BY DEFAULT")
    await connection.copy_to_table(name, source=io.BytesIO(content), columns=columns, format="text")
    if name == "ledger_entry":
        await connection.execute("ALTER TABLE ledger_entry ALTER COLUMN sequence SET GENERATED ALWAYS")


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of a check-up."""

    name: str
    good: bool
    says: str


async def _files(database: Database, store: FileStore) -> Finding:
    """Look whether every content that is not erased is there; what it holds is verified when it is read or backed up."""
    async with database.engine.connect() as connection:
        rows = (await connection.execute(text("SELECT sha256, erased_at IS NOT NULL FROM stored_file"))).all()
    kept = [sha256 for sha256, erased in rows if not erased]
    lost = [sha256 for sha256 in kept if not await asyncio.to_thread(store.holds, sha256)]
    says = f"{len(kept)} kept, {len(rows) - len(kept)} erased on request or after their time, {len(lost)} lost"
    return Finding("files", good=not lost, says=says + (f", the first {lost[0]}" if lost else ""))


async def examine(settings: Settings) -> list[Finding]:
    """Check what an installation needs, without changing anything but starting its own server."""
    found: list[Finding] = []
    async with open_database(settings) as database:
        try:
            async with database.engine.connect() as connection:
                version = await connection.scalar(text("SHOW server_version"))
                lower = await connection.scalar(text("SELECT lower('ЉЊЏ')"))
            found.append(
                Finding("database", good=True, says=f"PostgreSQL {version}, {'embedded' if settings.embedded else 'DATABASE_URL'}")
            )
            found.append(
                Finding("locale", good=lower == "љњџ", says="lower() knows Serbian letters" if lower == "љњџ" else "use a UTF-8 locale")
            )
            at = await migrations.current(database.engine)
            found.append(Finding("schema", good=at == migrations.head(), says=f"at {at or 'nothing'}, program knows {migrations.head()}"))
            if at == migrations.head():
                found.append(await _files(database, file_store(settings)))
        except OSError as error:
            found.append(Finding("database", good=False, says=str(error)))

    soffice = found_soffice(settings.soffice)
    found.append(
        Finding(
            "libreoffice", good=soffice is not None, says=str(soffice) if soffice else "reports go out without page numbers in the contents"
        )
    )
    found.append(
        Finding(
            "mail", good=bool(settings.smtp_host), says=settings.smtp_host or "no mail is sent; letters stand on the administrator's page"
        )
    )
    writable = os.access(settings.data_dir if settings.data_dir.exists() else settings.data_dir.resolve().parent, os.W_OK)
    found.append(Finding("data directory", good=writable, says=str(settings.data_dir.resolve())))
    return found
