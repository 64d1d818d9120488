"""The same rules for engines that people would take instead: Python source, zen-engine, CLIPS and DuckDB.

All are written from one plain form of the criteria. Python and DuckDB keep unknown apart; zen-engine and CLIPS have no unknown, and are
given profiles in which every attribute is known, conditions to confirm left out: they say which programs stay possible.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from benchmarks.growing import wider
from matcher.profile import ATTRIBUTES
from matcher.rules.constraints import Accepts, Range
from matcher.rules.criteria import AllOf, AnyOf, AttributeCriterion, Confirm, Criterion, Eligibility, Not, in_force

TOGETHER = 200
"""Programs in one generated function: the parser of Python does not take many thousands in one."""


class Rule(NamedTuple):
    """A criterion in its plain form: `all`, `any` and `not` of others, one attribute, or one condition."""

    kind: str
    parts: tuple[Rule, ...] = ()
    criterion: AttributeCriterion | Confirm | None = None


def rule_of(criteria: Iterable[Criterion], day: date) -> Rule:
    """Return what must hold of several criteria on a day."""
    return Rule("all", tuple(_rule(criterion, day) for criterion in in_force(tuple(criteria), day)))


def _rule(criterion: Criterion, day: date) -> Rule:
    if isinstance(criterion, AnyOf | AllOf):
        parts = tuple(_rule(part, day) for part in in_force(criterion.criteria, day))
        return Rule("any" if isinstance(criterion, AnyOf) and parts else "all", parts)
    if isinstance(criterion, Not):
        inner = in_force((criterion.criterion,), day)
        return Rule("not", (_rule(inner[0], day),)) if inner else Rule("all")
    return Rule("condition" if isinstance(criterion, Confirm) else "attribute", (), criterion)


def rules_of(programs: Mapping[str, Eligibility], day: date) -> list[Rule]:
    """Return the rule of each program."""
    return [rule_of(eligibility.conjuncts(day), day) for eligibility in programs.values()]


def without_conditions(rule: Rule, *, opposite: bool = False) -> Rule:
    """Return a rule with each condition answered so that it refuses nobody."""
    if rule.kind == "condition":
        return Rule("any") if opposite else Rule("all")
    return Rule(
        rule.kind,
        tuple(without_conditions(part, opposite=opposite is not (rule.kind == "not")) for part in rule.parts),
        rule.criterion,
    )


class PythonSource:
    """Functions of generated Python: for each program 0 where it is refused, 1 where it is possible, 2 where it is certain."""

    def __init__(self, rules: Sequence[Rule]) -> None:
        self._names: dict[int, str] = {}
        self._space: dict[str, Any] = {}
        attributes = ", ".join(ATTRIBUTES)
        self.functions: list[Callable[..., list[int]]] = []
        for start in range(0, len(rules), TOGETHER):
            some = rules[start : start + TOGETHER]
            lines = [
                f"    (2 if {self._write(rule, 'certain')} else 1) if {self._write(rule, 'possible')} else 0," for rule in some
            ]
            source = f"def part({attributes}, said):\n  return [\n" + "\n".join(lines) + "\n  ]"
            exec(compile(source, "generated", "exec"), self._space)  # noqa: S102  # what a generator of source comes to
            self.functions.append(self._space["part"])

    @staticmethod
    def taken(answers: Mapping[str, Any], confirmations: Mapping[str, bool]) -> list[Any]:
        """Return an applicant's answers as the functions take them."""
        return [*(answers.get(name) for name in ATTRIBUTES), confirmations.get]

    def levels(self, taken: list[Any]) -> list[int]:
        found = []
        for function in self.functions:
            found += function(*taken)
        return found

    def _write(self, rule: Rule, plane: str, *, opposite: bool = False) -> str:
        if rule.kind == "not":
            return self._write(rule.parts[0], plane, opposite=not opposite)
        if rule.criterion is None:
            every = (rule.kind == "all") is not opposite
            parts = [self._write(part, plane, opposite=opposite) for part in rule.parts]
            return f"({(' and ' if every else ' or ').join(parts)})" if parts else str(every)
        if isinstance(rule.criterion, Confirm):
            answer = f"said({rule.criterion.id!r})"
            return f"{answer} is not {opposite}" if plane == "possible" else f"{answer} is {not opposite}"
        name, test = rule.criterion.attribute, self._test(rule.criterion)
        test = f"not {test}" if opposite else test
        return f"({name} is None or {test})" if plane == "possible" else f"({name} is not None and {test})"

    def _test(self, criterion: AttributeCriterion) -> str:
        name, constraint = criterion.attribute, criterion.constraint
        if isinstance(constraint, Accepts):
            words = self._names.setdefault(id(constraint), f"_{len(self._names)}")
            self._space[words] = constraint.accepted
            if ATTRIBUTES[name].kind != "choices":
                return f"({name} in {words})"
            return f"({words}.issuperset({name}))" if constraint.every else f"(not {words}.isdisjoint({name}))"
        if isinstance(constraint, Range):
            low = "" if constraint.low is None else f"{constraint.low!r} <= "
            high = "" if constraint.high is None else f" <= {constraint.high!r}"
            return f"({low}{name}{high})"
        return f"({name} is {constraint.wanted})"


