"""Command line: the verbs of the Python API for people and for other programs.

JSON on stdout is one document; messages go to stderr; exit 0 fine, 1 the input is wrong, 2 wrong usage.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from enum import StrEnum
from importlib.metadata import version
from pathlib import Path
from typing import Annotated, Any

import typer

from matcher import console
from matcher.catalogue import FAMILIES, Catalogue, load_catalogue
from matcher.clock import today
from matcher.document import InputError, Problem
from matcher.locale import N_, Language, translate
from matcher.profile import Profile, read_profile
from matcher.program import Program
from matcher.rules.verdict import SECTOR_ACCEPTED

app = typer.Typer(
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    help="Find the funding programs open to a Québec social-economy enterprise, ranked and explained.",
)
catalogue_app = typer.Typer(no_args_is_help=True, help="Read and check the catalogue of programs.")
app.add_typer(catalogue_app, name="catalogue")


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
AnyWindowOption = Annotated[bool, typer.Option("--any-window", help="Ignore application windows and status, for past projects.")]
ProfileArgument = Annotated[Path, typer.Argument(help="A profile: a YAML file.", show_default=False)]


def _day(as_of: datetime | None) -> date:
    return as_of.date() if as_of else today()


def _language(lang: Lang) -> Language:
    return "fr" if lang is Lang.FR else "en"


@contextmanager
def _said_plainly(language: Language) -> Iterator[None]:
    """Turn wrong input into one message on stderr and exit code 1."""
    try:
        yield
    except InputError as error:
        typer.echo(error.text(language), err=True)
        raise typer.Exit(1) from None


def _print_json(document: Any) -> None:
    typer.echo(json.dumps(document, ensure_ascii=False, indent=2))


def _warn_of_notes(profile: Profile, catalogue: Catalogue, language: Language) -> None:
    """Say on stderr what was understood otherwise than it was written, or not at all."""
    for words in profile.unresolved_sectors:
        note = N_("note: the sector “{words}” is not in our vocabulary; criteria on sectors stay to confirm")
        typer.echo(translate(note, language, words=words), err=True)
    for condition in sorted(set(profile.confirmations) - catalogue.conditions):
        if not condition.startswith(SECTOR_ACCEPTED):
            note = N_("note: no program asks for the confirmation “{condition}”")
            typer.echo(translate(note, language, condition=condition), err=True)
    for words, place in profile.enterprise.places_understood:
        note = N_("note: “{words}” was read as {place}")
        typer.echo(translate(note, language, words=words, place=place.full_label(language)), err=True)


@app.command()
def match(
    profile: ProfileArgument,
    top: Annotated[int | None, typer.Option("--top", min=1, help="Show only the first N programs.")] = None,
    as_of: AsOfOption = None,
    *,
    any_window: AnyWindowOption = False,
    format_: FormatOption = Format.TABLE,
    lang: LangOption = Lang.FR,
) -> None:
    """Say which programs fit a profile, in order, and why."""
    language = _language(lang)
    with _said_plainly(language):
        read = read_profile(profile)
        catalogue = load_catalogue()
    _warn_of_notes(read, catalogue, language)
    from matcher.matching import Matcher, as_json  # noqa: PLC0415  # scikit-learn takes seconds

    matches = Matcher(catalogue).match(read, _day(as_of), any_window=any_window)
    if format_ is Format.JSON:
        _print_json(as_json(matches, language, len(catalogue), top))
    else:
        console.show_matches(matches, language, top or 15)


@app.command()
def explain(
    profile: ProfileArgument,
    program_id: Annotated[str, typer.Argument(help="The id of a program.", show_default=False)],
    as_of: AsOfOption = None,
    *,
    any_window: AnyWindowOption = False,
    format_: FormatOption = Format.TABLE,
    lang: LangOption = Lang.FR,
) -> None:
    """Say why one program is open to a profile, closed to it, or still to confirm."""
    language = _language(lang)
    with _said_plainly(language):
        read = read_profile(profile)
        catalogue = load_catalogue()
        program = _program(catalogue, program_id)
    _warn_of_notes(read, catalogue, language)
    from matcher.matching import Matcher, match_as_json  # noqa: PLC0415  # scikit-learn takes seconds

    found = Matcher(catalogue).match(read, _day(as_of), any_window=any_window).find(program.id)
    if format_ is Format.JSON:
        _print_json(match_as_json(found, language))
    else:
        console.show_explanation(found, language)


@app.command()
def evaluate(
    cases: Annotated[list[Path], typer.Argument(help="Files of real funded cases.", show_default=False)],
    *,
    format_: FormatOption = Format.TABLE,
    lang: LangOption = Lang.FR,
) -> None:
    """Measure ranking and rules on real funded cases, next to simpler methods."""
    language = _language(lang)
    from matcher.evaluation import as_json, read_cases  # noqa: PLC0415  # scikit-learn takes seconds
    from matcher.evaluation import evaluate as run  # noqa: PLC0415
    from matcher.matching import Matcher  # noqa: PLC0415

    with _said_plainly(language):
        read = [case for path in cases for case in read_cases(path)]
        catalogue = load_catalogue()
    evaluation = run(Matcher(catalogue), read)
    if format_ is Format.JSON:
        _print_json(as_json(evaluation))
    else:
        console.show_evaluation(as_json(evaluation), language)


@app.command(name="app", context_settings={"allow_extra_args": True, "ignore_unknown_options": True})
def run_app(context: typer.Context) -> None:
    """Open the Streamlit front end; further options go to `streamlit run`."""
    from streamlit.web import cli as streamlit_cli  # noqa: PLC0415  # only this command needs it

    packaged = Path(__file__).parent / "ui" / "app.py"
    script = packaged if packaged.exists() else Path(__file__).parent.parent / "app.py"
    sys.argv = ["streamlit", "run", str(script), *context.args]
    streamlit_cli.main()


@catalogue_app.command()
def check(lang: LangOption = Lang.EN) -> None:
    """Find every mistake of every program file."""
    language = _language(lang)
    with _said_plainly(language):
        catalogue = load_catalogue()
    console.show_counts(catalogue, language)


@catalogue_app.command(name="list")
def list_programs(
    family: Annotated[str | None, typer.Option("--family", help=f"One of {', '.join(FAMILIES)}.")] = None,
    *,
    format_: FormatOption = Format.TABLE,
    lang: LangOption = Lang.FR,
) -> None:
    """List the programs, all or of one family."""
    language = _language(lang)
    if family is not None and family not in FAMILIES:
        raise typer.BadParameter(f"{family!r} is not one of {', '.join(FAMILIES)}", param_hint="--family")
    with _said_plainly(language):
        catalogue = load_catalogue()
    programs = [program for program in catalogue.values() if family in {None, program.family}]
    if format_ is Format.JSON:
        _print_json([{"id": p.id, "name": p.name.read(language), "family": p.family, "status": p.status} for p in programs])
    else:
        console.show_programs(programs, today(), language)


@catalogue_app.command()
def show(
    program_id: Annotated[str, typer.Argument(metavar="ID", help="The id of a program.", show_default=False)],
    *,
    format_: FormatOption = Format.TABLE,
    lang: LangOption = Lang.FR,
) -> None:
    """Show one program: criteria, figures and sources."""
    language = _language(lang)
    with _said_plainly(language):
        catalogue = load_catalogue()
        program = _program(catalogue, program_id)
    if format_ is Format.JSON:
        _print_json(console.program_document(program, language))
    else:
        console.show_program(program, catalogue.providers[program.provider], today(), language)


@catalogue_app.command()
def schema() -> None:
    """Print the JSON Schema of a program file, for editors."""
    from matcher.schema import program_schema  # noqa: PLC0415

    _print_json(program_schema())


@app.command(name="version")
def show_version() -> None:
    """Print the version of the matcher."""
    typer.echo(version("funding-matcher"))


def _program(catalogue: Catalogue, program_id: str) -> Program:
    if program_id not in catalogue:
        message = N_("there is no program with this id")
        raise InputError([Problem("", 1, 1, "", message, found=program_id, nearest=catalogue.nearest(program_id))])
    return catalogue[program_id]


def main() -> None:
    """Run the command line."""
    app()


if __name__ == "__main__":
    main()
