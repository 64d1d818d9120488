"""A plan as a workbook whose totals are formulas: change an amount, a weight or a ceiling, and every sum and check follows."""

from __future__ import annotations

from datetime import date
from io import BytesIO
from math import ceil

from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE, Cell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter, quote_sheetname
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from matcher.locale import N_, Language, day, translate
from matcher.planning.calendar import calendar
from matcher.planning.cash_flow import cash_flow
from matcher.planning.plan import Check, Plan, Plans
from matcher.planning.problem import SHORTFALL
from matcher.planning.wording import label_of, missing_text, plan_name, rule_text, source_label, use_label
from matcher.vocabulary.terms import vocabulary

MONEY: dict[Language, str] = {"fr": '[$-C0C]#,##0\u00a0"$"', "en": '[$-1009]"$"#,##0'}
SHARE: dict[Language, str] = {"fr": "[$-C0C]0.0\u00a0%", "en": "[$-1009]0.0%"}
"""Formats with the language they are written in, Canadian French or English: else separators are those of the reader's machine."""
FONT = "Calibri"
BOLD = Font(name=FONT, bold=True)
FIRST = 5
"""The first row of costs and of sources, below the titles."""
LINE = 15.5
"""The height of one line of words, in points."""
COST, SOURCE = "B", "I"
"""The columns of the two amounts."""


def xlsx(plans: Plans, plan: Plan, language: Language) -> bytes:
    """Return the workbook of one plan: costs and financing, stacking, cash flow, calendar, sources."""
    book = Workbook()
    book.properties.title = translate(N_("Funding plan"), language)
    book.properties.language = f"{language}-CA"
    sides = _Sides(book, plans, plan, language)
    _checks(book, plan, sides, language)
    _months(book, plan, sides, language)
    _steps(book, plan, language)
    _pages(book, plans, plan, language)
    file = BytesIO()
    book.save(file)
    return file.getvalue()


