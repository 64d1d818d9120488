"""The command that looks an installation over: `matcher doctor`."""

from __future__ import annotations

import typer

from matcher.cli_options import Format, FormatOption, Lang, LangOption, print_json, the_language


def doctor(format_: FormatOption = Format.TABLE, lang: LangOption = Lang.FR) -> None:
    """Look over this installation: versions, database, catalogue, disks, clock. Exit 1 if something has to be done."""
    from matcher.doctor import findings  # noqa: PLC0415  # the database, which no other command need wait for

    language = the_language(lang)

    found = list(findings())
    if format_ is Format.JSON:
        print_json(
            [{"check": f.check, "ok": f.remedy is None, "seen": f.says(language), "remedy": f.advises(language)} for f in found]
        )
    else:
        for one in found:
            typer.echo(f"{'!' if one.remedy else '✓'} {one.says(language)}")
            if one.remedy:
                typer.echo(f"  → {one.advises(language)}")
    if any(one.remedy for one in found):
        raise typer.Exit(1)
