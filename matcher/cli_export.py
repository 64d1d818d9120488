"""The command that writes the catalogue as open data."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Annotated, Literal

import typer

from matcher.catalogue import default_directory, load_catalogue
from matcher.cli_options import Lang, LangOption, said_plainly, the_language
from matcher.locale import N_, Language, translate, translate_count
from matcher.system_reason import reason_of

Kind = Literal["csv", "json", "json-ld", "dispositif", "table-schema", "json-schema"]


def export(
    kind: Annotated[
        Kind,
        typer.Option(
            "--format", help="A table, everything, schema.org, the French public schema; or the schema of the first two."
        ),
    ] = "json",
    output: Annotated[Path | None, typer.Option("--output", help="A file; standard output if none.", show_default=False)] = None,
    lang: LangOption = Lang.FR,
) -> None:
    """Write the catalogue as open data (CC BY 4.0); texts are in both languages."""
    language = the_language(lang)
    with said_plainly(language):
        text = _written(kind, language)
    if output is None:
        sys.stdout.buffer.write(text.encode())
        sys.stdout.buffer.flush()
        return
    try:
        output.write_text(text, encoding="utf-8", newline="")
    except OSError as error:
        typer.echo(translate(N_("{file} cannot be written: {reason}"), language, file=output, reason=reason_of(error)), err=True)
        raise typer.Exit(1) from None


def _written(kind: Kind, language: Language) -> str:
    from matcher.curation.history import written_now  # noqa: PLC0415  # one format is asked for, and its libraries take a moment
    from matcher.export import dispositif, document, json_ld, table  # noqa: PLC0415

    if kind == "table-schema":
        return json.dumps(table.table_schema(), indent=1) + "\n"
    if kind == "json-schema":
        return json.dumps(document.document_schema(), ensure_ascii=False, indent=1) + "\n"
    folder = default_directory()
    catalogue = load_catalogue(folder)
    if kind == "csv":
        return table.as_csv(catalogue)
    if kind == "json-ld":
        return json_ld.as_json_ld(catalogue)
    if kind == "json":
        return document.as_json(catalogue, written_now(folder))
    _warn_of_undated(dispositif.undated(catalogue), language)
    return dispositif.as_dispositifs(catalogue)


def _warn_of_undated(left_out: list[str], language: Language) -> None:
    """Say on stderr which programs the French schema cannot take."""
    if left_out:
        one = N_("{count} program is left out, because the French schema wants a date and no page of it has one: {programs}")
        many = N_(
            "{count} programs are left out, because the French schema wants a date and no page of theirs has one: {programs}"
        )
        typer.echo(translate_count(one, many, len(left_out), language, programs=", ".join(left_out)), err=True)
