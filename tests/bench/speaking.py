"""Very many comments with their answers, written past the service by COPY: their words are stretches of the real texts that are there."""

import random
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import asyncpg

from dialog_tracker.domain.reference import submission_number
from dialog_tracker.domain.script import fold, to_latin
from dialog_tracker.storage.columns import new_id

NOW = datetime(2026, 11, 26, 12, tzinfo=UTC)
EACH, STRETCHES, CHUNK = 4, 7, 20_000
_ANSWERED = 3  # every third comment
_STATUSES = ("accepted", "not_accepted", "partially_accepted", "noted")
_SUBMISSION = (
    "id consultation_id serial number submitter_kind display public_name public_name_latn channel received_at published_at"
    " registry_number content_hash sent_by idempotency_key withdrawn_reason stance corrects superseded_by withheld_code"
).split()
_COMMENT = (
    "id consultation_id submission_id ordinal position number kind target anchor place place_latn place_order language script quote"
    " proposed proposed_latn reasons reasons_latn fold text_hash weight"
).split()
_RESPONSE = (
    "id comment_id status reasons reasons_latn what_changed what_changed_latn revision drafted_by drafted_at stage recommendation"
    " recommendation_note changed_anchor published_by published_at"
).split()
_COPIES = """
    INSERT INTO consultation SELECT (jsonb_populate_record(NULL::consultation, to_jsonb(one) || jsonb_build_object(
        'id', gen_random_uuid(), 'reference', 'JR-' || (2000 + n / 9000) || '-' || lpad((n % 9000 + 1000)::text, 4, '0'),
        'opens_at', $1::timestamptz - n * interval '1 day', 'closes_at', $1::timestamptz - (n - 20) * interval '1 day',
        'published_at', $1::timestamptz - n * interval '1 day'
    ))).*
    FROM generate_series(1, $2) AS n
    JOIN LATERAL (
        SELECT * FROM consultation WHERE venue = 'here' ORDER BY reference OFFSET n % (SELECT count(*) FROM consultation WHERE venue = 'here') LIMIT 1
    ) AS one ON true
"""


async def speak(url: str, comments: int, consultations: int) -> None:
    """Make consultations and comments up to these numbers; what is there is kept."""
    connection = await asyncpg.connect(url.replace("postgresql+asyncpg://", "postgresql://"))
    try:
        there = await connection.fetchval("SELECT count(*) FROM consultation WHERE venue = 'here'")
        if there < consultations:
            await connection.execute(_COPIES, NOW - timedelta(days=30), consultations - there)
        if await connection.fetchval("SELECT count(*) FROM comment") < comments:
            rows = await connection.fetch("SELECT id, reference FROM consultation WHERE venue = 'here' ORDER BY reference")
            words = [word for row in await connection.fetch("SELECT words FROM provision") for word in row[0].split()]
            for some in _chunks(comments, [(row[0], row[1]) for row in rows], words):
                await _copy(connection, *some)
    finally:
        await connection.close()


async def _copy(connection: asyncpg.Connection, submissions: list[Any], comments: list[Any], responses: list[Any]) -> None:
    for table, records, columns in (
        ("submission", submissions, _SUBMISSION),
        ("comment", comments, _COMMENT),
        ("response", responses, _RESPONSE),
    ):
        await connection.copy_records_to_table(table, records=records, columns=columns)


def _chunks(comments: int, held: Sequence[tuple[UUID, str]], words: list[str]) -> Iterator[tuple[list[Any], list[Any], list[Any]]]:
    chance, said = random.Random(7), 0
    serials = dict.fromkeys((one for one, _ in held), 0)
    while said < comments:
        submissions: list[Any] = []
        spoken: list[Any] = []
        answers: list[Any] = []
        while len(spoken) < min(CHUNK, comments - said):
            consultation_id, reference = held[chance.randrange(len(held))]
            serials[consultation_id] += 1
            submission = _submission(consultation_id, reference, serials[consultation_id], chance)
            submissions.append(submission)
            for ordinal in range(1, EACH + 1):
                spoken.append(_comment(submission, ordinal, words, chance))
                if chance.randrange(_ANSWERED) == 0:
                    answers.append(_response(spoken[-1][0], words, chance))
        said += len(spoken)
        yield submissions, spoken, answers


def _submission(consultation_id: UUID, reference: str, serial: int, chance: random.Random) -> tuple[Any, ...]:
    key, name = new_id(), f"Удружење број {chance.randrange(5000)}"
    at = NOW - timedelta(minutes=chance.randrange(1_500_000))
    number = submission_number(reference, serial)
    who = ("association", "full", name, to_latin(name), "web", at, at)
    return (key, consultation_id, serial, number, *who, "", key.hex, key, key.hex, "", "", "", "", "")


def _comment(submission: tuple[Any, ...], ordinal: int, words: list[str], chance: random.Random) -> tuple[Any, ...]:
    article = chance.randrange(1, 60)
    said, where = _words(words, chance), f"Члан {article}."
    proposed, reasons = said[: len(said) // 2], said[len(said) // 2 :]
    place = ("proposal", "provision", f"cl{article}", where, to_latin(where), article, "sr", "Cyrl", "")
    number, position = f"{submission[3]}/{ordinal}", submission[2] * 10_000 + ordinal
    folded = fold(said)
    texts = (proposed, to_latin(proposed), reasons, to_latin(reasons), folded, folded[:64], "")
    return (new_id(), submission[1], submission[0], ordinal, position, number, *place, *texts)


def _response(comment_id: UUID, words: list[str], chance: random.Random) -> tuple[Any, ...]:
    said, by = _words(words, chance), UUID(int=0)
    status = _STATUSES[chance.randrange(len(_STATUSES))]
    return (new_id(), comment_id, status, said, to_latin(said), "", "", 1, by, NOW, "approved", "", "", "", by, NOW)


def _words(words: list[str], chance: random.Random) -> str:
    """Join stretches of real texts, so that words stand as often as they do and beside those that they stand beside."""
    pieces: list[str] = []
    for _ in range(STRETCHES):
        at = chance.randrange(len(words))
        pieces += words[at : at + chance.randrange(4, 13)]
    return " ".join(pieces)
