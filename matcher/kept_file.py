"""Files that spare work, in the user's cache directory: each can be lost, and none is ever found half written."""

from __future__ import annotations

import os
import tempfile
from contextlib import suppress
from pathlib import Path

from platformdirs import user_cache_path


def cache_directory() -> Path:
    """Return the directory where this user's caches stand."""
    return user_cache_path("funding-matcher", appauthor=False)


def replace_file(path: Path, content: bytes) -> None:
    """Put `content` in the place of a file, at once for whoever reads it. A directory that cannot be written is no mistake."""
    with suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(dir=path.parent, suffix=path.suffix)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(content)
            Path(temporary).replace(path)
        except OSError:
            Path(temporary).unlink(missing_ok=True)  # what is half written on a full disk would only fill it further
            raise
