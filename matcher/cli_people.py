"""The commands about the people of the workspace: `matcher workspace people list | add | change | export | erase`."""

from __future__ import annotations

import json
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from matcher.cli_options import Lang, LangOption, the_language
from matcher.cli_workspace import ActorOption, open_for

if TYPE_CHECKING:
    from matcher.workspace.actor import Actor
    from matcher.workspace.database import Workspace
    from matcher.workspace.organisations import Advisor

app = typer.Typer(no_args_is_help=True, help="The people who may sign in to the workspace of an organisation.")


class RoleName(StrEnum):
    """What somebody may do."""

    ADVISOR = "advisor"
    MANAGER = "manager"
    ADMINISTRATOR = "administrator"


class DigestName(StrEnum):
    """How often somebody is sent the news of their clients."""

    DAILY = "daily"
    WEEKLY = "weekly"
    NEVER = "never"


EmailArgument = Annotated[str, typer.Argument(help="The e-mail address they sign in with.", show_default=False)]


@app.command("list")
def list_people(*, as_: ActorOption = None, lang: LangOption = Lang.FR) -> None:
    """List the people of the organisation: address, name, role, digest, whether they may sign in."""
    with open_for(the_language(lang)) as workspace:
        from matcher.workspace.organisations import advisors, who  # noqa: PLC0415  # SQLAlchemy is not for every command

        for one in advisors(workspace, who(workspace, as_)):
            typer.echo(_line(one))


@app.command()
def add(
    email: EmailArgument,
    name: Annotated[str, typer.Argument(help="Name of that person.", show_default=False)],
    *,
    role: Annotated[RoleName, typer.Option(help="What they may do.")] = RoleName.ADVISOR,
    as_: ActorOption = None,
    lang: LangOption = Lang.FR,
) -> None:
    """Let one more person sign in."""
    with open_for(the_language(lang)) as workspace:
        from matcher.workspace.organisations import add_advisor, who  # noqa: PLC0415

        typer.echo(_line(add_advisor(workspace, who(workspace, as_), email, name, role.value)))


@app.command()
def change(
    email: EmailArgument,
    *,
    role: Annotated[RoleName | None, typer.Option(help="What they may do from now on.", show_default=False)] = None,
    digest: Annotated[DigestName | None, typer.Option(help="How often news are sent to them.", show_default=False)] = None,
    active: Annotated[
        bool | None, typer.Option("--active/--inactive", help="Whether they may sign in.", show_default=False)
    ] = None,
    as_: ActorOption = None,
    lang: LangOption = Lang.FR,
) -> None:
    """Change what a person may do, or how often news are sent to them."""
    with open_for(the_language(lang)) as workspace:
        from matcher.workspace.organisations import change_advisor, who  # noqa: PLC0415

        actor = who(workspace, as_)
        person = _person(workspace, actor, email)
        changed = change_advisor(
            workspace, actor, person.id, role=role.value if role else None, digest=digest.value if digest else None, active=active
        )  # fmt: skip
        typer.echo(_line(changed))


@app.command()
def export(email: EmailArgument, *, as_: ActorOption = None, lang: LangOption = Lang.FR) -> None:
    """Print as JSON everything that is held of one of these people: the account, and when they acted on what."""
    with open_for(the_language(lang)) as workspace:
        from matcher.workspace.organisations import who  # noqa: PLC0415
        from matcher.workspace.person import held_of_advisor  # noqa: PLC0415

        actor = who(workspace, as_)
        held = held_of_advisor(workspace, actor, _person(workspace, actor, email).id)
        typer.echo(json.dumps(held, ensure_ascii=False, indent=2))


@app.command()
def erase(email: EmailArgument, *, as_: ActorOption = None, lang: LangOption = Lang.FR) -> None:
    """Erase one of these people: the account goes, and what they did stays under no name."""
    with open_for(the_language(lang)) as workspace:
        from matcher.workspace.organisations import who  # noqa: PLC0415
        from matcher.workspace.person import erase_advisor  # noqa: PLC0415

        actor = who(workspace, as_)
        erase_advisor(workspace, actor, _person(workspace, actor, email).id)


def _person(workspace: Workspace, actor: Actor, email: str) -> Advisor:
    """Return the person of this organisation with an address, whether or not they may sign in. Raises MissingError."""
    from matcher.workspace.errors import MissingError  # noqa: PLC0415
    from matcher.workspace.organisations import advisors  # noqa: PLC0415

    wanted = email.strip().casefold()
    found = next((one for one in advisors(workspace, actor) if one.email == wanted), None)
    if found is None:
        raise MissingError
    return found


def _line(one: Advisor) -> str:
    return "\t".join((one.email, one.name, one.role, one.digest, "active" if one.active else "inactive"))
