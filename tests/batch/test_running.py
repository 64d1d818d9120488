"""A run that is stopped, however it is stopped, costs what was under way and nothing else."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import pyarrow.parquet as pq
import pytest

from matcher.batch import pool
from matcher.batch.pieces import Piece
from matcher.batch.pool import answer_here
from matcher.batch.work import Counts, Job, StoppedError
from matcher.document import InputError
from tests.batch.tables import asked, many, ran, rejected, write_csv

ROWS, PIECE = 6_000, 30


@pytest.fixture(scope="module")
def table(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_csv(tmp_path_factory.mktemp("table") / "t.csv", *many(ROWS, bad=50))


@pytest.fixture(scope="module")
def undisturbed(table: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The answer of a run that nobody disturbs."""
    out = tmp_path_factory.mktemp("undisturbed") / "o.parquet"
    counts = ran(asked(table, out, piece_rows=PIECE))
    assert (counts.rows, counts.aside) == (ROWS, ROWS // 50)
    return out


def same(out: Path, other: Path) -> bool:
    beside = [path.with_name(f"{path.name}.rejected.csv") for path in (out, other)]
    return out.read_bytes() == other.read_bytes() and beside[0].read_bytes() == beside[1].read_bytes()


def begun(table: Path, out: Path) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "tests.batch.victim", str(table), str(out), str(PIECE)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True, start_new_session=True)


def workers_of(pid: int) -> list[psutil.Process]:
    return [child for child in psutil.Process(pid).children() if "spawn_main" in " ".join(child.cmdline())]


def all_ended(processes: list[psutil.Process]) -> bool:
    return not psutil.wait_procs(processes, timeout=20)[1]


@pytest.mark.parametrize("seed", range(3))
def test_killed_at_any_moment(table: Path, undisturbed: Path, tmp_path: Path, seed: int) -> None:
    """A run killed by `kill -9` and asked for again gives the same bytes, does nothing twice, and leaves no worker and no folder."""
    chance, out = random.Random(seed), tmp_path / "o.parquet"
    process = begun(table, out)
    assert process.stdout is not None
    for _ in range(chance.randint(1, 20)):
        process.stdout.readline()
    time.sleep(chance.random() / 20)
    workers = workers_of(process.pid)
    process.kill()
    process.wait()
    assert all_ended(workers), "no worker outlives its run"
    parts = {path: path.stat().st_mtime_ns for path in (tmp_path / "o.parquet.work").glob("part-*.parquet")}
    assert parts
    told: list[Counts] = []
    wanted = asked(table, out, piece_rows=PIECE)

    def engine(job: Job, left: Iterator[Piece], folder: Path) -> Iterator[Counts]:
        for counts in answer_here(job, left, folder):
            told.append(counts)
            yield counts
        assert {path: path.stat().st_mtime_ns for path in parts} == parts

    assert ran(wanted, engine).rows == ROWS
    assert sum(counts.rows for counts in told) == ROWS - len(parts) * PIECE
    assert same(out, undisturbed)
    assert not wanted.folder.exists()


def test_one_worker_killed(table: Path, undisturbed: Path, tmp_path: Path) -> None:
    """The run goes on by itself when a worker is killed, with the same bytes."""
    out = tmp_path / "o.parquet"
    process = begun(table, out)
    assert process.stdout is not None
    process.stdout.readline()
    process.stdout.readline()
    workers_of(process.pid)[0].kill()
    process.communicate(timeout=120)
    assert process.returncode == 0
    assert same(out, undisturbed)


