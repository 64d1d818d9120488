"""A table of enterprises: columns as people call them, each row read by itself, nothing lost and nothing fatal."""

from __future__ import annotations

import csv
from datetime import date
from io import BytesIO, StringIO
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from matcher.document import InputError
from matcher.profile import Profile
from matcher.profile_table import MOST_BYTES, fields, read_profiles, suggest_mapping


def written(headings: list[str], *rows: list[Any]) -> bytes:
    text = StringIO()
    csv.writer(text).writerows([headings, *rows])
    return text.getvalue().encode()


def only(headings: list[str], *row: Any) -> Any:
    return read_profiles(written(headings, list(row)), "t.csv").rows[0]


def test_a_long_list_with_every_answer_is_read() -> None:
    """A network's list of thousands is longer than a budget may be."""
    described = "Une cuisine commune pour les cuisinières et cuisiniers du quartier. " * 4
    content = written(["id", "project.description", "project.total_cost"], *([n, described, 120_000] for n in range(8_000)))
    assert 1_000_000 < len(content) < MOST_BYTES
    assert len(read_profiles(content, "t.csv").good) == 8_000


def test_a_list_beyond_the_bound_is_refused() -> None:
    """The message says how long it is and how long it may be."""
    rows = [[n] for n in range(20_001)]
    assert len(read_profiles(written(["id", "name"], *rows[:-1]), "t.csv").rows) == 20_000
    with pytest.raises(InputError, match=r"the table has too many rows; found 20000; expected <= 20001"):
        read_profiles(written(["id", "name"], *rows), "t.csv")
    with pytest.raises(InputError, match=r"the file is too large; found 10_000_001 bytes; expected <= 10_000_000"):
        read_profiles(b"x" * (MOST_BYTES + 1), "t.csv")


@pytest.mark.parametrize(
    ("heading", "field"),
    [
        ("enterprise.legal_form", "enterprise.legal_form"),
        ("legal_form", "enterprise.legal_form"),
        ("Forme juridique", "enterprise.legal_form"),
        ("forme juridiques", "enterprise.legal_form"),
        ("Legal form", "enterprise.legal_form"),
        ("Nom", "name"),
        ("Nom de l'organisme", "name"),
        ("VILLE", "enterprise.municipality"),
        ("Coût du projet", "project.total_cost"),
        ("Employees", "enterprise.employees"),
        ("Couleur préférée", None),
    ],
)
def test_headings(heading: str, field: str | None) -> None:
    """A heading is taken for an answer by its own name, its label in either language, or what is nearly that."""
    assert suggest_mapping([heading]) == {heading: field}


def test_one_heading_for_each_answer() -> None:
    """Of two headings that could mean one answer the nearer one does; the other means nothing unless it is said."""
    assert suggest_mapping(["Nom du client", "Nom"]) == {"Nom du client": None, "Nom": "name"}


def test_a_list_as_people_keep_it() -> None:
    """Words of the vocabulary, money, dates, shares and yes or no as people write them."""
    row = only(
        ["No", "Organisme", "Forme juridique", "Ville", "Secteur", "Fondation", "Coût total", "Part des revenus autonomes"],
        "12", "Coop du Lac", "coopérative de solidarité", "Beloeil", "aide à domicile", "avril 2019", "1,2 M$", "55 %",
    )  # fmt: skip
    assert (row.number, row.id, row.name, row.problems) == (2, "12", "Coop du Lac", ())
    assert row.profile == Profile.model_validate(
        {
            "enterprise": {
                "legal_form": "solidarity_coop", "municipality": "Beloeil", "sector": ["home_care"], "founded": "2019-04",
                **({"own_revenue_share": 0.55} if row.profile.enterprise.own_revenue_share else {}),
            },
            "project": {"total_cost": 1_200_000},
        }
    )  # fmt: skip