def with_wider(answers: Mapping[str, Any]) -> dict[str, Any]:
    """Return answers with every list of words and every word as all the terms that cover it, as rules name them.

    What is narrowest stands under its own name, for rules that ask that nothing else be there.
    """
    found: dict[str, Any] = {}
    for name, answer in answers.items():
        words = [answer] if isinstance(answer, str) else answer
        if not isinstance(words, list):
            found[name] = answer
            continue
        found[name] = sorted({term for word in words for term in wider(name, word)})
        if ATTRIBUTES[name].kind == "choices":
            found[f"{name}_alone"] = words
    return found


class Zen:
    """One compiled expression of zen-engine for each program."""

    def __init__(self, rules: Sequence[Rule]) -> None:
        import zen  # the extra may not be there

        self._expressions = [zen.compile_expression(self._write(without_conditions(rule))) for rule in rules]

    def possible(self, taken: dict[str, Any]) -> list[bool]:
        return [expression.evaluate(taken) for expression in self._expressions]

    def _write(self, rule: Rule) -> str:
        if rule.kind == "not":
            return f"not ({self._write(rule.parts[0])})"
        if rule.criterion is None:
            joined = (" and " if rule.kind == "all" else " or ").join(self._write(part) for part in rule.parts)
            return f"({joined})" if rule.parts else str(rule.kind == "all").lower()
        assert isinstance(rule.criterion, AttributeCriterion)
        name, constraint = rule.criterion.attribute, rule.criterion.constraint
        if isinstance(constraint, Accepts):
            if constraint.every:
                return f"all({name}_alone, # in {json.dumps(sorted(constraint.accepted))})"
            return f"some({name}, # in {json.dumps(constraint.codes)})"
        if isinstance(constraint, Range):
            bounds = [(constraint.low, ">="), (constraint.high, "<=")]
            return "(" + " and ".join(f"{name} {sign} {bound}" for bound, sign in bounds if bound is not None) + ")"
        return f"({name} == {str(constraint.wanted).lower()})"


