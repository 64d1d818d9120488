"""Processes of their own for the tests, made in an instant: each is forked from a server that has imported all that they need."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from multiprocessing import get_context
from multiprocessing.connection import Connection
from multiprocessing.context import ForkServerProcess
from types import ModuleType
from typing import Any

from sqlalchemy import URL

CONTEXT = get_context("forkserver")
CONTEXT.set_forkserver_preload(["tests.workspace.victims"])


def start(work: Callable[..., None], database: URL, *arguments: Any, **named: Any) -> tuple[ForkServerProcess, Connection]:
    """Run `work(address, pipe, …)` in a process of its own; return it with the end of the pipe on which it speaks."""
    ours, its = CONTEXT.Pipe(duplex=False)
    address = database.render_as_string(hide_password=False)
    process = CONTEXT.Process(target=work, args=(address, its, *arguments), kwargs=named)
    # A new process runs the main module again. Under a test of the app that is the app, which takes a second to load.
    main, sys.modules["__main__"] = sys.modules["__main__"], ModuleType("__main__")
    try:
        process.start()
    finally:
        sys.modules["__main__"] = main
    its.close()
    return process, ours


def said(pipe: Connection) -> Iterator[Any]:
    """Yield what a process said, until it ended."""
    while True:
        try:
            yield pipe.recv()
        except EOFError:
            return
