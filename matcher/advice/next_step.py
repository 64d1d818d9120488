"""What comes next: whether applications are taken, and what to do first."""

from __future__ import annotations

import re

from matcher.advice.wording import LONGEST, ended, inside
from matcher.locale import N_, Language, day, month, together, translate
from matcher.program import Approach, Program
from matcher.sheet import Sheet
from matcher.window import Window

FIRST_ONLY = re.compile(r";\s|\.\s(?=[A-ZÀ-Ý])|,\s(?:puis|et ensuite|then|and then)\s")
"""Where the first of several things to do ends."""
INFINITIVE = re.compile(r"(?:S'|Se )?[A-ZÀ-Ýa-z]\w*(?:er|ir|re)\b")
NO_INFINITIVE = frozenset({"Autre", "Votre", "Notre", "Premier", "Dernier"})
UNLIKE_BEGINNING = re.compile(r"S'|Se |(?:Attendre|Guetter|Surveiller)\b|.*\b(?:sa|son|ses)\b")
"""What *commencez par* does not suit: verbs of waiting, and what is said of oneself in the third person."""
SAID_TWICE = re.compile(r"^First,? |^(\w+) (?:d'abord|first)\b")
"""*First*, in either language, which the sentence says already."""

WAYS_IN: dict[Approach, str] = {
    "call_first": N_("talk to the provider first"),
    "open_call": N_("applications are taken in calls only"),
    "by_invitation": N_("only organizations that the provider invites can apply"),
    "through_intermediary": N_("the application goes through another organization"),
    "no_application": N_("there is no application to make"),
}
"""What to know where the sheet lists no steps, or where no step of the applicant's opens the door."""


def next_step(sheet: Sheet, language: Language) -> str:
    """Return the state of intake with the first thing to do."""
    dates = _dates(sheet.window, language)
    if sheet.window.state == "closed":
        return ended(dates)
    for step in _first_steps(sheet.program, sheet.window, language):
        sentence = ended(translate(N_("{dates}; {step}"), language, dates=dates, step=step))
        if len(sentence) <= LONGEST:
            return sentence
    return ended(dates)


def _dates(window: Window, language: Language) -> str:
    """Say whether applications are taken, as a clause."""
    if window.state == "open" and window.closes:
        if window.days_left == 0:
            return translate(N_("applications are taken until the end of the day"), language)
        return translate(N_("applications are taken until {day}"), language, day=day(window.closes, language))
    if window.state == "open":
        taken = N_("applications are taken all year") if window.continuous else N_("applications are being taken now")
        return translate(taken, language)
    if window.state == "upcoming" and window.opens:
        return translate(N_("applications open on {day}"), language, day=day(window.opens, language))
    if window.state == "closed":
        return translate(N_("this program takes no more applications"), language)
    if window.state == "unknown":
        return translate(N_("application dates are not known"), language)
    if window.expected:
        years = together([str(year) for year in window.expected.years], language)
        around = month(window.expected.month, language)
        text = N_("no call is open now, and by those of {years} the next may come around {month}")
        return translate(text, language, years=years, month=around)
    if window.closes:
        return translate(N_("no call is open now (the last one ended on {day})"), language, day=day(window.closes, language))
    return translate(N_("no call is open now, and the date of the next is not known"), language)


def _first_steps(program: Program, window: Window, language: Language) -> list[str]:
    """Return ways of saying the first thing to do, the fullest first; the phone is said where to call is the way in."""
    phone = program.apply.phone if program.apply and program.approach == "call_first" else None
    if program.approach == "by_invitation" or program.apply is None or not program.apply.steps:
        if phone:
            return [translate(N_("begin by calling {phone}"), language, phone=phone)]
        way = WAYS_IN.get(program.approach) if program.approach else None
        return [translate(way, language)] if way and (program.approach != "open_call" or window.state == "unknown") else []
    step = program.apply.steps[0]
    french, english = _first_of(step.fr), _first_of(step.en)
    said = [_begun(french, english, language)]
    if phone and phone not in french:
        said.insert(0, translate(N_("{step} (phone: {phone})"), language, step=said[0], phone=phone))
    return said


def _first_of(words: str) -> str:
    """Return the first of several things to do, without what follows it; parentheses stay whole."""
    ends = (end.start() for end in FIRST_ONLY.finditer(words))
    whole = (end for end in ends if words.count("(", 0, end) == words.count(")", 0, end))
    return words[: next(whole, None)].rstrip(".")


def _begun(french: str, english: str, language: Language) -> str:
    """Return a first step as the end of a sentence: a thing to do where it is an infinitive in French, else a remark."""
    words, other = (french, english) if language == "fr" else (english, french)
    began = (french.split(maxsplit=1)[0], english.split(maxsplit=1)[0])
    to_do = INFINITIVE.match(french) is not None and began[0] not in NO_INFINITIVE and not began[1].endswith("ing")
    if not to_do:
        return inside(words, other)
    if language == "en":
        return translate(N_("first, {step}"), language, step=inside(SAID_TWICE.sub(r"\1", words), french))
    frame = N_("first comes this: {step}") if UNLIKE_BEGINNING.match(french) else N_("first, {step}")
    return translate(frame, language, step=inside(SAID_TWICE.sub(r"\1", words), other))
