"""Files by their fingerprint: written once, verified when read."""

import hashlib

import pytest

from dialog_tracker.domain.errors import Conflict, NotFound
from dialog_tracker.storage.files import FileStore


def test_a_content_is_kept_once_and_read_back(tmp_path):
    store = FileStore(tmp_path / "files")
    sha256 = store.put(b"content")
    assert sha256 == hashlib.sha256(b"content").hexdigest() == store.put(b"content")
    assert store.get(sha256) == b"content"
    assert [path.name for path in (tmp_path / "files").rglob("*") if path.is_file()] == [sha256[2:]]


def test_a_file_on_disk_is_taken_over(tmp_path):
    store, made = FileStore(tmp_path / "files"), tmp_path / "report.docx"
    made.write_bytes(b"report")
    assert store.get(store.put_file(made)) == b"report"
    assert not made.exists()
    made.write_bytes(b"report")
    assert store.get(store.put_file(made)) == b"report"


def test_a_missing_and_a_damaged_file_are_told_apart(tmp_path):
    store = FileStore(tmp_path / "files")
    with pytest.raises(NotFound, match="file-missing"):
        store.get("0" * 64)
    sha256 = store.put(b"content")
    store.path_of(sha256).write_bytes(b"c0ntent")
    with pytest.raises(Conflict, match="file-damaged"):
        store.get(sha256)
