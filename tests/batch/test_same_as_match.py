"""Every row is answered as `match` answers its profile, on the real catalogue."""

from __future__ import annotations

from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from matcher.batch.pieces import pieces
from matcher.batch.reading import open_source
from matcher.batch.work import Job, answer, matcher_of
from matcher.catalogue import load_catalogue
from matcher.profile import Profile
from matcher.profile_table import read_profiles
from matcher.rules.truth import Truth
from matcher.rules.verdict import Verdict
from matcher.vocabulary.terms import vocabulary
from tests.batch.tables import DAY, write_csv

pytestmark = pytest.mark.usefixtures("compiled_however_few")


def words(name: str) -> st.SearchStrategy[str]:
    terms = vocabulary(name)
    return st.sampled_from([word for code in terms for word in (code, terms[code].fr, terms[code].en)])


def several(name: str) -> st.SearchStrategy[str]:
    return st.lists(words(name), min_size=1, max_size=3).map("|".join)


money = st.integers(0, 3_000_000).flatmap(
    lambda amount: st.sampled_from([str(amount), f"{amount} $", f"${amount:,}", f"{amount:,} $".replace(",", " ")])
)
yes_no = st.sampled_from(["oui", "non", "yes", "no", "1", "0"])
CELLS = {
    "enterprise.legal_form": words("legal_forms") | st.just("guilde"),
    "enterprise.sector": several("sectors") | st.just("élevage de licornes"),
    "enterprise.municipality": st.sampled_from(["Beloeil", "Gaspé", "montreal", "Québec", "Saint-Gabriel", "Sept-Iles", "Nulle-Part"]),
    "enterprise.mrc": st.sampled_from(["D'Autray", "La Vallée-du-Richelieu", "La Côte-de-Gaspé"]),
    "enterprise.region": st.sampled_from(["Montérégie", "Lanaudière", "06", "Gaspésie–Îles-de-la-Madeleine"]),
    "enterprise.founded": st.sampled_from(["2019", "avril 2024", "2025-11-24", "1987-06", "bientôt"]),
    "enterprise.employees": st.integers(-1, 400).map(str),
    "enterprise.annual_revenue": money,
    "enterprise.own_revenue_share": st.sampled_from(["40 %", "0.4", "0,39", "55,5 %", "1", "1.1"]),
    "enterprise.social_economy": yes_no,
    "enterprise.registered_charity": yes_no,
    "enterprise.tenure": words("tenures"),
    "enterprise.lease_years_left": st.integers(0, 30).map(str),
    "enterprise.groups": several("groups"),
    "enterprise.serves": several("groups"),
    "project.description": st.sampled_from(["Acheter un camion réfrigéré", "A new roof, and heat pumps", "", "…"]),
    "project.uses": several("uses"),
    "project.stage": words("stages"),
    "project.total_cost": money,
    "project.own_contribution": money,
    "project.start": st.sampled_from(["2027-03", "2026", "mars 2026"]),
    "project.end": st.sampled_from(["2027-12", "2026-01"]),
    "confirmations.project-not-started": yes_no,
    "confirmations.tax-registration-current": yes_no,
}  # fmt: skip
ROWS = st.lists(
    st.lists(st.sampled_from(list(CELLS)), unique=True, max_size=12).flatmap(
        lambda names: st.fixed_dictionaries({name: CELLS[name] for name in names})
    ),
    min_size=1,
    max_size=4,
)


def expected(profile: Profile, day: date, top: int, *, any_window: bool) -> list[tuple[Any, ...]]:
    """Return what batch must say of one profile."""
    catalogue = load_catalogue()
    found = matcher_of(catalogue.version, None).match(profile, day, any_window=any_window).ranked[:top]
    return [
        (
            match.rank,
            match.program.id,
            match.verdict.value,
            match.fit.points,
            "|".join(reason.criterion.name for reason in match.decision.with_truth(Truth.UNKNOWN)),
            "|".join(reason.criterion.name for reason in match.decision.with_truth(Truth.TRUE)),
            "|".join(reason.criterion.name for reason in match.decision.with_truth(Truth.FALSE)),
        )
        for match in found
        if match.verdict is not Verdict.NOT_ELIGIBLE
    ]


@pytest.fixture(scope="module")
def version() -> str:
    return load_catalogue().version


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(rows=ROWS, top=st.sampled_from([1, 10, 1000]), any_window=st.booleans())
def test_row_by_row(rows: list[dict[str, str]], top: int, any_window: bool, version: str, tmp_path: Path) -> None:
    """The programs, their order, verdicts, fits and reasons are those of `match`; rows are set aside where a profile is refused."""
    table = tmp_path / "t.csv"
    write_csv(table, ["id", *CELLS], *([f"e{number}", *(row.get(name, "") for name in CELLS)] for number, row in enumerate(rows)))
    reading = read_profiles(table.read_bytes(), "t.csv")
    source = open_source(table, {})
    job = Job(source.headings, DAY, top, any_window, "en", version)
    (piece,) = pieces(source, tmp_path, ())
    part = answer(job, piece)
    found = pq.read_table(BytesIO(part.answers)).to_pylist()
    for row in reading.rows:
        answered = [tuple(answer.values())[1:] for answer in found if answer["id"] == row.id]
        assert answered == (expected(row.profile, DAY, top, any_window=any_window) if row.profile else [])
    aside = {int(line.split(",")[0]) for line in part.rejected.decode().splitlines()}
    assert aside == {row.number for row in reading.rows if row.profile is None}
    assert (part.counts.rows, part.counts.aside) == (len(rows), len(aside))


def test_typed_columns(version: str, tmp_path: Path) -> None:
    """What a Parquet file holds as numbers, days, yes and no, dictionaries and lists is read as the same answers."""
    table = pa.table(
        {
            "id": pa.array([1, 2, 3]),
            "enterprise.legal_form": pa.array(["OBNL", None, "solidarity_coop"]).dictionary_encode(),
            "enterprise.sector": [["home_care"], None, ["tourism", "culture"]],
            "enterprise.founded": [date(2019, 4, 1), None, date(2025, 1, 1)],
            "enterprise.employees": pa.array([12.0, float("nan"), 3.0]),
            "enterprise.own_revenue_share": [0.4, None, 0.39999],
            "enterprise.social_economy": [True, None, False],
            "project.total_cost": pa.array([1_200_000, None, 0], pa.uint32()),
            "project.start": pa.array([None, None, None]),
        }
    )
    pq.write_table(table, tmp_path / "t.parquet")
    source = open_source(tmp_path / "t.parquet", {})
    (piece,) = pieces(source, tmp_path, ())
    part = answer(Job(source.headings, DAY, 10, False, "en", version), piece)
    assert part.rejected == b""
    found = pq.read_table(BytesIO(part.answers)).to_pylist()
    sayings: list[dict[str, Any]] = [
        {
            "enterprise": {
                "legal_form": "nonprofit", "sector": ["home_care"], "founded": "2019-04-01", "employees": 12, "own_revenue_share": 0.4,
                "social_economy": True,
            },
            "project": {"total_cost": 1_200_000},
        },
        {},
        {
            "enterprise": {
                "legal_form": "solidarity_coop", "sector": ["tourism", "culture"], "founded": "2025-01-01", "employees": 3,
                "own_revenue_share": 0.39999, "social_economy": False,
            },
            "project": {"total_cost": 0},
        },
    ]  # fmt: skip
    for row_id, said in zip("123", sayings, strict=True):
        answered = [tuple(answer.values())[1:] for answer in found if answer["id"] == row_id]
        assert answered == expected(Profile.model_validate(said), DAY, 10, any_window=False)
