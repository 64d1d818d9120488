"""The verbs: each takes what a body asks and gives the document that the command of the same name prints."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from matcher import planning
from matcher.api.asked import AskBody, ExplainBody, IntakeBody, MatchBody, PlanBody, ProfileBody
from matcher.api.shelf import Loaded
from matcher.api.written import matches_written
from matcher.clock import today
from matcher.json_documents import draft_answer, explanation, notes, plans_of, program_called
from matcher.locale import Language
from matcher.questions import as_json as question_answer
from matcher.questions import next_question
from matcher.text.intake import read_paragraph


def match(loaded: Loaded, body: MatchBody, language: Language) -> bytes:
    """Answer as `matcher match` does."""
    matches = loaded.matcher.match(body, body.as_of or today(), any_window=body.any_window)
    return matches_written(matches, loaded.catalogue, language, body.top, notes(body, loaded.catalogue, language))


def explain(loaded: Loaded, body: ExplainBody, language: Language) -> dict[str, Any]:
    """Answer as `matcher explain` does."""
    program = program_called(loaded.catalogue, body.program, "program")
    matches = loaded.matcher.match(body, body.as_of or today(), any_window=body.any_window)
    return explanation(matches.find(program.id), matches, language) | _noted(loaded, body, language)


def ask(loaded: Loaded, body: AskBody, language: Language) -> dict[str, Any]:
    """Answer as `matcher ask` does."""
    question = next_question(loaded.matcher.match(body, body.as_of or today()))
    return question_answer(question, language) | _noted(loaded, body, language)


def plan(loaded: Loaded, body: PlanBody, language: Language) -> dict[str, Any]:
    """Answer as `matcher plan` does."""
    matches = loaded.matcher.match(body, body.as_of or today(), any_window=body.any_window)
    plans = plans_of(body.profile, matches, loaded.catalogue, body.prefer)
    return planning.as_json(plans, language) | _noted(loaded, body, language)


def intake(loaded: Loaded, body: IntakeBody, language: Language) -> dict[str, Any]:  # noqa: ARG001  # as the others
    """Answer as `matcher intake` does."""
    return draft_answer(read_paragraph(body.text, body.as_of or today()))


def _noted(loaded: Loaded, body: ProfileBody, language: Language) -> dict[str, list[str]]:
    """Return what the command says beside its document, on the other output."""
    return {"notes": notes(body, loaded.catalogue, language)}


@dataclass(frozen=True)
class Verb:
    """One address to send a body to: its answer is a document, or one that is written already.

    `slow` ones wait for each other, and for nobody else; `brief` ones take less time than it takes to hand them to a thread.
    """

    name: str
    body: type[Any]
    answer: Callable[[Loaded, Any, Language], dict[str, Any] | bytes]
    summary: str
    slow: bool = False
    brief: bool = False


VERBS = (
    Verb("match", MatchBody, match, "Say which programs fit a profile, in order, and why.", brief=True),
    Verb("explain", ExplainBody, explain, "Say why one program is open to a profile, closed to it, or still to confirm."),
    Verb("ask", AskBody, ask, "Say which question is worth most now, and what each answer would settle."),
    Verb("intake", IntakeBody, intake, "Read what a paragraph says: a draft profile, with the words each answer came from."),
    Verb(
        "plan", PlanBody, plan, "Make funding plans: sources and uses that add up, inside every rule of every program.", slow=True
    ),
)
