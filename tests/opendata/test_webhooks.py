"""Webhooks: each event once, signed, tried again with growing pauses, given up in the open, and never to a private address."""

import asyncio
import hashlib
import hmac
import json
from contextlib import asynccontextmanager
from datetime import timedelta
from itertools import pairwise
from uuid import uuid4

import pytest

from dialog_tracker.consultations.actions import extend
from dialog_tracker.domain.api_access import check_target, is_public_address, next_attempt, signature
from dialog_tracker.domain.errors import FieldErrors, Malformed, NotFound, NotPermitted
from dialog_tracker.opendata import sending
from dialog_tracker.opendata.delivering import deliver_due
from dialog_tracker.opendata.hooks import (
    add_webhook,
    deliveries_of,
    forget_deliveries,
    remove_webhook,
    secret_of,
    send_test,
    try_again,
    webhooks_of,
)
from dialog_tracker.opendata.sending import Sent, send
from factories import a_comment, a_stage, a_submission

HOME, KEY = "http://dijalog.example", "secret-of-the-installation"
EVENTS = ["submission.received", "consultation.window-changed"]


class Receiver:
    """Stands for the system of an authority: notes what came, answers as told."""

    def __init__(self, *statuses: int) -> None:
        self.came: list[tuple[str, bytes, dict[str, str]]] = []
        self.statuses = list(statuses)

    async def __call__(self, url, body, headers, *, trusted=False) -> Sent:
        assert not trusted
        self.came.append((url, body, headers))
        status = self.statuses.pop(0) if self.statuses else 200
        return Sent(status, "" if status == 200 else "refused")


@pytest.fixture
async def hooked(fresh, clock):
    """Give a stage whose authority has a webhook."""
    async with fresh.transaction() as session:
        stage = await a_stage(session, clock.now)
        await a_submission(session, clock.now, stage, key="key-of-a-form-0000")
    clock.forward(minutes=1)
    async with fresh.transaction() as session:
        hook = await add_webhook(session, stage.officer, clock.now, stage.authority_id, "https://primalac.example/hook?a=1", EVENTS)
    clock.forward(minutes=1)
    return stage, hook


async def _deliver(fresh, clock, receiver):
    return await deliver_due(fresh.sessions, clock.now, HOME, KEY, sender=receiver)


async def test_an_event_is_told_once_signed_and_without_words_or_names(fresh, clock, hooked):
    stage, hook = hooked
    receiver = Receiver()
    async with fresh.transaction() as session:
        sent = await a_submission(session, clock.now, stage, a_comment("Тајна реч."), key="key-of-a-form-0001")
    assert await _deliver(fresh, clock, receiver) == 1
    assert await _deliver(fresh, clock, receiver) == 0
    ((url, body, headers),) = receiver.came
    assert url == "https://primalac.example/hook?a=1"
    told = json.loads(body)
    assert (told["event"], told["reference"], told["url"]) == ("submission.received", sent.number, f"{HOME}/k/{sent.number}")
    assert set(told) == {"id", "event", "sequence", "at", "reference", "url", "api"}
    stamp, signed = (part.partition("=")[2] for part in headers["Dialog-Signature"].split(","))
    expected = hmac.new(secret_of(KEY, hook).encode(), f"{stamp}.".encode() + body, hashlib.sha256).hexdigest()
    assert signed == expected == signature(secret_of(KEY, hook), int(stamp), body)
    assert int(stamp) == int(clock.now.timestamp())


async def test_only_what_was_chosen_is_told_and_only_to_the_authority_concerned(fresh, clock, hooked):
    stage, _ = hooked
    receiver = Receiver()
    async with fresh.transaction() as session:
        day = clock.now.date()
        await extend(session, stage.officer, clock.now, stage.reference, day.replace(month=12, day=24), None, "Празници.")
    await _deliver(fresh, clock, receiver)
    assert [json.loads(body)["event"] for _, body, _ in receiver.came] == ["consultation.window-changed"]


async def test_what_fails_is_tried_again_with_growing_pauses_and_given_up_in_the_open(fresh, clock, hooked):
    stage, _ = hooked
    receiver = Receiver(*[500] * 20)
    async with fresh.transaction() as session:
        await a_submission(session, clock.now, stage, key="key-of-a-form-0001")
    tried = []
    for _ in range(4000):
        if await _deliver(fresh, clock, receiver):
            tried.append(clock.now)
        clock.forward(minutes=1)
        if len(tried) == 8:
            break
    pauses = [later - earlier for earlier, later in pairwise(tried)]
    assert pauses == [timedelta(minutes=m) for m in (1, 5, 15, 60, 240, 720, 1440)]
    clock.forward(days=3)
    assert await _deliver(fresh, clock, receiver) == 0
    async with fresh.transaction() as session:
        (line,) = await deliveries_of(session, stage.authority_id)
        assert (line.attempts, line.status, line.problem, line.given_up_at is not None) == (8, 500, "refused", True)
        (known,) = await webhooks_of(session, stage.authority_id)
        assert (known.waiting, known.given_up) == (0, 1)
        await try_again(session, stage.officer, clock.now, stage.authority_id, line.id)
    receiver.statuses.clear()
    assert await _deliver(fresh, clock, receiver) == 1
    async with fresh.transaction() as session:
        (line,) = await deliveries_of(session, stage.authority_id)
        assert line.delivered_at == clock.now
        with pytest.raises(NotFound):
            await try_again(session, stage.officer, clock.now, stage.authority_id, line.id)


