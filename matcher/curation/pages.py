"""What is known of the pages behind the catalogue: whether they answer, and whether they still say what they said."""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any, Literal

from matcher.catalogue import Catalogue
from matcher.document import InputError, Problem
from matcher.locale import N_

Outcome = Literal["ok", "moved", "gone", "refused", "unreachable", "not_allowed"]
"""What a page did: answered; answered elsewhere for good; 404 or 410; another refusal; no answer; closed to robots."""
DULL = ("script", "style", "noscript", "template", "svg", "nav", "header", "footer", "aside", "form", "iframe")
"""Parts of a page that change without its text changing."""


@dataclass(frozen=True)
class Visit:
    """One page on one day. `changed_on` is the last day on which its text was found other than before."""

    url: str
    outcome: Outcome
    seen_on: date
    status: int | None = None
    moved_to: str | None = None
    fingerprint: str | None = None
    changed_on: date | None = None
    detail: str | None = None

    def after(self, before: Visit | None) -> Visit:
        """Return this visit knowing the one before: what changed in between, or what is still remembered of the text."""
        if before is None:
            return self
        if self.fingerprint is None:
            return replace(self, fingerprint=before.fingerprint, changed_on=before.changed_on)
        same = before.fingerprint in {None, self.fingerprint}
        return replace(self, changed_on=before.changed_on if same else self.seen_on)


def fingerprint(body: bytes, kind: str) -> str:
    """Return a short hash of what a page says: of the words of an HTML page without its furniture, of the bytes of anything else."""
    if "html" in kind:
        from bs4 import BeautifulSoup  # noqa: PLC0415  # only the link check needs it

        soup = BeautifulSoup(body, "html.parser")
        for part in soup(DULL):
            part.decompose()
        body = " ".join(soup.get_text(" ").split()).casefold().encode()
    return hashlib.sha256(body).hexdigest()[:16]


def cited(catalogue: Catalogue) -> dict[str, list[str]]:
    """Return every page of the catalogue with the programs that cite it."""
    found: defaultdict[str, list[str]] = defaultdict(list)
    for program in catalogue.values():
        for source in program.sources:
            found[source.url].append(program.id)
    return dict(sorted(found.items()))


def pages_file(directory: Path) -> Path:
    """Return where the visits of a catalogue are kept, beside its programs."""
    return directory / "pages.json"


def read_visits(path: Path) -> dict[str, Visit]:
    """Return the visits that are kept, by address; none if the file is not there. Raises InputError if it is broken."""
    try:
        raw = json.loads(path.read_text(encoding="utf-8"))
        return {url: _visit(url, kept) for url, kept in raw.items()}
    except FileNotFoundError:
        return {}
    except (OSError, ValueError, TypeError, AttributeError, KeyError) as error:
        message = N_("the visits of pages cannot be read")
        raise InputError([Problem(str(path), 1, 1, "", message, found=str(error), expected="{url: {…}}")]) from None


def write_visits(path: Path, visits: Mapping[str, Visit]) -> None:
    """Keep visits, by address, so that a difference of the file is a difference of a page. The file is whole or as before.

    Where nothing was visited yet, no file is made.
    """
    if not visits and not path.exists():
        return
    raw = {url: _written(visit) for url, visit in sorted(visits.items())}
    handle, temporary = tempfile.mkstemp(dir=path.parent, suffix=".json")
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(json.dumps(raw, ensure_ascii=False, indent=1, default=str) + "\n")
    Path(temporary).replace(path)


def _written(visit: Visit) -> dict[str, Any]:
    return {key: value for key, value in asdict(visit).items() if key != "url" and value is not None}


def _visit(url: str, kept: Mapping[str, Any]) -> Visit:
    days = {key: date.fromisoformat(kept[key]) for key in ("seen_on", "changed_on") if kept.get(key)}
    return Visit(url, **{**kept, **days})
