"""The description against the service: what Schemathesis makes of it is answered as described, also by the doors that change something."""

import json
from datetime import UTC, datetime

import hypothesis
import pytest
import schemathesis
from schemathesis import Case
from schemathesis.specs.openapi.checks import UnsupportedMethodResponse, unsupported_method

from dialog_tracker.app import create_app
from dialog_tracker.opendata.tokens import make_token
from factories import a_comment, a_stage, a_submission
from visitors import Browser

EXAMPLES = 12
# What is asked of a real thing in every case, so that not only refusals are tried.
KNOWN = ("reference", "anchor", "number", "authority_id", "organisation_id", "act_id")


@pytest.fixture
async def service(fresh, clock, settings):
    """Give a service with something in it, and a token that may do everything."""
    clock.now = datetime(2026, 11, 23, 9, tzinfo=UTC)
    async with fresh.transaction() as session:
        stage = await a_stage(session, clock.now)
        sent = await a_submission(session, clock.now, stage, a_comment())
        scopes = ["consultations:write", "comments:read", "comments:write", "webhooks"]
        secret = await make_token(session, stage.officer, clock.now, stage.authority_id, "проба", scopes, 30)
    app = create_app(settings, clock, sessions=fresh.sessions, engine=fresh.engine)
    visitor = Browser(app)
    yield visitor, {
        "reference": stage.reference,
        "anchor": "cl1",
        "number": sent.number,
        "authority_id": str(stage.authority_id),
        "organisation_id": str(stage.organisation_id),
        "secret": secret,
    }
    await visitor.client.aclose()