async def test_a_webhook_with_many_messages_holds_up_no_other(fresh, clock, hooked):
    stage, first = hooked
    async with fresh.transaction() as session:
        second = await add_webhook(session, stage.officer, clock.now, stage.authority_id, "https://drugi.example/", EVENTS)
        for _ in range(15):
            await send_test(session, stage.officer, clock.now, stage.authority_id, first, HOME)
    clock.forward(seconds=1)
    async with fresh.transaction() as session:
        await send_test(session, stage.officer, clock.now, stage.authority_id, second, HOME)
    receiver = Receiver()
    assert await _deliver(fresh, clock, receiver) == 10
    assert [url for url, _, _ in receiver.came].count("https://drugi.example/") == 1
    assert await _deliver(fresh, clock, receiver) == 6


async def test_two_workers_send_nothing_twice(fresh, clock, hooked):
    stage, _ = hooked
    receiver = Receiver()
    async with fresh.transaction() as session:
        for number in range(6):
            await a_submission(session, clock.now, stage, key=f"key-of-a-form-1{number:03}")
    await asyncio.gather(*(_deliver(fresh, clock, receiver) for _ in range(4)))
    await _deliver(fresh, clock, receiver)
    told = [json.loads(body)["reference"] for _, body, _ in receiver.came]
    assert len(told) == len(set(told)) == 6


async def test_old_messages_are_forgotten_and_those_that_wait_are_not(fresh, clock, hooked):
    stage, _ = hooked
    receiver = Receiver(200, 500)
    async with fresh.transaction() as session:
        await a_submission(session, clock.now, stage, key="key-of-a-form-0001")
        await a_submission(session, clock.now, stage, key="key-of-a-form-0002")
    assert await _deliver(fresh, clock, receiver) == 2
    async with fresh.transaction() as session:
        await forget_deliveries(session, clock.now + timedelta(days=89))
        assert len(await deliveries_of(session, stage.authority_id)) == 2
        await forget_deliveries(session, clock.now + timedelta(days=91))
        (left,) = await deliveries_of(session, stage.authority_id)
        assert (left.delivered_at, left.attempts) == (None, 1)


async def test_a_trial_message_and_the_removal_of_a_webhook(fresh, clock, hooked):
    stage, hook = hooked
    receiver = Receiver(500)
    async with fresh.transaction() as session:
        await send_test(session, stage.officer, clock.now, stage.authority_id, hook, HOME)
        with pytest.raises(NotPermitted):
            await send_test(session, stage.speaker, clock.now, stage.authority_id, hook, HOME)
        with pytest.raises(NotFound):
            await send_test(session, stage.officer, clock.now, stage.authority_id, uuid4(), HOME)
    assert await _deliver(fresh, clock, receiver) == 1
    assert json.loads(receiver.came[0][1])["event"] == "test"
    async with fresh.transaction() as session:
        await remove_webhook(session, stage.officer, clock.now, stage.authority_id, hook)
    clock.forward(days=1)
    assert await _deliver(fresh, clock, receiver) == 0


@pytest.mark.parametrize(
    "address",
    ["127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "224.0.0.1", "255.255.255.255", "::1", "::", "fec0::1", "fe80::1", "fe80::1%eth0", "fc00::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "64:ff9b::7f00:1", "2002:7f00:1::", "ff02::1", "nije"],
)  # fmt: skip
def test_an_address_that_is_not_of_the_open_network(address):
    assert not is_public_address(address)


@pytest.mark.parametrize("address", ["8.8.8.8", "93.184.216.34", "2606:2800:220:1:248:1893:25c8:1946"])
def test_an_address_of_the_open_network(address):
    assert is_public_address(address)


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("http://primalac.example/", "webhook-address"),
        ("ftp://primalac.example/", "webhook-address"),
        ("https://ime:lozinka@primalac.example/", "webhook-address"),
        ("https://", "webhook-address"),
        ("https://primalac.example:99999/", "webhook-address"),
        ("https://primalac.example/ x", "webhook-address"),
        ("https://localhost/", "webhook-private"),
        ("https://baza.internal/", "webhook-private"),
        ("https://127.0.0.1/", "webhook-private"),
        ("https://2130706433/", "webhook-private"),
        ("https://0x7f000001/", "webhook-private"),
        ("https://0177.0.0.1/", "webhook-private"),
        ("https://127.1/", "webhook-private"),
        ("https://LOCALHOST./", "webhook-private"),
        ("https://localhost.localdomain/", "webhook-private"),
        ("https://[::1]/", "webhook-private"),
        ("https://[::ffff:10.0.0.1]/", "webhook-private"),
        ("x" * 3000, "webhook-address"),
    ],
)
def test_an_address_to_which_nothing_is_sent(url, code):
    with pytest.raises(Malformed, match=code):
        check_target(url)


