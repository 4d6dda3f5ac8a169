"""The environment of processes that the service starts for work of its own."""

import os

_PASSED_ON = ("PATH", "PYTHONPATH", "PYTHONHOME", "SYSTEMROOT", "LD_LIBRARY_PATH", "VIRTUAL_ENV", "TMPDIR")


def bare_environment() -> dict[str, str]:
    """Give what a process needs to start, and no secret of the service."""
    return {name: os.environ[name] for name in _PASSED_ON if name in os.environ} | {"PYTHONIOENCODING": "utf-8"}
