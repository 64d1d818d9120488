"""What one cell says: dollars or a date, as people write them in French and in English."""

from __future__ import annotations

import re
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from functools import cache

from babel.dates import get_month_names

from matcher.budget_table.table import Cell
from matcher.document import InputError
from matcher.locale import BABEL_LOCALES, N_
from matcher.vocabulary.terms import fold

THOUSANDS = re.compile(r"\bk ?\$|\$ ?k\b|\bmilliers\b|\bthousands\b|\$ ?000\b|\(000\b|(?<![\d,.])(?<!\d )000 ?\$", re.IGNORECASE)
"""A heading of amounts under which 12 means 12 000."""
ALL_THOUSANDS = re.compile(r"\b(?:en|in) (?:milliers|thousands|k ?\$|\$ ?k|\$? ?000)|\((?:k ?\$|\$ ?k|\$? ?000)", re.IGNORECASE)
"""A line above the headings that says so of the whole table."""
AMOUNT = re.compile(
    r"(?:CA? ?\$|CAD|\$(?: ?CAD?)?)? ?(?P<number>\d[\d ,.]*?) ?(?P<scale>k|m|mille|thousand|millions?)?"
    r" ?(?:(?:de |of )?(?:\$(?: ?CAD?)?|CA? ?\$|CAD|dollars?))?",
    re.IGNORECASE,
)
NEGATIVE = re.compile(r"\$? ?\((?P<in_brackets>[^()]*)\) ?\$?|\$? ?[-−–] ?(?P<signed>.*)|(?P<signed_after>.*\d) ?[-−–]")
NOTHING = re.compile(r"\$? ?[-−–—] ?\$?")
"""How the accounting format of spreadsheets shows zero."""
SCALES = {"k": 3, "mille": 3, "thousand": 3, "m": 6, "million": 6, "millions": 6}
SHAPES = {
    re.compile(r"[1-9]\d{0,2}(?: \d{3})+(?:[.,]\d{1,2})?"): " ",
    re.compile(r"[1-9]\d{0,2}(?:,\d{3})+(?:\.\d{1,2})?"): ",",
    re.compile(r"[1-9]\d{0,2}(?:(?:\.\d{3})+,\d{1,2}|(?:\.\d{3}){2,})"): ".",
    re.compile(r"\d{1,15}(?:[.,]\d{1,2})?"): "",
    re.compile(r"\d{1,15}[.,]\d{4,20}|\d{4,15}[.,]\d{3}"): "",  # as a machine worked it out
}
"""How a number is written, and what parts its thousands. `1.234` is none of them: it may be one dollar or a thousand."""
MOST_DIGITS = 40
MOST_DOLLARS = 10**18
"""Beyond, a number is none of dollars; above 10**308 a whole one can no longer be compared with a float."""


def dollars(cell: Cell, file: str, *, thousands: bool = False) -> Decimal:
    """Return the amount in a cell, in dollars and cents, zero or more.

    Args:
        cell: a number, or words such as `1 234,56 $`, `$1,234.56`, `12 k$`, `1.2 million dollars`.
        file: the name of the file, for messages.
        thousands: whether the heading counts in thousands of dollars; an amount with its own `k` or `M` does not.

    Raises:
        InputError: it is below zero, no amount, or one that can be read in two ways.
    """
    text = cell.text
    if text.startswith("="):
        message = N_("this formula was not worked out")
        expected = N_("a file saved by a spreadsheet program, or the amount itself")
        raise InputError([cell.problem(file, message, expected=expected)])
    if isinstance(cell.value, (int, float)):
        value = Decimal(str(cell.value)) if abs(cell.value) < MOST_DOLLARS else None  # neither what is no number
    elif NOTHING.fullmatch(text):
        value = Decimal(0)
    else:
        value = _signed(text)
    if value is None:
        message, expected = N_("this is not an amount"), N_("one amount, such as 1 234,56 $ or $1,234.56")
        raise InputError([cell.problem(file, message, expected=expected)])
    if value < 0:
        raise InputError([cell.problem(file, N_("this amount is below zero"), expected=N_("an amount of zero or more"))])
    return value * 1000 if thousands and not _scaled(text) else value


def whole(amount: Decimal) -> int:
    """Return an amount in whole dollars; fifty cents go up."""
    return int(amount.to_integral_value(ROUND_HALF_UP))


def holds_number(cell: Cell) -> bool:
    """Whether a cell holds what could be an amount."""
    return isinstance(cell.value, (int, float)) or _signed(cell.text) is not None


def _scaled(text: str) -> bool:
    hit = AMOUNT.fullmatch(text)
    return bool(hit and hit["scale"])


def _signed(text: str) -> Decimal | None:
    negative = NEGATIVE.fullmatch(text)
    if negative and (inside := _amount(next(filter(None, negative.groups()), ""))) is not None:
        return -inside
    return _amount(text)


def _amount(text: str) -> Decimal | None:
    hit = AMOUNT.fullmatch(text) if len(text) <= MOST_DIGITS else None
    if not hit:
        return None
    number, scale = hit["number"], (hit["scale"] or "").casefold()
    between = next((between for shape, between in SHAPES.items() if shape.fullmatch(number)), None)
    if between is None or (scale and re.fullmatch(r"\d+,\d{3}", number)):  # 1,250 M$ is 1.25 in French, 1250 in English
        return None
    plain = number.replace(between, "") if between else number
    return Decimal(plain.replace(",", ".")).scaleb(SCALES.get(scale, 0))


@cache
def _months() -> dict[str, int]:
    """Return the months by their names and the shorter ones of calendars, in both languages."""
    return {
        fold(name): month
        for locale in BABEL_LOCALES.values()
        for width in ("wide", "abbreviated")
        for month, name in get_month_names(width, locale=locale).items()
    }


def as_date(cell: Cell) -> str:
    """Return a date as a profile writes it (2027, 2027-03, 2027-03-15), and what is no date as it stands.

    Read: `2027/3`, `03/2027`, `mars 2027`, `mars-27`, `15 mars 2027`, `March 15, 2027`, `15/03/2027`. `03/04/2027` is left as it
    stands, as it may be of March or of April.
    """
    text = cell.text
    if isinstance(cell.value, date):
        return text
    if hit := re.fullmatch(r"(\d{4})[-/. ](\d{1,2})(?:[-/. ](\d{1,2}))?(?:[T ]00:00(?::00)?)?", text):
        return _written(*hit.groups())
    if hit := re.fullmatch(r"(\d{1,2})[-/. ](\d{4})", text):
        return _written(hit[2], hit[1], None)
    if hit := re.fullmatch(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})", text):
        first, second = int(hit[1]), int(hit[2])
        if first > 12 or first == second:
            return _written(hit[3], hit[2], hit[1])
        return _written(hit[3], hit[1], hit[2]) if second > 12 else text
    if hit := re.fullmatch(r"(?:(\d{1,2})(?:er|st|nd|rd|th)?[ -])?([^\W\d_]{3,})[.]?[ -](?:(\d{1,2}),? )?(\d{4}|\d{2})", text):
        said = fold(hit[2])
        months = {month for name, month in _months().items() if name.startswith(said)} if said else set()
        if len(months) == 1 and not (hit[1] and hit[3]):
            return _written(hit[4] if len(hit[4]) == 4 else f"20{hit[4]}", str(months.pop()), hit[1] or hit[3])
    return text


def _written(year: str, month: str, day: str | None) -> str:
    return "-".join([year, month.zfill(2), *([day.zfill(2)] if day else [])])