def test_a_bad_row_is_set_aside_and_the_others_go_on() -> None:
    """All mistakes of a row come at once; each names its file, row, column and what was expected; the rows around it are read."""
    content = written(
        ["id", "enterprise.employees", "enterprise.legal_form", "project.start"],
        ["a", "3", "nonprofit", ""],
        ["b", "many", "guild", ""],
        ["a", "4", "", ""],
        ["c", "5", "nonprofit", "soon"],
    )
    reading = read_profiles(content, "t.csv")
    assert [row.id for row in reading.good] == ["a"]
    second, third, fourth = reading.rows[1:]
    assert [(problem.line, problem.path, problem.found) for problem in second.problems] == [
        (3, "B3", "many"),
        (3, "enterprise.legal_form", '"guild"'),
    ]
    assert third.problems[0].path == "A4"
    assert (fourth.problems[0].line, fourth.problems[0].column, fourth.problems[0].path) == (5, 4, "project.start")
    assert second.problems[0].text("en").startswith("t.csv:3:2: B3: this is not a whole number; found many")


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "empty"),
        (b"a;b\n1;2\n", "no heading is the name of an answer"),
        (b"name\n", "no row under the headings"),
    ],
)
def test_what_is_no_list(content: bytes, words: str) -> None:
    with pytest.raises(InputError, match=words):
        read_profiles(content, "t.csv")


def test_columns_can_be_said() -> None:
    """What a heading means can be given, or that it means nothing; an answer that is none, or twice the same, is refused."""
    content = written(["name", "x"], ["Coop", "7"])
    assert read_profiles(content, "t.csv", {"x": "enterprise.employees"}).rows[0].profile.enterprise.employees == 7
    assert read_profiles(content, "t.csv", {"name": None, "x": "name"}).rows[0].name == "7"
    with pytest.raises(InputError, match=r"did you mean enterprise\.employees"):
        read_profiles(content, "t.csv", {"x": "enterprise.employee"})
    with pytest.raises(InputError, match="two headings mean the same answer, name"):
        read_profiles(content, "t.csv", {"x": "name"})


def test_a_workbook() -> None:
    """Numbers and dates of a spreadsheet are taken as they are."""
    book = Workbook()
    assert book.active is not None
    for row in (["Nom", "enterprise.employees", "enterprise.own_revenue_share", "Coût total"], ["Coop", 3, 0.5, 1000.4]):
        book.active.append(row)
    file = BytesIO()
    book.save(file)
    profile = read_profiles(file.getvalue(), "t.xlsx").rows[0].profile
    assert profile is not None
    assert (profile.enterprise.employees, profile.enterprise.own_revenue_share, profile.project.total_cost) == (3, 0.5, 1000)


words = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cc", "Cf", "Cs", "Zs", "Zl", "Zp", "Co"]), min_size=1, max_size=20
)
profiles = st.fixed_dictionaries(
    {},
    optional={
        "enterprise.legal_form": st.sampled_from(["nonprofit", "solidarity_coop"]),
        "enterprise.employees": st.integers(0, 10**6),
        "enterprise.annual_revenue": st.integers(0, 10**11),
        "enterprise.own_revenue_share": st.integers(0, 100).map(lambda part: part / 100),
        "enterprise.social_economy": st.booleans(),
        "enterprise.founded": st.dates(date(1900, 1, 1), date(2030, 1, 1)).map(date.isoformat),
        "enterprise.groups": st.lists(st.sampled_from(["women", "youth"]), min_size=1, unique=True),
        "project.description": words.filter(lambda text: not text.startswith("=")),
        "project.total_cost": st.integers(0, 10**11),
    },
).filter(bool)


@given(profiles)
def test_a_profile_goes_through_a_row(answers: dict[str, Any]) -> None:
    """Whatever a profile says comes back from the row that says it."""
    cells = {field: "|".join(value) if isinstance(value, list) else str(value) for field, value in answers.items()}
    content: dict[str, dict[str, Any]] = {}
    for field, value in answers.items():
        section, name = field.split(".")
        content.setdefault(section, {})[name] = value
    row = only(["id", *cells], "1", *cells.values())
    assert row.problems == ()
    assert row.profile == Profile.model_validate(content)


@given(st.lists(st.text(max_size=30), min_size=1, max_size=4))
def test_no_cell_is_fatal(cells: list[str]) -> None:
    """Formulas, controls, bidirectional marks: a row is read or set aside, or the file is said to be no text."""
    headings = ["id", "enterprise.legal_form", "project.start", "enterprise.own_revenue_share"][: len(cells)]
    try:
        reading = read_profiles(written(headings, cells), "t.csv")
    except InputError:
        return
    assert all((row.profile is None) == bool(row.problems) for row in reading.rows)


def test_every_answer_of_a_profile_has_a_column() -> None:
    """A new answer is a new column by itself."""
    assert {"id", "name", "enterprise.legal_form", "project.total_cost", "project.documents"} <= set(fields())
    assert "project.costs" not in fields()
