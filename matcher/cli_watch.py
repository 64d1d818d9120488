"""The command `matcher watch`: what changed for a client since the last look, and what to keep for the next one."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from matcher import console
from matcher.catalogue import load_catalogue
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
from matcher.locale import N_, Language, day, translate
from matcher.profile import read_profile

if TYPE_CHECKING:
    from matcher.watch.look import Look
    from matcher.watch.news import News


def watch(
    profile: Annotated[Path, typer.Argument(help="A profile: a YAML file.", show_default=False)],
    since: Annotated[
        Path | None,
        typer.Option("--since", help="The standings kept at the last look; without them this is the first.", show_default=False),
    ] = None,
    save: Annotated[
        Path | None, typer.Option("--save", help="Keep the standings of this look in this file.", show_default=False)
    ] = None,
    as_of: AsOfOption = None,
    *,
    format_: FormatOption = Format.TABLE,
    lang: LangOption = Lang.FR,
) -> None:
    """Say which programs a client has gained, lost or must confirm again since the last look, and why."""
    language = the_language(lang)
    from matcher.matching import Matcher  # noqa: PLC0415  # scikit-learn takes seconds
    from matcher.watch.look import look, not_backwards, read_look  # noqa: PLC0415

    with said_plainly(language):
        read = read_profile(profile)
        last = read_look(since) if since else None
        catalogue = load_catalogue()
        matches = Matcher(catalogue).match(read, the_day(as_of))
        if since and last:
            not_backwards(last, matches, since)
    found, kept = look(last, matches)
    if format_ is Format.JSON:
        print_json(
            {
                "as_of": matches.as_of.isoformat(),
                "since": last.as_of.isoformat() if last else None,
                "catalogue": {"programs": len(catalogue), "version": matches.version},
                "news": [_as_json(one, language) for one in found],
            }
        )
    else:
        _show(found, last, language)
    if save:
        _keep(kept, save, language)


def _as_json(one: News, language: Language) -> dict[str, Any]:
    return {
        "program": one.program,
        "name": one.name[language],
        "kind": one.kind,
        "why": one.why[language],
        "date": one.on.isoformat() if one.on else None,
        "key": one.key,
    }


def _show(found: list[News], last: Look | None, language: Language) -> None:
    """Print what is new, what cannot wait first."""
    from matcher.watch.news import KIND_WORDS  # noqa: PLC0415

    out = console.screen()
    if last is None:
        out.print(translate(N_("First look: only what closes soon is told"), language))
    elif not found:
        out.print(translate(N_("Nothing is new since {day}"), language, day=day(last.as_of, language)))
    if found:
        headings = (N_("News"), N_("Program"), N_("Why"))
        rows = console.table(*(translate(heading, language) for heading in headings), ratios=(None, 1, 2))
        for one in found:
            rows.add_row(translate(KIND_WORDS[one.kind], language), f"{one.name[language]}\n{one.program}", one.why[language])
        out.print(rows)
    out.print(translate(N_("Not a decision of the funders: each verdict rests on the sources of the sheet."), language))


def _keep(kept: Look, path: Path, language: Language) -> None:
    """Write the look, once what it holds was told. Stops with exit code 1 where the file cannot be written."""
    from matcher.export.plan_files import save as save_file  # noqa: PLC0415
    from matcher.watch.look import written  # noqa: PLC0415

    try:
        save_file(path, written(kept))
    except OSError as error:
        typer.echo(translate(N_("{file} cannot be written: {reason}"), language, file=path, reason=error.strerror), err=True)
        raise typer.Exit(1) from None
