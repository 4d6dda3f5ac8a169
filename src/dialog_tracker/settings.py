"""Settings of an installation: each with its meaning, read once from the environment and an optional TOML file.

Nothing is read at import. The names in the environment are DIALOG_ and the field in capitals; DATABASE_URL is also taken,
since every host of databases sets it. The table in `docs/reference/settings.md` is made from these fields.
"""

import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import Any

from dialog_tracker.domain.errors import Malformed


def _setting(default: Any, meaning: str) -> Any:
    return field(default=default, metadata={"meaning": meaning})


# Names of the same family that are no settings of an installation: where settings stand, and what tests and scripts read.
_NOT_SETTINGS = {"DIALOG_CONFIG", "DIALOG_PG_COPY", "DIALOG_REQUIRE_SHARED"}


@dataclass(frozen=True, slots=True)
class Settings:
    """How one installation runs."""

    data_dir: Path = _setting(  # noqa: RUF009  (a path is immutable)
        Path(".data"),
        "Directory for the embedded database, uploaded files and secrets; may be copied or deleted as a whole.",
    )
    database_url: str = _setting(
        "", "PostgreSQL 16 or newer, as postgresql://user:password@host/name. Empty: an embedded server starts by itself."
    )
    pg_bindir: str = _setting("", "Directory with initdb and postgres, instead of the packaged ones, for the embedded server.")
    base_url: str = _setting(
        "http://localhost:8000",
        "Address under which people reach the service; used in letters and receipts. Not set: localhost and the port.",
    )
    host: str = _setting("127.0.0.1", "Address on which the web server listens.")
    port: int = _setting(8000, "Port on which the web server listens.")
    secret_key: str = _setting("", "Secret behind cookies, at least 32 characters. Empty: one is made and kept in the data directory.")
    secure_cookies: bool = _setting(False, "Send cookies over HTTPS only; set it wherever the service is reached over HTTPS.")
    trusted_proxies: str = _setting("", "Addresses of reverse proxies whose X-Forwarded-For is believed, separated by commas.")
    session_hours: int = _setting(12, "Hours after which an unused session ends.")
    smtp_host: str = _setting("", "Mail server. Empty: nothing is sent, letters stand on a page for the administrator, and pages say so.")
    smtp_port: int = _setting(587, "Port of the mail server.")
    smtp_user: str = _setting("", "User name at the mail server.")
    smtp_password: str = _setting("", "Password at the mail server.")
    smtp_tls: str = _setting("starttls", "How the mail server is reached: starttls, tls or none.")
    mail_from: str = _setting("dijalog@localhost", "Sender of letters.")
    objection_days: int = _setting(7, "Days in which an author may object to how a long comment was parted into points.")
    letter_days: int = _setting(
        15, "Days in which a submitter may object to how a comment was passed on, as the letter with the answers says."
    )
    upload_limit_mb: int = _setting(20, "Largest Word file that is taken, in MiB.")
    soffice: str = _setting(
        "", "Path of LibreOffice, for reading .doc, .odt and .rtf and for page numbers in the contents of reports. Empty: searched on PATH."
    )
    log_level: str = _setting("INFO", "Least level that is logged: DEBUG, INFO, WARNING or ERROR.")
    pool_size: int = _setting(10, "Connections to the database per process.")
    guest_quarantine_hours: int = _setting(
        0, "Hours for which what guests send waits for an official before it is published by itself. 0: it is published at once."
    )
    retention: str = _setting(
        "", "Other periods for personal data, in days, for example contacts=1095, letters=30. Empty: those of the privacy page."
    )
    dumps_kept: int = _setting(7, "Nights whose files of open data are kept.")
    demonstration: bool = _setting(False, "Mark every page as a demonstration; set by the demo itself.")
    site_name: str = _setting("", "Name of the installation after the wordmark, for example of the municipality.")

    @property
    def embedded(self) -> bool:
        """Tell whether the database is the embedded one."""
        return not self.database_url

    def at_port(self, port: int) -> "Settings":
        """Listen on another port; an address that only named the earlier one follows."""
        follows = self.base_url == f"http://localhost:{self.port}"
        return replace(self, port=port, base_url=f"http://localhost:{port}" if follows else self.base_url)


def load(environ: Mapping[str, str] | None = None, file: Path | None = None) -> Settings:
    """Read settings from a TOML file and, above it, the environment; raises Malformed("setting-unknown" or "setting-unreadable")."""
    environ = os.environ if environ is None else environ
    named = file or (Path(environ["DIALOG_CONFIG"]) if environ.get("DIALOG_CONFIG") else None)
    given = _read(named) if named else {}
    known = {f.name: f for f in fields(Settings)}
    if unknown := set(given) - set(known):
        raise Malformed("setting-unknown", names=", ".join(sorted(unknown)))
    for name in known:
        if (typed := environ.get(f"DIALOG_{name.upper()}")) is not None:
            given[name] = typed
    strange = {name for name in environ if name.startswith("DIALOG_")} - {f"DIALOG_{name.upper()}" for name in known} - _NOT_SETTINGS
    if strange:
        raise Malformed("setting-unknown", names=", ".join(sorted(strange)))
    if environ.get("DATABASE_URL") and "database_url" not in given:
        given["database_url"] = environ["DATABASE_URL"]
    found = {name: _convert(name, value, known[name].default) for name, value in given.items()}
    if "port" in found:  # letters must not lead to a port on which nobody listens
        found.setdefault("base_url", f"http://localhost:{found['port']}")
    return Settings(**found)


def _read(file: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(file.read_text(encoding="utf-8"))
    except ValueError as error:  # what TOML and what UTF-8 refuse
        raise Malformed("setting-unreadable", name=file.name, value=str(error)) from None


def _convert(name: str, value: Any, default: Any) -> Any:
    try:
        if isinstance(default, bool):
            return value if isinstance(value, bool) else _as_bool(str(value))
        return type(default)(value) if not isinstance(default, Path) else Path(value)
    except ValueError:
        raise Malformed("setting-unreadable", name=name, value=value) from None


def _as_bool(typed: str) -> bool:
    if typed.lower() in {"1", "true", "yes", "on"}:
        return True
    if typed.lower() in {"0", "false", "no", "off", ""}:
        return False
    raise ValueError(typed)
