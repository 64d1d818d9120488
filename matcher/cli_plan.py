"""The command `matcher plan`: funding plans for a project, as tables for people or one JSON document."""

from __future__ import annotations

from enum import StrEnum
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
    solver_kept_off_stdout,
    the_day,
    the_language,
)
from matcher.json_documents import plans_of
from matcher.locale import N_, Language, day, money, translate, translate_count
from matcher.profile import read_profile
from matcher.system_reason import reason_of
from matcher.vocabulary.terms import vocabulary

if TYPE_CHECKING:
    from matcher.planning.plan import Plan, Plans
    from matcher.planning.solver import Goal


class Prefer(StrEnum):
    """What the first plan is the best at."""

    LEAST_DEBT = "least-debt"
    FEWEST = "fewest"
    FASTEST = "fastest"
    MOST_CERTAIN = "most-certain"


def plan(
    profile: Annotated[Path, typer.Argument(help="A profile: a YAML file.", show_default=False)],
    prefer: Annotated[Prefer, typer.Option("--prefer", help="The plan to show first.")] = Prefer.LEAST_DEBT,
    as_of: AsOfOption = None,
    save: Annotated[
        list[Path] | None,
        typer.Option(
            "--save", help="Also write a plan to this file: .docx, .pdf, .xlsx, .ics, .csv or .json.", show_default=False
        ),
    ] = None,
    chosen: Annotated[
        str | None,
        typer.Option("--plan", help="The plan to save, by its name in the JSON; the first by default.", show_default=False),
    ] = None,
    *,
    any_window: Annotated[
        bool, typer.Option("--any-window", help="Ignore application windows and status, for past projects.")
    ] = False,
    format_: FormatOption = Format.TABLE,
    lang: LangOption = Lang.FR,
) -> None:
    """Make funding plans: sources and uses that add up, inside every rule of every program."""
    language = the_language(lang)
    _known_endings(save or [])
    from matcher.matching import Matcher  # noqa: PLC0415  # only this command needs it
    from matcher.planning import as_json  # noqa: PLC0415

    with said_plainly(language):
        read = read_profile(profile)
        catalogue = load_catalogue()
        matches = Matcher(catalogue).match(read, the_day(as_of), any_window=any_window)
        with solver_kept_off_stdout():
            goal: Goal = prefer.value.replace("-", "_")  # type: ignore[assignment]
            plans = plans_of(read, matches, catalogue, goal, str(profile))
            document = as_json(plans, language)
    _write(save or [], plans, chosen, language)
    if format_ is Format.JSON:
        print_json(document)
    else:
        show(plans, language)


def _known_endings(files: list[Path]) -> None:
    """Refuse, as wrong usage, a file whose ending names no format."""
    from matcher.export.plan_files import WRITERS  # noqa: PLC0415

    for path in files:
        if path.suffix.lower() not in WRITERS:
            raise typer.BadParameter(f"{path}: {', '.join(WRITERS)}", param_hint="--save")


def _write(files: list[Path], plans: Plans, chosen: str | None, language: Language) -> None:
    """Write one plan to each file. Stops with exit code 1 where there is no such plan or a file cannot be written."""
    from matcher.export.plan_files import plan_file  # noqa: PLC0415
    from matcher.export.plan_files import save as save_file  # noqa: PLC0415

    named = {plan.name: plan for plan in plans.plans}
    for path in files:
        plan = named.get(chosen) if chosen else next(iter(named.values()), None)
        if plan is None:
            message = N_("there is no such plan; there are: {names}")
            typer.echo(translate(message, language, names=", ".join(named) or "–"), err=True)
            raise typer.Exit(1)
        try:
            with said_plainly(language), solver_kept_off_stdout():
                content = plan_file(path.suffix.lower(), plans, plan, language)
            save_file(path, content)
        except OSError as error:
            typer.echo(
                translate(N_("{file} cannot be written: {reason}"), language, file=path, reason=reason_of(error)), err=True
            )
            raise typer.Exit(1) from None


def show(plans: Plans, language: Language) -> None:
    """Print every plan: its sources, what is missing and why, the rules it keeps, and its steps."""
    out = console.screen()
    for rule in plans.conflicts:
        from matcher.planning.wording import rule_text  # noqa: PLC0415

        text = N_("What is fixed already breaks a rule: {rule}")
        out.print(translate(text, language, rule=rule_text(rule, language)))
    for one in plans.plans:
        _show_plan(one, language)
    out.print(translate(N_("Not a decision of the funders: each rule rests on the sources of the sheets."), language))


def _show_plan(one: Plan, language: Language) -> None:
    from matcher.planning.calendar import calendar  # noqa: PLC0415
    from matcher.planning.wording import binding_text, plan_name, rule_text, source_label  # noqa: PLC0415

    out = console.screen()
    out.print(plan_name(one, language), style="bold")
    rows = console.table(*(translate(h, language) for h in (N_("Source"), N_("State"), N_("Amount"))), ratios=(1, None, None))
    for source in one.sources:
        label = source_label(source, language)
        if source.to_confirm:
            label = translate(N_("{source} (to confirm)"), language, source=label)
        rows.add_row(label, vocabulary("funding_states")[source.state].label(language), money(source.amount, language))
    if one.shortfall:
        rows.add_row(translate(N_("Money still to be found"), language), "", money(one.shortfall, language), style="red")
    rows.add_row(translate(N_("Total"), language), "", money(one.total, language), style="bold")
    out.print(rows)
    files = translate_count(N_("{count} application"), N_("{count} applications"), len(one.files), language)
    weeks = translate_count(N_("{count} week to the last answer"), N_("{count} weeks to the last answer"), one.weeks, language)
    debt = translate(N_("{amount} to pay back"), language, amount=money(one.debt, language))
    out.print(" · ".join((files, weeks, debt)))
    for limit in one.binding[:3]:
        out.print(binding_text(limit, one, language), style="red")
    for check in one.checks:
        out.print(f"{'✓' if check.ok else '✗'} {rule_text(check.rule, language)}")
    for step in calendar(one):
        when = day(step.on, language) if step.on else translate(N_("date not known"), language)
        out.print(f"  {when} – {step.sentence(language)}")
    out.print()
