"""The container files against the program: no engine is at hand, so their commands and settings are compared, not run."""

import re
from dataclasses import fields
from pathlib import Path

import yaml

from dialog_tracker.cli import main
from dialog_tracker.settings import Settings, load

ROOT = Path(__file__).parents[2]


def _services() -> dict:
    return yaml.safe_load((ROOT / "compose.yaml").read_text(encoding="utf-8"))["services"]


def test_every_command_of_the_containers_is_one_of_the_program() -> None:
    commands = [service["command"] for service in _services().values() if "command" in service]
    assert len(commands) == 3
    for program, command, *options in commands:
        assert program == "dialog-tracker"
        known = {option for parameter in main.commands[command].params for option in (*parameter.opts, *parameter.secondary_opts)}
        assert set(options) <= known


def test_every_setting_of_the_containers_is_one_of_the_program() -> None:
    names = {f"DIALOG_{field.name.upper()}" for field in fields(Settings)} | {"DATABASE_URL"}
    for service in ("migrate", "web", "worker"):
        environment = _services()[service]["environment"]
        assert set(environment) <= names
        plain = {name: re.sub(r"\$\{[^}]*?(?::-([^}]*))?\}", lambda m: m[1] or "x" * 40, str(value)) for name, value in environment.items()}
        assert load(plain).port == 8000


def test_web_and_worker_wait_for_the_migrations_and_share_the_files() -> None:
    services = _services()
    for name in ("web", "worker"):
        assert services[name]["depends_on"]["migrate"]["condition"] == "service_completed_successfully"
        assert services[name]["volumes"] == ["files:/data"]
        assert services[name]["healthcheck"]
    assert services["migrate"]["depends_on"]["database"]["condition"] == "service_healthy"


def test_the_containerfile_copies_what_exists() -> None:
    text = (ROOT / "Containerfile").read_text(encoding="utf-8")
    for line in re.findall(r"^COPY (?!--from)(.+)$", text, re.MULTILINE):
        *sources, _target = line.split()
        for source in sources:
            assert (ROOT / source).exists(), source
    assert text.rstrip().endswith('CMD ["dialog-tracker", "serve", "--no-worker"]')
