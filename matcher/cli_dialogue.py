"""The questions of `matcher catalogue new`: each is asked until its answer can stand in a program file."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from datetime import date
from typing import get_args

import typer

from matcher.catalogue import FAMILIES, Catalogue, Provider
from matcher.curation.drafting import Draft
from matcher.locale import N_, Language, translate
from matcher.vocabulary.terms import vocabulary

Check = Callable[[str], str | None]
"""Returns what is wrong with an answer, or None."""
ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
ADDRESS = re.compile(r"https?://\S+")
KINDS = get_args(Provider.model_fields["kind"].annotation)


class Dialogue:
    """Asks in one language, and again until an answer is right."""

    def __init__(self, language: Language) -> None:
        self.language = language

    def ask(self, question: str, wrong: Check = lambda _: None) -> str:
        """Return the first answer with which nothing is wrong."""
        while True:
            answer: str = typer.prompt(translate(question, self.language)).strip()
            problem = wrong(answer) if answer else translate(N_("an answer is needed"), self.language)
            if problem is None:
                return answer
            typer.echo(problem, err=True)

    def ask_both(self, french: str, english: str) -> dict[str, str]:
        """Return an answer in each language."""
        return {"fr": self.ask(french), "en": self.ask(english)}

    def id_form(self, answer: str) -> str | None:
        """Say what an id looks like, if this is none."""
        return None if ID.fullmatch(answer) else translate(N_("small letters, digits and hyphens"), self.language)


def among(words: Collection[str]) -> Check:
    """Return a check that every word of an answer, between spaces, is one of `words`."""
    return lambda answer: None if set(answer.split()) <= set(words) else ", ".join(words)


def ask_program(catalogue: Catalogue, today: date, language: Language) -> tuple[Draft, Provider | None]:
    """Ask for the first facts of a program, and for its provider where `providers.yaml` has none of that id."""
    dialogue = Dialogue(language)

    def new_id(answer: str) -> str | None:
        taken = translate(N_("another program has this id"), language) if answer in catalogue else None
        return dialogue.id_form(answer) or taken

    program_id = dialogue.ask(N_("Id of the program (small letters, digits, hyphens)"), new_id)
    family = dialogue.ask(
        N_("Family (government, solidarity_finance, impact_investor, foundation or technical_assistance)"), among(FAMILIES)
    )
    name = dialogue.ask_both(N_("Name in French"), N_("Name in English"))
    provider = dialogue.ask(N_("Id of the provider"), dialogue.id_form)
    fresh = None if provider in catalogue.providers else _ask_provider(dialogue)
    instruments = dialogue.ask(
        N_("Types of aid, by code, with spaces between (grant loan service …)"), among(vocabulary("instruments"))
    )
    summary = dialogue.ask_both(N_("One sentence in French: what it pays, for whom"), N_("The same in English"))
    url = dialogue.ask(N_("Address of the page you read"), lambda answer: None if ADDRESS.fullmatch(answer) else "https://…")
    return Draft(program_id, family, name, provider, tuple(instruments.split()), summary, url, today), fresh


def _ask_provider(dialogue: Dialogue) -> Provider:
    name = dialogue.ask_both(N_("This provider is new. Its name in French"), N_("Its name in English"))
    kind = dialogue.ask(N_("Its kind (government, municipal, cooperative, nonprofit, foundation, fund …)"), among(KINDS))
    level = dialogue.ask(
        N_("Whose money it hands out (federal, provincial, municipal, mrc, indigenous or private)"), among(vocabulary("levels"))
    )
    return Provider.model_validate({"name": name, "kind": kind, "level": level, "public_money": "unknown"})
