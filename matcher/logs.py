"""Logs of a server: one JSON object a line, on the standard error output. What an exception says may hold answers, so it stays out."""

from __future__ import annotations

import json
import logging
import traceback
from datetime import UTC, datetime
from logging.config import dictConfig
from typing import Any


class JsonLines(logging.Formatter):
    """Writes a record as a line: when, how grave, who says it, what, and the `fields` given in `extra`."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
            **getattr(record, "fields", {}),
        }
        if record.exc_info and record.exc_info[1] is not None:
            line["error"] = type(record.exc_info[1]).__name__
            if places := traceback.extract_tb(record.exc_info[2]):
                line["at"] = f"{places[-1].filename}:{places[-1].lineno}"
        return json.dumps(line, ensure_ascii=False, default=str)


SETTINGS: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"lines": {"()": "matcher.logs.JsonLines"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "lines", "stream": "ext://sys.stderr"}},
    "root": {"handlers": ["stderr"], "level": "INFO"},
    "loggers": {  # they bring handlers of their own, which would say everything twice
        name: {"handlers": [], "propagate": True} for name in ("uvicorn", "uvicorn.error", "uvicorn.access")
    },
}
"""What `logging.config` sets up; a server of several processes does so in each of them."""


def set_up_logs() -> None:
    """Write the logs of this process as JSON lines from now on."""
    dictConfig(SETTINGS)
