"""The verdicts on all programs at once: the same answer as `verdict.py` gives program by program.

Each program is the alternatives of its criteria (`alternatives.py`), each alternative one bit. For each attribute and each code of an answer
a row says, over all alternatives, whether the criteria on it are at least one step away, possibly met and certainly met. Most answers are
known and no step from a *yes*, and one whole number says all three; a profile is one *and* for each attribute, and an *or* of each program's
alternatives, which one addition does for all programs (`Index._joined`).

Bit rows over predicates: Whang et al., Indexing Boolean Expressions, PVLDB 2 (2009), whose two truth values become four levels here.
"""

from __future__ import annotations

from collections.abc import Mapping
from copy import copy
from datetime import date
from functools import cached_property
from itertools import chain
from typing import NamedTuple

from matcher.facts import Facts, Value
from matcher.rules.criteria import Criterion, Eligibility, attributes_of
from matcher.rules.layout import Layout, as_bits
from matcher.rules.level import MANY_SETS, VERDICT_OF, Leaves
from matcher.rules.rows import Conditions, Rows
from matcher.rules.verdict import SECTOR_ACCEPTED, Verdict, silence
from matcher.uncollected import uncollected


class Verdicts(NamedTuple):
    """The verdict on each program: three sets of programs, as bits, each inside the one before."""

    places: Mapping[str, int]
    """The bit of each program. Some bits are no program's, and in no set."""
    one_step: int
    possible: int
    certain: int
    silent: frozenset[str] = frozenset()
    """Where the applicant named a sensitive activity: the programs that are silent on it and of whose consent nothing is known."""

    def of(self, program_id: str) -> Verdict:
        """Return the verdict on one program. Raises KeyError if there is none of this id."""
        place = self.places[program_id]
        return VERDICT_OF[(self.one_step >> place & 1) + (self.possible >> place & 1) + (self.certain >> place & 1)]


class Silent(NamedTuple):
    """Programs that are silent on a sensitive activity, by id and as bits."""

    programs: frozenset[str]
    bits: int


