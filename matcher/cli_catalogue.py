"""Commands that read, check and keep the catalogue."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import typer

from matcher import console_catalogue as console
from matcher.catalogue import FAMILIES, default_directory, load_catalogue, program_files
from matcher.cli_options import (
    AsOfOption,
    Format,
    FormatOption,
    Lang,
    LangOption,
    print_json,
    said_plainly,
    the_day,
    the_language,
)
from matcher.clock import today
from matcher.curation.staleness import READ_AGAIN
from matcher.json_documents import program_answer, program_called, program_list, report_answer
from matcher.locale import N_, translate

app = typer.Typer(no_args_is_help=True, help="Read, check and keep the catalogue of programs.")

DirectoryOption = Annotated[
    Path | None, typer.Option("--directory", help="A folder of programs other than the one that ships.", show_default=False)
]
ID = r"[a-z0-9]+(-[a-z0-9]+)*"
PageFormat = Annotated[Literal["table", "json", "markdown"], typer.Option("--format", help="How to print it.")]


@app.command()
def check(directory: DirectoryOption = None, lang: LangOption = Lang.EN) -> None:
    """Find every mistake of every program file."""
    language = the_language(lang)
    with said_plainly(language):
        catalogue = load_catalogue(directory)
    console.show_counts(catalogue, language)


@app.command(name="list")
def list_programs(
    family: Annotated[str | None, typer.Option("--family", help=f"One of {', '.join(FAMILIES)}.")] = None,
    *,
    format_: FormatOption = Format.TABLE,
    lang: LangOption = Lang.FR,
) -> None:
    """List the programs, all or of one family."""
    language = the_language(lang)
    if family is not None and family not in FAMILIES:
        raise typer.BadParameter(f"{family!r} is not one of {', '.join(FAMILIES)}", param_hint="--family")
    with said_plainly(language):
        catalogue = load_catalogue()
    programs = [program for program in catalogue.values() if family in {None, program.family}]
    if format_ is Format.JSON:
        print_json(program_list(programs, language))
    else:
        console.show_programs(programs, today(), language)


@app.command()
def show(
    program_id: Annotated[str, typer.Argument(metavar="ID", help="The id of a program.", show_default=False)],
    *,
    format_: FormatOption = Format.TABLE,
    lang: LangOption = Lang.FR,
) -> None:
    """Show one program: criteria, figures and sources."""
    language = the_language(lang)
    with said_plainly(language):
        catalogue = load_catalogue()
        program = program_called(catalogue, program_id)
    if format_ is Format.JSON:
        print_json(program_answer(program, language))
    else:
        console.show_program(program, catalogue.providers[program.provider], today(), language)


@app.command()
def schema() -> None:
    """Print the JSON Schema of a program file, for editors."""
    from matcher.schema import program_schema  # noqa: PLC0415

    print_json(program_schema())


@app.command()
def report(as_of: AsOfOption = None, format_: PageFormat = "table", lang: LangOption = Lang.FR) -> None:
    """Count the programs by family, region, state, confidence and age."""
    from matcher.curation.coverage import report as count  # noqa: PLC0415  # places take a moment

    language = the_language(lang)
    with said_plainly(language):
        counted = count(load_catalogue(), the_day(as_of))
    if format_ == "json":
        print_json(report_answer(counted))
    elif format_ == "markdown":
        typer.echo(console.report_markdown(counted, language), nl=False)
    else:
        console.show_report(counted, language)


@app.command()
def stale(
    days: Annotated[int, typer.Option("--days", min=1, help="Days that a page stays read.")] = READ_AGAIN,
    as_of: AsOfOption = None,
    *,
    format_: FormatOption = Format.TABLE,
    lang: LangOption = Lang.FR,
) -> None:
    """List the sheets to look at again, and why."""
    from matcher.curation.pages import pages_file, read_visits  # noqa: PLC0415
    from matcher.curation.staleness import stale as find  # noqa: PLC0415

    language = the_language(lang)
    with said_plainly(language):
        found = find(load_catalogue(), the_day(as_of), days, read_visits(pages_file(default_directory())))
    if format_ is Format.JSON:
        print_json(console.stale_document(found))
    else:
        console.show_stale(found, language)


@app.command()
def diff(
    revision: Annotated[str, typer.Argument(metavar="REV", help="A revision of Git: a commit, a branch, HEAD~5 …")],
    directory: DirectoryOption = None,
    *,
    format_: FormatOption = Format.TABLE,
    lang: LangOption = Lang.FR,
) -> None:
    """Say in words what changed in the catalogue since a revision."""
    from matcher.curation.history import NoHistoryError, changes_since  # noqa: PLC0415

    language = the_language(lang)
    with said_plainly(language):
        try:
            found = changes_since(directory or default_directory(), revision)
        except NoHistoryError:
            typer.echo(translate(N_("The history of the catalogue is kept by Git, and there is none here."), language), err=True)
            raise typer.Exit(1) from None
    if format_ is Format.JSON:
        print_json(console.changes_document(found, language))
    else:
        console.show_changes(found, language)


@app.command()
def fmt(
    directory: DirectoryOption = None,
    *,
    check_only: Annotated[bool, typer.Option("--check", help="Change nothing; exit with 1 if a file would change.")] = False,
    lang: LangOption = Lang.EN,
) -> None:
    """Put the keys of every program file in the order of the schema; comments stay."""
    from matcher.curation.formatting import formatted  # noqa: PLC0415

    language = the_language(lang)
    changed = 0
    with said_plainly(language):
        for path in program_files(directory or default_directory()):
            text = path.read_text(encoding="utf-8")
            new = formatted(text, path.name)
            if new != text:
                changed += 1
                typer.echo(path.name)
                if not check_only:
                    path.write_text(new, encoding="utf-8")
    if changed and check_only:
        raise typer.Exit(1)


@app.command()
def new(directory: DirectoryOption = None, lang: LangOption = Lang.FR) -> None:
    """Ask for the first facts of a program and write a valid file, to be completed."""
    from matcher.cli_dialogue import ask_program  # noqa: PLC0415
    from matcher.curation.drafting import write_draft  # noqa: PLC0415

    language = the_language(lang)
    folder = directory or default_directory()
    with said_plainly(language):
        draft, provider = ask_program(load_catalogue(folder), today(), language)
        path = write_draft(draft, provider, folder)
        load_catalogue(folder)
    typer.echo(translate(N_("{file} is written and valid. What it lacks: docs/curators.md"), language, file=path))
