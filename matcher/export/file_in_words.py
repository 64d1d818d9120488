"""A client file as its next keeper or its client reads it, without this software: answers, applications, notes, what was agreed to."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

from matcher.catalogue import Catalogue
from matcher.clock import local
from matcher.deadlines import program_name
from matcher.export.handover import facts_about, project_parts
from matcher.export.handover_content import Block, Bullets, Handover, Section, Table
from matcher.locale import N_, Language, day, hour, money, translate
from matcher.profile import Profile
from matcher.vocabulary.terms import vocabulary
from matcher.workspace.applications import Application, Applications
from matcher.workspace.client_files import ClientFiles
from matcher.workspace.consents import KINDS, consents
from matcher.workspace.links import CLIENT
from matcher.workspace.notes import notes


def file_in_words(files: ClientFiles, file_id: UUID, catalogue: Catalogue, language: Language) -> Handover:
    """Return the content of the document; what is empty is left out. Raises MissingError."""
    held = files.current(file_id)
    parts = (
        (N_("The enterprise"), facts_about(held.profile, "enterprise", language)),
        (N_("The project"), project_parts(held.profile, language)),
        (N_("Confirmed or denied"), _conditions(held.profile, catalogue, language)),
        (N_("Follow-up"), _applications(Applications(files.workspace, files.actor).of(file_id), catalogue, language)),
        (N_("Notes"), _notes(files, file_id, language)),
        (N_("Consents"), _consents(files, file_id, language)),
    )
    sections = (Section(translate(heading, language), tuple(blocks)) for heading, blocks in parts)
    footer = translate(N_("Client file as it stood on {day}"), language, day=day(local(files.workspace.now()).date(), language))
    warning = translate(N_("Not a decision of the funders: each rule rests on the sources of the sheets."), language)
    return Handover(
        translate(N_("Client file"), language),
        held.name,
        language,
        tuple(section for section in sections if section.blocks),
        f"{footer}. {warning}",
    )


def _conditions(profile: Profile, catalogue: Catalogue, language: Language) -> Iterator[Block]:
    words = {True: translate(N_("Yes"), language), False: translate(N_("No"), language)}
    rows = tuple(
        (catalogue.conditions[name].sentence(language) if name in catalogue.conditions else name, words[answer])
        for name, answer in profile.confirmations.items()
    )
    if rows:
        headings = (translate(N_("Condition"), language), translate(N_("Answer"), language))
        yield Table(translate(N_("What only the applicant can say"), language), headings, rows, widths=(4, 1))


def _applications(followed: list[Application], catalogue: Catalogue, language: Language) -> Iterator[Block]:
    if not followed:
        return
    headings = (N_("Program"), N_("State"), N_("Asked"), N_("Awarded"), N_("Next deadline"))
    rows = tuple(
        (
            program_name(one.program, catalogue, language),
            vocabulary("applications")[one.reason or one.state].label(language),
            money(one.asked, language) if one.asked is not None else "",
            money(one.awarded, language) if one.awarded is not None else "",
            day(one.due_on, language) if one.due_on and one.waiting else "",
        )
        for one in followed
    )
    caption = translate(N_("What was asked of whom, and how far it is"), language)
    yield Table(caption, tuple(translate(heading, language) for heading in headings), rows, (2, 3), (4, 2, 2, 2, 3))
    comments = tuple(f"{program_name(one.program, catalogue, language)}: {one.comment}" for one in followed if one.comment)
    if comments:
        yield Bullets(comments)


def _notes(files: ClientFiles, file_id: UUID, language: Language) -> Iterator[Block]:
    for note in notes(files, file_id):
        at = local(note.at)
        by = translate(CLIENT, language) if note.by == CLIENT else note.by
        yield Bullets((note.text,), f"{day(at.date(), language)}, {hour(at, language)} · {by}")


def _consents(files: ClientFiles, file_id: UUID, language: Language) -> Iterator[Block]:
    lines = []
    for one in consents(files, file_id):
        said = translate(N_("agreed on {day}, recorded by {by}"), language, day=day(one.given_on, language), by=one.by)
        if one.withdrawn_on is not None:
            said += ", " + translate(N_("taken back on {day}"), language, day=day(one.withdrawn_on, language))
        lines.append(f"{translate(KINDS[one.kind], language)} – {said}")
    if lines:
        yield Bullets(tuple(lines))
