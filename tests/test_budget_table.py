"""Tables of costs: what is read of them, what is said of those that cannot be read, and that nothing crashes or is lost."""

from __future__ import annotations

import csv
import io
import zipfile
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import yaml
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from matcher.budget import COST_WORDS, Cost
from matcher.budget_table import (
    BudgetTable,
    budget_from_content,
    budget_from_text,
    costs_from_file,
    costs_from_text,
    costs_from_xlsx,
)
from matcher.budget_table.delimited import decoded
from matcher.budget_table.line_words import contribution_kind, cost_kind, line_words
from matcher.budget_table.table import MAX_COLUMNS, MAX_ROWS
from matcher.budget_table.workbook import MAX_UNPACKED
from matcher.document import MAX_BYTES, InputError
from matcher.locale import money
from matcher.vocabulary.terms import fold, vocabulary

CASES = yaml.safe_load((Path(__file__).parent / "cases" / "cost_tables.yaml").read_text(encoding="utf-8"))
SHEET = "xl/worksheets/sheet1.xml"
WAYS = ("pasted", "semicolons", "commas", "workbook")


def cells(table: str) -> list[list[str]]:
    """Return the cells of a table of the cases."""
    return [[cell.strip() for cell in line.split("|")] for line in table.splitlines()]


def written(rows: list[list[Any]], delimiter: str) -> str:
    """Return rows as a spreadsheet copies them, or as it saves a CSV."""
    file = io.StringIO()
    csv.writer(file, delimiter=delimiter, lineterminator="\r\n").writerows(rows)
    return file.getvalue()


