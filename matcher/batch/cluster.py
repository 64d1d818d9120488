"""Pieces answered by the workers of a Dask scheduler, on as many machines as there are.

Dask distributed, since it alone came back from every worker that was killed, is Python all through, and moves plain bytes; the work
itself is that of one process, so that another engine needs this module only.
"""

from __future__ import annotations

import logging
import secrets
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from matcher.batch.pieces import Piece, publish
from matcher.batch.work import WORKERS_DIE, Counts, Engine, Job, Part, StoppedError, answer, answer_content, counts_of, part_path
from matcher.document import InputError, Problem
from matcher.locale import N_

if TYPE_CHECKING:
    from distributed import Client

PER_WORKER = 3
"""Pieces handed out for each thread of a worker: one under way and two to go on with."""
PATIENCE = 10
"""Seconds in which a scheduler answers, and has a worker."""
MARK = "shared"
"""A file in the folder of a run, whose content tells workers that they see the same folder."""


def on_cluster(address: str) -> Engine:
    """Return the engine that answers pieces on the workers of the scheduler at `address`."""
    return partial(answer_on_cluster, address)


def answer_on_cluster(address: str, job: Job, pieces: Iterator[Piece], folder: Path) -> Iterator[Counts]:
    """Answer pieces on a cluster and yield the counts of each once its part is in `folder`.

    Where every worker sees `folder` and the table, each reads and writes there. Otherwise pieces and parts travel over the wire, and
    nothing has to be shared but the version of this package.

    Raises InputError if no scheduler or no worker answers, or if a worker has another catalogue; StoppedError if the scheduler goes
    away or a piece kills worker after worker.
    """
    with _client(address) as client, _what_stops_it_said():
        from distributed import as_completed  # noqa: PLC0415

        shared = _shared(client, job, folder)
        running: dict[Any, Piece] = {}
        most = PER_WORKER * max(1, sum(client.nthreads().values()))
        finished = as_completed()

        def hand_out() -> None:
            for piece in islice(pieces, most - len(running)):
                future = _submitted(client, job, piece, folder if shared else None)
                running[future] = piece
                finished.add(future)

        hand_out()
        while running:
            future = next(finished)
            piece = running.pop(future)
            yield _kept(future.result(), piece, folder)
            future.release()
            hand_out()


def _client(address: str) -> Client:
    try:
        from distributed import Client  # noqa: PLC0415  # an extra
    except ImportError:
        message, expected = N_("this needs the extra “cluster”"), "pip install 'funding-matcher[cluster]'"
        raise InputError([Problem("", 1, 1, "", message, expected=expected)]) from None
    logging.getLogger("distributed").setLevel(logging.CRITICAL)  # what goes wrong is said here, without its traces
    warnings.filterwarnings("ignore", message="Sending large graph", category=UserWarning)  # pieces travel with their tasks
    try:
        client = Client(address, timeout=PATIENCE)
    except (OSError, ValueError) as error:
        message, expected = N_("no scheduler answers there"), "tcp://host:8786"
        raise InputError([Problem(address, 1, 1, "", message, found=type(error).__name__, expected=expected)]) from None
    try:
        client.wait_for_workers(1, timeout=PATIENCE)
    except TimeoutError:
        client.close()
        raise InputError([Problem(address, 1, 1, "", N_("this scheduler has no worker"))]) from None
    return client


@contextmanager
def _what_stops_it_said() -> Iterator[None]:
    """Say what ends a run on a cluster as StoppedError: what is done stays, and the run can go on."""
    from distributed import CancelledError, KilledWorker  # noqa: PLC0415
    from distributed.comm import CommClosedError  # noqa: PLC0415

    try:
        yield
    except KilledWorker:
        raise StoppedError(WORKERS_DIE) from None
    except (CancelledError, CommClosedError):  # before or after the client has noticed; both without a scheduler only
        raise StoppedError(N_("the scheduler went away")) from None


def _shared(client: Client, job: Job, folder: Path) -> bool:
    """Return whether every worker sees the folder of this run, and the table at the same place."""
    token = secrets.token_hex()
    publish(folder / MARK, token.encode())
    table = Path(job.headings.file).resolve()
    seen = client.run(_sees, folder.resolve() / MARK, token, table, table.stat().st_size)
    return all(seen.values())


def _sees(file: Path, token: str, table: Path, size: int) -> bool:
    there = file.is_file() and file.read_text(encoding="utf-8") == token
    return there and table.is_file() and table.stat().st_size == size


def _submitted(client: Client, job: Job, piece: Piece, folder: Path | None) -> Any:
    if folder is not None:
        there = replace(piece, path=piece.path.resolve())
        return client.submit(_answer_there, job, there, folder.resolve(), pure=False)
    # With the task and not scattered: what one worker holds is lost with it.
    return client.submit(answer_content, job, piece.number, piece.content(job.headings), pure=False)


def _answer_there(job: Job, piece: Piece, folder: Path) -> Counts:
    if part_path(folder, piece.number).exists():  # whoever did it died before saying so
        return counts_of(part_path(folder, piece.number))
    part = answer(job, piece)
    part.publish(folder)
    return part.counts


def _kept(found: Counts | Part, piece: Piece, folder: Path) -> Counts:
    if isinstance(found, Part):
        found.publish(folder)
        found = found.counts
    if piece.copied:
        piece.path.unlink(missing_ok=True)
    return found
