"""The command that looks an installation over: `matcher doctor`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from matcher.cli_options import Format, FormatOption, Lang, LangOption, print_json, the_language
from matcher.clock import today
from matcher.locale import Language

if TYPE_CHECKING:
    from matcher.doctor import Finding


def doctor(
    port: Annotated[
        int, typer.Option("--port", envvar="STREAMLIT_SERVER_PORT", min=1, max=65535, help="The port the app is to answer on.")
    ] = 8501,
    format_: FormatOption = Format.TABLE,
    lang: LangOption = Lang.FR,
) -> None:
    """Look over this installation: versions, database, catalogue, disks, clock, port. Exit 1 if something has to be done."""
    from matcher.doctor import findings  # noqa: PLC0415  # the database takes half a second to import

    language = the_language(lang)
    found = list(findings(port, today()))
    if format_ is Format.JSON:
        print_json([_shown(one, language) for one in found])
    else:
        for one in found:
            typer.echo(f"{'!' if one.wrong else '?' if one.warning else '✓'} {one.says(language)}")
            if one.quoted:
                typer.echo(f"  « {one.quoted} »")
            if one.remedy:
                typer.echo(f"  → {one.advises(language)}")
    if any(one.wrong for one in found):
        raise typer.Exit(1)


def _shown(one: Finding, language: Language) -> dict[str, object]:
    return {
        "check": one.check,
        "ok": not one.wrong,
        "warning": one.warning,
        "seen": one.says(language),
        "quoted": one.quoted,
        "remedy": one.advises(language),
    }