def workbook(**sheets: list[list[Any]]) -> bytes:
    """Return a workbook with these rows on its sheets."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append([None if cell == "" else cell for cell in row])
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def read(rows: list[list[Any]], way: str) -> BudgetTable:
    """Read rows after a way to a file and back."""
    if way == "workbook":
        return budget_from_content(workbook(Feuille1=rows), "budget.xlsx")
    delimiter = {"pasted": "\t", "semicolons": ";", "commas": ","}[way]
    return budget_from_text(written(rows, delimiter))


def refusal(call: Any, *arguments: Any) -> InputError:
    """Return the refusal of what must not be read, said in French too."""
    with pytest.raises(InputError) as caught:
        call(*arguments)
    assert caught.value.text("fr")
    return caught.value


def said_to_people(error: InputError) -> None:
    """Hold that an error says something in both languages, and where."""
    assert error.problems
    assert error.text("fr")
    assert all(problem.line >= 1 and problem.column >= 1 for problem in error.problems)


def line(cost: Cost) -> list[Any]:
    """Return a cost as the cases write it."""
    values = [cost.use, cost.amount, cost.label, cost.date and cost.date.text, cost.until and cost.until.text]
    while values[-1] is None:
        values.pop()
    return values


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_a_table_reads_the_same_from_every_file(case: dict[str, Any], way: str) -> None:
    """Each case gives its lines, or exactly its problems, pasted, as a CSV and as a workbook."""
    rows = cells(case["table"])
    if "says" in case:
        problems = {problem.path: problem.text() for problem in refusal(read, rows, way).problems}
        assert list(case["says"]) == list(problems)
        for address, words in case["says"].items():
            assert words in problems[address]
        return
    budget = read(rows, way)
    assert case["costs"] == [line(cost) for cost in budget.costs]
    assert case.get("contributions", []) == [[given.kind, given.amount, given.label] for given in budget.contributions]
    assert case.get("funding", []) == [[source.label, source.amount] for source in budget.funding]


def test_every_case_says_what_comes_out() -> None:
    """A case names what is read or what is said, and no two cases have one name."""
    assert all(("costs" in case) != ("says" in case) for case in CASES)
    assert len(CASES) == len({case["name"] for case in CASES})


@pytest.mark.parametrize("space", ["\u00a0", "\u202f", "\u2009", " "])
@pytest.mark.parametrize("pattern", ["1{}234,56{}$", "1{}234.56", "{}1{}235{}"])
def test_spaces_of_all_widths_part_thousands(space: str, pattern: str) -> None:
    """Spreadsheets and web pages put other spaces than the keyboard."""
    (cost,) = costs_from_text(f"Camion\t{pattern.replace('{}', space)}")
    assert cost.amount == 1235


@pytest.mark.parametrize(
    ("said", "read_as"),
    [
        ("2027", "2027"),
        ("2027-3", "2027-03"),
        ("03/2027", "2027-03"),
        ("2027/03/15", "2027-03-15"),
        ("15/03/2027", "2027-03-15"),
        ("3/15/2027", "2027-03-15"),
        ("3/3/2027", "2027-03-03"),
        ("mars-27", "2027-03"),
        ("févr. 2027", "2027-02"),
        ("1er août 2027", "2027-08-01"),
        ("Aug 1st 2027", None),
        ("juil 2027", "2027-07"),
        ("Jui 2027", None),
        ("December 24, 2027", "2027-12-24"),
        ("31 février 2027", None),
        ("2027-13", None),
    ],
)
def test_dates_as_people_write_them(said: str, read_as: str | None) -> None:
    """A month in words or figures, in either language; what may be two dates is none."""
    text = written([["Poste", "Montant", "Date"], ["Camion", "5", said]], "\t")
    if read_as is None:
        assert "C2: this is not a date; found" in str(refusal(costs_from_text, text))
    else:
        assert [read_as] == [cost.date.text for cost in costs_from_text(text) if cost.date]


def test_a_workbook_holds_numbers_dates_and_shares() -> None:
    """Numbers keep their cents until they are rounded, a date shown as a month is one, a share is no amount."""
    book = openpyxl.Workbook()
    sheet = book.active
    rows = [
        ["Titre"],
        [],
        ["", "Poste", "Montant", "Date"],
        ["", "Camion", 1234.5, date(2027, 3, 1)],
        ["", "Mobilier", 7, date(2027, 3, 1)],
    ]
    for row in rows:
        sheet.append(row)
    sheet["D4"].number_format = "mmm yyyy"
    file = io.BytesIO()
    book.save(file)
    costs = costs_from_xlsx(file.getvalue(), "budget.xlsx")
    assert [line(cost) for cost in costs] == [["vehicle", 1235, "Camion", "2027-03"], ["equipment", 7, "Mobilier", "2027-03-01"]]
    sheet["C5"] = 0.15
    sheet["C5"].number_format = "0%"
    sheet["B4"], sheet["C4"] = "=1+1", "=1+1"
    file = io.BytesIO()
    book.save(file)
    said = str(refusal(costs_from_xlsx, file.getvalue(), "budget.xlsx"))
    assert "budget.xlsx:5:3: C5: this is not an amount; found 15 %" in said
    assert "C4: this formula was not worked out; found =1+1; expected a file saved by a spreadsheet program" in said
    assert "B4: this formula was not worked out" in said


def test_formulas_that_were_worked_out_are_their_values() -> None:
    """The value that the spreadsheet kept is read, and an empty text that a formula gives is no missing value."""
    content = workbook(A=[["Poste", "Montant"], ["Camion", "=50"], ["=T()", "=T()"]])
    kept = {"<f>50</f><v></v>": "<f>50</f><v>50</v>", "<f>50</f><v />": "<f>50</f><v>50</v>"}
    content = edited(content, SHEET, kept)
    content = edited(content, SHEET, {f'<c r="{cell}3">': f'<c r="{cell}3" t="str">' for cell in "AB"})
    assert [line(cost) for cost in costs_from_xlsx(content, "a.xlsx")] == [["vehicle", 50, "Camion"]]


def edited(content: bytes, name: str, changes: dict[str, str]) -> bytes:
    """Return a workbook with one of its parts changed."""
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.namelist():
            text = old.read(part)
            for before, after in changes.items() if part == name else ():
                text = text.replace(before.encode(), after.encode())
            new.writestr(part, text)
    return file.getvalue()


def test_a_sheet_that_says_it_is_one_cell_is_read_whole() -> None:
    """Some programs write a wrong size; no line may be lost for it."""
    content = workbook(A=[["Poste", "Montant"], ["Camion", 50]])
    assert b'ref="A1:B2"' in zipfile.ZipFile(io.BytesIO(content)).read(SHEET)
    content = edited(content, SHEET, {'ref="A1:B2"': 'ref="A1"'})
    assert [line(cost) for cost in costs_from_xlsx(content, "a.xlsx")] == [["vehicle", 50, "Camion"]]


def test_the_sheet_with_headings_is_the_budget() -> None:
    """Of several sheets the only one with headings is read; where it is not clear, their names are said."""
    budget = [["Poste", "Montant"], ["Camion", 50]]
    notes = [["Rien ici"]]
    assert costs_from_xlsx(workbook(Notes=notes, Vide=[], Budget=budget), "a.xlsx")[0].amount == 50
    for sheets in ({"Un": budget, "Deux": budget}, {"Un": notes, "Deux": notes}):
        said = str(refusal(costs_from_xlsx, workbook(**sheets), "a.xlsx"))
        assert "it is not clear which sheet holds the budget; found Un, Deux; expected one visible sheet" in said


def bomb() -> bytes:
    """Return a small workbook that unpacks to more than is allowed."""
    file = io.BytesIO(workbook(A=[["Camion", 5]]))
    with zipfile.ZipFile(file, "a", zipfile.ZIP_DEFLATED) as parts:
        parts.writestr("more.xml", b" " * MAX_UNPACKED)
    return file.getvalue()


def far_row() -> bytes:
    return edited(workbook(A=[["Camion", 5]]), SHEET, {'<row r="1"': '<row r="2000000000"'})


def entities() -> bytes:
    """Return a workbook whose few entities would unfold to gigabytes."""
    levels = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 12))
    document = f'<!DOCTYPE x [<!ENTITY e0 "aaaaaaaaaa">{levels}]>'
    changes = {"<worksheet": f"{document}<worksheet", ">5<": ">&e11;<"}
    return edited(workbook(A=[["Camion", 5]]), SHEET, changes)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "the file is empty"),
        (b"PK\x03\x04 and no more", "this is not a workbook that can be read; found BadZipFile; expected an .xlsx workbook"),
        (b"Poste;Montant\nCamion;5\n", "this is not a workbook that can be read"),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600,
            "this workbook is locked by a password, or is of the old kind (.xls)",
        ),
        (workbook(A=[["Camion", 5]])[:-400], "this is not a workbook that can be read"),
        (workbook(A=[]), "the file is empty"),
        (bomb(), "the file is too large"),
        (b" " * (MAX_UNPACKED + 1), "this is not a workbook that can be read"),
        (far_row(), "the file is too large; found > 2_000_000 cells"),
        (entities(), "this is not a workbook that can be read; found <!DOCTYPE"),
    ],
    ids=["empty", "cut", "text", "locked", "truncated", "nothing inside", "bomb", "spaces", "far row", "entities"],
)
def test_a_workbook_that_cannot_be_read_is_refused(content: bytes, words: str) -> None:
    """Broken, locked and hostile workbooks are said to be so, under their name."""
    assert str(refusal(costs_from_xlsx, content, "b.xlsx")).startswith(f"b.xlsx:1:1: {words}")


def test_a_workbook_that_lies_about_its_size_is_refused() -> None:
    """What unpacks to more than it declares is not read on."""
    content = edited(workbook(A=[["Camion", 5]]), SHEET, {"<sheetData>": "<sheetData>" + " " * MAX_UNPACKED})
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        size = parts.getinfo(SHEET).file_size.to_bytes(4, "little")
    assert content.count(size) == 2
    said = str(refusal(costs_from_xlsx, content.replace(size, (500).to_bytes(4, "little")), "b.xlsx"))
    assert "this is not a workbook that can be read; found BadZipFile" in said


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "the file is empty"),
        ("\ufeff \n\t\t\n", "the file is empty"),
        ("Camion\t5\nMob\0ilier\t5", "7:2:4: this is not text; found U+0000"),
        ("PK\x03\x04\x14", "this is not text; found U+0003; expected cells copied from a spreadsheet, or a CSV"),
        ("Caf\ufffd\t5", "this is not text; found U+FFFD"),
        ("a" * (MAX_BYTES + 1), "the file is too large"),
        ("Camion\t5\n" * (MAX_ROWS + 1), f"A{MAX_ROWS + 1}: the table has too many rows; found Camion; expected <= {MAX_ROWS}"),
        ("Camion\t5" + "\t" * MAX_COLUMNS + "x", "AZ1: the table has too many columns; found x; expected <= 50"),
        ("Dons\t5\nSubvention\t5", "this is money that comes in"),
        ("Financement :\nDons\t5", "the table has no line of costs"),
    ],
)
def test_a_text_that_cannot_be_read_is_refused(text: str, words: str) -> None:
    """What is no text, no table or no budget is said to be so."""
    file = "7" if words.startswith("7:") else ""
    assert words in str(refusal(costs_from_text, text, file))


def test_as_many_rows_as_are_allowed_are_read() -> None:
    """The limit itself is within the limit, and empty rows do not count."""
    assert len(costs_from_text("Camion\t5\n\n" * MAX_ROWS)) == MAX_ROWS


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_the_encodings_of_spreadsheets_are_read(tmp_path: Path, encoding: str) -> None:
    """Accents and no-break spaces survive what Excel saves, on either system."""
    path = tmp_path / "coûts.CSV"
    path.write_bytes("Poste;Coût\r\nRénovation du café;1\u00a0234,50\r\n".encode(encoding))
    assert [line(cost) for cost in costs_from_file(path)] == [["renovation", 1235, "Rénovation du café"]]


@pytest.mark.parametrize("content", [b"\xff\xfeabc", b"Caf\x81\t5", b"\xef\xbb\xbf\xff"])
def test_bytes_in_no_encoding_are_refused(content: bytes) -> None:
    """Nothing is guessed of bytes that no encoding of spreadsheets has."""
    assert "this is not text; expected a text in UTF-8 or Windows-1252" in str(refusal(decoded, content, "a.csv"))
    assert "this is not text" in str(refusal(budget_from_content, "Camion;5".encode("utf-16-le"), "a.csv"))


def test_files_that_are_not_there_or_of_another_kind(tmp_path: Path) -> None:
    """A missing file, a directory, a kind that is not read and a text that is too large are said by name."""
    assert "there is no such file" in str(refusal(costs_from_file, tmp_path / "a.csv"))
    assert "this is not a file" in str(refusal(costs_from_file, tmp_path))
    (tmp_path / "a.pdf").write_bytes(b"%PDF")
    said = str(refusal(costs_from_file, tmp_path / "a.pdf"))
    assert said.startswith(f"{tmp_path / 'a.pdf'}:1:1: this kind of file is not read; found .pdf; expected .xlsx, .xlsm, .csv")
    (tmp_path / "a.csv").write_bytes(b"x" * (MAX_BYTES + 1))
    assert "the file is too large; found 1_000_001 bytes" in str(refusal(costs_from_file, tmp_path / "a.csv"))
    (tmp_path / "a.xlsx").write_bytes(workbook(A=[["Camion", 5]]))
    assert [line(cost) for cost in costs_from_file(tmp_path / "a.xlsx")] == [["vehicle", 5, "Camion"]]


def test_an_open_quote_swallows_no_row() -> None:
    """Inches and names in quotes are words; a cell that holds lines of its own is one cell."""
    text = '"Grand" four\t10\nTuyau 2" (matériel)\t20\n'
    assert [line(cost) for cost in costs_from_text(text)] == [
        ["equipment", 10, '"Grand" four'],
        ["equipment", 20, 'Tuyau 2" (matériel)'],
    ]
    text = 'Poste\tMontant\n"Four\nneuf"\t10\n'
    assert [line(cost) for cost in costs_from_text(text)] == [["equipment", 10, "Four neuf"]]


def test_a_thousand_parted_by_the_comma_of_the_file_is_not_lost() -> None:
    """A CSV that does not quote its amounts has one column too many, which is refused."""
    assert "C2: this number stands in a column that is not read; found 234.50" in str(
        refusal(costs_from_text, "Poste,Montant\nCamion,1,234.50\n")
    )


def test_words_of_tables_name_kinds_that_exist() -> None:
    """Each word of our own list is read as the kind it stands under, inside a longer line too."""
    for code, names in line_words()["costs"].items():
        assert any(code in vocabulary(name) for name in COST_WORDS)
        for name in names:
            assert code == cost_kind(name), name
            assert code == cost_kind(f"{name.upper()} (2027)"), name
    for code, names in line_words()["contributions"].items():
        assert {code} == {contribution_kind(f"{name} 2027") for name in names}


def test_every_name_of_the_vocabularies_is_its_kind() -> None:
    """What the profile understands as a kind of cost, a table does."""
    for name in COST_WORDS:
        for words in (words for term in vocabulary(name).values() for words in term.names()):
            assert cost_kind(words) in {code for other in COST_WORDS if (code := vocabulary(other).resolve(words))}


@pytest.mark.parametrize("words", ["Séance d'information", "Constitution du stock", "Truc", "travaux", "Location"])
def test_words_that_only_look_like_a_kind_are_none_of_it(words: str) -> None:
    """A word that resembles a name by chance is not taken for it."""
    assert cost_kind(words) in {None, "start_up_costs"}


CELL = st.one_of(
    st.text(max_size=12),
    st.sampled_from(
        [
            "Poste",
            "Montant",
            "Mois",
            "Fin",
            "Financement",
            "Total",
            "Camion",
            "Dons",
            "12 k$",
            "(5)",
            "=A1",
            "mars 2027",
            "-",
            '"',
        ]
    ),
)


@settings(deadline=None, max_examples=300, suppress_health_check=[HealthCheck.too_slow])
@given(st.text())
@example("\ud800")
@example("a\rb\t\x0b\x0c")
@example("٣\t٣")
@example("a\t" + "9" * 5000)
def test_any_text_is_read_or_refused(text: str) -> None:
    """Whatever is pasted, the only error is one for people."""
    try:
        assert costs_from_text(text)
    except InputError as error:
        said_to_people(error)


@settings(deadline=None, max_examples=300, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.lists(CELL, max_size=5), max_size=8), st.sampled_from("\t;,"))
def test_any_table_is_read_or_refused(rows: list[list[str]], delimiter: str) -> None:
    """Whatever stands in the cells, the only error is one for people, each with its place."""
    try:
        assert budget_from_text(written(rows, delimiter), "a.csv")
    except InputError as error:
        said_to_people(error)


@settings(deadline=None, max_examples=200)
@given(st.binary(max_size=200), st.sampled_from(["a.csv", "a.xlsx", "a.txt", "a"]))
def test_any_bytes_are_read_or_refused(content: bytes, file: str) -> None:
    """Whatever is sent, the only error is one for people."""
    try:
        assert budget_from_content(content, file)
    except InputError as error:
        said_to_people(error)


VALUE = st.one_of(
    st.none(),
    st.text(alphabet=st.characters(min_codepoint=32, exclude_categories=["Cs"]), max_size=8),
    st.integers(),
    st.floats(),
    st.dates(),
    st.booleans(),
)


@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.lists(VALUE, max_size=4), max_size=5))
def test_any_workbook_is_read_or_refused(rows: list[list[Any]]) -> None:
    """Whatever a spreadsheet can hold, the only error is one for people."""
    try:
        content = workbook(A=rows)
    except (ValueError, openpyxl.utils.exceptions.IllegalCharacterError):
        return
    try:
        assert costs_from_xlsx(content, "a.xlsx")
    except InputError as error:
        said_to_people(error)


CODES = [code for name in COST_WORDS for code in vocabulary(name)]
MONTHS = st.dates(date(2026, 1, 1), date(2030, 12, 31)).map(lambda day: day.isoformat())
LABELS = st.text(alphabet=st.characters(categories=["L", "N", "P"], include_characters=" "), max_size=40).map(
    lambda words: " ".join(words.split())
)


@st.composite
def some_costs(draw: st.DrawFn) -> list[Cost]:
    """Costs with labels in any words, and dates that are in order."""
    lines = []
    for _ in range(draw(st.integers(1, 8))):
        first, last = sorted(draw(st.tuples(MONTHS, MONTHS)))
        precision = draw(st.sampled_from([4, 7, 10]))
        dates = draw(st.sampled_from([{}, {"date": first[:precision]}, {"date": first[:precision], "until": last[:precision]}]))
        label = draw(LABELS.filter(lambda words: not words.startswith("=")))
        lines.append(
            Cost.model_validate(
                {
                    "use": draw(st.sampled_from(CODES)),
                    "amount": draw(st.integers(0, 10**9)),
                    **({"label": label} if label else {}),
                    **dates,
                }
            )
        )
    return lines


@settings(deadline=None, max_examples=200)
@given(some_costs(), st.sampled_from(WAYS), st.sampled_from(["fr", "en", None]), st.booleans())
def test_costs_that_are_written_read_back_the_same(costs: list[Cost], way: str, language: Any, with_total: bool) -> None:
    """A table of costs with its kinds, labels, amounts and dates loses nothing on the way, whichever the file."""
    amounts = [cost.amount for cost in costs]
    shown = [money(amount, language) if language else amount for amount in amounts]
    rows: list[list[Any]] = [["Usage", "Description", "Montant", "Mois", "Fin"]]
    rows += [
        [cost.use, cost.label or "", amount, cost.date.text if cost.date else "", cost.until.text if cost.until else ""]
        for cost, amount in zip(costs, shown, strict=True)
    ]
    if with_total:
        rows.append(["Total", "", sum(amounts), "", ""])
    assert tuple(costs) == read(rows, way).costs


@settings(deadline=None, max_examples=100)
@given(some_costs(), st.integers(1, 10**6))
def test_a_total_that_is_off_is_always_said(costs: list[Cost], off: int) -> None:
    """A total that no part of the lines adds up to is an error which says it and the sum."""
    lines = [cost for cost in costs if cost.to_finance]
    total = sum(cost.amount for cost in lines)
    rows: list[list[Any]] = [["Usage", "Montant"], *([cost.use, cost.amount] for cost in lines), ["Total", total + off]]
    if lines:
        (problem,) = refusal(read, rows, "pasted").problems
        assert f"found {total + off}" in problem.text()
        assert f"{total:,}".replace(",", "\u00a0") in problem.text()
        assert fold(problem.text("fr")) != ""
