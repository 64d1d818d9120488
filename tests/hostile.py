"""What somebody with bad intent writes into every text that a schema lets them write; a new field is found by itself."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from copy import deepcopy
from typing import Any

from pydantic import ValidationError

ELSEWHERE = "evil.invalid"
"""A site that no page may ask for anything."""
SAID = (
    (
        f"EVIL<img src=x onerror=alert(1)><script>alert(2)</script>![p](http://{ELSEWHERE}/p.png)[l](javascript:alert(3))"
        f"</p><svg onload=alert(4)>[m](http://{ELSEWHERE}/)<http://{ELSEWHERE}/>$x$ :red[r] **b**"
    ),
    f"EVIL<img/src=x/onerror=alert(1)>![p](http://{ELSEWHERE}/p.png)@{ELSEWHERE}",
    f"https://example.org/)EVIL![p](http://{ELSEWHERE}/p.png)<img/src=x/onerror=alert(1)>",
    "https://example.org/)EVIL**b**javascript:alert(1)",
    "EVIL<script>alert(1)</script>",
    "EVIL<b onclick=alert(1)>",
)
"""From the worst to what fits narrow fields: the first that a field takes stands in it."""
Path = tuple[str | int, ...]
REFERENCES = {"evidence", "source", "provider", "id"}
"""Keys whose text names something else: the catalogue refuses what it does not know."""


def leaves(value: Any, path: Path = ()) -> Iterator[Path]:
    """Yield the place of every text."""
    if isinstance(value, str):
        yield path
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield from leaves(inner, (*path, key))
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from leaves(inner, (*path, index))


def field(path: Path) -> tuple[str, ...]:
    """Return a place without its numbers: the same field of any sheet."""
    return tuple("*" if isinstance(step, int) else step for step in path)


def set_at(raw: Any, path: Path, value: Any) -> None:
    for step in path[:-1]:
        raw = raw[step]
    raw[path[-1]] = value


def hostile(raw: Any, valid: Callable[[Any], object]) -> tuple[Any, set[tuple[str, ...]]]:
    """Return `raw` with the worst that each of its texts may hold, and the fields that took it."""
    made, taken = deepcopy(raw), set()
    for path in leaves(raw):
        if REFERENCES & set(path):
            continue
        for said in SAID:
            tried = deepcopy(made)
            set_at(tried, path, said)
            try:
                valid(tried)
            except (ValidationError, ValueError):
                continue
            made = tried
            taken.add(field(path))
            break
    return made, taken


def texts(schema: dict[str, Any], node: dict[str, Any] | None = None, path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """Yield the fields of a JSON Schema in which anybody may write words: texts with a greatest length and no pattern."""
    node = schema if node is None else node
    if "$ref" in node:
        node = schema["$defs"][node["$ref"].rpartition("/")[2]]
    for inner in [*node.get("anyOf", []), *node.get("oneOf", [])]:
        yield from texts(schema, inner, path)
    if node.get("type") == "string" and "maxLength" in node and not {"enum", "pattern"} & set(node):
        yield path
    for key, inner in node.get("properties", {}).items():
        yield from texts(schema, inner, (*path, key))
    for key, step in (("items", "*"), ("additionalProperties", "{}")):
        if isinstance(node.get(key), dict):
            yield from texts(schema, node[key], (*path, step))
