"""The same answer as one match after another, from the compiled loop: columns of codes in, a table out."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from datetime import date
from functools import partial
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from matcher.answer import Intakes, Rules, rules_of
from matcher.batch.book import Book
from matcher.batch.bounds import scales
from matcher.batch.encoded import PLACE, UNKNOWN, Column, Encoded
from matcher.batch.kernel import BITS, SILENT, answer_all
from matcher.batch.layout import CHARITY, LEGAL_FORM, REST, Layout
from matcher.batch.room import Found, Kept, room_for, unsigned
from matcher.batch.schema import BETWEEN
from matcher.batch.tables import NotForTheLoopError, Rows
from matcher.catalogue import Catalogue
from matcher.features import EVIDENCE, MANY_TO_CONFIRM, kind
from matcher.profile import ATTRIBUTES, Profile
from matcher.profile_table import CONFIRMATIONS
from matcher.program import Program
from matcher.ranking import TENTHS, Ranker
from matcher.rules.criteria import Confirm
from matcher.rules.level import VERDICT_OF, Level
from matcher.rules.verdict import SECTOR_ACCEPTED
from matcher.vocabulary.terms import vocabulary
from matcher.window import window

SECTOR, DESCRIPTION = "enterprise.sector", "project.description"
COST, OWN = "project.total_cost", "project.own_contribution"

SHARED_FIRST = (SECTOR, "project.uses")
SHARED = 4
"""So many rows of an enterprise are added up once for all that share them: those of all that is not answered, of the words, and of these columns."""

MOST_ROWS = 100_000
"""Answers laid out, of which each takes a few kilobytes, before all are forgotten: descriptions are all different."""

__all__ = ["Compiled", "NotForTheLoopError"]


class Coded(NamedTuple):
    """One column: for each enterprise the place of its answer among `keys`, and what a profile with that answer says."""

    codes: npt.NDArray[np.int32]
    keys: list[Hashable]
    said: list[dict[str, Any]]


Says = Callable[[Mapping[str, Any]], Profile]
"""Makes a profile from answers by the names of their columns."""


class Compiled:
    """All programs that are not closed on one day, made ready for tables with the same columns. Raises NotForTheLoopError.

    Programs of which something hinges on several answers come first, those with most alternatives before the others; then those that are
    likely to be first for whoever asks: most of the others then need no close look.
    """

    def __init__(
        self, catalogue: Catalogue, ranker: Ranker, as_of: date, columns: tuple[str, ...], says: Says, *, any_window: bool
    ) -> None:
        order = _likely_first(catalogue, ranker, as_of)
        if not any_window:
            order = order[_takes_applications(catalogue, as_of)[order]]
        if not len(order):
            raise NotForTheLoopError
        named = [*columns, *([CHARITY] if LEGAL_FORM in columns and CHARITY not in columns else [])]
        deciding = [name for name in named if decides(name)]
        order = order[np.argsort(-_laid_out(catalogue, order, as_of, deciding).depths, kind="stable")]
        self.layout = _laid_out(catalogue, order, as_of, deciding)
        self._rules, self._says = self.layout.rules, says
        rules = self._rules
        intakes = Intakes(rules.programs, rules.features.criteria, as_of)
        rows = Rows(self.layout, intakes, ranker, order, any_window=any_window)
        self.constants = rows.constants
        self._new_book: Callable[[], Book] = lambda: Book(rows, rows.rest(intakes))
        self.book = self._new_book()
        last = len(self.layout.groups) + 1
        shared = [self.layout.answers[name] for name in SHARED_FIRST if name in self.layout.answers]
        self._answers = np.array([REST, last, *shared, *(one for one in range(1, last) if one not in shared)], np.uint32)
        self._look, self._several, self._constants = map(unsigned, (self.layout.look, self.layout.several, self.constants))
        self._program_by_id = np.argsort(self.constants.by_id).astype(np.uint32)
        self._levels = rules.leaves.levels
        self._patterns = Patterns(rules)

    def answer(self, encoded: Encoded, top: int) -> Found:
        """Return the first programs of each enterprise."""
        if self.book.used > MOST_ROWS:
            self.book = self._new_book()
        count = len(encoded)
        rows = np.empty((count, len(self.layout.groups) + 2), np.int32)
        rows[:, 0] = self.book.rest
        rows[:, 1] = self._of_words(encoded)
        for place, answer in enumerate(self._answers[2:].tolist(), 2):
            rows[:, place] = self._of(answer, [self._coded(name, encoded) for name in self.layout.groups[answer - 1]])
        order = _in_runs(rows[:, :SHARED])
        found = Found(
            np.zeros(count, np.int32),
            np.zeros((count, top), np.int32),
            np.zeros((count, top), np.int8),
            np.zeros((count, top), np.int32),
            np.zeros((count, top), np.int32),
        )
        book = self.book
        kept = unsigned(Kept(*(getattr(book, name) for name in Kept._fields)))
        look = self._look._replace(levels=book.levels)
        room = room_for(
            words=self.constants.words,
            planes=book.planes.shape[1],
            top=top,
            answers=rows.shape[1],
            shared=min(SHARED, rows.shape[1]),
            compounds=len(look.conjunctions_at),
        )
        needs = _needs(encoded).take(order)
        answer_all(
            rows.take(order, axis=0).view(np.uint32),
            order.view(np.uint64),
            self._answers,
            needs,
            scales(needs),
            self._program_by_id,
            kept,
            look,
            self._several,
            self._constants,
            found,
            room,
        )
        return found

    def _column(self, name: str, encoded: Encoded) -> Column:
        """Return a column, with what another one implies: a registered charity by its legal form is one where nothing else is said."""
        column = encoded.columns.get(name) or Column(np.full(len(encoded), UNKNOWN, np.int32), ())
        if name != CHARITY or LEGAL_FORM not in encoded.columns:
            return column
        forms = encoded.columns[LEGAL_FORM]
        charity = [code for code, form in enumerate(forms.answers) if form == "registered_charity"]
        yes = [*column.answers, True].index(True)
        implied = (column.codes == UNKNOWN) & np.isin(forms.codes, charity)
        answers = column.answers if True in column.answers else (*column.answers, True)
        return Column(np.where(implied, np.int32(yes), column.codes), answers)

    def _coded(self, name: str, encoded: Encoded) -> Coded:
        """Return a column as codes from 0 on; of whole numbers, one for each interval between the bounds that programs state."""
        if name not in encoded.numbers:
            column = self._column(name, encoded)
            said = [{name: answer} for answer in column.answers]
            return Coded(
                np.where(column.codes == UNKNOWN, np.int32(len(said)), column.codes), [*column.answers, None], [*said, {}]
            )
        numbers = encoded.numbers[name]
        levels = self._levels.get(name.partition(".")[2])
        bounds = np.array(levels.bounds if levels else (), np.float64)
        codes = np.where(numbers.known, np.searchsorted(bounds, numbers.values, side="right"), len(bounds) + 1).astype(np.int32)
        examples = np.zeros(len(bounds) + 2, np.int64)
        examples[codes] = numbers.values  # any number of the interval
        said = [{name: example} for example in examples.tolist()]
        return Coded(codes, [*range(len(bounds) + 1), None], [*said[:-1], {}])

    def _of(self, answer: int, parts: list[Coded]) -> npt.NDArray[np.int32]:
        """Return the rows of one answer from its columns."""
        sizes = [len(part.keys) for part in parts]
        codes = np.ravel_multi_index([part.codes for part in parts], sizes) if len(parts) > 1 else parts[0].codes
        numbers = np.zeros(int(np.prod(sizes)), np.int32)
        present = np.flatnonzero(np.bincount(codes, minlength=len(numbers)))
        for code, places in zip(present.tolist(), zip(*np.unravel_index(present, sizes), strict=True), strict=True):
            key = tuple(part.keys[place] for part, place in zip(parts, places, strict=True))
            said = {name: value for part, place in zip(parts, places, strict=True) for name, value in part.said[place].items()}
            numbers[code] = self.book.number(answer, key, partial(self._says, said))
        return numbers.take(codes)

    def _of_words(self, encoded: Encoded) -> npt.NDArray[np.int32]:
        """Return the rows of the words of each project: what it is, and its sectors."""
        held = [(name, encoded.columns[name]) for name in (DESCRIPTION, SECTOR) if name in encoded.columns]
        codes = np.zeros(len(encoded), np.int64)
        for _, column in held:
            codes = codes * (len(column.answers) + 1) + column.codes + 1
        different, codes = np.unique(codes, return_inverse=True)
        rows = []
        for code in different.tolist():
            said, rest = {}, code
            for name, column in reversed(held):
                rest, place = divmod(rest, len(column.answers) + 1)
                if place:
                    said[name] = column.answers[place - 1]
            rows.append(self.book.number_of_text(tuple(said.items()), partial(self._says, said)))
        return np.array(rows, np.int32).take(codes)

    def columns_of(self, found: Found) -> list[pa.Array]:
        """Return what was found as columns: rank, program, verdict, fit, and the criteria to confirm, met and not met."""
        top = found.program.shape[1]
        program, level, fit, pattern, rank = found.listed(
            np.broadcast_to(np.arange(1, top + 1, dtype=np.int32), found.program.shape)
        )
        ids = pa.array([program.id for program in self._rules.programs])
        verdicts = pa.array([VERDICT_OF[level].value for level in Level])
        return [
            pa.array(rank),
            pa.DictionaryArray.from_arrays(pa.array(program), ids),
            pa.DictionaryArray.from_arrays(pa.array(level.astype(np.int32)), verdicts),
            pa.array(fit / TENTHS),
            *self._patterns.words(program, pattern),
        ]


def _in_runs(rows: npt.NDArray[np.int32]) -> npt.NDArray[np.intp]:
    """Return an order in which enterprises that share their first rows stand together: one sort of numbers instead of one for each column."""
    keys = np.zeros(len(rows), np.int64)
    for column in rows.T:
        keys = (
            keys * (int(column.max(initial=0)) + 1) + column
        )  # far below 2 ** 63: of the first there is one row, of the others together some 100,000
    return np.argsort(keys)


def _laid_out(catalogue: Catalogue, order: npt.NDArray[np.intp], as_of: date, columns: list[str]) -> Layout:
    programs = list(catalogue.values())
    return Layout(rules_of([programs[place] for place in order], as_of), columns)


def _takes_applications(catalogue: Catalogue, as_of: date) -> npt.NDArray[np.bool_]:
    """Return which programs are not closed; the others stand in no list, and need no place in any row."""
    return np.array([window(program, as_of).state != "closed" for program in catalogue.values()], bool)


def _likely_first(catalogue: Catalogue, ranker: Ranker, as_of: date) -> npt.NDArray[np.intp]:
    """Return the places of the programs in the catalogue, those first that would have the most points if all uses of funds were alike likely."""

    def points(program: Program) -> float:
        conditions = sum(isinstance(criterion, Confirm) for criterion in program.eligibility.conjuncts(as_of))
        return (
            ranker.points["uses"] * len(program.funds) / len(vocabulary("uses"))
            + ranker.points["evidence"] * EVIDENCE[program.confidence]
            + ranker.points["gift"] * (kind(program) == "gift")
            + ranker.points["advice"] * (kind(program) == "help")
            + ranker.points["to_confirm"] * min(conditions, MANY_TO_CONFIRM) / MANY_TO_CONFIRM
        )

    return np.argsort([-points(program) for program in catalogue.values()], kind="stable")


def decides(name: str) -> bool:
    """Tell whether a criterion may ask for what a column answers."""
    return name == PLACE or name.startswith(CONFIRMATIONS) or name.partition(".")[2] in ATTRIBUTES


def _needs(encoded: Encoded) -> npt.NDArray[np.int64]:
    """Return the dollars that are missing, at least 1, and 0 where the cost is not known."""
    cost = encoded.numbers.get(COST)
    if cost is None:
        return np.zeros(len(encoded), np.int64)
    own = encoded.numbers.get(OWN)
    given = 0 if own is None else np.where(own.known, own.values, 0)
    return np.where(cost.known, np.maximum(cost.values - given, 1), 0)


class Patterns:
    """What the criteria of programs come to, in words: few patterns, each worded once."""

    def __init__(self, rules: Rules) -> None:
        self._rules = rules
        self._known: dict[int, tuple[str, str, str]] = {}

    def words(self, programs: npt.NDArray[np.int32], patterns: npt.NDArray[np.int32]) -> list[pa.DictionaryArray]:
        """Return the names of the criteria to confirm, met and not met, parted by `|`: the same for the same rows, whatever came before."""
        encoded = pa.array(programs.astype(np.int64) << 32 | patterns).dictionary_encode()  # without sorting them, as numpy would
        worded = [self._worded(key) for key in encoded.dictionary.to_pylist()]
        codes = encoded.indices.to_numpy()
        return [_as_dictionary([words[part] for words in worded], codes) for part in range(3)]

    def _worded(self, key: int) -> tuple[str, str, str]:
        known = self._known.get(key)
        if known is None:
            place, pattern = key >> 32, key & 0xFFFFFFFF
            names: list[list[str]] = [[], [], []]
            for nth, criterion in enumerate(self._rules.features.criteria[place]):
                names[pattern >> BITS * nth & 3].append(criterion.name)
            not_met, to_confirm, met = names
            if pattern & SILENT:
                to_confirm.append(f"confirm:{SECTOR_ACCEPTED}{self._rules.programs[place].id}")
            known = self._known[key] = BETWEEN.join(to_confirm), BETWEEN.join(met), BETWEEN.join(not_met)
        return known


def _as_dictionary(words: list[str], codes: npt.NDArray[np.intp]) -> pa.DictionaryArray:
    different = {word: number for number, word in enumerate(dict.fromkeys(words))}
    numbers = np.array([different[word] for word in words], np.int32)
    return pa.DictionaryArray.from_arrays(pa.array(numbers.take(codes)), pa.array(list(different), pa.string()))
