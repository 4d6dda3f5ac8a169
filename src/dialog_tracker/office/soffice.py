"""Finding LibreOffice; apart from what drives it, so that the web process need not load the writing of reports."""

import shutil
from pathlib import Path


def found_soffice() -> Path | None:
    """Find LibreOffice on this machine."""
    found = shutil.which("soffice") or shutil.which("libreoffice")
    return Path(found) if found else None
