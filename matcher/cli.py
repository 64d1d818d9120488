"""Command line: the verbs of the Python API for people and for other programs.

JSON on stdout is one document; messages go to stderr; exit 0 fine, 1 the input is wrong, 2 wrong usage.
"""

from __future__ import annotations

import sys
from importlib.metadata import version
from pathlib import Path
from typing import Annotated

import typer

from matcher import (
    cli_applicant,
    cli_batch,
    cli_catalogue,
    cli_doctor,
    cli_export,
    cli_feedback,
    cli_links,
    cli_people,
    cli_plan,
    cli_reverse,
    cli_serve,
    cli_watch,
    cli_workspace,
    console,
    json_documents,
)
from matcher.catalogue import Catalogue, load_catalogue
from matcher.cli_options import (
    AsOfOption,
    Format,
    FormatOption,
    Lang,
    LangOption,
    print_json,
    said_plainly,
    solver_kept_off_stdout,
    the_day,
    the_language,
)
from matcher.locale import Language
from matcher.origins import EMBEDDERS, origins
from matcher.profile import Profile, read_profile
from matcher.terminal import spell_out

app = typer.Typer(
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    help="Find the funding programs open to a Québec social-economy enterprise, ranked and explained.",
)
cli_catalogue.app.command()(cli_links.check_links)
cli_catalogue.app.command()(cli_export.export)
app.add_typer(cli_catalogue.app, name="catalogue")
cli_workspace.app.add_typer(cli_people.app, name="people")
app.add_typer(cli_workspace.app, name="workspace")
app.command()(cli_applicant.intake)
app.command()(cli_applicant.ask)
app.command()(cli_plan.plan)
app.command()(cli_watch.watch)
app.command()(cli_reverse.reverse)
app.command()(cli_batch.batch)
app.command()(cli_feedback.feedback)
app.command()(cli_serve.serve)
app.command()(cli_doctor.doctor)


AnyWindowOption = Annotated[bool, typer.Option("--any-window", help="Ignore application windows and status, for past projects.")]
ProfileArgument = Annotated[Path, typer.Argument(help="A profile: a YAML file.", show_default=False)]


def _warn_of_notes(profile: Profile, catalogue: Catalogue, language: Language) -> None:
    """Say on stderr what was understood otherwise than it was written, or not at all."""
    for note in json_documents.notes(profile, catalogue, language):
        typer.echo(note, err=True)


@app.command()
def match(
    profile: ProfileArgument,
    top: Annotated[int | None, typer.Option("--top", min=1, help="Show only the first N programs.")] = None,
    as_of: AsOfOption = None,
    *,
    any_window: AnyWindowOption = False,
    format_: FormatOption = Format.TABLE,
    lang: LangOption = Lang.FR,
) -> None:
    """Say which programs fit a profile, in order, and why."""
    language = the_language(lang)
    with said_plainly(language):
        read = read_profile(profile)
        catalogue = load_catalogue()
    _warn_of_notes(read, catalogue, language)
    from matcher.matching import Matcher  # noqa: PLC0415  # only this command needs it

    matches = Matcher(catalogue).match(read, the_day(as_of), any_window=any_window)
    if format_ is Format.JSON:
        print_json(json_documents.matches_answer(matches, catalogue, language, top))
    else:
        console.show_matches(matches, language, top or 15)


@app.command()
def explain(
    profile: ProfileArgument,
    program_id: Annotated[str, typer.Argument(help="The id of a program.", show_default=False)],
    as_of: AsOfOption = None,
    *,
    any_window: AnyWindowOption = False,
    format_: FormatOption = Format.TABLE,
    lang: LangOption = Lang.FR,
) -> None:
    """Say why one program is open to a profile, closed to it, or still to confirm."""
    language = the_language(lang)
    with said_plainly(language):
        read = read_profile(profile)
        catalogue = load_catalogue()
        program = json_documents.program_called(catalogue, program_id)
    _warn_of_notes(read, catalogue, language)
    from matcher.advice import advice  # noqa: PLC0415  # only this command needs it
    from matcher.matching import Matcher  # noqa: PLC0415

    matches = Matcher(catalogue).match(read, the_day(as_of), any_window=any_window)
    found = matches.find(program.id)
    if format_ is Format.JSON:
        print_json(json_documents.explanation(found, matches, language))
    else:
        console.show_explanation(found, advice(found, matches.facts, language), language)


@app.command()
def evaluate(
    cases: Annotated[list[Path], typer.Argument(help="Files of real funded cases.", show_default=False)],
    *,
    format_: FormatOption = Format.TABLE,
    lang: LangOption = Lang.FR,
) -> None:
    """Measure ranking and rules on real funded cases, next to simpler methods."""
    language = the_language(lang)
    from matcher.evaluation import as_json, read_cases  # noqa: PLC0415  # only this command needs it
    from matcher.evaluation import evaluate as run  # noqa: PLC0415
    from matcher.evaluation_intake import as_json as paragraph_as_json  # noqa: PLC0415
    from matcher.evaluation_plans import as_json as plans_as_json  # noqa: PLC0415
    from matcher.evaluation_questions import as_json as interviews_as_json  # noqa: PLC0415
    from matcher.evaluation_questions import interview  # noqa: PLC0415
    from matcher.matching import Matcher  # noqa: PLC0415

    with said_plainly(language):
        read = [case for path in cases for case in read_cases(path)]
        catalogue = load_catalogue()
    matcher = Matcher(catalogue)
    report = as_json(run(matcher, read)) | {
        "questions": interviews_as_json([interview(matcher, case) for case in read]),
        "paragraph": paragraph_as_json(matcher, read),
    }
    with solver_kept_off_stdout():
        report["plans"] = plans_as_json(matcher, read)
    if format_ is Format.JSON:
        print_json(report)
    else:
        console.show_evaluation(report, language)


@app.command(name="app", context_settings={"allow_extra_args": True, "ignore_unknown_options": True})
def run_app(context: typer.Context) -> None:
    """Open the Streamlit front end; further options go to `streamlit run`."""
    with said_plainly(the_language(Lang.FR)):
        origins(EMBEDDERS)
    from streamlit.web import cli as streamlit_cli  # noqa: PLC0415  # only this command needs it

    packaged = Path(__file__).parent / "ui" / "app.py"
    script = packaged if packaged.exists() else Path(__file__).parent.parent / "app.py"
    sys.argv = ["streamlit", "run", str(script), *context.args]
    streamlit_cli.main()


@app.command(name="version")
def show_version() -> None:
    """Print the version of the matcher."""
    typer.echo(version("funding-matcher"))


def main() -> None:
    """Run the command line."""
    spell_out()
    app()


if __name__ == "__main__":
    main()