class _Sides:
    """The first sheet, costs on the left and sources on the right; it knows in which cell each amount stands."""

    def __init__(self, book: Workbook, plans: Plans, plan: Plan, language: Language) -> None:
        sheet = book.active
        assert isinstance(sheet, Worksheet)
        sheet.title = translate(N_("Costs and financing"), language)
        self.sheet, self.plan, self.language = sheet, plan, language
        self.cost_cells: list[str] = []
        self.source_cells: dict[str, str] = {}
        _title(sheet, plan, plans, language)
        left = (N_("Costs"), N_("Amount"), N_("Share"))
        right = (N_("Financing"), N_("Type of aid"), N_("State"), N_("Paid back"), N_("Amount"), N_("Share"))
        _head(sheet, FIRST - 1, [*(translate(h, language) for h in left), "", *(translate(h, language) for h in right)])
        self.last = FIRST + max(len(plan.draft.costs.lines), len(plan.sources) + 1) - 1
        self.total = self.last + 1
        self._costs()
        self._sources()
        self._totals()
        _fit(sheet, [38, 16, 9, 3, 52, 22, 20, 12, 16, 9])
        sheet.freeze_panes = f"A{FIRST}"

    def _costs(self) -> None:
        for row, line in enumerate(self.plan.draft.costs.lines, FIRST):
            _text(self.sheet, row, 1, use_label(line, self.language))
            self._money(row, COST, line.amount)
            self._share(row, "C", COST)
            self.cost_cells.append(f"{COST}{row}")

    def _sources(self) -> None:
        states = [term.label(self.language) for term in vocabulary("funding_states").values()]
        choice = DataValidation(type="list", formula1='"' + ",".join(states) + '"', allow_blank=True)
        self.sheet.add_data_validation(choice)
        yes, no = (translate(word, self.language) for word in (N_("Yes"), N_("No")))
        for row, source in enumerate(self.plan.sources, FIRST):
            instruments = source.candidate.instruments if source.candidate else ()
            kinds = ", ".join(vocabulary("instruments")[code].label(self.language) for code in instruments)
            _text(self.sheet, row, 5, source_label(source, self.language))
            _text(self.sheet, row, 6, kinds)
            _text(self.sheet, row, 7, vocabulary("funding_states")[source.state].label(self.language))
            _text(self.sheet, row, 8, yes if source.debt else no)
            choice.add(f"G{row}")
            self._money(row, SOURCE, source.amount)
            self._share(row, "J", SOURCE)
            self.source_cells[source.id] = f"{SOURCE}{row}"
        row = FIRST + len(self.plan.sources)
        _text(self.sheet, row, 5, translate(N_("Money still to be found"), self.language))
        given = f"SUM({SOURCE}{FIRST}:{SOURCE}{row - 1})" if self.plan.sources else "0"
        self._money(row, SOURCE, f"=SUM({COST}{FIRST}:{COST}{self.last})-{given}")
        self._share(row, "J", SOURCE)
        self.source_cells[SHORTFALL] = f"{SOURCE}{row}"

    def _totals(self) -> None:
        word = translate(N_("Total"), self.language)
        for column, name in ((COST, 1), (SOURCE, 5)):
            _text(self.sheet, self.total, name, word)
            self._money(self.total, column, f"=SUM({column}{FIRST}:{column}{self.last})")
        for cell in self.sheet[self.total]:
            cell.font, cell.border = BOLD, Border(top=Side(style="thin"))
        enough = self.source_cells[SHORTFALL]
        fits, over = (
            translate(text, self.language)
            for text in (N_("The two sides agree"), N_("The sources bring more than the costs: lower one"))
        )
        self.sheet.cell(self.total + 2, 5).value = f'=IF({enough}>=0,"{fits}","{over}")'

    def _money(self, row: int, column: str, value: int | str) -> None:
        cell = self.sheet[f"{column}{row}"]
        cell.value, cell.number_format, cell.font = value, MONEY[self.language], Font(name=FONT)
        cell.alignment = Alignment(vertical="top")

    def _share(self, row: int, column: str, of: str) -> None:
        cell = self.sheet[f"{column}{row}"]
        cell.value = f"=IF({of}${self.total}=0,0,{of}{row}/{of}${self.total})"
        cell.number_format, cell.font, cell.alignment = SHARE[self.language], Font(name=FONT), Alignment(vertical="top")

    def cell(self, name: str) -> str:
        """Return the reference of a cell of this sheet, from another one."""
        return f"{quote_sheetname(self.sheet.title)}!{name}"

    def base(self, check: Check) -> int | str:
        """Return the base of a rule: the costs that it is taken of where they are lines of this sheet, else the number."""
        if check.rule.base == self.plan.total:
            return f"={self.cell(f'{COST}{self.total}')}"
        candidate = self.plan.draft.candidates.get(check.rule.limit.when or "")
        if candidate is not None and check.rule.base == candidate.eligible:
            return "=" + "+".join(self.cell(self.cost_cells[index]) for index in candidate.pays)
        return check.rule.base


def _checks(book: Workbook, plan: Plan, sides: _Sides, language: Language) -> None:
    sheet = book.create_sheet(translate(N_("Rules"), language))
    row = 1
    for check in plan.checks:
        row = _check(sheet, row, check, sides, language) + 2
    if not plan.checks:
        _text(sheet, 1, 1, translate(N_("No chosen program states a rule for the whole plan."), language))
    _fit(sheet, [60, 18, 12, 18])


