"""The command `matcher serve`: the HTTP API, on one or several processes."""

from __future__ import annotations

import os
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated

import typer

from matcher.api.settings import DIRECTORY, ORIGINS, proxies, rate
from matcher.catalogue import load_catalogue
from matcher.cli_options import Lang, LangOption, said_plainly, the_language
from matcher.locale import N_, translate
from matcher.logs import SETTINGS
from matcher.origins import origins

PATIENCE = 60
"""Seconds that a worker may be silent, as it is while it reads the catalogue, before it is taken for dead and replaced."""


def serve(
    host: Annotated[str, typer.Option("--host", help="The address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option("--port", min=1, max=65535, help="The port to listen on.")] = 8000,
    workers: Annotated[int, typer.Option("--workers", min=1, help="How many processes answer: one for each core.")] = 1,
    directory: Annotated[
        Path | None,
        typer.Option(
            "--directory", envvar=DIRECTORY, help="A folder of programs other than the one that ships.", show_default=False
        ),
    ] = None,
    lang: LangOption = Lang.FR,
) -> None:
    """Answer over HTTP: the same verbs, the same JSON. Files of the catalogue that change are read anew meanwhile."""
    language = the_language(lang)
    try:
        import uvicorn  # noqa: PLC0415  # an extra

        import matcher.api.app  # noqa: F401, PLC0415  # to say now which library is missing
    except ModuleNotFoundError as error:
        text = N_("serving needs {module}: install funding-matcher[api]")
        typer.echo(translate(text, language, module=error.name), err=True)
        raise typer.Exit(1) from None
    with said_plainly(language):
        load_catalogue(directory)
        origins(ORIGINS)
        rate()
        trusted = proxies()
    if directory is not None:
        os.environ[DIRECTORY] = str(directory.resolve())
    with TemporaryDirectory() as counts:
        if workers > 1:
            os.environ.setdefault("PROMETHEUS_MULTIPROC_DIR", counts)
        uvicorn.run(
            "matcher.api.app:served",
            factory=True,
            host=host,
            port=port,
            workers=workers,
            log_config=SETTINGS,
            access_log=False,  # it would hold addresses of people and what they searched for
            server_header=False,
            proxy_headers=bool(trusted),
            forwarded_allow_ips=trusted,
            timeout_worker_healthcheck=PATIENCE,
            timeout_graceful_shutdown=PATIENCE,
        )
