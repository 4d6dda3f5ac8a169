"""The formats a draft may come in, with the media type and the ending of each."""

from collections.abc import Mapping

MEDIA_TYPES: Mapping[str, str] = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "doc": "application/msword",
    "odt": "application/vnd.oasis.opendocument.text",
    "rtf": "application/rtf",
    "pdf": "application/pdf",
    "html": "text/html",
    "akn": "application/akn+xml",
    "txt": "text/plain",
    "pasted": "text/plain",
}
ENDINGS: Mapping[str, str] = {name: {"akn": "xml", "pasted": "txt"}.get(name, name) for name in MEDIA_TYPES}
_BY_TYPE = {MEDIA_TYPES[name]: ending for name, ending in ENDINGS.items()}


def ending_of(media_type: str) -> str:
    """Give the ending of a kept file by its media type; `bin` for one that no draft has."""
    return _BY_TYPE.get(media_type, "bin")
