"""A reader's correction: the text of an issue about one line of a sheet, filled in as far as the sheet goes."""

from __future__ import annotations

from matcher.figures import money_figures, way_in_figures
from matcher.locale import N_, Language, translate
from matcher.program import Program, Source


def lines(program: Program, language: Language) -> dict[str, tuple[str, Source | None]]:
    """Return every line of a sheet that a reader can correct: by place in the file, what it says and the page behind it."""
    found: dict[str, tuple[str, Source | None]] = {}
    for field, words in (("name", program.name), ("summary", program.summary)):
        found[field] = (words.read(language), program.source(program.evidence.get(field)))
    for figure in (*money_figures(program, language), *way_in_figures(program, language)):
        label = translate(figure.label, language)
        text = figure.text or translate(N_("not stated by the sources"), language)
        said = translate(N_("{label}: {text}"), language, label=label, text=text)
        found[figure.field] = (said, program.source(program.evidence.get(figure.field.split(".")[0])))
    said = translate(N_("{label}: {text}"), language, label=translate(N_("Status"), language), text=program.status)
    found["status"] = (said, program.source(program.evidence.get("status")))
    for path, criterion in program.eligibility.written():
        found[f"eligibility.{path}"] = (criterion.sentence(language), program.source(criterion.source))
    return found


def issue_title(program: Program, path: str, language: Language) -> str:
    """Return the title of the issue."""
    return translate(N_("Correction: {program}, {path}"), language, program=program.id, path=path)


def issue_body(program: Program, path: str, language: Language) -> str:
    """Return the text of the issue about one line. Raises KeyError if the sheet has no such line."""
    said, source = lines(program, language)[path]
    page = source.url if source else translate(N_("none named"), language)
    read = source.read_on.isoformat() if source and source.read_on else "–"
    template = N_(
        "Program: {name} ({id})\n"
        "Place in the file: programs/{family}/{id}.yaml, {path}\n"
        "What the sheet says: {said}\n"
        "Page behind it: {page} (read: {read})\n"
        "\n"
        "What it should say: \n"
        "Page that says so (address, date): \n"
    )
    name = program.name.read(language)
    return translate(
        template, language, name=name, id=program.id, family=program.family, path=path, said=said, page=page, read=read
    )
