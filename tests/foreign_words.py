"""Sentences of the other language, found in what a person is shown."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from functools import cache
from typing import Any

from google.protobuf.message import Message
from streamlit.testing.v1 import AppTest

from matcher.catalogue import load_catalogue
from matcher.locale import Language, french
from matcher.quality import measured
from matcher.vocabulary.territory import territory

FUNCTION_WORDS: dict[Language, frozenset[str]] = {
    "fr": frozenset(
        [
            "le",
            "la",
            "les",
            "des",
            "du",
            "une",
            "est",
            "sont",
            "dans",
            "avec",
            "qui",
            "que",
            "vous",
            "votre",
            "vos",
            "nous",
            "notre",
            "cette",
            "ces",
            "ou",
            "et",
            "au",
            "aux",
            "par",
            "pas",
            "ne",
            "se",
            "sa",
            "ses",
            "leur",
            "leurs",
            "elle",
            "ils",
            "être",
            "avoir",
            "fait",
            "peut",
            "doit",
            "aucun",
            "aucune",
            "chaque",
            "selon",
            "sans",
            "entre",
            "pour",
            "sur",
        ]
    ),
    "en": frozenset(
        [
            "the",
            "of",
            "and",
            "with",
            "is",
            "are",
            "you",
            "your",
            "which",
            "from",
            "by",
            "not",
            "this",
            "these",
            "its",
            "it",
            "be",
            "has",
            "have",
            "was",
            "will",
            "can",
            "must",
            "each",
            "any",
            "without",
            "between",
            "their",
            "they",
            "what",
            "when",
            "who",
            "to",
            "in",
            "that",
            "or",
            "for",
            "at",
        ]
    ),
}
"""Short words that one language uses in nearly every sentence and the other does not have."""
LEFT_OUT = re.compile(
    r"https?://\S+|`[^`]*`|<[^>]+>|:material/\w+:|\b[\w.-]+@[\w.-]+\b"  # addresses, code and marks
    r"|« ?[^»]* ?»|“[^”]*”|\"[^\"]*\"|\([^()]{0,80}\b(?:French|anglais)\b[^()]{0,80}\)"  # words quoted from a source
)
WORD = re.compile(r"[^\W\d_]+(?:['’])?")
SCRIPT = re.compile(r"\s*(<script|$)")
NOT_READ = frozenset(
    [
        "id",
        "key",
        "icon",
        "content_icon",
        "type",
        "form_id",
        "tag",
        "page",
        "page_script_hash",
        "query_string",
        "column_order",
        "deferred_file_id",
        "theme",
        "format",
        "url_path",
        "max_upload_size_mb",
        "name",
    ]
)
"""Fields of the messages of Streamlit that nobody reads."""


MISSET: dict[Language, re.Pattern[str]] = {
    "fr": re.compile(
        r"(?<=[\w)])[ \t]+(?=[:;!?»%$](?:\s|$))"  # a plain space, or any before ; ! ?
        r"|(?<=[^\W\d]):(?=\s|$)|(?<=\d)[%$]"  # no space at all before a colon, % or $
        r"|« |(?<=«)[^\s]|[^\s](?=»)"
        r"|\$\s?\d|\d,\d{3}\b(?!\s?M\$)|\d \d{3}\b"  # amounts and thousands as in English
        r"|“|\s\"\w"
    ),
    "en": re.compile(r"\w[ \u00a0][:;!?%](?:\s|$)|\d[ \u00a0]?\$|«|\d[ \u00a0]\d{3}\b"),
}
"""What is not written in Québec: a plain space before a mark or a sign, figures and quotes of the other language."""
NOT_SET = re.compile(r"\]\([^)]*\)|https?://\S+|`[^`]*`|<[^>]+>|:material/\w+:|\b1 \d{3} \d{3}-\d{4}|^ *\w+:.*$", re.MULTILINE)
"""Addresses, code, telephones and lines of YAML."""


def misset(texts: Iterable[str], language: Language) -> list[str]:
    """Return the texts whose marks and figures are not set as people of Québec do in `language`."""
    return sorted(
        {text for text in texts if MISSET[language].search(NOT_SET.sub("", re.sub(r"\\(.)", r"\1", text).replace("*", "")))}
    )


def plain(text: str) -> str:
    """Return a text without the marks of Markdown, on one line, with plain spaces."""
    return " ".join(re.sub(r"\\(.)", r"\1", text).replace("*", "").split())


@cache
def names() -> re.Pattern[str]:
    """Find the names of programs, organisations and places: they stay in the language that their owner gave them."""
    catalogue = load_catalogue()
    known = {
        text for owned in (*catalogue.programs.values(), *catalogue.providers.values()) for text in (owned.name.fr, owned.name.en)
    }
    known |= {name for place in territory().values() for name in (place.fr, place.en)} | {
        name for one in catalogue.values() for name in one.former_names
    }
    known |= set(measured()["outside"])
    return re.compile("|".join(re.escape(plain(name)) for name in sorted(known, key=len, reverse=True)))


@cache
def pairs() -> dict[Language, frozenset[str]]:
    """Return, for each language, the whole texts that are written in it and differently in the other."""
    both = [(str(entry.string), str(entry.id)) for entry in french() if entry.id and entry.string]
    catalogue = load_catalogue()
    written: list[Any] = [program.model_dump(mode="json") for program in catalogue.programs.values()]
    both.extend(texts_in_both(written))
    french_ones, english_ones = ({plain(one) for one in side} for side in zip(*both, strict=True))
    return {"fr": frozenset(french_ones - english_ones), "en": frozenset(english_ones - french_ones)}


def texts_in_both(value: Any) -> Iterator[tuple[str, str]]:
    """Yield every text in both languages that a value holds."""
    if isinstance(value, dict):
        if isinstance(value.get("fr"), str) and isinstance(value.get("en"), str):
            yield value["fr"], value["en"]
        else:
            for part in value.values():
                yield from texts_in_both(part)
    elif isinstance(value, list):
        for part in value:
            yield from texts_in_both(part)


def foreign(texts: Iterable[str], language: Language) -> list[str]:
    """Return the texts that are not in `language`: whole ones known in the other, and lines with more of its short words."""
    other: Language = "en" if language == "fr" else "fr"
    return sorted({line for text in texts for line in text.splitlines() if _is_foreign(plain(line), language, other)})


def _is_foreign(line: str, language: Language, other: Language) -> bool:
    if line in pairs()[other] and not line.isupper() and not names().fullmatch(line):
        return True
    words = [word.casefold() for word in WORD.findall(LEFT_OUT.sub(" ", names().sub(" ", line)))]
    theirs, ours = (sum(word in FUNCTION_WORDS[one] for word in words) for one in (other, language))
    return theirs >= 2 and theirs > ours


def shown(app: AppTest) -> list[str]:
    """Return every text of a page that a person can read or hear: labels, helps, options, tables, charts and their alternatives."""
    return [text for node in _nodes(app._tree) for text in _strings(getattr(node, "proto", None)) if not SCRIPT.match(text)]


def _nodes(node: Any) -> Iterator[Any]:
    yield node
    for child in getattr(node, "children", {}).values():
        yield from _nodes(child)


def _strings(message: Any) -> Iterator[str]:
    if isinstance(message, Message):
        for field, value in message.ListFields():
            if field.name not in NOT_READ:
                for one in value if field.is_repeated else [value]:
                    yield from _strings(one)
    elif isinstance(message, str):
        try:
            inside = json.loads(message) if message.startswith("{") else None
        except ValueError:
            inside = None
        yield from _leaves(inside) if isinstance(inside, dict) else [message]


def _leaves(value: Any) -> Iterator[str]:
    """Yield the sentences of the description of a chart or of the columns of a table: what has a space, or a title."""
    if isinstance(value, dict):
        for key, part in value.items():
            if isinstance(part, str) and key in {"label", "title", "help", "text", "placeholder", "description"}:
                yield part
            else:
                yield from _leaves(part)
    elif isinstance(value, list):
        for part in value:
            yield from _leaves(part)
