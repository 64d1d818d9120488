"""The commands that get to know the applicant: `matcher intake`, a paragraph as a draft profile, and `matcher ask`, the next question."""

from __future__ import annotations

import io
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from ruamel.yaml import YAML

from matcher import console, json_documents
from matcher.catalogue import Catalogue, load_catalogue
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
from matcher.locale import N_, Language, share, translate
from matcher.profile import read_profile
from matcher.words import answer_text, attribute_text

if TYPE_CHECKING:
    from matcher.questions import Question
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
    from matcher.text.intake import MOST_LETTERS, read_paragraph  # noqa: PLC0415  # no other command needs it

    # As many bytes as the longest text can have, and one more: nobody's memory is filled to say that it is too long.
    text = sys.stdin.buffer.read(4 * MOST_LETTERS + 1).decode("utf-8", "replace") if paragraph == "-" else paragraph
    if not text.strip():
        typer.echo(translate(N_("there is nothing to read: give a paragraph"), language), err=True)
        raise typer.Exit(1)
    with said_plainly(language):
        draft = read_paragraph(text, the_day(as_of))
    if format_ is Format.JSON:
        print_json(json_documents.draft_answer(draft))
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


def ask(
    profile: Annotated[Path, typer.Argument(help="A profile: a YAML file.", show_default=False)],
    as_of: AsOfOption = None,
    *,
    format_: FormatOption = Format.TABLE,
    lang: LangOption = Lang.FR,
) -> None:
    """Say which question is worth most now, and what each answer would settle."""
    language = the_language(lang)
    with said_plainly(language):
        read = read_profile(profile)
        catalogue = load_catalogue()
    from matcher.matching import Matcher  # noqa: PLC0415  # only this command needs it
    from matcher.questions import as_json, next_question  # noqa: PLC0415

    question = next_question(Matcher(catalogue).match(read, the_day(as_of)))
    if format_ is Format.JSON:
        print_json(as_json(question, language))
    elif question is None:
        typer.echo(translate(N_("No answer would change the verdicts of the first programs any more."), language))
    else:
        show_question(question, catalogue, language)


def show_question(question: Question, catalogue: Catalogue, language: Language) -> None:
    """Print the question, why it is asked, the programs that hinge on it, and what each answer would do."""
    typer.echo(f"{question.sentence(language)}\n{question.why(language)}\n")
    typer.echo(translate(N_("Of the first programs, these hinge on it:"), language))
    for program_id in question.programs:
        typer.echo(f"  {catalogue[program_id].name.read(language)} ({program_id})")
    if question.answers:
        rows = console.table(*(translate(heading, language) for heading in (N_("Answer"), N_("Opens"), N_("Closes"))))
        for answer in question.answers:
            name = question.key if question.condition else question.declared
            rows.add_row(answer_text(name, answer.value, language), str(answer.opens), str(answer.closes))
        console.screen().print(rows)
