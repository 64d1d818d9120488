"""What was asked for all clients, as a table for a spreadsheet or an annual report."""

from __future__ import annotations

from collections.abc import Iterable

from matcher.catalogue import Catalogue
from matcher.deadlines import program_name
from matcher.export.table import BOM, written
from matcher.locale import N_, Language, translate
from matcher.vocabulary.terms import vocabulary
from matcher.workspace.applications import Application

HEADINGS = (
    N_("Client"),
    N_("Program"),
    N_("Family"),
    N_("State"),
    N_("Why"),
    N_("Amount asked, in dollars"),
    N_("Amount offered or awarded, in dollars"),
    N_("Asked on"),
    N_("Answered on"),
    N_("Days to the answer"),
    N_("Next deadline"),
    N_("Comment"),
)


def csv_of(applications: Iterable[Application], catalogue: Catalogue, language: Language) -> bytes:
    """Return a row for each application: UTF-8 with a byte-order mark, days as YYYY-MM-DD, no cell that a spreadsheet would run."""
    states, families = vocabulary("applications"), vocabulary("families")
    rows = [
        (
            one.client,
            program_name(one.program, catalogue, language),
            families[catalogue[one.program].family].label(language) if one.program in catalogue else None,
            states[one.state].label(language),
            states[one.reason].label(language) if one.reason else None,
            one.asked,
            one.awarded,
            one.asked_on,
            one.answered_on,
            one.days_to_answer,
            one.due_on,
            one.comment,
        )
        for one in applications
    ]
    return (BOM + written([[translate(heading, language) for heading in HEADINGS], *rows])).encode()
