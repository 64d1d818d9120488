"""`matcher watch` without a profile: what changed for each client file of the workspace, and the e-mails that say so."""

from __future__ import annotations

import os
from datetime import date
from typing import TYPE_CHECKING
from uuid import UUID

import typer

from matcher import console
from matcher.catalogue import load_catalogue
from matcher.cli_options import print_json, said_plainly
from matcher.cli_workspace import open_for
from matcher.console_news import news_json, show_news
from matcher.locale import N_, Language, translate_count

if TYPE_CHECKING:
    from matcher.watch.news import News
    from matcher.workspace.client_files import ClientFiles

ADDRESS = "MATCHER_APP_URL"
"""Where the app is, for the links of an e-mail; without it there are none."""


def watch_workspace(as_of: date, email: str | None, *, send: bool, as_json: bool, language: Language) -> None:
    """Look at every active client file, say what is new for each, and send what is due. Exits with 1 if an e-mail did not leave."""
    from matcher.matching import Matcher  # noqa: PLC0415  # only this command needs it
    from matcher.workspace.client_files import ClientFiles  # noqa: PLC0415
    from matcher.workspace.organisations import who  # noqa: PLC0415
    from matcher.workspace.watching import look_at_all  # noqa: PLC0415

    with open_for(language) as workspace:
        files = ClientFiles(workspace, who(workspace, email))
        matcher = Matcher(load_catalogue())
        looked = [(file_id, files.current(file_id).name, found) for file_id, found in look_at_all(files, matcher, as_of)]
        failed = _send(files, language) if send else 0
    if as_json:
        print_json({"as_of": as_of.isoformat(), "client_files": [_as_json(*one, language) for one in looked]})
    else:
        _show(looked, language)
    if failed:
        raise typer.Exit(1)


def _as_json(file_id: UUID, name: str, found: list[News], language: Language) -> dict[str, object]:
    return {"id": str(file_id), "name": name, "news": [news_json(one, language) for one in found]}


def _show(looked: list[tuple[UUID, str, list[News]]], language: Language) -> None:
    out = console.screen()
    for _, name, found in looked:
        if found:
            out.print(f"\n{name}", style="bold", markup=False, highlight=False)
            show_news(found, language)
    seen = translate_count(N_("{count} client file looked at"), N_("{count} client files looked at"), len(looked), language)
    count = sum(len(found) for *_, found in looked)
    new = translate_count(N_("{count} thing is new"), N_("{count} things are new"), count, language)
    out.print(f"{seen}, {new}")


def _send(files: ClientFiles, language: Language) -> int:
    """Send what is due; return how many e-mails did not leave, each said on stderr and tried again at the next run."""
    from matcher.watch.digest import ClientNews, Digest, message  # noqa: PLC0415
    from matcher.watch.mail import MailError, relay, send  # noqa: PLC0415
    from matcher.workspace.watching import by_client, digests_due, mark_sent  # noqa: PLC0415

    failed = 0
    with said_plainly(language):
        to = relay()
    root = os.environ.get(ADDRESS, "").rstrip("/")
    for advisor, news in digests_due(files.workspace, files.actor):
        clients = tuple(
            ClientNews(name, f"{root}/client?file={file_id}" if root else None, found) for file_id, name, found in by_client(news)
        )
        mail = message(Digest(advisor.email, advisor.language, clients), to.sender, files.workspace.now())
        try:
            if mail is not None:
                send(mail, to)
        except MailError as error:
            typer.echo(f"{advisor.email}: {error.text(language)}", err=True)
            failed += 1
        else:
            mark_sent(files.workspace, advisor.id, news)
    return failed
