"""Tables as people and programs write them: what is read, what is set aside and why, and that nothing is lost."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from matcher.batch.reading import MOST_LINES, open_source
from matcher.document import InputError
from tests.batch.tables import answers, asked, ids, ran, rejected, write_csv, write_xlsx

HEADINGS = ["id", "Forme juridique", "Ville"]


def write_parquet(path: Path, *rows: Any) -> Path:
    headings, *cells = rows
    columns = {heading: [row[place] for row in cells] for place, heading in enumerate(headings)}
    pq.write_table(pa.table(columns), path)
    return path


@pytest.mark.parametrize("out", ["o.parquet", "o.csv"])
@pytest.mark.parametrize(("file", "write"), [("t.csv", write_csv), ("t.xlsx", write_xlsx), ("t.parquet", write_parquet)])
def test_every_form_in_and_out(tmp_path: Path, file: str, write: Any, out: str) -> None:
    """The same rows have the same answers whatever holds them, and whatever they are written to."""
    rows = (HEADINGS, ["é1", "coopérative de solidarité", "Montréal"], ["é2", "guilde", "Gaspé"], ["é3", "OBNL", None])
    counts = ran(asked(write(tmp_path / file, *rows), tmp_path / out))
    assert (counts.rows, counts.answered, counts.aside) == (3, 2, 1)
    assert ids(tmp_path / out) == ["é1", "é3"]
    assert [row["id"] for row in rejected(tmp_path / out)] == ["é2"]
    first = answers(tmp_path / out)[0]
    assert list(first) == ["id", "rank", "program", "verdict", "fit", "to_confirm", "met", "not_met"]
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted([file, out, f"{out}.rejected.csv"])


def test_a_cell_that_is_no_text_sets_its_row_aside(tmp_path: Path) -> None:
    """A Parquet file may hold any bytes in a column of words; the other rows are answered."""
    latin = pa.Array.from_buffers(pa.string(), 2, pa.array([b"coop\xe9rative", b"OBNL"]).buffers())
    pq.write_table(pa.table({"id": ["a", "b"], "Forme juridique": latin}), tmp_path / "t.parquet", store_schema=False)
    ran(asked(tmp_path / "t.parquet", tmp_path / "o.parquet"))
    assert ids(tmp_path / "o.parquet") == ["b"]
    assert [(row["row"], row["problem"]) for row in rejected(tmp_path / "o.parquet")] == [
        ("1", "a cell of this row is not text in UTF-8")
    ]


def test_a_damaged_parquet_file_is_refused_with_the_row(tmp_path: Path) -> None:
    """Where a page is damaged, the sentence names the first row of those that were read together with it."""
    path = tmp_path / "t.parquet"
    table = pa.table({"id": ["a", "b", "c"], "Forme juridique": ["OBNL"] * 3})
    pq.write_table(table, path, row_group_size=2, use_dictionary=False, compression="none")
    content = bytearray(path.read_bytes())
    start = pq.read_metadata(path).row_group(1).column(0).data_page_offset
    content[start : start + 20] = b"\xff" * 20
    path.write_bytes(content)
    with pytest.raises(InputError, match="the file is damaged at this row or after it") as refused:
        ran(asked(path, tmp_path / "o.parquet"))
    assert refused.value.problems[0].line == 1


def test_both_outputs_say_the_same(tmp_path: Path) -> None:
    """A CSV holds what the Parquet file does, lists joined by `|`."""
    table = write_csv(tmp_path / "t.csv", HEADINGS, ["1", "OBNL", "Gaspé"], ["2", "", ""])
    for out in ("o.parquet", "o.csv"):
        ran(asked(table, tmp_path / out))
    flat = [
        {name: "|".join(value) if isinstance(value, list) else str(value) for name, value in row.items()}
        for row in answers(tmp_path / "o.parquet")
    ]
    assert answers(tmp_path / "o.csv") == flat
    assert any("|" in row["to_confirm"] for row in flat)


@pytest.mark.parametrize(
    ("encoding", "delimiter"), [("utf-8", ","), ("utf-8-sig", ";"), ("cp1252", ";"), ("utf-16", "\t"), ("utf-8", "\t")]
)
def test_accents_marks_and_delimiters(tmp_path: Path, encoding: str, delimiter: str) -> None:
    """Accents come through in every encoding that spreadsheets write, with or without a byte-order mark, whatever parts the cells."""
    rows = (["Numéro", "Forme juridique", "Coût total"], ["é,ü;1", "coopérative", "1 200,50 $"])
    table = write_csv(tmp_path / "t.csv", *rows, encoding=encoding, delimiter=delimiter)
    assert ran(asked(table, tmp_path / "o.parquet")).answered == 1
    assert ids(tmp_path / "o.parquet") == ["é,ü;1"]


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("t.csv", b"", "the file is empty"),
        ("t.csv", b"\n\n", "the file is empty"),
        ("t.csv", b"id,legal_form\n", "there is no row under the headings"),
        ("t.csv", b"id,legal_form\n,\n\n", "there is no row under the headings"),
        ("t.csv", b"colour,taste\n1,2\n", "no heading is the name of an answer"),
        ("t.csv", b"id,x\x81\x8d\xff\n1,2\n", "this is not text"),
        ("t.xlsx", b"PK", "this is not a workbook"),
        ("t.parquet", b"PAR1", "this is not a Parquet file"),
        ("t.parquet", b"", "this is not a Parquet file"),
        ("t.json", b"{}", "this kind of file cannot be read; found .json"),
    ],
)
def test_what_is_no_table(tmp_path: Path, name: str, content: bytes, words: str) -> None:
    """What cannot be read at all is refused before anything is written."""
    (tmp_path / name).write_bytes(content)
    with pytest.raises(InputError, match=words):
        open_source(tmp_path / name, {})


def test_no_such_file(tmp_path: Path) -> None:
    """A file that is not there is said with the reason."""
    with pytest.raises(InputError, match="cannot be read; found No such file"):
        open_source(tmp_path / "none.csv", {})


def test_no_id_column(tmp_path: Path) -> None:
    """Without ids the number of the row stands for it, as a spreadsheet counts it."""
    table = write_csv(tmp_path / "t.csv", ["Forme juridique"], ["OBNL"], ["guilde"], ["coop"])
    ran(asked(table, tmp_path / "o.parquet"))
    assert ids(tmp_path / "o.parquet") == ["2", "4"]
    assert [(row["row"], row["id"]) for row in rejected(tmp_path / "o.parquet")] == [("3", "3")]


def test_rows_without_an_id_and_ids_that_come_twice(tmp_path: Path) -> None:
    """A row that could not be found again is set aside; two rows of one id are both answered, in their order."""
    table = write_csv(tmp_path / "t.csv", HEADINGS, ["a", "OBNL", ""], [" ", "OBNL", ""], ["a", "coop", ""])
    ran(asked(table, tmp_path / "o.parquet", top=1))
    assert [row["id"] for row in answers(tmp_path / "o.parquet")] == ["a", "a"]
    assert [(row["row"], row["column"], row["problem"]) for row in rejected(tmp_path / "o.parquet")] == [
        ("3", "id", "this row has no id")
    ]


def test_one_row_and_all_rows_bad(tmp_path: Path) -> None:
    """One row is a table; where every row is bad the answer is there and empty, and the counts add up."""
    table = write_csv(tmp_path / "t.csv", HEADINGS, ["a", "guilde", ""])
    for out in ("o.parquet", "o.csv"):
        counts = ran(asked(table, tmp_path / out))
        assert (counts.rows, counts.answered, counts.aside) == (1, 0, 1)
        assert answers(tmp_path / out) == []
    assert pq.read_schema(tmp_path / "o.parquet").names[0] == "id"


def test_each_mistake_is_said(tmp_path: Path) -> None:
    """A row that is set aside has a line for each mistake: row, id, column, what was found, what was expected, the nearest word."""
    headings = [
        "id",
        "Forme juridique",
        "Ville",
        "Employés",
        "Coût total",
        "Début",
        "project.end",
        "social_economy",
        "Part autonome",
    ]
    table = write_csv(
        tmp_path / "t.csv",
        headings,
        ["a", "coopérativ de solidarité!", "Belœill-sur-Mer", "trois", "-5", "hier", "", "peut-être", "140 %"],
        ["b", "", "Saint-Gabriel", "", "", "2027-03", "2026", "", ""],
        ["c", "", "", "99999999999", "1.234", "", "", "", ""],
    )
    ran(asked(table, tmp_path / "o.csv", {"Part autonome": "enterprise.own_revenue_share", "Début": "project.start"}))
    lines = rejected(tmp_path / "o.csv")
    assert {line["column"] for line in lines if line["id"] == "a"} == set(headings) - {"id", "project.end"}
    assert all(line["found"] and line["problem"] for line in lines)
    legal_form = next(line for line in lines if line["id"] == "a" and line["column"] == "Forme juridique")
    assert (legal_form["row"], legal_form["found"], legal_form["nearest"]) == (
        "2",
        "coopérativ de solidarité!",
        "solidarity_coop",
    )
    assert [(line["column"], line["problem"]) for line in lines if line["id"] == "b"] == [
        ("project.end", "the project ends before it starts")
    ]
    assert [(line["column"], line["found"]) for line in lines if line["id"] == "c"] == [
        ("Employés", "99999999999"),
        ("Coût total", "1.234"),
    ]


def test_numbers_out_of_bounds_in_a_typed_column(tmp_path: Path) -> None:
    """A column of numbers is checked as a whole, and each one that no profile can hold is said."""
    table = pa.table(
        {"id": ["a", "b", "c"], "enterprise.employees": [3, -1, 10**12], "project.total_cost": [1.4, float("inf"), None]}
    )
    pq.write_table(table, tmp_path / "t.parquet")
    ran(asked(tmp_path / "t.parquet", tmp_path / "o.parquet"))
    assert ids(tmp_path / "o.parquet") == ["a"]
    assert [(line["row"], line["column"], line["found"]) for line in rejected(tmp_path / "o.parquet")] == [
        ("2", "enterprise.employees", "'-1"),
        ("2", "project.total_cost", "inf"),
        ("3", "enterprise.employees", "1000000000000"),
    ]


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        ('b,"OBNL,Gaspé', "a quote is opened in this row and never closed"),
        ('b,"OBNL"x,Gaspé', "the quotes of this row do not pair"),
        ("b,OBNL,Gaspé,,7", "this row has more cells than there are headings"),
        ("b,OBNL\x00,Gaspé", None),
    ],
)
def test_a_row_that_cannot_be_parted_costs_no_other(tmp_path: Path, row: str, problem: str | None) -> None:
    """An open quote swallows nothing; the rows after it are read as if it were not there."""
    path = tmp_path / "t.csv"
    after = [f"c{number},coop,Beloeil" for number in range(MOST_LINES + 10)]
    path.write_text("\n".join([",".join(HEADINGS), "a,OBNL,Gaspé", row, *after]), encoding="utf-8")
    counts = ran(asked(path, tmp_path / "o.csv", top=1))
    assert (counts.rows, counts.aside) == (len(after) + 2, 1)
    (line,) = rejected(tmp_path / "o.csv")
    assert line["row"] == "3"
    assert problem is None or line["problem"] == problem
    assert len(ids(tmp_path / "o.csv")) == counts.answered


def test_cells_over_lines_short_rows_and_empty_rows(tmp_path: Path) -> None:
    """A quoted cell may go on over lines; cells that a row lacks are unknown; a row that holds nothing is none, but counts as a line."""
    path = tmp_path / "t.csv"
    path.write_text('id,project.description,Ville\na,"Un camion,\nréfrigéré ""neuf""",Gaspé\n\n,,\nb\n', encoding="utf-8")
    counts = ran(asked(path, tmp_path / "o.csv", top=1))
    assert (counts.rows, counts.aside, ids(tmp_path / "o.csv")) == (2, 0, ["a", "b"])


