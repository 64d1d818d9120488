"""The command `matcher intake`: a paragraph as a draft profile."""

from __future__ import annotations

import io
import sys
from typing import TYPE_CHECKING, Annotated

import typer
from ruamel.yaml import YAML

from matcher import console
from matcher.cli_options import AsOfOption, Format, FormatOption, Lang, LangOption, print_json, the_day, the_language
from matcher.locale import N_, Language, share, translate
from matcher.words import answer_text, attribute_text

if TYPE_CHECKING:
    from matcher.text.intake import Draft


def intake(
    paragraph: Annotated[
        str, typer.Argument(help="A paragraph in French or English; - reads it from standard input.", show_default=False)
    ],
    as_of: AsOfOption = None,
    *,
    format_: FormatOption = Format.TABLE,
    lang: LangOption = Lang.FR,
) -> None:
    """Read what a paragraph says: a draft profile, with the words each answer came from."""
    language = the_language(lang)
    from matcher.text.intake import read_paragraph  # noqa: PLC0415  # no other command needs it

    text = sys.stdin.read() if paragraph == "-" else paragraph
    if not text.strip():
        typer.echo(translate(N_("there is nothing to read: give a paragraph"), language), err=True)
        raise typer.Exit(1)
    draft = read_paragraph(text, the_day(as_of))
    if format_ is Format.JSON:
        print_json(
            {
                "profile": draft.raw(),
                "found": [
                    {"attribute": f.attribute, "value": f.value, "words": f.words, "confidence": f.confidence}
                    for f in draft.found
                ],
            }
        )
    else:
        show(draft, language)


def show(draft: Draft, language: Language) -> None:
    """Print what was found, then the profile as a file would hold it."""
    headings = (N_("Attribute"), N_("Answer"), N_("Words"), N_("Confidence"))
    rows = console.table(*(translate(heading, language) for heading in headings), ratios=(None, 1, 1, None))
    for finding in draft.found:
        sure = share(finding.confidence, language)
        mark = sure if finding.sure else translate(N_("{share}, not used"), language, share=sure)
        label = attribute_text(finding.attribute, language)
        rows.add_row(label, answer_text(finding.attribute, finding.value, language), finding.words, mark)
    console.screen().print(rows)
    file = io.StringIO()
    writer = YAML()
    writer.width = 10_000
    writer.dump(draft.raw(), file)
    typer.echo(file.getvalue(), nl=False)
