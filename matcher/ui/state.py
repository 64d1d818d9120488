"""What one visitor's session holds. The only file that names session keys; nothing here leaves the session."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from typing import TYPE_CHECKING, Any, Literal, TypeVar

import streamlit as st

from matcher.feedback import Reason
from matcher.locale import LANGUAGES, Language
from matcher.partial_date import partial_date
from matcher.profile import SECTIONS, Profile
from matcher.ui.tables import Row, Table

if TYPE_CHECKING:
    from matcher.matching import Matches

Made = TypeVar("Made")
Door = Literal["start", "grow", "community"]

LANGUAGE = "language"
LANGUAGE_SWITCH = "language_switch"
ANSWERS = "answers"
PARAGRAPH = "written"
PARAGRAPH_FIELD = "written:field"
DOOR = "door"
STEP = "step"
PROGRAM = "program"
SHOWN = "shown"
PASSED = "passed"
SEEN = "seen"
BEFORE = "before"
HELPED = "helped"
ASIDE = "aside"
FEEDBACK = "feedback"
TABLES = "tables"
STATED = "stated"
GOAL = "goal"
TRIED = "tried"
WORKED_OUT = "worked_out"
MATCHED = "matched"
IMPORTS = "imports"
SHARED = "shared"
NEW_LINK = "new_link"
OPEN_FILE = "open_file"
LIST_PAGE = "list_page"
AT_DESK = "at_desk"
PAGE_SIZE = 10
MOST_WORKED_OUT = 12
"""Results that are kept for one visitor: a few plans back and forth, not a whole afternoon."""
DRAWN_FOR_A_CLIENT = "shared:"
"""Widgets of the page behind a link: their keys begin like this."""
DRAWN_BESIDE_THE_LIST = ("card:", "next:", "what-if:", "aside:", "plan:")
"""Widgets that ask a question beside the list: their keys begin like this."""
TOTALS = {"costs": "total_cost", "contributions": "own_contribution"}
"""Tables of lines, each with the answer that its lines add up to."""


def prepare() -> None:
    """Give every key its first value; the address chooses the language of a first visit."""
    asked = st.query_params.get("lang")
    if LANGUAGE not in st.session_state:
        st.session_state[LANGUAGE] = asked if asked in LANGUAGES else "fr"
    st.session_state.setdefault(ANSWERS, {"enterprise": {}, "project": {}, "confirmations": {}})
    st.session_state.setdefault(PARAGRAPH, "")
    st.session_state.setdefault(DOOR, None)
    st.session_state.setdefault(STEP, 0)
    st.session_state.setdefault(SHOWN, PAGE_SIZE)
    st.session_state.setdefault(PASSED, ())
    st.session_state.setdefault(SEEN, None)
    st.session_state.setdefault(BEFORE, None)
    st.session_state.setdefault(HELPED, ())
    st.session_state.setdefault(ASIDE, {})
    st.session_state.setdefault(FEEDBACK, None)
    st.session_state.setdefault(TABLES, {})
    st.session_state.setdefault(STATED, {})
    st.session_state.setdefault(GOAL, None)
    st.session_state.setdefault(TRIED, None)
    st.session_state.setdefault(WORKED_OUT, {})
    st.session_state.setdefault(MATCHED, ())
    st.session_state.setdefault(IMPORTS, 0)


def language() -> Language:
    """Return the language of the page."""
    chosen: Language = st.session_state[LANGUAGE]
    return chosen


def set_language(chosen: Language) -> None:
    st.session_state[LANGUAGE] = chosen


def answers() -> dict[str, dict[str, Any]]:
    """Return what was answered, in the form of a profile file."""
    given: dict[str, dict[str, Any]] = st.session_state[ANSWERS]
    return given


def answer(name: str) -> Any:
    """Return the answer to one attribute, or None if it is unknown."""
    return answers()[SECTIONS.get(name, "enterprise")].get(name)


def set_answer(name: str, value: Any) -> None:
    """Keep the answer to one attribute; None or nothing chosen makes it unknown again."""
    section = answers()[SECTIONS.get(name, "enterprise")]
    if value in (None, "", [], ()):
        section.pop(name, None)
    else:
        section[name] = value
    if name == "start" and value and (end := section.get("end")) and partial_date(end).last < partial_date(value).first:
        section.pop("end")


def description() -> str:
    text: str = answers()["project"].get("description", "")
    return text


def set_description(text: str) -> None:
    if text.strip():
        answers()["project"]["description"] = text
    else:
        answers()["project"].pop("description", None)


def paragraph() -> str:
    """Return what was written on the home page and of which nothing is kept as an answer yet."""
    text: str = st.session_state[PARAGRAPH]
    return text


def set_paragraph(text: str) -> None:
    st.session_state[PARAGRAPH] = text


def paragraph_field() -> str:
    """Return the key of the field of the paragraph, which holds what was written before the visitor left its page."""
    st.session_state.setdefault(PARAGRAPH_FIELD, paragraph())
    return PARAGRAPH_FIELD


def place() -> dict[str, str]:
    """Return the place that was answered: municipality, MRC or region, by the kind of its code."""
    return {kind: answers()["enterprise"][kind] for kind in ("municipality", "mrc", "region") if kind in answers()["enterprise"]}


def set_place(kind: str | None, code: str | None) -> None:
    for other in ("municipality", "mrc", "region"):
        answers()["enterprise"].pop(other, None)
    if kind and code:
        answers()["enterprise"][kind] = code


def project_fact(name: str) -> Any:
    """Return one fact of the project, of which no question need ask, or None if it is unknown."""
    return answers()["project"].get(name)


def set_project_fact(name: str, value: Any) -> None:
    """Keep one fact of the project; None or nothing makes it unknown again."""
    if value in (None, "", [], ()):
        answers()["project"].pop(name, None)
    else:
        answers()["project"][name] = value


def set_lines(name: str, lines: list[Row]) -> None:
    """Keep the lines of a table. They replace the total that was stated, which comes back when the last line goes."""
    project, stated = answers()["project"], st.session_state[STATED]
    total = TOTALS.get(name, "")
    if lines and total in project:
        stated[total] = project.pop(total)
    elif not lines and name in project and total in stated:
        project[total] = stated.pop(total)
    set_project_fact(name, lines)


def imports() -> int:
    """Return how many budgets were taken over from elsewhere: after each, the place to paste one is empty again."""
    count: int = st.session_state[IMPORTS]
    return count


def take_over(tables: dict[str, list[Row]]) -> None:
    """Put other lines into tables, also in place of the rows that do not count yet."""
    for name, lines in tables.items():
        kept = table(name)
        if kept is not None:
            kept.left = []
        set_lines(name, lines)
    st.session_state[IMPORTS] += 1


def sum_of_lines(name: str) -> int | None:
    """Return what the lines behind an answer add up to, None where it has none."""
    project = profile().project
    table = {total: lines for lines, total in TOTALS.items()}.get(name)
    if table is None or table not in answers()["project"]:
        return None
    return project.cost if table == "costs" else project.paid_by_applicant


def stated_total(name: str) -> int | None:
    """Return the total that was stated before the lines of a table were, or None."""
    dollars: int | None = st.session_state[STATED].get(TOTALS[name])
    return dollars


def table(name: str) -> Table | None:
    """Return a table as the visitor left it, None before the first time."""
    kept: Table | None = st.session_state[TABLES].get(name)
    return kept


def set_table(name: str, table: Table) -> None:
    st.session_state[TABLES][name] = table


def set_funding(program: str, **changes: Any) -> None:
    """Change what is known of the money of one program; None takes a fact back, and nothing known takes the line away."""
    lines = [dict(line) for line in project_fact("funding") or []]
    line = next((line for line in lines if line.get("program") == program), None)
    if line is None:
        lines.append(line := {"program": program})
    _change(line, changes)
    if not line.get("amount") and line.get("state", "to_ask") == "to_ask":
        lines.remove(line)
    set_project_fact("funding", lines)


def set_outside_state(number: int, state: str) -> None:
    """Change how far the money of one line is, counted from 1, whether or not its funder is in the catalogue."""
    lines = [dict(line) for line in project_fact("funding") or []]
    _change(lines[number - 1], {"state": state})
    set_project_fact("funding", lines)


def _change(line: Row, changes: Row) -> None:
    line.update({name: value for name, value in changes.items() if value is not None})
    for name in [name for name, value in changes.items() if value is None]:
        line.pop(name, None)


def funding_of(program: str) -> Row:
    """Return what is known of the money of one program; nothing if it was never spoken of."""
    return next((line for line in project_fact("funding") or [] if line.get("program") == program), {})


def goal() -> str | None:
    """Return what the plan that the visitor chose is the best at, None before a choice."""
    chosen: str | None = st.session_state[GOAL]
    return chosen


def set_goal(chosen: str) -> None:
    st.session_state[GOAL] = chosen
    st.session_state[TRIED] = None


def tried() -> str | None:
    """Return the program whose refusal the visitor is looking at, None if there is none."""
    program: str | None = st.session_state[TRIED]
    return program


def try_without(program: str | None) -> None:
    st.session_state[TRIED] = program


def once(key: str, make: Callable[[], Made]) -> Made:
    """Return what `make` gives, worked out once for this visitor while `key` is the same. Erased with the answers."""
    kept: dict[str, Made] = st.session_state[WORKED_OUT]
    if key not in kept:
        made = make()
        for old in list(kept)[: max(0, len(kept) - MOST_WORKED_OUT + 1)]:
            del kept[old]
        kept[key] = made
    return kept[key]


def matched() -> tuple[Matches, ...]:
    """Return the matches that are kept for this visitor: of the answers as they stand, and as they were before."""
    kept: tuple[Matches, ...] = st.session_state[MATCHED]
    return kept


def set_matched(found: Matches) -> None:
    """Keep matches, in the place of the oldest of two."""
    st.session_state[MATCHED] = (found, *matched()[:1])


def confirmation(condition: str) -> bool | None:
    given: bool | None = answers()["confirmations"].get(condition)
    return given


def set_confirmation(condition: str, value: bool | None) -> None:
    if value is None:
        answers()["confirmations"].pop(condition, None)
    else:
        answers()["confirmations"][condition] = value


def profile() -> Profile:
    """Return the answers as a profile."""
    return Profile.model_validate(deepcopy(answers()))


def replace_answers(given: Profile) -> None:
    """Start over from a profile that was read elsewhere."""
    forget()
    st.session_state[ANSWERS] = given.raw()
    place = given.enterprise.place
    if place is not None:
        set_place(place.kind, place.code)


def answers_before() -> Profile | None:
    """Return the answers as they were before the last change seen by the page that asks, None if none changed."""
    now = deepcopy(answers())
    if st.session_state[SEEN] not in (None, now):
        st.session_state[BEFORE] = st.session_state[SEEN]
    st.session_state[SEEN] = now
    before = st.session_state[BEFORE]
    return None if before is None else Profile.model_validate(deepcopy(before))


def accept_change() -> None:
    """Say no more of the last change."""
    st.session_state[BEFORE] = None


def take_back_change() -> None:
    """Return to the answers before the last change, and draw their widgets anew."""
    st.session_state[ANSWERS] = st.session_state[BEFORE]
    st.session_state[SEEN] = st.session_state[BEFORE] = None
    for key in [key for key in st.session_state if str(key).startswith(DRAWN_BESIDE_THE_LIST)]:
        del st.session_state[key]


def forget() -> None:
    """Erase every answer, and the widgets that show them; what was agreed to stays, so that it can be taken back."""
    kept = {LANGUAGE, LANGUAGE_SWITCH, FEEDBACK, AT_DESK}
    for key in [key for key in st.session_state if key not in kept]:
        del st.session_state[key]
    prepare()


def shared() -> Any:
    """Return what was opened with a link, None for a visitor who came without one."""
    return st.session_state.get(SHARED)


def begin_shared(opened: Any, given: Profile) -> None:
    """Put the answers behind a link in the place of all that this session held."""
    forget()
    st.session_state[SHARED] = opened
    show_shared(given)


def show_shared(given: Profile) -> None:
    """Take over the answers behind a link as they stand now, and draw their widgets anew."""
    st.session_state[ANSWERS] = {"enterprise": {}, "project": {}, "confirmations": {}} | given.raw()
    for key in [key for key in st.session_state if str(key).startswith(DRAWN_FOR_A_CLIENT)]:
        del st.session_state[key]


def leave_shared() -> None:
    """Forget what was opened with a link: no other page may show it."""
    if SHARED in st.session_state:
        forget()


def open_file() -> Any:
    """Return the client file that is open, None for a visitor."""
    return st.session_state.get(OPEN_FILE)


def set_open_file(opened: Any) -> None:
    st.session_state[OPEN_FILE] = opened


def at_desk() -> bool:
    """Whether this session has been at the advisor's desk: for anybody else the workspace is not even opened."""
    return bool(st.session_state.get(AT_DESK))


