"""The command `matcher watch`: what changed for a client since the last look, and what to keep for the next one."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

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
from matcher.cli_watch_workspace import watch_workspace
from matcher.cli_workspace import ActorOption
from matcher.console_news import news_json, show_news
from matcher.locale import N_, Language, day, translate
from matcher.profile import read_profile
from matcher.system_reason import reason_of

if TYPE_CHECKING:
    from matcher.watch.look import Look
    from matcher.watch.news import News


def watch(
    profile: Annotated[
        Path | None,
        typer.Argument(help="A profile: a YAML file; without it, the client files of the workspace.", show_default=False),
    ] = None,
    since: Annotated[
        Path | None,
        typer.Option("--since", help="The standings kept at the last look; without them this is the first.", show_default=False),
    ] = None,
    save: Annotated[
        Path | None, typer.Option("--save", help="Keep the standings of this look in this file.", show_default=False)
    ] = None,
    as_of: AsOfOption = None,
    *,
    send: Annotated[
        bool, typer.Option("--send", help="Send each advisor of the workspace what is new as an e-mail, where one is due.")
    ] = False,
    as_: ActorOption = None,
    format_: FormatOption = Format.TABLE,
    lang: LangOption = Lang.FR,
) -> None:
    """Say which programs a client has gained, lost or must confirm again since the last look, and why."""
    language = the_language(lang)
    if profile is None:
        if since or save:
            raise typer.BadParameter(translate(N_("--since and --save go with a profile"), language))
        watch_workspace(the_day(as_of), as_, send=send, as_json=format_ is Format.JSON, language=language)
        return
    if send or as_:
        raise typer.BadParameter(translate(N_("--send and --as go with the workspace, without a profile"), language))
    _watch_profile(profile, since, save, the_day(as_of), as_json=format_ is Format.JSON, language=language)


def _watch_profile(
    profile: Path, since: Path | None, save: Path | None, as_of: date, *, as_json: bool, language: Language
) -> None:
    from matcher.matching import Matcher  # noqa: PLC0415  # only this command needs it
    from matcher.watch.look import look, not_backwards, read_look  # noqa: PLC0415

    with said_plainly(language):
        read = read_profile(profile)
        last = read_look(since) if since else None
        catalogue = load_catalogue()
        matches = Matcher(catalogue).match(read, as_of)
        if since and last:
            not_backwards(last, matches, since)
    found, kept = look(last, matches)
    if as_json:
        print_json(
            {
                "as_of": matches.as_of.isoformat(),
                "since": last.as_of.isoformat() if last else None,
                "catalogue": {"programs": len(catalogue), "version": matches.version},
                "news": [news_json(one, language) for one in found],
            }
        )
    else:
        _show(found, last, language)
    if save:
        _keep(kept, save, language)


def _show(found: list[News], last: Look | None, language: Language) -> None:
    """Print what is new, what cannot wait first."""
    out = console.screen()
    if last is None:
        out.print(translate(N_("First look: only what closes soon is told"), language))
    elif not found:
        out.print(translate(N_("Nothing is new since {day}"), language, day=day(last.as_of, language)))
    if found:
        show_news(found, language)
    out.print(translate(N_("Not a decision of the funders: each verdict rests on the sources of the sheet."), language))


def _keep(kept: Look, path: Path, language: Language) -> None:
    """Write the look, once what it holds was told. Stops with exit code 1 where the file cannot be written."""
    from matcher.export.plan_files import save as save_file  # noqa: PLC0415
    from matcher.watch.look import written  # noqa: PLC0415

    try:
        save_file(path, written(kept))
    except OSError as error:
        typer.echo(translate(N_("{file} cannot be written: {reason}"), language, file=path, reason=reason_of(error)), err=True)
        raise typer.Exit(1) from None
