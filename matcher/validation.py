"""From a YAML document to a checked model: every pydantic finding said with its place, what was found and what was expected."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from types import UnionType
from typing import Annotated, Any, TypeVar, Union, get_args, get_origin

from pydantic import BaseModel, RootModel, ValidationError
from pydantic_core import ErrorDetails, PydanticCustomError
from rapidfuzz import process

from matcher.document import MOST_PROBLEMS, Document, InputError, Location, Problem, shown
from matcher.locale import N_


def said(
    message: str, *, expected: str | None = None, nearest: str | None = None, at: str | None = None, **values: object
) -> PydanticCustomError:
    """Return a finding of our own for a validator to raise.

    Args:
        message: the sentence, to be translated.
        expected: what would be right, to be translated.
        nearest: the nearest valid word.
        at: the key that is wrong, where the validator looks at a whole mapping.
        values: what fills the placeholders of both sentences.
    """
    context = {"message": message, "expected": expected, "nearest": nearest, "at": at, **values}
    return PydanticCustomError("said", "{message}", context)


ModelT = TypeVar("ModelT", bound=BaseModel)

# What pydantic calls its findings, and how we say it: (message, expected).
SENTENCES: dict[str, tuple[str, str | None]] = {
    "missing": (N_("this key is missing"), None),
    "extra_forbidden": (N_("this key is unknown"), None),
    "int_type": (N_("this is not a whole number"), N_("a whole number, such as 640_000")),
    "int_from_float": (N_("this is not a whole number"), N_("a whole number, such as 640_000")),
    "float_type": (N_("this is not a number"), N_("a number")),
    "finite_number": (N_("this is not a number"), N_("a number")),
    "bool_parsing": (N_("this is not a yes or a no"), N_("true or false")),
    "float_parsing": (N_("this is not a number"), N_("a number")),
    "int_parsing": (N_("this is not a whole number"), N_("a whole number, such as 640_000")),
    "bool_type": (N_("this is not a yes or a no"), N_("true or false")),
    "string_type": (N_("this is not text"), N_("text")),
    "string_too_short": (N_("this text is empty"), N_("text")),
    "string_too_long": (N_("this text is too long"), N_("at most {max_length} characters")),
    "string_pattern_mismatch": (N_("this text has the wrong form"), "{pattern}"),
    "list_type": (N_("this is not a list"), N_("a list")),
    "tuple_type": (N_("this is not a list"), N_("a list")),
    "too_short": (N_("this list is empty"), N_("at least {min_length}")),
    "dict_type": (N_("this is not a set of keys and values"), N_("keys and values")),
    "model_type": (N_("this is not a set of keys and values"), N_("keys and values")),
    "mapping_type": (N_("this is not a set of keys and values"), N_("keys and values")),
    "greater_than_equal": (N_("this number is too small"), N_("{ge} or more")),
    "less_than_equal": (N_("this number is too large"), N_("{le} or less")),
    "greater_than": (N_("this number is too small"), N_("more than {gt}")),
    "date_type": (N_("this is not a date"), N_("a date, YYYY-MM-DD")),
    "date_from_datetime_parsing": (N_("this is not a date"), N_("a date, YYYY-MM-DD")),
    "date_from_datetime_inexact": (N_("this is not a date"), N_("a date, YYYY-MM-DD")),
    "literal_error": (N_("this word is not one of those allowed"), "{expected}"),
    "enum": (N_("this word is not one of those allowed"), "{expected}"),
}


def validate(model: type[ModelT], document: Document, at: Location = ()) -> ModelT:
    """Return the part of `document` at `at` as a `model`. Raises InputError with every problem in it."""
    value = document.value
    for step in at:
        value = value[step]
    try:
        return model.model_validate(value)
    except ValidationError as error:
        found = _deepest([_problem(model, document, at, detail) for detail in error.errors()[:MOST_PROBLEMS]])
        if more := error.error_count() - MOST_PROBLEMS:
            found += (
                [document.problem(at, N_("{count} more mistakes are not listed"), values={"count": more})] if more > 0 else []
            )
        raise InputError(found) from None


def _deepest(problems: list[Problem]) -> list[Problem]:
    """Keep one problem for each place, and none for a whole of which a part is wrong: a union reports all its branches."""
    kept: dict[str, Problem] = {}
    for problem in problems:
        kept.setdefault(problem.path, problem)
    paths = sorted(kept)

    def holds(path: str) -> bool:
        """Whether a part of it is wrong: then the nearest path after it begins with it."""
        begins = (f"{path}.", f"{path}[")
        after = (bisect_left(paths, begun) for begun in begins)
        return any(place < len(paths) and paths[place].startswith(begins) for place in after)

    return [problem for path, problem in kept.items() if not path or not holds(path)]


OURS = {"message", "expected", "nearest", "at"}


def _problem(model: type[BaseModel], document: Document, at: Location, detail: ErrorDetails) -> Problem:
    inner = _real_location(detail["loc"], document.value, at)
    location = (*at, *inner)
    context = detail.get("ctx", {})
    kind = detail["type"]
    found = detail["input"]
    if kind == "said":
        values = {key: value for key, value in context.items() if key not in OURS}
        if context["at"]:
            location, found = (*location, context["at"]), found[context["at"]]
        details: dict[str, Any] = {"values": values, "found": _short(found), "expected": context["expected"]}
        return document.problem(location, context["message"], nearest=context["nearest"], **details)
    message, expected = SENTENCES.get(kind, (detail["msg"].replace("{", "{{").replace("}", "}}"), None))
    if kind == "missing":
        return document.problem(location, message)
    if kind == "extra_forbidden":
        known = _fields_at(model, inner[:-1])
        values = {"known": ", ".join(known)}
        expected = N_("one of {known}") if known else None
        return document.problem(location, message, values=values, expected=expected, nearest=_near(inner[-1], known))
    near = None
    if kind in {"literal_error", "enum"}:
        near = _near(found, re.findall(r"'([^']*)'", str(context.get("expected", ""))))
    values = {key: value for key, value in context.items() if key != "error"}
    return document.problem(location, message, values=values, found=_short(found), expected=expected, nearest=near)


def _near(word: object, known: Sequence[str]) -> str | None:
    hit = process.extractOne(str(word), known, score_cutoff=60)
    return hit[0] if hit else None


def _short(value: object) -> str:
    return f'"{shown(value)}"' if isinstance(value, str) else shown(value)


def _real_location(location: Sequence[str | int], value: Any, at: Location) -> Location:
    """Drop the steps of a pydantic location that name a branch of a union and no part of the file."""
    for step in at:
        value = value[step]
    real: list[str | int] = []
    for index, step in enumerate(location):
        if isinstance(value, Mapping) and (step in value or index == len(location) - 1):
            real.append(step)
            value = value.get(step) if isinstance(step, str) else None
        elif isinstance(value, list) and isinstance(step, int) and step < len(value):
            real.append(step)
            value = value[step]
    return tuple(real)


def _fields_at(model: type[BaseModel], location: Location) -> list[str]:
    """Return the keys that `model` knows at `location`."""
    models = _models_in(model.model_fields["root"].annotation) if issubclass(model, RootModel) else [model]
    for step in location:
        if isinstance(step, int):
            continue
        fields = [m.model_fields[step].annotation for m in models if step in m.model_fields]
        if fields:  # else the step is a key of a mapping, which holds the same models
            models = [inner for annotation in fields for inner in _models_in(annotation)]
    return sorted({name for m in models for name in m.model_fields})


def _models_in(annotation: Any) -> list[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return [annotation]
    if get_origin(annotation) in {Union, UnionType, Annotated, list, tuple, dict}:
        return [model for inner in get_args(annotation) for model in _models_in(inner)]
    return []