def sit_at_desk() -> None:
    st.session_state[AT_DESK] = True


def list_page(of: str) -> int:
    """Return which page of a list is shown: the first, once another list is asked for."""
    shown, number = st.session_state.get(LIST_PAGE, ("", 1))
    return number if shown == of else 1


def set_list_page(of: str, number: int) -> None:
    st.session_state[LIST_PAGE] = (of, number)


def new_link() -> tuple[Any, str] | None:
    """Return the link that was just made and its address, which is shown this once."""
    made: tuple[Any, str] | None = st.session_state.get(NEW_LINK)
    return made


def set_new_link(made: tuple[Any, str] | None) -> None:
    st.session_state[NEW_LINK] = made


def is_empty() -> bool:
    return not any(answers().values())


def door() -> Door | None:
    chosen: Door | None = st.session_state[DOOR]
    return chosen


def set_door(chosen: Door) -> None:
    st.session_state[DOOR] = chosen
    st.session_state[STEP] = 0


def step() -> int:
    current: int = st.session_state[STEP]
    return current


def set_step(number: int) -> None:
    st.session_state[STEP] = number


def shown() -> int:
    """Return how many cards of the list are shown."""
    count: int = st.session_state[SHOWN]
    return count


def show_more() -> None:
    st.session_state[SHOWN] += PAGE_SIZE


