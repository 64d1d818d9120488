"""One way of writing a program file: keys in the order of the schema, comments kept, nothing else touched."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from io import StringIO
from typing import Any, get_args

from pydantic import BaseModel
from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq

from matcher.document import parse_document
from matcher.program import Program

WIDTH = 100_000  # a sentence stays on its line, so that a difference shows the sentence that changed


def formatted(text: str, file: str) -> str:
    """Return a program file with its keys in the order of the schema.

    Raises:
        InputError: the text is not a document that the catalogue reads.
        RuntimeError: writing it anew would change a value: a defect of ours, and the file is then left alone.
    """
    before = parse_document(text, file).value
    yaml = YAML()
    yaml.preserve_quotes = True
    yaml.width = WIDTH
    yaml.indent(mapping=2, sequence=4, offset=2)
    document = yaml.load(text)  # ruamel's round-trip loader, which makes no objects and keeps comments
    _order(document, Program)
    written = StringIO()
    yaml.dump(document, written)
    lines = [line.rstrip() for line in written.getvalue().rstrip().splitlines()]
    result = "\n".join(lines) + "\n"
    if parse_document(result, file).value != before:
        raise RuntimeError(file)
    return result


def _order(node: Any, model: type[BaseModel]) -> None:
    """Put the keys of `node` in the order in which `model` declares them; keys that it does not know stay last."""
    if isinstance(node, CommentedSeq):
        for item in node:
            _order(item, model)
        return
    if not isinstance(node, CommentedMap):
        return
    wanted = [name for name in model.model_fields if name in node]
    wanted += [key for key in node if key not in model.model_fields]
    if list(node) != wanted:
        for key in wanted:
            node.move_to_end(key)
    for name, field in model.model_fields.items():
        inner = _model_in(field.annotation)
        if name in node and inner is not None:
            _order(node[name], inner)


def _model_in(annotation: Any) -> type[BaseModel] | None:
    """Return the model that a field holds, alone, as an option or in a list."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    if isinstance(annotation, type) and issubclass(annotation, Mapping | Sequence | str):
        return None
    return next((found for part in get_args(annotation) if (found := _model_in(part))), None)
