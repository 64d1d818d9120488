from __future__ import annotations

import subprocess
import sys
import time
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from matcher.clock import day_of
from matcher.workspace.client_files import ClientFiles
from matcher.workspace.database import open_workspace
from matcher.workspace.location import url_of
from matcher.workspace.organisations import laptop_user

FULL = """
import resource, signal, sys
from pathlib import Path
from matcher.workspace.client_files import ClientFiles
from matcher.workspace.database import open_workspace
from matcher.workspace.errors import WorkspaceError
from matcher.workspace.location import url_of
from matcher.workspace.organisations import laptop_user

workspace = open_workspace(url_of("sqlite:///" + sys.argv[1]))
actor = laptop_user(workspace)
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (1, 1))
try:
    ClientFiles(workspace, actor).create("Coop du Sud")
except WorkspaceError as error:
    print(error.text("fr"))
    print(error.text("en"))
"""


def test_a_save_on_a_full_disk_is_said_and_nothing_saved_before_is_lost(tmp_path: Path) -> None:
    url = url_of(f"sqlite:///{tmp_path / 'workspace.db'}")
    workspace = open_workspace(url)
    ClientFiles(workspace, laptop_user(workspace)).create("Coop du Nord")
    workspace.close()
    done = subprocess.run(
        [sys.executable, "-X", "utf8", "-c", FULL, str(tmp_path / "workspace.db")],
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    french, english = done.stdout.splitlines()
    assert french.startswith("La base de données")
    assert english.startswith("The database of the workspace does not answer: ")
    again = open_workspace(url)
    with again.reading() as session:
        names = session.connection().exec_driver_sql("SELECT name FROM client_file").scalars().all()
    again.close()
    assert names == ["Coop du Nord"]


@pytest.mark.parametrize("zone", ["America/Toronto", "Asia/Tokyo", "UTC", "Pacific/Honolulu"])
@pytest.mark.parametrize(
    ("moment", "day"),
    [
        (datetime(2026, 3, 8, 4, 59, tzinfo=UTC), date(2026, 3, 7)),  # winter time, the minute before midnight
        (datetime(2026, 3, 8, 5, 0, tzinfo=UTC), date(2026, 3, 8)),  # the night that is an hour short
        (datetime(2026, 3, 9, 3, 59, tzinfo=UTC), date(2026, 3, 8)),
        (datetime(2026, 3, 9, 4, 0, tzinfo=UTC), date(2026, 3, 9)),
        (datetime(2026, 11, 1, 4, 0, tzinfo=UTC), date(2026, 11, 1)),  # the night that is an hour long
        (datetime(2026, 11, 2, 4, 59, tzinfo=UTC), date(2026, 11, 1)),
    ],
)
def test_a_day_begins_at_midnight_in_quebec_wherever_the_server_stands(
    monkeypatch: pytest.MonkeyPatch, zone: str, moment: datetime, day: date
) -> None:
    monkeypatch.setenv("TZ", zone)
    time.tzset()
    try:
        assert day_of(moment) == day
        assert day_of(moment.astimezone()) == day
    finally:
        monkeypatch.undo()
        time.tzset()
