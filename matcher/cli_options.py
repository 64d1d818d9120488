"""What all commands share: options, the day, the language, and how wrong input is said."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from enum import StrEnum
from typing import Annotated, Any

import typer

from matcher.clock import today
from matcher.document import InputError
from matcher.locale import Language
from matcher.terminal import writes_everything


class Format(StrEnum):
    """How to print a result."""

    TABLE = "table"
    JSON = "json"


class Lang(StrEnum):
    """The languages that people can read."""

    FR = "fr"
    EN = "en"


LangOption = Annotated[Lang, typer.Option("--lang", help="Language of what people read.")]
FormatOption = Annotated[Format, typer.Option("--format", help="A table for people, or JSON for programs.")]
AsOfOption = Annotated[
    datetime | None, typer.Option("--as-of", formats=["%Y-%m-%d"], help="The day to answer for; today in Québec by default.")
]


def the_day(as_of: datetime | None) -> date:
    """Return the day that was asked for, or today in Québec."""
    return as_of.date() if as_of else today()


def the_language(lang: Lang) -> Language:
    """Return the language that was asked for."""
    return "fr" if lang is Lang.FR else "en"


@contextmanager
def said_plainly(language: Language) -> Iterator[None]:
    """Turn wrong input into one message on stderr and exit code 1."""
    try:
        yield
    except InputError as error:
        typer.echo(error.text(language), err=True)
        raise typer.Exit(1) from None


@contextmanager
def solver_kept_off_stdout() -> Iterator[None]:
    """Send to stderr what the solver's C++ prints by mistake: stdout holds one document and nothing else."""
    sys.stdout.flush()
    kept = os.dup(1)
    os.dup2(2, 1)
    try:
        yield
    finally:
        os.dup2(kept, 1)
        os.close(kept)


def print_json(document: Any) -> None:
    """Print one document on stdout, with letters that it cannot write escaped as JSON does."""
    typer.echo(json.dumps(document, ensure_ascii=not writes_everything(), indent=2))


def mapping_of(columns: list[str]) -> dict[str, str | None]:
    """Return what headings mean as the option --column says it, None for one that is left out."""
    wrong = [column for column in columns if "=" not in column]
    if wrong:
        raise typer.BadParameter(wrong[0], param_hint="--column")
    return {heading: field or None for heading, field in (column.rsplit("=", 1) for column in columns)}
