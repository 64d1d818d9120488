"""The command `matcher batch`: a table of enterprises answered, on this machine or on several."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from matcher.cli_options import AsOfOption, Lang, LangOption, mapping_of, said_plainly, the_day, the_language
from matcher.locale import N_, Language, number, translate, translate_count
from matcher.rules.verdict import SECTOR_ACCEPTED

if TYPE_CHECKING:
    from matcher.batch.reading import Source
    from matcher.batch.running import Progress, Run
    from matcher.batch.work import Counts, Engine
    from matcher.catalogue import Catalogue

INTERRUPTED = 130
"""What a program ends with when Ctrl-C stops it."""


def batch(
    table: Annotated[
        Path,
        typer.Argument(
            metavar="IN.(csv|xlsx|parquet)", help="One enterprise a row: id, enterprise.legal_form …", show_default=False
        ),
    ],
    out: Annotated[
        Path, typer.Argument(metavar="OUT.(parquet|csv)", help="One program of one enterprise a row.", show_default=False)
    ],
    top: Annotated[int, typer.Option("--top", min=1, help="The most programs for each enterprise.")] = 10,
    as_of: AsOfOption = None,
    *,
    columns: Annotated[
        list[str] | None,
        typer.Option("--column", help="What a heading means: 'Ville=enterprise.municipality'; nothing after = leaves it out."),
    ] = None,
    cluster: Annotated[
        str | None,
        typer.Option("--cluster", help="Use the workers of a Dask scheduler: tcp://host:8786.", show_default=False),
    ] = None,
    any_window: Annotated[
        bool, typer.Option("--any-window", help="Ignore application windows and status, for past projects.")
    ] = False,
    lang: LangOption = Lang.FR,
) -> None:
    """Match every enterprise of a table, of any length, with the programs to ask first; a run that was stopped goes on."""
    language = the_language(lang)
    from matcher.batch.reading import open_source  # noqa: PLC0415  # Arrow and scikit-learn take seconds
    from matcher.batch.running import Run, resumed, run  # noqa: PLC0415
    from matcher.batch.work import Job, catalogue_in  # noqa: PLC0415

    with said_plainly(language):
        source = open_source(table, mapping_of(columns or []))
        catalogue = catalogue_in()
        _say_notes(source, catalogue, language)
        job = Job(source.headings, the_day(as_of), top, any_window, language, catalogue.version)
        asked = Run(source, job, out)
        if done := resumed(asked):
            one, many = N_("{count} piece is done already; going on"), N_("{count} pieces are done already; going on")
            typer.echo(translate_count(one, many, done, language), err=True)
        with _stopped_plainly(asked, language), _shown(source.rows, language) as progress:
            counts = run(asked, progress, _engine(cluster))
    _say_counts(counts, asked, language)


def _engine(cluster: str | None) -> Engine:
    if cluster is None:
        from matcher.batch.pool import answer_here  # noqa: PLC0415

        return answer_here
    from matcher.batch.cluster import on_cluster  # noqa: PLC0415

    return on_cluster(cluster)


def _say_notes(source: Source, catalogue: Catalogue, language: Language) -> None:
    """Say on stderr what of the table is not used, and what stands in for what it lacks."""
    for heading, nearest in source.unused.items():
        if nearest is None:
            note = translate(N_("note: the column “{heading}” is not used"), language, heading=heading)
        else:
            message = N_("note: the column “{heading}” is not used; if it is {nearest}, say --column '{heading}={nearest}'")
            note = translate(message, language, heading=heading, nearest=nearest)
        typer.echo(note, err=True)
    if not source.has_ids:
        typer.echo(translate(N_("note: no column is the id; the number of each row stands for it"), language), err=True)
    for condition in sorted(set(source.confirmations) - catalogue.conditions.keys()):
        if not condition.startswith(SECTOR_ACCEPTED):
            message = N_("note: no program asks for the confirmation “{condition}”")
            typer.echo(translate(message, language, condition=condition), err=True)


@contextmanager
def _stopped_plainly(asked: Run, language: Language) -> Iterator[None]:
    """Say how to go on where a run is stopped, by Ctrl-C or by workers that die."""
    from matcher.batch.work import StoppedError  # noqa: PLC0415

    kept = N_("what is done is in {folder}: the same command goes on from there")
    try:
        yield
    except KeyboardInterrupt:
        code, message = INTERRUPTED, N_("stopped")
    except StoppedError as error:
        code, message = 1, str(error)
    else:
        return
    typer.echo(f"{translate(message, language)}; {translate(kept, language, folder=asked.folder)}", err=True)
    raise typer.Exit(code)


@contextmanager
def _shown(rows: int | None, language: Language) -> Iterator[Progress]:
    """Show on stderr how far a run is, how fast it goes and how long it still takes; nothing where nobody is looking."""
    from rich.console import Console  # noqa: PLC0415
    from rich.progress import BarColumn, TaskProgressColumn, TextColumn, TimeRemainingColumn  # noqa: PLC0415
    from rich.progress import Progress as Bar  # noqa: PLC0415

    screen = Console(stderr=True)
    fields = (BarColumn(), TaskProgressColumn(), TextColumn("{task.description}"), TimeRemainingColumn())
    with Bar(*fields, console=screen, disable=not screen.is_terminal) as bar:
        task = bar.add_task("", total=rows)
        begun: int | None = None

        def progress(counts: Counts) -> None:
            nonlocal begun
            bar.advance(task, counts.rows)
            state = bar.tasks[task]
            begun = int(state.completed) if begun is None else begun
            rate = (state.completed - begun) / state.elapsed if state.elapsed else 0
            said = N_("{done} rows, {rate} a second")
            words = translate(said, language, done=number(int(state.completed), language), rate=number(round(rate), language))
            bar.update(task, description=words)

        yield progress


def _say_counts(counts: Counts, asked: Run, language: Language) -> None:
    from matcher.batch.work import NOTES, REJECTED  # noqa: PLC0415

    rows = translate_count(N_("{count} row"), N_("{count} rows"), counts.rows, language)
    answered, aside = number(counts.answered, language), number(counts.aside, language)
    message = N_("{rows}: {answered} answered in {out}, {aside} set aside")
    typer.echo(translate(message, language, rows=rows, answered=answered, out=asked.out, aside=aside), err=True)
    if counts.aside:
        typer.echo(translate(N_("why each was set aside is in {file}"), language, file=asked.beside(REJECTED)), err=True)
    if counts.noted:
        one = N_("{count} was read otherwise than it was written, or not in full: see {file}")
        many = N_("{count} were read otherwise than they were written, or not in full: see {file}")
        typer.echo(translate_count(one, many, counts.noted, language, file=asked.beside(NOTES)), err=True)
    if counts.without:
        one = N_("{count} of those answered has no program that is open or nearly so")
        many = N_("{count} of those answered have no program that is open or nearly so")
        typer.echo(translate_count(one, many, counts.without, language), err=True)
