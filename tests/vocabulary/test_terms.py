"""The vocabularies are whole: codes, labels, parents, names, and the words that people type."""

from __future__ import annotations

from importlib.resources import files

import pytest
import yaml

from matcher.profile import ATTRIBUTES
from matcher.vocabulary.terms import fold, vocabulary

DIRECTORY = files("matcher.vocabulary")
NAMES = sorted(path.name.removesuffix(".yaml") for path in DIRECTORY.iterdir() if path.name.endswith(".yaml"))
EXPECTED = [
    "ancillary_costs",
    "applications",
    "confirmations",
    "contributions",
    "documents",
    "families",
    "funding_states",
    "groups",
    "instruments",
    "legal_forms",
    "levels",
    "sectors",
    "stages",
    "tenures",
    "uses",
]
KEYS = {"code", "fr", "en", "parents", "either", "synonyms", "scian", "can_become", "ask_provider", "for_group", "phrase"}
PHRASED = ("contributions", "groups", "instruments", "legal_forms", "uses")

every = pytest.mark.parametrize("name", NAMES)


def test_the_vocabularies_are_those_we_know() -> None:
    """Each vocabulary is a file, and each one that an attribute names is there."""
    assert EXPECTED == NAMES
    assert set() == {attribute.vocabulary for attribute in ATTRIBUTES.values() if attribute.vocabulary} - set(NAMES)


@every
def test_entries(name: str) -> None:
    """Each entry has a code of its own and no key that would be passed over."""
    entries = yaml.safe_load((DIRECTORY / f"{name}.yaml").read_text(encoding="utf-8"))
    codes = [entry["code"] for entry in entries]
    assert sorted(set(codes)) == sorted(codes)
    assert [entry["code"] for entry in entries if not set(entry) <= KEYS] == []
    assert [entry["code"] for entry in entries if not set(entry.get("synonyms", {})) <= {"fr", "en"}] == []
    assert list(vocabulary(name)) == codes


@every
def test_labels(name: str) -> None:
    """Each term has a label in both languages, without spaces around it, that no other term has."""
    terms = vocabulary(name).values()
    for language in ("fr", "en"):
        labels = [term.label(language) for term in terms]
        assert [label for label in labels if not label or label != label.strip()] == []
        assert len(labels) == len(set(labels))


@every
def test_phrases(name: str) -> None:
    """Each term that a sentence of advice may name has a phrase for it in both languages, which begins and ends inside a sentence."""
    terms = vocabulary(name).values()
    assert [set(term.phrases) for term in terms] == [{"fr", "en"} if name in PHRASED else set()] * len(terms)
    for language in ("fr", "en"):
        phrases = [term.phrase(language) for term in terms if name in PHRASED]
        assert len(phrases) == len(set(phrases))
        assert [words for words in phrases if words != words.strip() or words.endswith((".", ","))] == []
        assert language == "en" or [words for words in phrases if not words[0].islower()] == []


@every
def test_parents_and_changes_exist(name: str) -> None:
    """Parents, and what a term can become, are terms of the same vocabulary, other than itself."""
    words = vocabulary(name)
    for term in words.values():
        assert [code for code in (*term.parents, *term.can_become) if code not in words or code == term.code] == []
        assert len(term.parents) == len(set(term.parents))


@every
def test_no_term_is_its_own_ancestor(name: str) -> None:
    """Climbing from parent to parent ends, and each wider term covers something of the narrower one."""
    words = vocabulary(name)
    for term in words.values():
        wider, seen = list(term.parents), set()
        while wider:
            code = wider.pop()
            assert term.code != code
            if code not in seen:
                seen.add(code)
                wider += words[code].parents
        assert [code for code in seen if not words.covered_by(code) & words.covered_by(term.code)] == []


def test_a_cpe_is_either_a_nonprofit_or_a_cooperative() -> None:
    """Each of the two forms covers a part of what a CPE may be, the two together all of it."""
    forms = vocabulary("legal_forms")
    cpe, nonprofit, cooperative = (forms.covered_by(code) for code in ("cpe", "nonprofit", "cooperative"))
    assert cpe <= nonprofit | cooperative
    assert not cpe <= nonprofit
    assert not cpe <= cooperative
    assert not nonprofit & cooperative


@every
def test_no_name_belongs_to_two_terms(name: str) -> None:
    """A code, a label or a synonym, accents and case aside, means one term only."""
    owners: dict[str, set[str]] = {}
    for term in vocabulary(name).values():
        for word in term.names():
            owners.setdefault(fold(word), set()).add(term.code)
    assert {word: sorted(codes) for word, codes in owners.items() if len(codes) > 1} == {}


