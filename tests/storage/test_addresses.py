"""The address of a database as PostgreSQL's own programs read it."""

import pytest

from dialog_tracker.storage.engine import plain_address


@pytest.mark.parametrize(
    ("url", "plain"),
    [
        ("postgresql+asyncpg://dialog@/postgres?host=/tmp/a b", "user=dialog&host=%2Ftmp%2Fa%20b&dbname=postgres"),
        (
            "postgresql://dialog:p%40ss+w%20%2Frd@db.example:6432/dialog?ssl=verify-full&command_timeout=5",
            "user=dialog&password=p%40ss%2Bw%20%2Frd&host=db.example&port=6432&dbname=dialog&sslmode=verify-full",
        ),
        ("postgres://dialog@[::1]/dialog", "user=dialog&host=%3A%3A1&dbname=dialog"),
    ],
)
def test_nothing_in_an_address_is_read_as_another_thing(url, plain):
    assert plain_address(url) == f"postgresql:///?{plain}"
