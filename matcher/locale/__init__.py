"""What people read, in French and English: translated sentences, money, shares, dates and lists.

Sentences are written in English where they are used and translated in `fr.po`; labels of vocabulary terms and the texts
of programs carry both languages themselves.
"""

from __future__ import annotations

from datetime import date, datetime
from functools import cache, lru_cache
from importlib.resources import files
from io import BytesIO
from typing import Literal, get_args

from babel.dates import format_date, format_time
from babel.lists import format_list
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po
from babel.numbers import format_currency, format_decimal, format_percent

Language = Literal["fr", "en"]
LANGUAGES: tuple[Language, ...] = get_args(Language)
BABEL_LOCALES: dict[Language, str] = {"fr": "fr_CA", "en": "en_CA"}
# Babel reads the name of a locale anew each time, and a list of programs writes the same amounts, days and lists over and over.
_written_once = lru_cache(maxsize=10_000)


def N_(message: str) -> str:
    """Mark `message` for translation where it is declared; it is translated where it is shown."""
    return message


class Sentence(str):
    """Words that are translated themselves where they fill a placeholder of another sentence."""

    __slots__ = ()


@cache
def french() -> Catalog:
    """Return the French catalogue of sentences."""
    return read_po(BytesIO(files(__package__).joinpath("fr.po").read_bytes()), locale="fr_CA")


@cache
def _in_french() -> dict[str, str]:
    """Return the French sentences by the English ones: babel takes ten times as long to find one, and a list asks for hundreds."""
    return {entry.id: entry.string for entry in french() if isinstance(entry.id, str) and isinstance(entry.string, str)}


def translate(message: str, language: Language, /, **values: object) -> str:
    """Return `message` in `language` with `{placeholders}` filled in; English where no translation exists."""
    text = (_in_french().get(message) or message) if language == "fr" else message
    if not values:
        return text
    said = {name: translate(value, language) if isinstance(value, Sentence) else value for name, value in values.items()}
    return text.format(**said)


def translate_count(one: str, many: str, count: int, language: Language, **values: object) -> str:
    """Return the form of a sentence that agrees with `count`, which fills `{count}`. French counts zero as one does one."""
    singular = count < 2 if language == "fr" else count == 1
    return translate(one if singular else many, language, count=number(count, language), **values)


@_written_once
def money(dollars: int, language: Language) -> str:
    """Write whole dollars as people do: `250 000 $`, `$250,000`."""
    pattern = "#,##0\u00a0¤" if language == "fr" else "¤#,##0"
    return format_currency(dollars, "CAD", format=pattern, locale=BABEL_LOCALES[language], currency_digits=False)


@_written_once
def number(value: float, language: Language) -> str:
    """Write a number with the separators of `language`."""
    return format_decimal(value, locale=BABEL_LOCALES[language])


@_written_once
def share(value: float, language: Language) -> str:
    """Write a share of 1 as a percentage: `80 %`, `80%`."""
    return format_percent(value, locale=BABEL_LOCALES[language], format="#,##0.#\u00a0%" if language == "fr" else "#,##0.#%")


@_written_once
def day(value: date, language: Language) -> str:
    """Write a date in words: `23 novembre 2026`, `1er décembre 2026`, `November 23, 2026`."""
    text = format_date(value, format="long", locale=BABEL_LOCALES[language])
    return f"1er{text[1:]}" if language == "fr" and value.day == 1 else text


def hour(value: datetime, language: Language) -> str:
    """Write a time of the day: `14 h 02`, `2:02 p.m.`."""
    return format_time(value, format="short", locale=BABEL_LOCALES[language])


@_written_once
def month(value: date, language: Language) -> str:
    """Write the month of a date in words: `septembre 2026`, `September 2026`."""
    return format_date(value, format="MMMM y", locale=BABEL_LOCALES[language])


def either(items: list[str], language: Language) -> str:
    """Join `items` with commas and *or*."""
    return _listed(tuple(items), "or", language)


def together(items: list[str], language: Language) -> str:
    """Join `items` with commas and *and*."""
    return _listed(tuple(items), "standard", language)


@_written_once
def _listed(items: tuple[str, ...], style: Literal["or", "standard"], language: Language) -> str:
    return format_list(items, style=style, locale=BABEL_LOCALES[language])