def test_workers_that_always_die(table: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where workers die again and again the run stops and says so, and what was done before is kept."""
    monkeypatch.setattr(pool, "_begin", _die)
    with pytest.raises(StoppedError, match="workers die again and again"):
        ran(asked(table, tmp_path / "o.parquet", piece_rows=PIECE))
    assert (tmp_path / "o.parquet.work" / "run.json").exists()


def _die(job: Job) -> None:
    os._exit(9)


def test_ctrl_c(table: Path, undisturbed: Path, tmp_path: Path) -> None:
    """Ctrl-C ends the run and its workers at once; the same run goes on from there."""
    out = tmp_path / "o.parquet"
    process = begun(table, out)
    assert process.stdout is not None
    process.stdout.readline()
    process.stdout.readline()
    workers = workers_of(process.pid)
    os.killpg(process.pid, signal.SIGINT)
    process.communicate(timeout=30)
    assert process.returncode != 0
    assert all_ended(workers)
    assert not out.exists()
    ran(asked(table, out, piece_rows=PIECE))
    assert same(out, undisturbed)


@pytest.mark.parametrize(
    ("option", "value"), [("top", 3), ("any_window", True), ("language", "fr"), ("version", None), ("piece_rows", 7)]
)
def test_the_work_of_another_run_is_not_mixed_in(tmp_path: Path, option: str, value: object) -> None:
    """A folder with the work of other options, another catalogue or another table is refused, and what differs is named."""
    table, out = write_csv(tmp_path / "t.csv", *many(30)), tmp_path / "o.parquet"
    half_done(table, out)
    other = {option: value} if value is not None else {"version": "another"}
    with pytest.raises(InputError, match=rf"o\.parquet\.work.*{'catalogue' if option == 'version' else option[:3]}.*expected"):
        ran(asked(table, out, **{"piece_rows": 10, **other}))


def half_done(table: Path, out: Path) -> None:
    def engine(job: Job, left: Iterator[Piece], folder: Path) -> Iterator[Counts]:
        yield from answer_here(job, iter([next(left)]), folder)
        raise StoppedError

    with pytest.raises(StoppedError):
        ran(asked(table, out, piece_rows=10), engine)


def test_a_table_that_changed(tmp_path: Path) -> None:
    """One letter of the table is enough to begin anew only when asked to."""
    table, out = write_csv(tmp_path / "t.csv", *many(30)), tmp_path / "o.parquet"
    half_done(table, out)
    table.write_bytes(table.read_bytes().replace(b"e29", b"E29"))
    with pytest.raises(InputError, match="input: this folder holds a run of something else"):
        ran(asked(table, out, piece_rows=10))


@pytest.mark.parametrize("where", ["file/o.parquet", "none/o.parquet", "/proc/o.parquet"])
def test_where_nothing_can_be_written(tmp_path: Path, where: str) -> None:
    """A folder that is none, is not there or is read only is said before anything is worked out."""
    (tmp_path / "file").touch()
    table = write_csv(tmp_path / "t.csv", *many(3))
    with pytest.raises(InputError, match="this cannot be written or read"):
        ran(asked(table, tmp_path / where))


@pytest.mark.skipif(os.geteuid() == 0, reason="root writes everywhere")
def test_a_read_only_folder(tmp_path: Path) -> None:
    """A folder without leave to write is said."""
    table = write_csv(tmp_path / "t.csv", *many(3))
    (tmp_path / "closed").mkdir(mode=0o500)
    with pytest.raises(InputError, match="Permission denied"):
        ran(asked(table, tmp_path / "closed" / "o.parquet"))


def test_an_old_list_of_rejected_rows_goes(tmp_path: Path) -> None:
    """Where nothing is set aside any more, the list of an earlier run does not stay to be taken for this one's."""
    out = tmp_path / "o.csv"
    ran(asked(write_csv(tmp_path / "t.csv", ["id", "legal_form"], ["a", "guilde"]), out))
    assert rejected(out)
    ran(asked(write_csv(tmp_path / "t.csv", ["id", "legal_form"], ["a", "OBNL"]), out))
    assert not (tmp_path / "o.csv.rejected.csv").exists()


def in_this_process(job: Job, left: Iterator[Piece], folder: Path) -> Iterator[Counts]:
    for piece in left:
        yield pool._done(job, piece, folder)


@pytest.mark.parametrize("row_group", [7, 100, 600])
def test_the_same_bytes_from_row_groups(table: Path, tmp_path: Path, row_group: int) -> None:
    """Parquet in row groups of any length gives the answers of the CSV, in its order."""
    from pyarrow import csv as pa_csv

    pq.write_table(pa_csv.read_csv(table), tmp_path / "t.parquet", row_group_size=row_group)
    for source, out in ((table, tmp_path / "a.csv"), (tmp_path / "t.parquet", tmp_path / "b.csv")):
        ran(asked(source, out, piece_rows=150), in_this_process)
    assert (tmp_path / "a.csv").read_bytes() == (tmp_path / "b.csv").read_bytes()
