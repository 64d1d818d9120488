"""A client file to hand over: one ZIP that another workspace takes in whole, and that anybody can read without an account."""

from __future__ import annotations

import json
import zipfile
import zlib
from dataclasses import replace
from io import BytesIO
from uuid import UUID

import yaml

from matcher.catalogue import Catalogue
from matcher.clock import local
from matcher.document import shown
from matcher.export.file_in_words import file_in_words
from matcher.export.plan_files import plan_file
from matcher.locale import N_, Language, day, translate
from matcher.planning import Plan, Plans
from matcher.planning.document import as_json as plan_as_json
from matcher.workspace.client_files import ClientFile, ClientFiles
from matcher.workspace.encoding import NotOursError
from matcher.workspace.plans import keep_plan
from matcher.workspace.portable import as_json, from_json

NAMES: dict[Language, tuple[str, str, str, str]] = {
    "fr": ("lisez-moi.txt", "dossier.json", "profil.yaml", "montage"),
    "en": ("read-me.txt", "client-file.json", "profile.yaml", "funding-plan"),
}
"""How the parts are called: words for people, the whole file, the answers, the plan in its formats."""
PLAN_FORMATS = (".docx", ".pdf", ".xlsx", ".ics")
MOST_BYTES = 20_000_000
"""What a file that comes in may hold once unpacked: a real one has a few hundred thousand."""
PACKED = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}
"""How we pack. Of the other ways zipfile unpacks a whole block at once, whatever it declares."""
FIRST_DAY = (1980, 1, 1, 0, 0, 0)
"""The date of every part, so that the same client file gives the same bytes."""


def hand_over(
    files: ClientFiles, file_id: UUID, catalogue: Catalogue, language: Language, plan: tuple[Plans, Plan] | None = None
) -> bytes:
    """Return the ZIP of a client file: in words, whole as JSON, its answers as YAML, and a plan as documents. Raises MissingError.

    Answers on target groups are in it only while the client's consent stands. The plan is kept as it is handed over.
    """
    if plan is not None:
        plans, chosen = plan
        only = replace(plans, plans=(chosen,), plans_b={chosen.name: plans.plans_b.get(chosen.name, ())})
        keep_plan(files, file_id, chosen.name, plans.version, plan_as_json(only, language))
    document = as_json(files, file_id)
    profile = document["client_file"]["profile"]
    from matcher.export.plan_docx import docx_of  # noqa: PLC0415  # each format needs its own library
    from matcher.export.plan_pdf import pdf_of  # noqa: PLC0415

    read_me, whole, answers, stem = NAMES[language]
    words, in_words = whole.removesuffix(".json"), file_in_words(files, file_id, catalogue, language)
    parts = {
        read_me: _read_me(document["client_file"]["name"], files, language, with_plan=plan is not None).encode(),
        f"{words}.docx": docx_of(in_words),
        f"{words}.pdf": pdf_of(in_words),
        whole: json.dumps(document, ensure_ascii=False, indent=2).encode(),
        answers: yaml.safe_dump(profile, allow_unicode=True, sort_keys=False).encode(),
    }
    if plan is not None:
        parts |= {f"{stem}{suffix}": plan_file(suffix, *plan, language) for suffix in PLAN_FORMATS}
    content = BytesIO()
    with zipfile.ZipFile(content, "w") as packed:
        for name, part in parts.items():
            packed.writestr(zipfile.ZipInfo(name, FIRST_DAY), part, zipfile.ZIP_DEFLATED)
    return content.getvalue()


def take_in(files: ClientFiles, content: bytes, file_name: str) -> ClientFile:
    """Make a client file of a ZIP that `hand_over` made, or of the JSON in it. Raises NotOursError."""
    if len(content) <= MOST_BYTES and content.startswith(b"PK"):
        content = _whole(content, file_name)
    if len(content) > MOST_BYTES:
        raise NotOursError(where=file_name)
    try:
        document = json.loads(content)
    except (ValueError, RecursionError):
        raise NotOursError(where=file_name) from None
    return from_json(files, document)


def _whole(content: bytes, file_name: str) -> bytes:
    try:
        with zipfile.ZipFile(BytesIO(content)) as packed:
            found = [part for part in packed.infolist() if part.filename in {whole for _, whole, *_ in NAMES.values()}]
            if len(found) == 1 and found[0].file_size <= MOST_BYTES and found[0].compress_type in PACKED:
                # Without a number zipfile unpacks all there is before it looks at what was declared.
                with packed.open(found[0]) as part:
                    return part.read(MOST_BYTES)
    except (zipfile.BadZipFile, zlib.error, ValueError, NotImplementedError, RuntimeError, OSError, EOFError):
        pass
    raise NotOursError(where=file_name)


def _read_me(name: str, files: ClientFiles, language: Language, *, with_plan: bool) -> str:
    _, whole, answers, stem = NAMES[language]
    lines = [
        translate(
            N_("Client file of {name}, {day}"), language, name=shown(name), day=day(local(files.workspace.now()).date(), language)
        ),
        "",
        translate(
            N_("{files}: answers, applications, notes and consents, to be read"),
            language,
            files=", ".join(whole.replace(".json", suffix) for suffix in (".docx", ".pdf")),
        ),
        translate(N_("{file}: the whole file, which a workspace takes in (`matcher workspace import`)"), language, file=whole),
        translate(N_("{file}: the answers, for `matcher match` and `matcher plan`"), language, file=answers),
    ]
    if with_plan:
        formats = ", ".join(f"{stem}{suffix}" for suffix in PLAN_FORMATS)
        lines.append(translate(N_("{files}: the funding plan as a document, a workbook and a calendar"), language, files=formats))
    warning = N_("Not a decision of the funders: each rule rests on the sources of the sheets.")
    return "\n".join([*lines, "", translate(warning, language), ""])