@every
def test_every_name_is_understood(name: str) -> None:
    """A code and both labels of a term resolve to the term, in any case and without accents."""
    words = vocabulary(name)
    lost = [
        (term.code, said, words.resolve(said))
        for term in words.values()
        for label in (term.code, term.fr, term.en)
        for said in (label, label.upper(), fold(label), f"  {label} ")
        if words.resolve(said) != term.code
    ]
    assert lost == []


@every
def test_names_are_not_empty(name: str) -> None:
    """No synonym folds to nothing, which would make an empty answer mean something."""
    assert [term.code for term in vocabulary(name).values() for word in term.names() if not fold(word)] == []
    assert vocabulary(name).resolve("") is None
    assert vocabulary(name).resolve("…") is None


def test_sectors_have_two_levels() -> None:
    """There are about twenty sectors, each with narrower ones below it and nothing below those."""
    sectors = vocabulary("sectors")
    roots = {term.code for term in sectors.values() if not term.parents}
    assert 20 <= len(roots) <= 30
    assert [term.code for term in sectors.values() if not set(term.parents) <= roots] == []
    assert [code for code in roots if not sectors.children(code)] == []


def test_sensitive_activities_ask_the_provider() -> None:
    """Every sensitive activity asks the provider, and no other sector does."""
    sectors = vocabulary("sectors")
    asking = {term.code for term in sectors.values() if term.ask_provider}
    assert sectors.covered_by("sensitive_activities") == asking


@pytest.mark.parametrize(
    ("name", "words", "expected"),
    [
        ("legal_forms", "OBNL", "nonprofit"),
        ("legal_forms", "osbl", "nonprofit"),
        ("legal_forms", "coop", "cooperative"),
        ("legal_forms", "Coopérative de solidarité", "solidarity_coop"),
        ("legal_forms", "cooperative de solidarite", "solidarity_coop"),
        ("legal_forms", "CPE", "cpe"),
        ("legal_forms", "inc.", "business_corporation"),
        ("legal_forms", "not incorporated", "informal_group"),
        ("legal_forms", "charity", "registered_charity"),
        ("sectors", "épicerie", "grocery"),
        ("sectors", "EPICERIE", "grocery"),
        ("sectors", "grocery", "grocery"),
        ("sectors", "théâtre", "performing_arts"),
        ("sectors", "friperie", "reuse_thrift"),
        ("sectors", "logement", "housing"),
        ("sectors", "camping", "camping_accommodation"),
        ("sectors", "radio communautaire", "community_radio_tv"),
        ("sectors", "casino", "gambling"),
        ("uses", "camion", "vehicle"),
        ("uses", "truck", "vehicle"),
        ("uses", "toiture", "renovation"),
        ("uses", "étude de faisabilité", "feasibility_study"),
        ("uses", "fonds de roulement", "working_capital"),
        ("groups", "femmes", "women"),
        ("groups", "jeunes", "youth"),
        ("groups", "aînés", "seniors"),
        ("groups", "Premières Nations", "first_nations"),
        ("groups", "Inuit", "inuit"),
        ("groups", "Autochtones", "indigenous"),
        ("stages", "pré-démarrage", "prestart"),
        ("stages", "start up", "startup"),
        ("tenures", "bail", "tenant"),
        ("instruments", "prêt", "loan"),
        ("instruments", "subvention", "grant"),
    ],
)
def test_plain_words(name: str, words: str, expected: str) -> None:
    """What people type names the term that they mean."""
    assert expected == vocabulary(name).resolve(words)


@pytest.mark.parametrize(
    ("name", "words", "expected"),
    [
        ("legal_forms", "nonproft", "nonprofit"),
        ("legal_forms", "coopérativ", "cooperative"),
        ("uses", "équipemant", "equipment"),
        ("groups", "femes", "women"),
        ("legal_forms", "zzzzzzzz", None),
    ],
)
def test_nearest(name: str, words: str, expected: str | None) -> None:
    """A typing error is not understood, but brings the word that was meant; nonsense brings nothing."""
    assert vocabulary(name).resolve(words) is None
    assert expected == vocabulary(name).nearest(words)


@pytest.mark.parametrize(
    ("words", "folded"),
    [
        ("Épicerie", "epicerie"),
        ("œuvre", "oeuvre"),
        ("ŒUVRE", "oeuvre"),
        ("ex æquo", "ex aequo"),
        ("EX ÆQUO", "ex aequo"),
        ("l'île-aux-Grues", "l ile aux grues"),
        ("  deux   mots ", "deux mots"),
        ("R&D", "r d"),
        ("…", ""),
    ],
)
def test_fold(words: str, folded: str) -> None:
    """Case, accents, ligatures, punctuation and doubled spaces are set aside for comparison."""
    assert folded == fold(words)
