"""A plan as a file to hand over, by the ending of its name."""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Callable
from pathlib import Path

from matcher.locale import Language
from matcher.planning import Plan, Plans, as_json

Writer = Callable[[Plans, Plan, Language], bytes]


def _json(plans: Plans, _: Plan, language: Language) -> bytes:
    return json.dumps(as_json(plans, language), ensure_ascii=False, indent=2).encode()


def _xlsx(plans: Plans, plan: Plan, language: Language) -> bytes:
    from matcher.export.plan_xlsx import xlsx  # noqa: PLC0415  # each format needs its own library, and only when asked for

    return xlsx(plans, plan, language)


def _ics(plans: Plans, plan: Plan, language: Language) -> bytes:
    from matcher.export.plan_ics import ics  # noqa: PLC0415

    return ics(plans, plan, language)


def _csv(plans: Plans, plan: Plan, language: Language) -> bytes:
    from matcher.export.plan_csv import plan_csv  # noqa: PLC0415

    return plan_csv(plans, plan, language)


def _docx(plans: Plans, plan: Plan, language: Language) -> bytes:
    from matcher.export.plan_docx import docx  # noqa: PLC0415

    template = os.environ.get("MATCHER_TEMPLATE")
    return docx(plans, plan, language, Path(template) if template else None)


def _pdf(plans: Plans, plan: Plan, language: Language) -> bytes:
    from matcher.export.plan_pdf import pdf  # noqa: PLC0415

    return pdf(plans, plan, language)


WRITERS: dict[str, Writer] = {".docx": _docx, ".pdf": _pdf, ".xlsx": _xlsx, ".ics": _ics, ".csv": _csv, ".json": _json}
"""What writes a plan, by the ending of the file's name. A DOCX is poured into the template that MATCHER_TEMPLATE names, if any."""


def plan_file(suffix: str, plans: Plans, plan: Plan, language: Language) -> bytes:
    """Return a plan in the format of a suffix, such as `.xlsx`. Raises KeyError for one that is not in `WRITERS`."""
    return WRITERS[suffix](plans, plan, language)


def save(path: Path, content: bytes) -> None:
    """Write a file whole or not at all. Raises OSError where it cannot be written."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        Path(name).chmod(0o644)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