class Index:
    """Programs by their criteria in force on one day.

    Args:
        programs: the criteria of each program, by id.
        day: the day on which criteria that carry dates are read.
        leaves: the simple criteria of these programs, where somebody else decides them too.

    Raises:
        TooManyAlternativesError: the criteria of a program multiply out too far, which the check of the catalogue refuses.
    """

    def __init__(self, programs: Mapping[str, Eligibility], day: date, leaves: Leaves | None = None) -> None:
        self._day = day
        self.edited: dict[str, Eligibility] = {}
        """The criteria that were patched in."""
        self._edition: Index | None = None
        self._programs = programs
        self._left_open: dict[tuple[str, ...], int] = {}
        self._silent: dict[tuple[tuple[str, ...], Value | None], Silent] = {}
        with uncollected():
            self._lay_out(leaves or Leaves(chain.from_iterable(eligibility.conjuncts(day) for eligibility in programs.values())))

    def _lay_out(self, leaves: Leaves) -> None:
        layout = Layout(self._programs, self._day)
        self.places, self.width = layout.places, layout.width
        every = (1 << self.width) - 1
        self._start = every ^ as_bits(layout.never, self.width)
        self._tops = as_bits(layout.tops, self.width)
        self._others = every ^ self._tops
        self._rows = {name: Rows(leaves.levels[name], held, self.width) for name, held in layout.on_attribute.items()}
        self._readers = {name: (rows.code, rows.kept.get, rows.made) for name, rows in self._rows.items()}
        self._conditions = Conditions(layout.conditions, self.width)

    def verdicts(self, known: Facts) -> Verdicts:
        """Return the verdict on every program, as `decide` gives it."""
        if self._edition is not None:
            return self._with_edition(self._edition.verdicts(known), known)
        return self._found(known)

    def _open(self, answered: tuple[str, ...]) -> int:
        """Return what is certain of the alternatives when nothing else is answered, kept since profiles answer the same few sets of questions."""
        bits = self._start
        for name, rows in self._rows.items():
            if name not in answered:
                bits &= rows.unanswered
        if len(self._left_open) < MANY_SETS:
            self._left_open[answered] = bits
        return bits

    def patched(self, edited: Mapping[str, Eligibility]) -> Index:
        """Return the index with the criteria of some programs replaced, without making it anew. Raises KeyError if one is not there.

        What was edited is an index of its own, that takes the place of the bits of these programs: few edits cost little, and many are
        worth a new index.
        """
        for program_id in edited:
            if program_id not in self.places:
                raise KeyError(program_id)
        patched = copy(self)
        patched.edited = {**self.edited, **edited}
        patched._edition = Index(patched.edited, self._day) if patched.edited else None  # the copy is one of us
        return patched

    def _with_edition(self, edition: Verdicts, known: Facts) -> Verdicts:
        found = self._found(known)
        reach = [found.one_step, found.possible, found.certain]
        for program_id, bit in edition.places.items():
            place = self.places[program_id]
            for plane, bits in enumerate((edition.one_step, edition.possible, edition.certain)):
                reach[plane] = reach[plane] & ~(1 << place) | (bits >> bit & 1) << place
        silent = found.silent.difference(self.edited) | edition.silent
        return found._replace(one_step=reach[0], possible=reach[1], certain=reach[2], silent=silent)

    def _found(self, known: Facts) -> Verdicts:
        values, readers = known.values, self._readers
        bits = self._start
        apart = []
        for name, value in values.items():
            reader = readers.get(name)
            if reader is not None:
                code, kept, made = reader
                row = kept(code(value, known))
                if row is None:
                    row = made(value, known)
                if isinstance(row, int):
                    bits &= row
                else:
                    apart.append(row)
        if known.confirmations:
            refused, confirmed = self._conditions.of(known.confirmations)
            bits &= ~refused
        else:
            confirmed = self._conditions.unanswered
        answered = tuple(values)
        one_step, possible, certain = bits, bits, bits & (self._left_open.get(answered) or self._open(answered)) & confirmed
        for reaching, possibly, certainly in apart:
            one_step &= reaching
            possible &= possibly
            certain &= certainly
        found = Verdicts(self.places, self._joined(one_step), self._joined(possible), self._joined(certain))
        return self._where_silence_is_no_consent(found, known) if known.sensitive else found

    def _joined(self, bits: int) -> int:
        """Return the programs of which an alternative holds.

        The last alternative's bit is the program's, and the others stand right below it: added to ones in each of their places, any of
        them carries into it, and no further.
        """
        others = self._others
        return ((bits & others) + others | bits) & self._tops

    def _where_silence_is_no_consent(self, found: Verdicts, known: Facts) -> Verdicts:
        """Add what few profiles ask for: a condition to confirm where a program says nothing of a sensitive activity."""
        open_ = self.silent(known)
        left = found._replace(certain=found.certain & ~open_.bits, silent=open_.programs)
        answered = {
            program_id: given
            for condition, given in known.confirmations.items()
            if (program_id := condition.removeprefix(SECTOR_ACCEPTED)) != condition and program_id in open_.programs
        }
        return self._where_providers_answered(left, found.certain, answered)

    def _where_providers_answered(self, left: Verdicts, certain: int, answered: Mapping[str, bool]) -> Verdicts:
        refused = sum(1 << self.places[program_id] for program_id, given in answered.items() if not given)
        accepted = sum(1 << self.places[program_id] for program_id, given in answered.items() if given)
        return left._replace(
            one_step=left.one_step & ~refused,
            possible=left.possible & ~refused,
            certain=left.certain | certain & accepted,
            silent=left.silent.difference(answered),
        )

    @cached_property
    def _on_sectors(self) -> dict[str, tuple[Criterion, ...]]:
        """What each program asks that sectors decide or help to decide: nothing else breaks its silence."""
        return {
            program_id: tuple([one for one in eligibility.conjuncts(self._day) if "sector" in attributes_of(one)])
            for program_id, eligibility in self._programs.items()
        }

    def silent(self, known: Facts) -> Silent:
        """Return the programs that are silent on a sensitive activity that the applicant names; the sectors named decide it, and nothing else."""
        key = known.sensitive, known.values.get("sector")
        kept = self._silent.get(key)
        if kept is None:
            programs = [program_id for program_id, asked in self._on_sectors.items() if silence(asked, known, program_id)]
            kept = Silent(frozenset(programs), sum(1 << self.places[program_id] for program_id in programs))
            if len(self._silent) < MANY_SETS:
                self._silent[key] = kept
        return kept
