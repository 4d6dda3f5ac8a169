"""The service with a raw reference beside it: the same server, the same process, no framework between socket and database."""

import sys
from pathlib import Path
from typing import Any

import asyncpg
import msgspec
import uvicorn
import uvloop

from dialog_tracker.app import create_app
from dialog_tracker.settings import Settings
from dialog_tracker.storage.embedded import EmbeddedServer
from dialog_tracker.storage.engine import make_engine, make_sessions
from dialog_tracker.web.logs import configure_logs

COMMENTS = """
SELECT c.number, c.position, c.kind, c.target, c.anchor, c.place, s.public_name AS submitter, s.submitter_kind, s.received_at,
       s.received_at >= k.closes_at AS late, c.language, c.script, c.quote, c.proposed, c.reasons, c.weight,
       coalesce(r.status, 'unanswered') AS status, coalesce(r.reasons, '') AS answer, coalesce(r.what_changed, '') AS what_changed,
       r.published_at AS answered_at
FROM comment c JOIN submission s ON s.id = c.submission_id JOIN consultation k ON k.id = c.consultation_id
LEFT JOIN response r ON r.comment_id = c.id AND r.superseded_at IS NULL AND r.published_at IS NOT NULL
WHERE c.consultation_id = $1 AND s.withdrawn_at IS NULL AND c.position > $2 ORDER BY c.position LIMIT 51
"""
INSERT = "INSERT INTO bench_insert (words) VALUES ($1)"


class Reference:
    """Answers /_reference/… by hand and passes everything else on."""

    def __init__(self, app: Any, pool: asyncpg.Pool, consultation_id: Any) -> None:
        self.app, self.pool, self.consultation_id = app, pool, consultation_id

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        path = scope.get("path", "")
        if not path.startswith("/_reference/"):
            await self.app(scope, receive, send)
            return
        if path == "/_reference/insert":
            await receive()
            async with self.pool.acquire() as connection:
                await connection.execute(INSERT, "Коментар " * 40)
            body = b"{}"
        else:
            async with self.pool.acquire() as connection:
                rows = await connection.fetch(COMMENTS, self.consultation_id, int(path.rsplit("/", 1)[1]))
            body = msgspec.json.encode([dict(row) for row in rows])
        headers = [(b"content-type", b"application/json"), (b"content-length", str(len(body)).encode())]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": body})


async def main(data_dir: Path, port: int) -> None:
    """Serve the seeded database until the process is stopped."""
    configure_logs("ERROR")
    url = EmbeddedServer(data_dir).url
    engine = make_engine(url, 10)
    pool = await asyncpg.create_pool(url.replace("postgresql+asyncpg://", "postgresql://"), min_size=8, max_size=8)
    consultation_id = await pool.fetchval("SELECT id FROM consultation ORDER BY created_at LIMIT 1")
    app = create_app(Settings(data_dir=data_dir, port=port), sessions=make_sessions(engine), engine=engine)
    config = uvicorn.Config(Reference(app, pool, consultation_id), port=port, log_config=None, access_log=False, server_header=False)
    await uvicorn.Server(config).serve()


if __name__ == "__main__":
    uvloop.run(main(Path(sys.argv[1]), int(sys.argv[2])))
