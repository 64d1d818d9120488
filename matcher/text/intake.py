"""From one paragraph to a draft profile: every fact found, with the words that it came from and how sure the reading is.

What is not sure enough is shown and not used: the profile holds only findings of confidence `SURE` and more.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from itertools import islice
from typing import Any

import yaml
from pydantic import ValidationError

from matcher.document import InputError, Problem
from matcher.locale import N_
from matcher.profile import ATTRIBUTES, SECTIONS, Profile
from matcher.text.amounts import Amount, counted, money
from matcher.text.phrases import Reading
from matcher.vocabulary.terms import fold, vocabulary
from matcher.vocabulary.territory import territory

MOST_LETTERS = 20_000
"""As long as the description of a project may be."""
MOST_NAMES, MOST_READINGS, LONGEST_PLACE = 200, 24, 200
"""Names in capitals that are looked up, in how many ways each, and how long one may be: each costs time."""
NOT_LETTERS = dict.fromkeys([0, *range(0xD800, 0xE000)], "\ufffd")
"""NUL and halves of a character, which no file and no database holds: they are shown as what cannot be read."""
SURE = 0.7
"""The confidence from which a finding is used."""

SEVERAL = ("uses",)
LONGEST_NAME = 6


@dataclass(frozen=True)
class Finding:
    """One fact read in a paragraph: a value as a profile file writes it, the words behind it, and a confidence from 0 to 1."""

    attribute: str
    value: Any
    words: str
    confidence: float

    @property
    def sure(self) -> bool:
        return self.confidence >= SURE


PLACES = ("municipality", "mrc", "region")


@dataclass(frozen=True)
class Draft:
    """A paragraph and all that was found in it."""

    text: str
    found: tuple[Finding, ...]

    def raw(self, kept: Collection[Finding] | None = None) -> dict[str, Any]:
        """Return the profile as a file would hold it: the description, and what was kept, or else what is sure.

        Of several places the narrowest stands: the others may be where it sells.
        """
        raw: dict[str, dict[str, Any]] = {"enterprise": {}, "project": {"description": self.text} if self.text else {}}
        for finding in self.found:
            if finding not in kept if kept is not None else not finding.sure:
                continue
            section = raw[SECTIONS.get(finding.attribute, "enterprise")]
            if finding.attribute in ATTRIBUTES and ATTRIBUTES[finding.attribute].kind == "choices":
                section.setdefault(finding.attribute, []).append(finding.value)
            else:
                section.setdefault(finding.attribute, finding.value)
        for wider in [kind for kind in PLACES if kind in raw["enterprise"]][1:]:
            del raw["enterprise"][wider]
        return {name: section for name, section in raw.items() if section}

    def profile(self, kept: Collection[Finding] | None = None) -> Profile:
        """Return the same as a profile."""
        return Profile.model_validate(self.raw(kept))


def read_paragraph(text: str, as_of: date) -> Draft:
    """Read what a paragraph in French or English says of an enterprise and its project, as of a day ("for forty years").

    Raises InputError where it is longer than the description of a project may be.
    """
    if len(text) > MOST_LETTERS:
        raise InputError(
            [Problem("", 1, 1, "", N_("the text is too long"), found=f"{len(text):_}", expected=f"<= {MOST_LETTERS:_}")]
        )
    text = text.translate(NOT_LETTERS)
    reading = Reading(text)
    found = [
        *(pays := list(_signs(reading))),
        *_sectors(reading, [finding.words for finding in pays if finding.attribute in SEVERAL]),
        *_served(reading),
        *_place(text),
        *_money(text),
        *_people(text),
        *_founded(text, as_of),
        *_own_share(text),
    ]
    return Draft(text.strip(), tuple(filter(_answers, found)))


def _answers(finding: Finding) -> bool:
    """Whether a profile takes the finding: *12 000 000 000 employees* or *founded 9 999 years ago* is no answer."""
    several = finding.attribute in ATTRIBUTES and ATTRIBUTES[finding.attribute].kind == "choices"
    value = [finding.value] if several else finding.value
    try:
        Profile.model_validate({SECTIONS.get(finding.attribute, "enterprise"): {finding.attribute: value}})
    except ValidationError:
        return False
    return True


# --- Terms ------------------------------------------------------------------------------------------------------------


@cache
def signs() -> dict[str, dict[str, list[str]]]:
    """Return the phrases of signs.yaml: attribute, then term."""
    text = files("matcher.text").joinpath("signs.yaml").read_text(encoding="utf-8")
    read: dict[str, Any] = yaml.CSafeLoader(text).get_single_data()
    lists = {f"<{name}>": "|".join(words.split()) for name, words in read.pop("words").items()}
    return {
        attribute: {term: [_spelled_out(phrase, lists) for phrase in phrases] for term, phrases in terms.items()}
        for attribute, terms in read.items()
    }


def _spelled_out(phrase: str, lists: Mapping[str, str]) -> str:
    for name, words in lists.items():
        phrase = phrase.replace(name, words)
    return phrase


CONFIDENCE = {"legal_form": 0.9, "uses": 0.8, "tenure": 0.7, "stage": 0.6}
"""A stage is a way of speaking; it is offered and not used."""


def _signs(reading: Reading) -> Iterator[Finding]:
    for attribute, terms in signs().items():
        for code, phrases in terms.items():
            hit = next((words for phrase in phrases if (words := reading.find(phrase))), None)
            if hit:
                yield Finding(attribute, code, hit, CONFIDENCE[attribute])
                if attribute not in SEVERAL:
                    break


@cache
def _names(name: str) -> dict[str, str]:
    """Return the terms of a vocabulary by every name, in the singular, those of one term only."""
    found: dict[str, set[str]] = {}
    for term in vocabulary(name).values():
        for words in (term.fr, term.en, *(w for listed in term.synonyms.values() for w in listed)):
            found.setdefault(_singular(fold(words)), set()).add(term.code)
    return {words: codes.pop() for words, codes in found.items() if len(codes) == 1}


def _singular(words: str) -> str:
    return " ".join(word[:-1] if len(word) > 3 and word[-1] in "sx" else word for word in words.split())


def _named(reading: Reading, name: str) -> dict[str, str]:
    """Return the terms that a text names, with the words; a longer name hides those inside it."""
    found: dict[str, str] = {}
    taken: list[str] = []
    for folded, words in reading.sequences(LONGEST_NAME):
        code = _names(name).get(_singular(folded))
        if code and not any(f" {folded} " in f" {longer} " for longer in taken):
            taken.append(folded)
            found.setdefault(code, words)
    return found


def _sectors(reading: Reading, said_otherwise: list[str]) -> Iterator[Finding]:
    """Sectors that are named; a word that says what the money pays for (*an immeuble to buy*) is only offered."""
    for code, words in _named(reading, "sectors").items():
        yield Finding("sector", code, words, 0.6 if any(words in other for other in said_otherwise) else 0.75)


def _served(reading: Reading) -> Iterator[Finding]:
    """Groups that are named: served more often than leading, and never known to be all of them, so always to be looked at."""
    for code, words in _named(reading, "groups").items():
        yield Finding("serves", code, words, 0.6)


# --- Place ------------------------------------------------------------------------------------------------------------

CAPITAL = r"[A-ZÀ-ÖØ-Þ][\w’'-]*"
PROPER = re.compile(
    rf"(?<!\w)(?!(?:MRC|RCM|CPE|OBNL|OSBL|Ville|City)\b){CAPITAL}(?:(?: |-)(?:de |du |des |la |le |les |l['’]|d['’]|sur |sous |en |of |the )*{CAPITAL})*"
)
AT = re.compile(r"(?:\b(?:à|a|in|at|near|from|vers|ville de|city of|située? à|établie?s? à|based in) )$", re.IGNORECASE)
OF = re.compile(r"(?:\b(?:de|of|du|près de) |\bd['’])$", re.IGNORECASE)
HOLDERS = {
    "mrc": re.compile(r"\b(?:MRC|RCM)(?: de la| des| de| du|) (?:d['’]|l['’])?$"),
    "region": re.compile(
        r"(?:\b(?:en|dans la région de la|dans la région de|région de|in|dans les|dans le|au|aux|de la|du|des) )$", re.IGNORECASE
    ),
}
THE_CITY = re.compile(r"\b(?:à|ville de) $", re.IGNORECASE)
"""What stands before *Québec* where it is the city and not the province."""


def _place(text: str) -> Iterator[Finding]:
    """The municipality, MRC or region that is named exactly; two towns, or a name that several have, are to be looked at."""
    towns: dict[str, tuple[float, str | None]] = {}
    for hit in islice(PROPER.finditer(text), MOST_NAMES):
        for name, before in islice(_shorter(hit), MOST_READINGS):
            holder = next((kind for kind, head in HOLDERS.items() if head.search(before) and _only(name, kind)), None)
            if holder == "mrc" or (holder and not _only(name, "municipality")):
                yield Finding(holder, name, name, 0.75)
                break
            found = territory().resolve(name, kind="municipality")
            town = found.places[0].fr if found.exact and len(found.places) == 1 else None
            unclear = found.exact and len(found.places) > 1
            saint = not found.places and name.startswith("Saint") and bool(AT.search(before) or OF.search(before))
            if town or unclear or saint:
                if fold(name) != "quebec" or THE_CITY.search(before):
                    towns.setdefault(name, (0.9 if AT.search(before) else 0.75 if OF.search(before) else 0.5, town))
                break
    best = max((said for said, _ in towns.values()), default=0.0)
    alone = sum(said == best for said, _ in towns.values()) == 1
    for name, (said, town) in towns.items():
        if town:
            yield Finding("municipality", town, name, said if alone and said == best else min(said, 0.5))


def _shorter(hit: re.Match[str]) -> Iterator[tuple[str, str]]:
    """Yield a proper name, then what is left of it without its last or first words, each with the text before it."""
    text, name = hit.string, hit[0]
    if len(name) > LONGEST_PLACE:
        return
    yield name, text[: hit.start()]
    for gap in reversed(list(re.finditer(" ", name))):
        yield name[: gap.start()], text[: hit.start()]
        yield name[gap.end() :], text[: hit.start() + gap.end()]


def _only(name: str, kind: str) -> bool:
    found = territory().resolve(name, kind=kind)
    return found.exact and len(found.places) == 1


# --- Numbers ----------------------------------------------------------------------------------------------------------

OWN = r"mise de fonds|mettons|apport|avons amass|avons mis de c|pouvons mettre|notre contribution|de nos poches|put in|own contribution|have saved|of our own"
REVENUE = r"chiffre d.affaires|revenus?\b|ventes annuelles|revenue|turnover|annual sales"
COST = r"co[uû]t|projet|budget|investissement|total|évalué|estim|cost|project|investment|worth|valued"
SOUGHT = r"cherch|besoin|demand|manque|seek|need|looking for|ask|subvention|prêt|grant|loan|reçu|obtenu|received"
CLAUSE = re.compile(r"[.;!?\n]")


def _money(text: str) -> Iterator[Finding]:
    """Each amount by the word nearest to it in its sentence; what is sought is not what it costs; one alone is likely the cost."""
    amounts = money(text)
    for amount in amounts:
        kinds = {"own_contribution": OWN, "annual_revenue": REVENUE, "total_cost": COST, "sought": SOUGHT}
        distance = {kind: gap for kind, words in kinds.items() if (gap := _gap(text, amount, words)) is not None}
        kind = min(distance, key=lambda kind: distance[kind], default="total_cost")
        value = round(amount.value)
        if kind == "sought":
            yield Finding("total_cost", value, amount.words, 0.5)
        else:
            yield Finding(kind, value, amount.words, 0.85 if kind in distance else 0.7 if len(amounts) == 1 else 0.6)


def _gap(text: str, amount: Amount, words: str) -> int | None:
    """Return how many characters lie between an amount and the nearest of some words in its sentence; a word before counts more."""
    start = max((hit.end() for hit in CLAUSE.finditer(text, 0, amount.start)), default=0)
    end = next((hit.start() for hit in CLAUSE.finditer(text, amount.end)), len(text))
    gaps = [amount.start - start - hit.end() for hit in re.finditer(words, text[start : amount.start], re.IGNORECASE)]
    gaps += [2 * hit.start() for hit in re.finditer(words, text[amount.end : end], re.IGNORECASE)]
    return min(gaps, default=None)


EMPLOYEES = r"\b(?:employ[ée]e?s|salari[ée]e?s|travailleu(?:rs|ses)|employees|workers|staff)\b"
TO_COME = re.compile(r"(?:cré|embauch|engag|recrut|hire|creat|ajout|add|form)[\w]*(?: [\w']+){0,3} $", re.IGNORECASE)


EMPLOYS = re.compile(r"(?:emploi|employ|avons une équipe de |team of )[\w]*(?: [\w']+){0,2} $", re.IGNORECASE)


def _people(text: str) -> Iterator[Finding]:
    people = (number for number in counted(text, r"\b(?:personnes|people)\b") if EMPLOYS.search(text[: number.start]))
    for number in (*counted(text, EMPLOYEES), *people):
        if not TO_COME.search(text[: number.start]):
            yield Finding("employees", round(number.value), number.words, 0.8)
            return


SINCE = re.compile(
    r"(?:fond|cré|établi|constitu|incorpor|exist|depuis|since|found|creat|establish|set up|n[ée]e? )[\w]*(?: [\w']+){0,2} (?:en |in )?(?P<year>(?:18|19|20)\d\d)\b",
    re.IGNORECASE,
)
YEARS = r"\b(?:ans d['’]existence|ans\b(?= (?:cette|l['’]année|déjà))|years old)"
FOR_YEARS = re.compile(
    r"(?:existe|active?|opère|exists?|operating|running|been around)[\w ]{0,20} (?:depuis|for|since) $", re.IGNORECASE
)


def _founded(text: str, as_of: date) -> Iterator[Finding]:
    if said := SINCE.search(text):
        yield Finding("founded", int(said["year"]), said[0], 0.85)
        return
    aged = [*counted(text, YEARS)]
    aged += [age for age in counted(text, r"\b(?:ans|years)\b") if FOR_YEARS.search(text[: age.start])]
    for age in aged[:1]:
        yield Finding("founded", as_of.year - round(age.value), age.words, 0.75)


SHARE = re.compile(
    r"(?P<share>\d{1,3}(?:[.,]\d)?)[ \u00a0\u202f]?(?:%|pour cent|percent) (?:de nos|de ses|des|du|de notre|of our|of its|of)(?: [\w'’]+){0,2} (?:revenus?|chiffre d.affaires|budget|revenue|income)"
    r"(?: [\w'’]+){0,4} (?:ventes?|autonomes?|tarifs?|clients?|sales|fees|earned)",
    re.IGNORECASE,
)


def _own_share(text: str) -> Iterator[Finding]:
    if said := SHARE.search(text):
        share = float(said["share"].replace(",", ".")) / 100
        if share <= 1:
            yield Finding("own_revenue_share", share, said[0], 0.8)