def passed() -> tuple[str, ...]:
    """Return the keys of the questions that the visitor cannot answer."""
    keys: tuple[str, ...] = st.session_state[PASSED]
    return keys


def pass_question(key: str) -> None:
    st.session_state[PASSED] = (*passed(), key)


def helped() -> tuple[str, ...]:
    """Return the programs that the visitor said help."""
    programs: tuple[str, ...] = st.session_state[HELPED]
    return programs


def set_helped(program_id: str, *, helped: bool) -> None:
    others = tuple(program for program in st.session_state[HELPED] if program != program_id)
    st.session_state[HELPED] = (*others, program_id) if helped else others


def put_aside_programs() -> dict[str, Reason]:
    """Return the programs that the visitor put aside, each with the reason, the last one at the end."""
    programs: dict[str, Reason] = st.session_state[ASIDE]
    return programs


def put_aside(program_id: str, reason: Reason) -> None:
    st.session_state[ASIDE] = {**put_aside_programs(), program_id: reason}
    set_helped(program_id, helped=False)


def put_back(program_id: str) -> None:
    st.session_state[ASIDE] = {program: reason for program, reason in put_aside_programs().items() if program != program_id}


def feedback_id() -> str | None:
    """Return under which id the visitor agreed that opinions are kept, None without consent."""
    agreed: str | None = st.session_state[FEEDBACK]
    return agreed


def set_feedback_id(agreed: str | None) -> None:
    st.session_state[FEEDBACK] = agreed


def chosen_program() -> str | None:
    """Return the program whose page is open: the address says which, else the one last opened."""
    asked = st.query_params.get(PROGRAM) or st.session_state.get(PROGRAM)
    st.session_state[PROGRAM] = asked
    return asked
