"""The same run on the workers of a scheduler: the same bytes, also when a worker is killed."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from matcher.batch import cluster
from matcher.batch.cluster import on_cluster
from matcher.batch.pieces import Piece
from matcher.batch.work import Counts, Engine, Job
from matcher.document import InputError
from tests.batch.conftest import Machines
from tests.batch.tables import asked, many, ran, write_csv

distributed = pytest.importorskip("distributed")
ROWS, PIECE = 600, 30


@pytest.fixture
def table(tmp_path: Path) -> Path:
    return write_csv(tmp_path / "t.csv", *many(ROWS, bad=50))


@pytest.fixture
def local(table: Path, tmp_path: Path) -> Path:
    out = tmp_path / "local.parquet"
    ran(asked(table, out, piece_rows=PIECE))
    return out


def test_the_same_bytes_and_workers_that_are_not_slowed_down(
    machines: Machines, table: Path, local: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two workers give the bytes of one machine, over a shared folder or over the wire, and one killed in the middle changes nothing.

    The variable that Dask's nanny sets, which halves numpy, is not in the workers that the documentation starts.
    """
    with distributed.Client(machines.address) as client:
        pids = client.run(os.getpid)
        assert set(client.run(os.environ.get, "MALLOC_TRIM_THRESHOLD_").values()) == {None}
        assert len(set(pids.values())) == 2
        if machines.apart:
            hosts = {address.rpartition(":")[0] for address in pids}
            assert len(hosts) == 2
            networks = {*client.run(_network).values(), _network()}
            assert len(networks) == 3
    shared = tmp_path / "shared.parquet"
    assert ran(asked(table, shared, piece_rows=PIECE), on_cluster(machines.address)).rows == ROWS
    assert same(shared, local)

    monkeypatch.setattr(cluster, "_sees", _sees_nothing)
    wire = tmp_path / "wire.parquet"
    assert ran(asked(table, wire, piece_rows=PIECE), killing(machines)).rows == ROWS
    assert same(wire, local)
    assert machines.workers[0].poll() is not None
    assert machines.workers[1].poll() is None


def killing(machines: Machines) -> Engine:
    """Return the engine of a cluster that loses a worker after three pieces."""

    def engine(job: Job, pieces: Iterator[Piece], folder: Path) -> Iterator[Counts]:
        for number, counts in enumerate(on_cluster(machines.address)(job, pieces, folder)):
            if number == 3:
                machines.workers[0].kill()
            yield counts

    return engine


def _network() -> str:
    return str(Path("/proc/self/ns/net").readlink())


def _sees_nothing(*_: object) -> bool:
    return False


def same(out: Path, other: Path) -> bool:
    beside = [path.with_name(f"{path.name}.rejected.csv") for path in (out, other)]
    return out.read_bytes() == other.read_bytes() and beside[0].read_bytes() == beside[1].read_bytes()


def test_a_worker_with_another_catalogue(machines: Machines, table: Path, tmp_path: Path) -> None:
    """A worker that would answer from another catalogue refuses to, and what both have is said."""
    wanted = asked(table, tmp_path / "o.parquet", piece_rows=PIECE, version="another")
    with pytest.raises(InputError, match=r"a worker has another catalogue.*expected another"):
        ran(wanted, on_cluster(machines.address))


def test_no_scheduler_there(table: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An address where no scheduler answers is said, with the form that one has."""
    monkeypatch.setattr(cluster, "PATIENCE", 1)
    for address in ("tcp://127.0.0.1:9", "nonsense://x"):
        with pytest.raises(InputError, match=r"no scheduler answers there.*tcp://host:8786"):
            ran(asked(table, tmp_path / "o.parquet"), on_cluster(address))


def test_the_nanny_is_the_trap(tmp_path: Path) -> None:
    """Dask's own default still sets the variable: what the documentation does about it is still needed."""
    assert "MALLOC_TRIM_THRESHOLD_" in __import__("dask").config.get("distributed.nanny.pre-spawn-environ")
