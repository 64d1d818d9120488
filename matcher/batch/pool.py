"""Pieces answered by processes of this machine, any of which may die."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from itertools import chain, islice
from multiprocessing import active_children, get_context, parent_process
from pathlib import Path
from threading import Thread

from matcher.batch.pieces import Piece
from matcher.batch.work import WORKERS_DIE, Counts, Job, StoppedError, answer, counts_of, matcher_of, part_path

MOST_DEATHS = 3
"""Deaths in a row without one piece done between them, after which it is no accident: not enough memory, most often."""


def answer_here(job: Job, pieces: Iterator[Piece], folder: Path) -> Iterator[Counts]:
    """Answer pieces on all processors and yield the counts of each once its part is in `folder`.

    A table of one piece is answered in this process, since another one takes seconds to get ready. Raises StoppedError where
    workers die again and again; what is done by then stays.
    """
    first = list(islice(pieces, 2))
    if len(first) < 2:
        for piece in first:
            yield _done(job, piece, folder)
        return
    waiting = first
    deaths = 0
    while waiting:
        unfinished: list[Piece] = []
        for counts in _until_a_death(job, waiting, pieces, folder, unfinished):
            deaths = 0
            yield counts
        deaths += bool(unfinished)
        if deaths > MOST_DEATHS:
            raise StoppedError(WORKERS_DIE)
        waiting = unfinished


def _until_a_death(
    job: Job, waiting: list[Piece], pieces: Iterator[Piece], folder: Path, unfinished: list[Piece]
) -> Iterator[Counts]:
    """Yield what is done; what was under way when a worker died is added to `unfinished`."""
    workers = os.cpu_count() or 1
    before = set(active_children())
    # Spawned: a fork of a process with threads of Arrow in it may hang.
    pool = ProcessPoolExecutor(workers, mp_context=get_context("spawn"), initializer=_begin, initargs=(job,))
    running: dict[Future[Counts], Piece] = {}
    todo = iter(waiting)
    try:
        while True:
            for piece in islice(chain(todo, pieces), 2 * workers - len(running)):
                unfinished.append(piece)  # until it is accepted: a pool that is already broken refuses it
                running[pool.submit(_done, job, piece, folder)] = unfinished.pop()
            if not running:
                break
            done, _ = wait(running, return_when=FIRST_COMPLETED)
            for future in done:
                yield future.result()
                del running[future]
        pool.shutdown()
    except BrokenProcessPool:
        pool.shutdown()
        for future, piece in running.items():
            if future.exception() is None:
                yield future.result()
            else:
                unfinished.append(piece)
        unfinished += todo
        running.clear()
    finally:
        if running:
            pool.shutdown(wait=False, cancel_futures=True)
            for child in set(active_children()) - before:
                child.terminate()


def _begin(job: Job) -> None:
    """Make a worker ready: the parent alone hears Ctrl-C, and no worker outlives it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    Thread(target=_end_with_parent, daemon=True).start()
    matcher_of(job.version, job.directory)


def _end_with_parent() -> None:
    parent = parent_process()
    assert parent is not None
    parent.join()
    os._exit(1)


def _done(job: Job, piece: Piece, folder: Path) -> Counts:
    if part_path(folder, piece.number).exists():  # whoever did it died before saying so
        return counts_of(part_path(folder, piece.number))
    part = answer(job, piece)
    part.publish(folder)
    if piece.copied:
        piece.path.unlink(missing_ok=True)
    return part.counts
