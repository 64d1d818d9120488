"""A profile: words understood, what stays unknown, and what is refused."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from matcher.document import InputError, parse_document
from matcher.facts import facts
from matcher.partial_date import partial_date
from matcher.profile import ATTRIBUTES, SECTIONS, Profile, profile_from, read_profile


def profile(text: str) -> Profile:
    """Return the profile that a text holds."""
    return profile_from(parse_document(text, "profile.yaml", yes_no=True))


def refusal(text: str) -> InputError:
    """Return the refusal of a profile."""
    with pytest.raises(InputError) as caught:
        profile(text)
    return caught.value


@pytest.mark.parametrize(
    ("written", "first", "last"),
    [
        ("2019", date(2019, 1, 1), date(2019, 12, 31)),
        ("2019-04", date(2019, 4, 1), date(2019, 4, 30)),
        ("2024-02", date(2024, 2, 1), date(2024, 2, 29)),
        ("2023-02", date(2023, 2, 1), date(2023, 2, 28)),
        ("2019-12", date(2019, 12, 1), date(2019, 12, 31)),
        ("2019-04-12", date(2019, 4, 12), date(2019, 4, 12)),
        ("'2019'", date(2019, 1, 1), date(2019, 12, 31)),
        ("'2019-04'", date(2019, 4, 1), date(2019, 4, 30)),
        ("'2019-04-12'", date(2019, 4, 12), date(2019, 4, 12)),
    ],
)
@pytest.mark.parametrize("frame", ["enterprise: {founded: X}", "project: {start: X}"])
def test_a_date_is_taken_as_far_as_it_is_known(written: str, first: date, last: date, frame: str) -> None:
    """A year, a month and a day stand for all the days they may mean."""
    read = profile(frame.replace("X", written))
    found = read.enterprise.founded or read.project.start
    assert found is not None
    assert (first, last, written.strip("'")) == (found.first, found.last, found.text)


@pytest.mark.parametrize(
    "written",
    [
        "2019-13",
        "2019-00",
        "'2019-04-00'",
        "2019-4",
        "19",
        "avril 2019",
        "2019/04/12",
        "12-04-2019",
        "2019-04-12T10:00",
        "2019.5",
        "true",
        "-2019",
        "'0000'",
        "[2019]",
        "2019-",
        "20190412",
    ],
)
def test_what_is_no_date_is_refused(written: str) -> None:
    """A date in another form, or of no calendar, is refused with the forms that are taken."""
    (problem,) = refusal(f"enterprise:\n  founded: {written}\n").problems
    assert (problem.line, problem.column, problem.path) == (2, 3, "enterprise.founded")
    assert "2019-04-12" in problem.text("en")
    assert "2019-04-12" in problem.text("fr")


def test_a_partial_date_read_twice_is_the_same() -> None:
    """A date that was read already passes as it is."""
    read = partial_date("2019-04")
    assert read is partial_date(read)


@pytest.mark.parametrize(
    ("key", "words", "code"),
    [
        ("legal_form", "OBNL", "nonprofit"),
        ("legal_form", "obnl", "nonprofit"),
        ("legal_form", "nonprofit", "nonprofit"),
        ("legal_form", "Coopérative de solidarité", "solidarity_coop"),
        ("legal_form", "cooperative de solidarite", "solidarity_coop"),
        ("legal_form", "co-op", "cooperative"),
        ("legal_form", "CPE", "cpe"),
        ("tenure", "Locataire (bail)", "tenant"),
        ("tenure", "owns", "owner"),
    ],
)
def test_words_become_codes(key: str, words: str, code: str) -> None:
    """A label, a synonym or a code, in either language and without regard to accents, gives the code."""
    assert code == getattr(profile(f"enterprise: {{{key}: {words}}}").enterprise, key)


@pytest.mark.parametrize(
    ("words", "code"), [("Croissance", "growth"), ("démarrage", "startup"), ("launch", "startup"), ("idea", "idea")]
)
def test_the_stage_is_understood(words: str, code: str) -> None:
    """The stage of the project is named in either language."""
    assert code == profile(f"project: {{stage: {words}}}").project.stage


def test_uses_become_codes_in_order() -> None:
    """Uses of funds are understood one by one and stay in order."""
    assert profile("project: {uses: [Rénovation, equipment]}").project.uses == ("renovation", "equipment")


@pytest.mark.parametrize(
    ("sectors", "codes", "unresolved"),
    [
        ("[aide à domicile]", ("home_care",), ()),
        ("[Home care, épicerie]", ("home_care", "grocery"), ()),
        ("[astrologie quantique]", ("astrologie quantique",), ("astrologie quantique",)),
        ("[aide à domicile, ' astrologie  ']", ("home_care", "astrologie"), ("astrologie",)),
        ("[]", (), ()),
    ],
)
def test_a_sector_that_is_not_understood_is_kept(sectors: str, codes: tuple[str, ...], unresolved: tuple[str, ...]) -> None:
    """A sector becomes its code; words that name none are kept as they were said, and said back."""
    read = profile(f"enterprise: {{sector: {sectors}}}")
    assert codes == read.enterprise.sector
    assert unresolved == read.unresolved_sectors


@pytest.mark.parametrize(
    ("written", "answer"),
    [("yes", True), ("no", False), ("oui", True), ("non", False), ("Oui", True), ("true", True), ("false", False)],
)
def test_yes_and_no_are_answers(written: str, answer: bool) -> None:
    """A bare yes or no, in either language, answers a question and a condition."""
    read = profile(f"enterprise: {{registered_charity: {written}}}\nconfirmations: {{viable: {written}}}")
    assert answer is read.enterprise.registered_charity
    assert {"viable": answer} == read.confirmations


@pytest.mark.parametrize("written", ["'oui'", "'true'", "1", "0", "maybe", "'yes'"])
@pytest.mark.parametrize(
    "frame", ["enterprise:\n  registered_charity: X\n", "enterprise:\n  social_economy: X\n", "confirmations:\n  viable: X\n"]
)
def test_nothing_else_is_a_yes_or_a_no(written: str, frame: str) -> None:
    """A number or a word in quotes is not taken for an answer, in the enterprise as in the conditions."""
    (problem,) = refusal(frame.replace("X", written)).problems
    assert problem.message == "this is not a yes or a no"
    assert (problem.line, problem.column) == (2, 3)


@pytest.mark.parametrize(
    "text",
    [
        "project: {stage: idea}\nenterprise:\n",
        "project: {stage: idea}\nenterprise:\n  legal_form:\n  sector: ~\n  employees: null\n  founded:\n",
        "project: {stage: idea, description: , uses: }\nconfirmations:\n",
        "project: {stage: idea}\nconfirmations: {viable: }\n",
    ],
)
def test_an_empty_key_is_unknown(text: str) -> None:
    """A key without a value is as if it were not there."""
    assert profile("project: {stage: idea}") == profile(text)


@pytest.mark.parametrize(
    "text",
    [
        "{}",
        "enterprise:",
        "enterprise: {}\nproject: {}\nconfirmations: {}",
        "enterprise: {legal_form: }",
        "project: {description: ''}",
        "project: {description: '  '}",
    ],
)
def test_a_profile_that_says_nothing_is_refused(text: str) -> None:
    """Without any answer there is nothing to match."""
    assert [problem.message for problem in refusal(text).problems] == ["the profile says nothing"]


@pytest.mark.parametrize(
    "text",
    [
        "project: {description: Une épicerie}",
        "enterprise: {employees: 0}",
        "confirmations: {viable: true}",
        "enterprise: {groups: []}",
    ],
)
def test_one_answer_is_enough(text: str) -> None:
    """Any answer makes a profile, zero and none included."""
    assert profile(text) != Profile()


@pytest.mark.parametrize(
    ("places", "code"),
    [
        ("municipality: Beloeil", "municipality:beloeil"),
        ("municipality: Belœil", "municipality:beloeil"),
        ("municipality: '57040'", "municipality:beloeil"),
        ("mrc: Les Maskoutains", "mrc:les-maskoutains"),
        ("region: Montérégie", "region:monteregie"),
        ("municipality: Beloeil, region: Montérégie", "municipality:beloeil"),
        ("municipality: Beloeil, mrc: La Vallée-du-Richelieu, region: Montérégie", "municipality:beloeil"),
        ("municipality: Saint-Lambert, mrc: Longueuil", "municipality:saint-lambert-58012"),
        ("municipality: Saint-Lambert, region: Montérégie", "municipality:saint-lambert-58012"),
        ("municipality: Saint-Lambert, region: Abitibi-Témiscamingue", "municipality:saint-lambert-87120"),
        ("municipality: Saint-Lambert (Longueuil)", "municipality:saint-lambert-58012"),
        ("municipality: 'municipality:saint-lambert-58012'", "municipality:saint-lambert-58012"),
        ("mrc: Acton, region: Montérégie", "mrc:acton"),
    ],
)
def test_the_narrowest_place_is_taken(places: str, code: str) -> None:
    """A municipality, an MRC or a region gives the place, and the wider ones tell namesakes apart."""
    place = profile(f"enterprise: {{{places}}}").enterprise.place
    assert place is not None
    assert code == place.code


def test_without_a_place_none_is_known() -> None:
    """A profile that names no place has none, and no territory among its facts."""
    read = profile("enterprise: {employees: 3}")
    assert read.enterprise.place is None
    assert "territory" not in facts(read, date(2026, 11, 23)).values


@pytest.mark.parametrize(
    ("places", "understood"),
    [
        ("municipality: Beloeil", []),
        ("municipality: Beloeill", [("Beloeill", "municipality:beloeil")]),
        ("region: Monteregi", [("Monteregi", "region:monteregie")]),
        ("municipality: Valcourt, mrc: Le Val-Saint-François", [("Valcourt", "municipality:valcourt-42055")]),
    ],
)
def test_a_place_read_otherwise_is_said(places: str, understood: list[tuple[str, str]]) -> None:
    """A name that was only near a known one, or was taken for the town, is said back with what it was read as."""
    found = profile(f"enterprise: {{{places}}}").enterprise.places_understood
    assert understood == [(words, place.code) for words, place in found]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("municipality: Beloeil", "mrc: Acton"),
        ("municipality: Beloeil", "region: Estrie"),
        ("mrc: Acton", "region: Estrie"),
    ],
)
def test_a_place_outside_the_wider_one_is_refused(first: str, second: str) -> None:
    """A place that is not in the MRC or region given beside it is refused at its line, and the contradiction is said."""
    (problem,) = refusal(f"enterprise:\n  {first}\n  {second}\n").problems
    assert problem.line == 2
    name, wider = first.split(": ")[1], second.split(": ")[1]
    assert name in str(problem)
    assert wider in str(problem)
    assert "there is no such place in Québec" not in str(problem)


@pytest.mark.parametrize(
    ("text", "place", "path", "nearest"),
    [
        ("enterprise:\n  legal_form: nonproft\n", (2, 3), "enterprise.legal_form", "nonprofit"),
        ("enterprise:\n  groups: [wimen]\n", (2, 12), "enterprise.groups[0]", "women"),
        ("project:\n  uses: [equipment, renovaton]\n", (2, 21), "project.uses[1]", "renovation"),
        ("project:\n  stage: growht\n", (2, 3), "project.stage", "growth"),
        ("project:\n  stag: growth\n", (2, 3), "project.stag", "stage"),
        ("projet: {}\n", (1, 1), "projet", "project"),
    ],
)
def test_a_word_that_is_not_known_gets_the_nearest(text: str, place: tuple[int, int], path: str, nearest: str) -> None:
    """A misspelt word or key is refused at its place, with the nearest that is known."""
    (problem,) = refusal(text).problems
    assert (place, path, nearest) == ((problem.line, problem.column), problem.path, problem.nearest)


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("employees", "-1"),
        ("employees", "2.5"),
        ("employees", "'2'"),
        ("employees", "true"),
        ("employees", "10_000_001"),
        ("annual_revenue", "-1"),
        ("annual_revenue", "1_000_000_000_001"),
        ("own_revenue_share", "1.01"),
        ("own_revenue_share", "-0.1"),
        ("own_revenue_share", "40"),
        ("own_revenue_share", "'0.4'"),
        ("own_revenue_share", ".nan"),
        ("own_revenue_share", ".inf"),
        ("lease_years_left", "-1"),
        ("lease_years_left", "1000"),
    ],
)
def test_a_number_out_of_bounds_is_refused(key: str, value: str) -> None:
    """A number that cannot be, or is not one, is refused once, at its line, with what is expected."""
    (problem,) = refusal(f"enterprise:\n  legal_form: coop\n  {key}: {value}\n").problems
    assert (3, f"enterprise.{key}") == (problem.line, problem.path)
    assert problem.expected


@pytest.mark.parametrize(
    ("key", "value", "read"),
    [("own_revenue_share", "1", 1), ("own_revenue_share", "0", 0), ("employees", "0", 0), ("annual_revenue", "640_000", 640_000)],
)
def test_a_number_at_its_bound_is_taken(key: str, value: str, read: Any) -> None:
    """Zero, one and digits in groups are numbers."""
    assert read == getattr(profile(f"enterprise: {{{key}: {value}}}").enterprise, key)


@pytest.mark.parametrize("words", [r"a\nb", r"a\tb", r"\e[31mred\e[0m", r"a\rb", r"a\x7fb", r"a\u2028b", r"a\u202eb"])
def test_what_was_found_is_said_on_one_line(words: str) -> None:
    """Ends of lines, and codes that a terminal would obey, are not repeated as they are."""
    text = str(refusal(f'enterprise: {{legal_form: "{words}"}}'))
    assert len(text.splitlines()) == 1
    assert text.isprintable()


def test_a_long_description_is_refused() -> None:
    """A description has an end."""
    assert len(profile(f"project: {{description: {'x' * 20_000}}}").project.description or "") == 20_000
    assert "at most 20000 characters" in str(refusal(f"project: {{description: {'x' * 20_001}}}"))


def test_a_profile_is_read_from_a_file(tmp_path: Path) -> None:
    """A file gives the profile, and its mistakes are said under its path."""
    path = tmp_path / "profile.yaml"
    path.write_text("enterprise: {legal_form: OBNL}\n", encoding="utf-8")
    assert read_profile(path).enterprise.legal_form == "nonprofit"
    path.write_text("enterprise: {legal_form: OBN L}\n", encoding="utf-8")
    with pytest.raises(InputError) as caught:
        read_profile(path)
    assert str(caught.value).startswith(f"{path}:1:14: enterprise.legal_form: ")


def test_every_attribute_is_asked_in_both_languages() -> None:
    """Every attribute has a section, and a label, a question and a reason that are translated."""
    from matcher.locale import french

    assert set(ATTRIBUTES) == set(SECTIONS)
    sentences = {text for attribute in ATTRIBUTES.values() for text in (attribute.label, attribute.question, attribute.why)}
    assert sorted(text for text in sentences if (entry := french().get(text)) is None or not entry.string) == []
