"""The command `matcher reverse`: which enterprises of a table fit a program."""

from __future__ import annotations

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
    mapping_of,
    print_json,
    said_plainly,
    the_day,
    the_language,
)
from matcher.document import InputError, Problem
from matcher.json_documents import program_called
from matcher.locale import N_, Language, number, translate, translate_count
from matcher.rules.truth import Truth
from matcher.system_reason import reason_of
from matcher.words import LOCAL_VERSION, VERDICT_WORDS

if TYPE_CHECKING:
    from matcher.reverse import Fitting


def reverse(
    program: Annotated[str, typer.Argument(help="The id of a program.", show_default=False)],
    table: Annotated[
        Path,
        typer.Argument(help="A CSV or XLSX with one enterprise a row: id, name, enterprise.legal_form …", show_default=False),
    ],
    top: Annotated[
        int | None, typer.Option("--top", min=1, help="Show only the first N enterprises.", show_default=False)
    ] = None,
    as_of: AsOfOption = None,
    columns: Annotated[
        list[str] | None,
        typer.Option("--column", help="What a heading means: 'Ville=enterprise.municipality'; nothing after = leaves it out."),
    ] = None,
    *,
    any_window: Annotated[
        bool, typer.Option("--any-window", help="Ignore application windows and status, for past projects.")
    ] = False,
    format_: FormatOption = Format.TABLE,
    lang: LangOption = Lang.FR,
) -> None:
    """Say which enterprises of a table a program fits, best first, with what each would have to confirm, or its local version."""
    language = the_language(lang)
    from matcher.matching import Matcher  # noqa: PLC0415  # only this command needs it
    from matcher.profile_table import read_profiles  # noqa: PLC0415
    from matcher.reverse import reverse as fitting  # noqa: PLC0415

    with said_plainly(language):
        catalogue = load_catalogue()
        chosen = program_called(catalogue, program)
        reading = read_profiles(_content(table), str(table), mapping_of(columns or []))
    for row in reading.rows:
        for problem in row.problems:
            typer.echo(problem.text(language), err=True)
    rows = [((row.number, row.id, row.name), row.profile) for row in reading.rows if row.profile is not None]
    found = fitting(Matcher(catalogue), chosen.id, rows, the_day(as_of), any_window=any_window)[:top]
    if format_ is Format.JSON:
        print_json(
            {"program": chosen.id, "enterprises": [_as_json(one, language) for one in found], "set_aside": _aside(reading.rows)}
        )
        return
    headings = (N_("Rank"), N_("Enterprise"), N_("Verdict"), N_("Fit"), N_("To confirm"))
    shown = console.table(*(translate(heading, language) for heading in headings), ratios=(None, 2, None, None, 3))
    for one in found:
        verdict = translate(VERDICT_WORDS[one.match.verdict], language)
        said = "; ".join(_to_confirm(one, language))
        if one.instead is not None:
            said = translate(LOCAL_VERSION, language, program=one.instead.name.read(language))
        shown.add_row(str(one.rank), _called(one), verdict, number(round(one.match.fit.points), language), said)
    console.screen().print(shown)
    aside = len(_aside(reading.rows))
    if aside:
        typer.echo(translate_count(N_("{count} row was set aside"), N_("{count} rows were set aside"), aside, language), err=True)


def _content(table: Path) -> bytes:
    try:
        return table.read_bytes()
    except OSError as error:
        raise InputError([Problem(str(table), 1, 1, "", N_("the file cannot be read"), found=reason_of(error))]) from None


def _called(one: Fitting[tuple[int, str | None, str | None]]) -> str:
    row, own_id, name = one.key
    return name or own_id or str(row)


def _to_confirm(one: Fitting[tuple[int, str | None, str | None]], language: Language) -> list[str]:
    return [reason.text for reason in one.match.reasons(language) if reason.truth is Truth.UNKNOWN]


def _as_json(one: Fitting[tuple[int, str | None, str | None]], language: Language) -> dict[str, object]:
    row, own_id, name = one.key
    return {
        "rank": one.rank, "row": row, "id": own_id, "name": name, "verdict": one.match.verdict.value,
        "fit": one.match.fit.points, "to_confirm": _to_confirm(one, language),
        "local_version": one.instead.id if one.instead else None,
    }  # fmt: skip


def _aside(rows: object) -> list[int]:
    return [row.number for row in rows if row.profile is None]  # type: ignore[attr-defined]