def test_headings_that_mean_nothing(tmp_path: Path) -> None:
    """What is not used is known, with the answer that was perhaps meant; a heading can be said, and must be there."""
    table = write_csv(tmp_path / "t.csv", ["id", "Couleur", "Nb employees total"], ["1", "x", "7"])
    assert open_source(table, {}).unused == {"Couleur": None, "Nb employees total": "enterprise.employees"}
    assert open_source(table, {"Nb employees total": "enterprise.employees"}).unused == {"Couleur": None}
    with pytest.raises(InputError, match="the table has no such heading; found Colour"):
        open_source(table, {"Colour": "enterprise.employees"})
    with pytest.raises(InputError, match=r"did you mean enterprise\.employees"):
        open_source(table, {"Couleur": "enterprise.employes"})


def test_a_column_of_tables(tmp_path: Path) -> None:
    """A Parquet column that cannot hold one answer is refused by name."""
    pq.write_table(pa.table({"id": ["1"], "project.total_cost": [{"a": 1}]}), tmp_path / "t.parquet")
    with pytest.raises(InputError, match=r"project\.total_cost: a cell of this column cannot hold one answer"):
        open_source(tmp_path / "t.parquet", {})


def test_a_workbook_with_numbers_days_and_shares(tmp_path: Path) -> None:
    """Cells are read by what they hold: a day, a computed amount, a percentage, a yes; what is text in a column of numbers too."""
    headings = ["id", "Fondation", "Coût total", "own_revenue_share", "social_economy", "Employés"]
    table = write_xlsx(
        tmp_path / "t.xlsx",
        headings,
        [12, date(2019, 4, 1), 1234.567, 0.5, True, 3],
        ["13", "avril 2019", "12 k$", "55 %", "non", "4"],
        [14.0, 2019, 1_200_000, 1, "oui", "quatre"],
    )
    ran(asked(table, tmp_path / "o.csv", top=1))
    assert ids(tmp_path / "o.csv") == ["12", "13"]
    assert [(line["id"], line["column"]) for line in rejected(tmp_path / "o.csv")] == [("14", "Employés")]


@pytest.mark.parametrize("begins", ["=", "+", "-", "@", "\t"])
def test_no_cell_of_a_csv_is_a_formula(tmp_path: Path, begins: str) -> None:
    """Ids that a spreadsheet would run are written as words in CSV, and as they are in Parquet."""
    evil = f'{begins}cmd|" /C calc"!A0'
    pq.write_table(pa.table({"id": [evil, f"{evil}2"], "Forme juridique": ["OBNL", f"{begins}1"]}), tmp_path / "t.parquet")
    for out in ("o.csv", "o.parquet"):
        ran(asked(tmp_path / "t.parquet", tmp_path / out, top=1))
    kept = evil.strip()
    safe = kept if begins == "\t" else f"'{kept}"
    assert ids(tmp_path / "o.parquet") == [kept]
    assert ids(tmp_path / "o.csv") == [safe]
    with (tmp_path / "o.csv.rejected.csv").open(encoding="utf-8-sig", newline="") as file:
        cells = [cell for row in csv.reader(file) for cell in row]
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "\t", "\r"))]
