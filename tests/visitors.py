"""Visitors over HTTP, and the reading engine that lets them see a test's uncommitted rows."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx
from litestar import Litestar
from sqlalchemy.ext.asyncio import AsyncConnection


class Browser:
    """A visitor over HTTP: keeps cookies, and sends back the token and the key that a form carries."""

    def __init__(self, app: Litestar) -> None:
        transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
        self.client = httpx.AsyncClient(transport=transport, base_url="http://dijalog.example", follow_redirects=False)

    async def get(self, path: str, **headers: str) -> httpx.Response:
        return await self.client.get(path, headers=headers)

    async def post(self, path: str, fields: dict[str, str] | None = None, files: Any = None) -> httpx.Response:
        if "dt_csrf" not in self.client.cookies:
            await self.client.get("/sign-in")
        sent = {"_csrf_token": self.client.cookies.get("dt_csrf", ""), **(fields or {})}
        return await self.client.post(path, data=sent, files=files)

    async def sign_in(self, email: str, password: str) -> None:
        answer = await self.post("/sign-in", {"email": email, "password": password, "next": "/"})
        assert answer.status_code == 303, answer.text[:2000]


class OneConnection:
    """Stands for the reading engine: every reader shares the test's own connection, and so sees its rows."""

    def __init__(self, connection: AsyncConnection) -> None:
        self.connection = connection

    @asynccontextmanager
    async def connect(self) -> AsyncIterator[AsyncConnection]:
        yield self.connection
