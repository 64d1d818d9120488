"""Pieces answered by processes of this machine, any of which may die."""

from __future__ import annotations

import gc
import os
import signal
from collections.abc import Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from itertools import chain, islice
from multiprocessing import active_children, get_context, parent_process
from multiprocessing.util import Finalize
from pathlib import Path
from threading import Thread

from matcher.batch.pieces import Piece
from matcher.batch.work import WORKERS_DIE, Counts, Job, StoppedError, answer, counts_of, matcher_of, part_path

MANY_OBJECTS = 100_000
"""So many are made between two rounds of the garbage collector: what is read at the start stays, and rounds through it took half a second."""
LAST = -100
"""The priority of what a worker does when all else that ends it is done."""
OF_A_WORKER = {
    "OPENBLAS_NUM_THREADS": "1",
    "MALLOC_MMAP_THRESHOLD_": str(1 << 30),
    "MALLOC_TRIM_THRESHOLD_": str(1 << 30),
    "MIMALLOC_PURGE_DELAY": "-1",
}
"""What a worker is to be started with, where nothing else is said: one thread for numpy, since there is a worker for each processor; and memory that
was used for one piece is kept for the next, which is as long, instead of being handed back and cleared by the system again."""
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
    pool = _pool(job, workers)
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


def _pool(job: Job, workers: int) -> ProcessPoolExecutor:
    # Spawned: a fork of a process with threads of Arrow in it may hang.
    pool = ProcessPoolExecutor(workers, mp_context=get_context("spawn"), initializer=_begin, initargs=(job,))
    added = {name: value for name, value in OF_A_WORKER.items() if name not in os.environ}
    os.environ |= added
    for _ in range(workers):
        pool.submit(int)  # starts a worker, with what stands there now
    for name in added:
        del os.environ[name]
    return pool


def _begin(job: Job) -> None:
    """Make a worker ready: the parent alone hears Ctrl-C, and no worker outlives it."""
    gc.set_threshold(MANY_OBJECTS)
    Finalize(None, os._exit, args=(0,), exitpriority=LAST)  # sooner than taking apart, object by object, all that it holds
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