def _check(sheet: Worksheet, row: int, check: Check, sides: _Sides, language: Language) -> int:
    """Write one rule with its arithmetic from `row` on; return its last row."""
    _text(sheet, row, 1, rule_text(check.rule, language)).font = BOLD
    row += 1
    if check.rule.missing:
        parts = ", ".join(missing_text(part, language) for part in check.rule.missing)
        _text(sheet, row, 1, translate(N_("not stated: {parts}"), language, parts=parts))
        row += 1
    if check.rule.source:
        _text(sheet, row, 1, check.rule.source)
        row += 1
    _head(sheet, row, [translate(h, language) for h in (N_("Source"), N_("Amount"), N_("Weight"), N_("Counted"))])
    first = row + 1
    terms = [(name, weight) for name, _, weight in check.terms]
    if SHORTFALL in check.rule.limit.weights and all(name != SHORTFALL for name, _ in terms):
        # Nothing is missing in the plan, but a cost that is raised in the workbook would count here.
        sign = -1 if check.at_least else 1
        terms.append((SHORTFALL, sign * check.rule.limit.weights[SHORTFALL]))
    for name, weight in terms:
        row += 1
        _text(sheet, row, 1, label_of(name, sides.plan, language))
        _number(sheet, row, 2, f"={sides.cell(sides.source_cells[name])}", MONEY[language])
        _number(sheet, row, 3, float(weight), SHARE[language])
        _number(sheet, row, 4, f"=B{row}*C{row}", MONEY[language])
    counted = row + 1
    _text(sheet, counted, 1, translate(N_("Counted"), language)).font = BOLD
    _number(sheet, counted, 4, f"=SUM(D{first}:D{row})" if terms else 0, MONEY[language])
    base, bound, margin = counted + 1, counted + 2, counted + 3
    derived = check.rule.share * check.rule.base == check.bound
    _text(sheet, base, 1, translate(N_("Base"), language))
    _number(sheet, base, 2, sides.base(check), MONEY[language])
    _number(sheet, base, 3, float(check.rule.share), SHARE[language])
    _text(sheet, bound, 1, translate(N_("At least") if check.at_least else N_("At most"), language))
    _number(sheet, bound, 4, f"=B{base}*C{base}" if derived else float(check.bound), MONEY[language])
    _text(sheet, margin, 1, translate(N_("Margin"), language))
    _number(sheet, margin, 4, f"=D{counted}-D{bound}" if check.at_least else f"=D{bound}-D{counted}", MONEY[language])
    kept, broken = (translate(word, language) for word in (N_("Kept"), N_("Broken")))
    _number(sheet, margin, 2, f'=IF(D{margin}>=-0.005,"{kept}","{broken}")', "General")
    return margin


def _months(book: Workbook, plan: Plan, sides: _Sides, language: Language) -> None:
    """Write the months as parts of the two totals, so that they follow where an amount is changed."""
    sheet = book.create_sheet(translate(N_("Cash flow"), language))
    headings = (N_("Month"), N_("Spent"), N_("Received"), N_("Balance"), N_("To be advanced"))
    _head(sheet, 1, [translate(heading, language) for heading in headings])
    months = cash_flow(plan).months
    spent = sides.cell(f"{COST}{sides.total}")
    received = f"({sides.cell(f'{SOURCE}{sides.total}')}-{sides.cell(sides.source_cells[SHORTFALL])})"
    for row, month in enumerate(months, 2):
        _number(sheet, row, 1, month.first, "yyyy-mm")
        _number(sheet, row, 2, _part(spent, month.spent, plan.total), MONEY[language])
        _number(sheet, row, 3, _part(received, month.received, plan.total - plan.shortfall), MONEY[language])
        _number(sheet, row, 4, f"=C{row}-B{row}" if row == 2 else f"=D{row - 1}+C{row}-B{row}", MONEY[language])
        _number(sheet, row, 5, f"=MAX(0,-D{row})", MONEY[language])
    total = len(months) + 2
    _text(sheet, total, 1, translate(N_("Total"), language))
    for column in (2, 3):
        letter = get_column_letter(column)
        _number(sheet, total, column, f"=SUM({letter}2:{letter}{total - 1})", MONEY[language])
    _text(sheet, total + 1, 1, translate(N_("Most to be advanced"), language))
    _number(sheet, total + 1, 5, f"=MAX(E2:E{total - 1})", MONEY[language])
    for cell in (*sheet[total], *sheet[total + 1]):
        cell.font = BOLD
    note = N_("Where an amount of the first sheet is changed, the months follow in proportion.")
    _text(sheet, total + 3, 1, translate(note, language)).alignment = Alignment(wrap_text=False)
    _fit(sheet, [24, 18, 18, 18, 18])
    sheet.freeze_panes = "A2"


def _part(total: str, amount: int, of: int) -> int | str:
    return f"={total}*{amount}/{of}" if of else amount


