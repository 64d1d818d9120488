"""The commands of the workspace: `matcher workspace where | check | list | backup | restore | purge | key | export | import | …`."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated
from uuid import UUID

import typer

from matcher.cli_options import AsOfOption, Lang, LangOption, solver_kept_off_stdout, the_day, the_language
from matcher.locale import N_, Language, translate, translate_count
from matcher.system_reason import reason_of

if TYPE_CHECKING:
    from matcher.catalogue import Catalogue
    from matcher.planning import Plan, Plans
    from matcher.profile import Profile
    from matcher.workspace.database import Workspace

app = typer.Typer(no_args_is_help=True, help="Keep the client files of advisors: backup, restore, check, purge, people.")

FileArgument = Annotated[Path, typer.Argument(help="The file.", show_default=False)]
ActorOption = Annotated[
    str | None,
    typer.Option("--as", help="E-mail address of the person who acts; the one user of a laptop by default.", show_default=False),
]


@contextmanager
def open_for(language: Language) -> Iterator[Workspace]:
    """Open the workspace; what goes wrong is one sentence on stderr and exit code 1."""
    from matcher.workspace.database import open_workspace  # noqa: PLC0415  # SQLAlchemy is not for every command
    from matcher.workspace.errors import WorkspaceError  # noqa: PLC0415

    try:
        workspace = open_workspace()
        try:
            yield workspace
        finally:
            workspace.close()
    except WorkspaceError as error:
        typer.echo(error.text(language), err=True)
        raise typer.Exit(1) from None
    except OSError as error:
        message = N_("The file {file} cannot be used: {reason}")
        typer.echo(translate(message, language, file=error.filename or "", reason=reason_of(error)), err=True)
        raise typer.Exit(1) from None


@app.command()
def where(*, lang: LangOption = Lang.FR) -> None:
    """Say which database is used, without its password."""
    from matcher.workspace.errors import WorkspaceError  # noqa: PLC0415
    from matcher.workspace.location import default_url  # noqa: PLC0415

    try:
        typer.echo(default_url().render_as_string(hide_password=True))
    except WorkspaceError as error:
        typer.echo(error.text(the_language(lang)), err=True)
        raise typer.Exit(1) from None


@app.command()
def check(*, lang: LangOption = Lang.FR) -> None:
    """Look whether the workspace is whole: the database, the history of each client file, the key."""
    language = the_language(lang)
    with open_for(language) as workspace:
        from matcher.workspace.check import check as check_workspace  # noqa: PLC0415

        findings = check_workspace(workspace)
    for finding in findings:
        typer.echo(finding.text(language), err=True)
    if findings:
        raise typer.Exit(1)
    typer.echo(translate(N_("The workspace is whole"), language))


@app.command("list")
def list_files(
    search: Annotated[str, typer.Argument(help="Words of the name or the place; none for every client file.")] = "",
    *,
    archived: Annotated[bool, typer.Option("--archived", help="List those that were put away instead.")] = False,
    as_: ActorOption = None,
    lang: LangOption = Lang.FR,
) -> None:
    """List client files by name: id, name, next deadline. The other commands take the id."""
    with open_for(the_language(lang)) as workspace:
        from matcher.workspace.client_files import ClientFiles  # noqa: PLC0415
        from matcher.workspace.listing import listing  # noqa: PLC0415
        from matcher.workspace.organisations import who  # noqa: PLC0415

        files = ClientFiles(workspace, who(workspace, as_))
        number, last = 1, 1
        while number <= last:
            page = listing(files, search, "archived" if archived else "active", "name", number)
            for one in page.files:
                typer.echo(f"{one.id}\t{one.name}\t{one.next_deadline or ''}")
            number, last = number + 1, page.last


@app.command()
def backup(file: FileArgument, *, lang: LangOption = Lang.FR) -> None:
    """Write the whole workspace to a file, as it is at one moment, while others work."""
    language = the_language(lang)
    with open_for(language) as workspace:
        from matcher.workspace.backup import backup as back_up  # noqa: PLC0415

        _show_count(back_up(workspace, file)["client_file"], language)


@app.command()
def restore(file: FileArgument, *, lang: LangOption = Lang.FR) -> None:
    """Fill an empty workspace from a backup: all of it, or nothing."""
    language = the_language(lang)
    with open_for(language) as workspace:
        from matcher.workspace.backup import restore as bring_back  # noqa: PLC0415

        _show_count(bring_back(workspace, file)["client_file"], language)


@app.command()
def purge(*, as_: ActorOption = None, as_of: AsOfOption = None, lang: LangOption = Lang.FR) -> None:
    """Erase for good the client files of which the day of retention has passed."""
    language = the_language(lang)
    with open_for(language) as workspace:
        from matcher.workspace.client_files import ClientFiles  # noqa: PLC0415
        from matcher.workspace.organisations import who  # noqa: PLC0415

        _show_count(ClientFiles(workspace, who(workspace, as_)).purge(the_day(as_of)), language)


@app.command()
def key() -> None:
    """Make a key for MATCHER_WORKSPACE_KEY, which encrypts answers on target groups."""
    from cryptography.fernet import Fernet  # noqa: PLC0415

    typer.echo(Fernet.generate_key().decode("ascii"))


@app.command("export")
def export_file(
    client_file: Annotated[UUID, typer.Argument(help="The id of the client file.", show_default=False)],
    file: FileArgument,
    *,
    as_: ActorOption = None,
    as_of: AsOfOption = None,
    lang: LangOption = Lang.FR,
) -> None:
    """Write one client file, whole, as a ZIP with its funding plan as documents: to hand it over, or to give a client what is held."""
    language = the_language(lang)
    with open_for(language) as workspace:
        from matcher.catalogue import load_catalogue  # noqa: PLC0415
        from matcher.export.client_file import hand_over  # noqa: PLC0415
        from matcher.export.plan_files import save  # noqa: PLC0415
        from matcher.workspace.client_files import ClientFiles  # noqa: PLC0415
        from matcher.workspace.organisations import who  # noqa: PLC0415

        files = ClientFiles(workspace, who(workspace, as_))
        opened, catalogue = files.open(client_file), load_catalogue()
        plan = _plan(opened.profile, opened.goal, catalogue, the_day(as_of))
        save(file, hand_over(files, client_file, catalogue, language, plan))


def _plan(profile: Profile, goal: str | None, catalogue: Catalogue, as_of: date) -> tuple[Plans, Plan] | None:
    """Return the plan that was chosen, or the first; None where the project states no cost."""
    from matcher.matching import Matcher  # noqa: PLC0415
    from matcher.planning import NoCostsError, make_plans  # noqa: PLC0415

    matches = Matcher(catalogue).match(profile, as_of)
    try:
        with solver_kept_off_stdout():
            plans = make_plans(profile, matches, catalogue, prefer=goal)  # type: ignore[arg-type]
    except NoCostsError:
        return None
    return (plans, plans.plans[0]) if plans.plans else None


@app.command()
def held(
    client_file: Annotated[UUID, typer.Argument(help="The id of the client file.", show_default=False)],
    *,
    as_: ActorOption = None,
    lang: LangOption = Lang.FR,
) -> None:
    """Print as JSON everything that is held of one client, the access log included: to answer a client who asks."""
    with open_for(the_language(lang)) as workspace:
        from matcher.workspace.client_files import ClientFiles  # noqa: PLC0415
        from matcher.workspace.organisations import who  # noqa: PLC0415
        from matcher.workspace.person import held_of_client  # noqa: PLC0415

        found = held_of_client(ClientFiles(workspace, who(workspace, as_)), client_file)
        typer.echo(json.dumps(found, ensure_ascii=False, indent=2))


@app.command("import")
def import_file(file: FileArgument, *, as_: ActorOption = None, lang: LangOption = Lang.FR) -> None:
    """Take in a client file that `export` wrote; print its new id."""
    language = the_language(lang)
    with open_for(language) as workspace:
        from matcher.export.client_file import take_in  # noqa: PLC0415
        from matcher.workspace.client_files import ClientFiles  # noqa: PLC0415
        from matcher.workspace.organisations import who  # noqa: PLC0415

        typer.echo(str(take_in(ClientFiles(workspace, who(workspace, as_)), file.read_bytes(), file.name).id))


@app.command()
def organisation(
    name: Annotated[str, typer.Argument(help="Name of the organisation.", show_default=False)],
    email: Annotated[str, typer.Argument(help="E-mail address of its first administrator.", show_default=False)],
    person: Annotated[str, typer.Argument(help="Name of that person.", show_default=False)],
    *,
    lang: LangOption = Lang.FR,
) -> None:
    """Make an organisation with its first administrator, who lets the others in."""
    language = the_language(lang)
    with open_for(language) as workspace:
        from matcher.workspace.organisations import found_organisation  # noqa: PLC0415

        typer.echo(str(found_organisation(workspace, name, email, person).organisation))


def _show_count(count: int, language: Language) -> None:
    typer.echo(translate_count(N_("{count} client file"), N_("{count} client files"), count, language))