async def test_a_webhook_without_events_or_with_a_strange_address_is_refused_field_by_field(fresh, clock, hooked):
    stage, _ = hooked
    async with fresh.transaction() as session:
        with pytest.raises(FieldErrors) as refused:
            await add_webhook(session, stage.officer, clock.now, stage.authority_id, "https://10.0.0.1/", ["nema"])
        assert {field: error.code for field, error in refused.value.by_field.items()} == {
            "url": "webhook-private",
            "events": "choice-required",
        }
        with pytest.raises(Malformed, match="webhook-known"):
            await add_webhook(session, stage.officer, clock.now, stage.authority_id, "https://primalac.example/hook?a=1", EVENTS)


async def test_a_name_that_leads_into_a_private_network_is_not_called(monkeypatch):
    async def private(_host, _port):
        return "10.0.0.7"

    async def never(*_: object):
        raise AssertionError("it was called")

    monkeypatch.setattr(sending, "_looked_up", private)
    monkeypatch.setattr(sending, "_posted", never)
    assert await send("https://primalac.example/", b"{}", {}) == Sent(None, "webhook-private")


async def test_the_connection_goes_to_the_address_that_was_judged(monkeypatch):
    asked, called = [], []

    async def once_public(host, _port):
        asked.append(host)
        return "93.184.216.34" if len(asked) == 1 else "127.0.0.1"

    async def posted(target, _body, headers, host, _seconds):
        called.append((target, headers["Host"], host))
        return Sent(200)

    monkeypatch.setattr(sending, "_looked_up", once_public)
    monkeypatch.setattr(sending, "_posted", posted)
    assert (await send("https://primalac.example/put?x=1", b"{}", {})).good
    assert called == [("https://93.184.216.34:443/put?x=1", "primalac.example", "primalac.example")]
    assert asked == ["primalac.example"]


@asynccontextmanager
async def listening(answer):
    """Serve one kind of answer on this machine."""
    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    try:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/hook"
    finally:
        server.close()
        await server.wait_closed()


async def _request(reader) -> bytes:
    head = await reader.readuntil(b"\r\n\r\n")
    length = next((int(line.split(b":")[1]) for line in head.split(b"\r\n") if line.lower().startswith(b"content-length")), 0)
    return head + await reader.readexactly(length)


async def test_a_server_that_takes_it_one_that_leads_elsewhere_one_that_hangs_and_one_that_never_ends():
    seen = []

    async def good(reader, writer):
        seen.append(await _request(reader))
        writer.write(b"HTTP/1.1 204 No Content\r\n\r\n")
        writer.close()

    async def elsewhere(reader, writer):
        await _request(reader)
        writer.write(b"HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n")
        writer.close()

    async def hanging(reader, writer):
        await _request(reader)
        await asyncio.sleep(3)
        writer.close()

    async def endless(reader, writer):
        await _request(reader)
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\n")
        with_end = asyncio.get_running_loop().time() + 3
        try:
            while asyncio.get_running_loop().time() < with_end:
                writer.write(b"x" * 65536)
                await writer.drain()
        except OSError:
            pass
        writer.close()

    async with listening(good) as url:
        assert await send(url, b'{"a":1}', {"Dialog-Event": "test"}, trusted=True) == Sent(204)
        assert b"POST /hook HTTP/1.1" in seen[0]
        assert seen[0].endswith(b'{"a":1}')
        assert await send(url, b"{}", {}) == Sent(None, "webhook-address")
    async with listening(elsewhere) as url:
        assert await send(url, b"{}", {}, trusted=True) == Sent(302, "redirected")
    async with listening(hanging) as url:
        assert await send(url, b"{}", {}, trusted=True, seconds=0.3) == Sent(None, "too-slow")
    async with listening(endless) as url:
        assert await send(url, b"{}", {}, trusted=True, seconds=2) == Sent(200)
    assert await send(url, b"{}", {}, trusted=True) == Sent(None, "no-connection")
    assert (await send("https://nema.invalid/", b"{}", {})).problem == "host-unknown"


def test_a_message_is_given_up_after_eight_attempts(clock):
    assert next_attempt(clock.now, 1) == clock.now + timedelta(minutes=1)
    assert next_attempt(clock.now, 7) == clock.now + timedelta(days=1)
    assert next_attempt(clock.now, 8) is None
