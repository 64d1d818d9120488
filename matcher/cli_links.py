"""The command that visits the pages behind the catalogue."""

from __future__ import annotations

import asyncio
from collections import Counter
from datetime import timedelta
from typing import Annotated

import typer
from rich.progress import Progress

from matcher.catalogue import default_directory, load_catalogue
from matcher.cli_catalogue import DirectoryOption
from matcher.cli_options import Format, FormatOption, Lang, LangOption, print_json, said_plainly, the_language
from matcher.clock import today
from matcher.curation.pages import Outcome, Visit, cited, pages_file, read_visits, write_visits
from matcher.locale import N_, Language, translate

OUTCOMES: dict[Outcome, str] = {
    "ok": N_("answer"),
    "moved": N_("moved for good"),
    "gone": N_("gone"),
    "refused": N_("refused"),
    "unreachable": N_("did not answer"),
    "not_allowed": N_("closed to robots"),
}
SAVE_EVERY = 20
SURE = 10
"""Pages that do not answer before any does, after which this computer is taken to be cut off."""


class _CutOffError(Exception):
    """No page answers."""


def check_links(
    days: Annotated[int, typer.Option("--days", min=0, help="Leave alone the pages visited in the last days.")] = 7,
    directory: DirectoryOption = None,
    *,
    anywhere: Annotated[
        bool, typer.Option("--private-addresses", help="Also visit addresses of private networks, and use the proxy set up here.")
    ] = False,
    format_: FormatOption = Format.TABLE,
    lang: LangOption = Lang.FR,
) -> None:
    """Visit every cited page and note which are gone, moved or changed; goes on where it was stopped.

    Exit code 1 if a page is gone.
    """
    language = the_language(lang)
    with said_plainly(language):
        folder = directory or default_directory()
        pages = cited(load_catalogue(folder))
        kept = read_visits(pages_file(folder))
    since = today() - timedelta(days=days)
    wanted = [url for url in pages if url not in kept or kept[url].seen_on <= since]
    visits = {url: visit for url, visit in kept.items() if url in pages}
    try:
        from matcher.curation.links import Visitor  # noqa: PLC0415  # its libraries are optional
    except ModuleNotFoundError as error:
        text = N_("visiting pages needs {module}: install funding-matcher[links]")
        typer.echo(translate(text, language, module=error.name), err=True)
        raise typer.Exit(1) from None

    async def run() -> None:
        held: list[Visit] = []  # until one page answers, it may be this computer that is cut off
        answered = False
        with Progress(transient=True, disable=format_ is Format.JSON) as progress:
            task = progress.add_task("", total=len(wanted))
            async for visit in Visitor(today(), anywhere=anywhere).visit_all(wanted):
                progress.advance(task)
                held.append(visit)
                answered = answered or visit.outcome != "unreachable"
                if not answered and len(held) < min(SURE, len(wanted)):
                    continue
                if not answered and len(held) >= SURE:
                    raise _CutOffError
                visits.update({one.url: one.after(kept.get(one.url)) for one in held})
                held.clear()
                if len(visits) % SAVE_EVERY == 0:
                    write_visits(pages_file(folder), visits)

    try:
        asyncio.run(run())
    except _CutOffError:
        text = N_("None of the first {count} pages answers: is this computer connected? Nothing was changed.")
        typer.echo(translate(text, language, count=SURE), err=True)
        raise typer.Exit(1) from None
    finally:
        write_visits(pages_file(folder), visits)
    if format_ is Format.JSON:
        print_json([_as_json(visit, pages) for visit in visits.values()])
    else:
        _show(visits, pages, language)
    if any(visit.outcome == "gone" for visit in visits.values()):
        raise typer.Exit(1)


def _as_json(visit: Visit, pages: dict[str, list[str]]) -> dict[str, object]:
    changed = visit.changed_on.isoformat() if visit.changed_on else None
    return {
        "url": visit.url,
        "outcome": visit.outcome,
        "status": visit.status,
        "moved_to": visit.moved_to,
        "changed_on": changed,
        "programs": pages[visit.url],
    }


def _show(visits: dict[str, Visit], pages: dict[str, list[str]], language: Language) -> None:
    """Print how many pages did what, then each page to look at with the programs that cite it."""
    counts = Counter(visit.outcome for visit in visits.values())
    for outcome, words in OUTCOMES.items():
        typer.echo(f"{counts[outcome]:5}  {translate(words, language)}")
    for visit in sorted(visits.values(), key=lambda visit: (visit.outcome, visit.url)):
        if visit.outcome != "ok":
            to = f" → {visit.moved_to}" if visit.moved_to else ""
            typer.echo(f"{translate(OUTCOMES[visit.outcome], language)}: {visit.url}{to} ({', '.join(pages[visit.url])})")
    for visit in visits.values():
        if visit.changed_on == visit.seen_on:
            text = N_("changed since the last visit: {url} ({programs})")
            typer.echo(translate(text, language, url=visit.url, programs=", ".join(pages[visit.url])))