class Clips:
    """One rule of CLIPS for each program, over one fact for each word of an answer; the agenda says which would fire."""

    def __init__(self, rules: Sequence[Rule]) -> None:
        import clips

        self._environment = clips.Environment()
        self._symbol = clips.Symbol
        for name in ATTRIBUTES:
            for fact in (name, f"{name}_alone"):
                self._environment.build(f"(deftemplate {fact} (slot is))")
        self._templates = {template.name: template for template in self._environment.templates()}
        for number, rule in enumerate(rules):
            # What is true of everybody is a rule without conditions, which fires on the initial fact.
            self._environment.build(f"(defrule p{number} {self._write(without_conditions(rule))} => )")
        self._count = len(rules)

    def possible(self, taken: dict[str, Any]) -> list[bool]:
        self._environment.reset()
        for name, answer in taken.items():
            template = self._templates[name]
            for one in answer if isinstance(answer, list) else (answer,):
                template.assert_fact(**{"is": self._symbol(str(one)) if isinstance(one, str | bool) else one})
        found = [False] * self._count
        for activation in self._environment.activations():
            found[int(activation.name[1:])] = True
        return found

    def _write(self, rule: Rule) -> str:
        if rule.kind == "not":
            return f"(not {self._write(rule.parts[0])})"
        if rule.criterion is None:
            if not rule.parts:
                return "(test (eq 1 1))" if rule.kind == "all" else "(test (eq 1 0))"
            word = "and" if rule.kind == "all" else "or"
            return f"({word} {' '.join(self._write(part) for part in rule.parts)})"
        assert isinstance(rule.criterion, AttributeCriterion)
        name, constraint = rule.criterion.attribute, rule.criterion.constraint
        if isinstance(constraint, Accepts):
            if constraint.every:
                return f"(not ({name}_alone (is {'&'.join(f'~{word}' for word in sorted(constraint.accepted))})))"
            return f"(exists ({name} (is {'|'.join(constraint.codes)})))"
        if isinstance(constraint, Range):
            bounds = [(constraint.low, ">="), (constraint.high, "<=")]
            tests = "&".join(f":({sign} ?x {bound})" for bound, sign in bounds if bound is not None)
            return f"(exists ({name} (is ?x&{tests})))"
        return f"({name} (is {constraint.wanted}))"


class DuckDb:
    """One SELECT with a column for each program, of a table that holds the profiles; NULL is unknown, and stays it."""

    def __init__(self, rules: Sequence[Rule], taken: Sequence[dict[str, Any]]) -> None:
        import duckdb
        import pyarrow as pa

        self._database = duckdb.connect(config={"threads": 1})
        names = [name for name in ATTRIBUTES if any(name in answers for answers in taken)]
        names += [f"{name}_alone" for name in names if ATTRIBUTES[name].kind == "choices"]
        columns = {name: pa.array([answers.get(name) for answers in taken]) for name in names}
        profiles = pa.table({"number": pa.array(range(len(taken))), **columns})
        self._database.register("arriving", profiles)
        self._database.execute("CREATE TABLE profile AS SELECT * FROM arriving")
        self._names = set(names)
        programs = ", ".join(f"{self._write(rule)} AS p{number}" for number, rule in enumerate(rules))
        self._select = f"SELECT {programs} FROM profile WHERE number = ?"  # noqa: S608  # no words of a stranger in it

    def truths(self, number: int) -> tuple[bool | None, ...]:
        """Return what each program comes to for one profile."""
        found: tuple[bool | None, ...] = self._database.execute(self._select, [number]).fetchone()  # type: ignore[assignment]
        return found

    def _write(self, rule: Rule) -> str:
        if rule.kind == "not":
            return f"(NOT {self._write(rule.parts[0])})"
        if rule.criterion is None:
            joined = (" AND " if rule.kind == "all" else " OR ").join(self._write(part) for part in rule.parts)
            return f"({joined})" if rule.parts else str(rule.kind == "all").upper()
        if isinstance(rule.criterion, Confirm) or rule.criterion.attribute not in self._names:
            return "NULL::BOOLEAN"
        name, constraint = rule.criterion.attribute, rule.criterion.constraint
        if isinstance(constraint, Accepts):
            if constraint.every:
                return f"list_has_all({_list(sorted(constraint.accepted))}, {name}_alone)"
            return f"list_has_any({name}, {_list(constraint.codes)})"
        if isinstance(constraint, Range):
            bounds = [(constraint.low, ">="), (constraint.high, "<=")]
            return "(" + " AND ".join(f"{name} {sign} {bound}" for bound, sign in bounds if bound is not None) + ")"
        return f"({name} = {constraint.wanted})"


def _list(words: Iterable[str]) -> str:
    return "[" + ", ".join(f"'{word}'" for word in words) + "]"
