"""Settings: the environment goes before the file, and what is not known or not readable is refused."""

from dataclasses import fields
from pathlib import Path

import pytest

from dialog_tracker.domain.errors import Malformed
from dialog_tracker.settings import Settings, load


def test_defaults_need_nothing():
    assert load({}) == Settings()
    assert load({}).embedded


def test_the_environment_goes_before_the_file(tmp_path):
    file = tmp_path / "dialog.toml"
    file.write_text('port = 9000\nsite_name = "Врбовац"\nsecure_cookies = true\ndata_dir = "/srv/dialog"\n', encoding="utf-8")
    found = load({"DIALOG_PORT": "9100", "DIALOG_CONFIG": str(file), "DIALOG_SECURE_COOKIES": "no"})
    assert (found.port, found.site_name, found.secure_cookies, found.data_dir) == (9100, "Врбовац", False, Path("/srv/dialog"))
    assert load({}, file).port == 9000


def test_the_address_follows_the_port_unless_it_is_named():
    assert load({"DIALOG_PORT": "9100"}).base_url == "http://localhost:9100"
    assert (load({}).at_port(9200).port, load({}).at_port(9200).base_url) == (9200, "http://localhost:9200")
    assert load({"DIALOG_BASE_URL": "https://dijalog.example"}).at_port(9200).base_url == "https://dijalog.example"
    assert load({"DIALOG_PORT": "9100", "DIALOG_BASE_URL": "https://dijalog.example"}).base_url == "https://dijalog.example"


def test_every_setting_can_come_from_the_environment():
    samples = {int: "7", bool: "yes", str: "word", Path: "/some/where"}
    for field in fields(Settings):
        kind = Path if isinstance(field.default, Path) else type(field.default)
        found = getattr(load({f"DIALOG_{field.name.upper()}": samples[kind]}), field.name)
        assert found == {int: 7, bool: True, str: "word", Path: Path("/some/where")}[kind]
        assert field.metadata["meaning"].endswith(".")


def test_the_usual_name_of_a_database_is_taken_and_ours_goes_before_it():
    assert load({"DATABASE_URL": "postgresql://a"}).database_url == "postgresql://a"
    assert load({"DATABASE_URL": "postgresql://a", "DIALOG_DATABASE_URL": "postgresql://b"}).database_url == "postgresql://b"
    assert not load({"DATABASE_URL": "postgresql://a"}).embedded


@pytest.mark.parametrize(("name", "value"), [("DIALOG_PORT", "eighty"), ("DIALOG_SECURE_COOKIES", "perhaps"), ("DIALOG_PORT", "")])
def test_an_unreadable_value_names_its_setting(name, value):
    with pytest.raises(Malformed, match="setting-unreadable") as refused:
        load({name: value})
    assert refused.value.facts["name"] == name.removeprefix("DIALOG_").lower()


def test_an_unknown_name_in_the_file_is_refused(tmp_path):
    file = tmp_path / "dialog.toml"
    file.write_text("prot = 9000\n")
    with pytest.raises(Malformed, match="setting-unknown"):
        load({}, file)


def test_a_file_that_is_no_toml_is_refused_in_words(tmp_path):
    file = tmp_path / "dialog.toml"
    file.write_text("port 9000")
    with pytest.raises(Malformed, match="setting-unreadable"):
        load({}, file)


def test_a_misspelt_name_in_the_environment_is_refused() -> None:
    with pytest.raises(Malformed, match="setting-unknown"):
        load({"DIALOG_PROT": "8000"})
    assert load({"DIALOG_PORT": "8001", "DIALOG_REQUIRE_SHARED": "1"}).port == 8001
