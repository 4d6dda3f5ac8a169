"""Finding LibreOffice; apart from what drives it, so that the web process need not load the writing of reports."""

import shutil
from pathlib import Path


def found_soffice(named: str = "") -> Path | None:
    """Find LibreOffice: where the setting names it, otherwise on this machine's path."""
    found = named or shutil.which("soffice") or shutil.which("libreoffice")
    return Path(found) if found else None
