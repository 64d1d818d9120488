"""The command that hands over what visitors said: `matcher feedback`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
import yaml

from matcher.cli_options import Lang, LangOption, said_plainly, the_language
from matcher.feedback import default_directory, read_feedback
from matcher.locale import N_, translate


def feedback(
    directory: Annotated[
        Path | None, typer.Argument(help="Where feedback is kept, if not in the usual place.", show_default=False)
    ] = None,
    *,
    lang: LangOption = Lang.FR,
) -> None:
    """Print the feedback of visitors who agreed to it, as a file of cases that `matcher evaluate` reads."""
    language = the_language(lang)
    with said_plainly(language):
        kept = read_feedback(directory or default_directory())
    if not kept:
        typer.echo(translate(N_("no feedback was kept"), language), err=True)
    typer.echo(yaml.safe_dump([one.as_case() for one in kept], allow_unicode=True, sort_keys=False), nl=False)