def _steps(book: Workbook, plan: Plan, language: Language) -> None:
    sheet = book.create_sheet(translate(N_("Calendar"), language))
    _head(sheet, 1, [translate(heading, language) for heading in (N_("Date"), N_("What"), N_("Sure"))])
    estimate, known = translate(N_("estimate"), language), translate(N_("known"), language)
    for row, step in enumerate(calendar(plan), 2):
        if step.on:
            _number(sheet, row, 1, step.on, "yyyy-mm-dd")
        _text(sheet, row, 2, step.sentence(language))
        _text(sheet, row, 3, estimate if step.estimated else known)
    _fit(sheet, [14, 110, 14])
    sheet.freeze_panes = "A2"


def _pages(book: Workbook, plans: Plans, plan: Plan, language: Language) -> None:
    sheet = book.create_sheet(translate(N_("Pages"), language))
    _head(sheet, 1, [translate(heading, language) for heading in (N_("Program"), N_("Page"), N_("Read on"))])
    row = 1
    programs = {source.candidate.program.id: source.candidate.program for source in plan.sources if source.candidate}
    for program in programs.values():
        for page in program.sources:
            row += 1
            _text(sheet, row, 1, program.name.read(language))
            _text(sheet, row, 2, page.url)
            if page.read_on:
                _number(sheet, row, 3, page.read_on, "yyyy-mm-dd")
    version = translate(N_("Catalogue {version}, {programs} programs"), language, version=plans.version, programs=plans.programs)
    _text(sheet, row + 2, 1, version)
    warning = N_("Not a decision of the funders: each rule rests on the sources of the sheets.")
    _text(sheet, row + 3, 1, translate(warning, language))
    _fit(sheet, [60, 90, 14])


def _title(sheet: Worksheet, plan: Plan, plans: Plans, language: Language) -> None:
    title = _text(sheet, 1, 1, translate(N_("Funding plan"), language))
    title.font, title.alignment = Font(name=FONT, bold=True, size=14), Alignment(wrap_text=False)
    made = translate(N_("{plan}, on {day}"), language, plan=plan_name(plan, language), day=day(plans.as_of, language))
    _text(sheet, 2, 1, made).alignment = Alignment(wrap_text=False)
    if not plan.draft.costs.divided:
        note = N_("The costs are not divided by use: each use is taken for an equal part.")
        _text(sheet, 3, 1, translate(note, language)).alignment = Alignment(wrap_text=False)


def _head(sheet: Worksheet, row: int, headings: list[str]) -> None:
    for column, heading in enumerate(headings, 1):
        if heading:
            cell = _text(sheet, row, column, heading)
            cell.alignment = Alignment(wrap_text=False)
            cell.font, cell.fill = BOLD, PatternFill("solid", fgColor="E6EEF2")


def _text(sheet: Worksheet, row: int, column: int, words: str) -> Cell:
    """Write words that stay words: what begins like a formula is none, and what no file may hold is left out."""
    cell = sheet.cell(row, column)
    assert isinstance(cell, Cell)
    cell.value = ILLEGAL_CHARACTERS_RE.sub("", words)
    cell.data_type = "s"
    cell.alignment = Alignment(wrap_text=True, vertical="top")
    cell.font = Font(name=FONT)
    return cell


def _number(sheet: Worksheet, row: int, column: int, value: float | str | date, pattern: str) -> None:
    cell = sheet.cell(row, column)
    cell.value, cell.number_format, cell.font = value, pattern, Font(name=FONT)
    cell.alignment = Alignment(vertical="top")


def _fit(sheet: Worksheet, widths: list[int]) -> None:
    """Set widths, rows as high as their words need, and print on the width of a page lying on its side."""
    for column, width in enumerate(widths, 1):
        sheet.column_dimensions[get_column_letter(column)].width = width
    for row, cells in enumerate(sheet.iter_rows(), 1):
        lines = [
            ceil(len(cell.value) / widths[cell.column - 1])
            for cell in cells
            if isinstance(cell.value, str) and cell.data_type == "s" and cell.alignment.wrap_text and cell.column <= len(widths)
        ]
        sheet.row_dimensions[row].height = LINE * max([1, *lines])
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = sheet.PAPERSIZE_LETTER
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
