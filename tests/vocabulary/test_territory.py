"""Places of Québec: the lists are whole, and what people type is understood."""

from __future__ import annotations

from importlib.resources import files

import pytest
import yaml

from matcher.vocabulary.territory import territory
from matcher.vocabulary.territory_places import read_places

POLES = [
    "abitibi-temiscamingue",
    "autochtone-urbain",
    "baie-james",
    "bas-saint-laurent",
    "capitale-nationale",
    "centre-du-quebec",
    "chaudiere-appalaches",
    "cote-nord",
    "estrie",
    "gaspesie-iles",
    "lanaudiere",
    "laurentides",
    "laval",
    "longueuil",
    "mauricie",
    "monteregie-est",
    "montreal-cesim",
    "nunavik",
    "outaouais",
    "premieres-nations",
    "saguenay-lac-saint-jean",
    "vhsl",
]


def codes(words: str, kind: str | None = None, within: str | None = None) -> list[str]:
    """Return the codes `words` resolve to."""
    places = territory()
    return [place.code for place in places.resolve(words, kind, places[within] if within else None).places]


@pytest.mark.parametrize(("kind", "count"), [("province", 1), ("region", 17), ("mrc", 104), ("municipality", 1281)])
def test_every_place_is_there(kind: str, count: int) -> None:
    """The lists have as many places as the government counts."""
    assert len(territory().of_kind(kind)) == count


@pytest.mark.parametrize("kind", ["region", "mrc"])
def test_groups_share_out_the_municipalities(kind: str) -> None:
    """Every municipality is in one region and in one MRC or equivalent, the one it names."""
    places = territory()
    holders = [(member, group.code) for group in places.of_kind(kind) for member in group.municipalities]
    assert sorted(holders) == sorted((place.code, getattr(place, kind)) for place in places.of_kind("municipality"))


def test_every_mrc_is_in_the_region_its_file_says() -> None:
    """The region of an MRC's municipalities is the region written beside the MRC."""
    text = files("matcher.vocabulary").joinpath("territory_data", "mrcs.yaml").read_text(encoding="utf-8")
    written = {f"mrc:{entry['code']}": f"region:{entry['region']}" for entry in yaml.safe_load(text)}
    assert written == {place.code: place.region for place in territory().of_kind("mrc")}


def test_regions_are_numbered_from_1_to_17() -> None:
    """The regions carry the government's numbers."""
    text = files("matcher.vocabulary").joinpath("territory_data", "regions.yaml").read_text(encoding="utf-8")
    assert [entry["number"] for entry in yaml.safe_load(text)] == list(range(1, 18))


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("st-hyacinthe", "municipality:saint-hyacinthe"),
        ("St. Hyacinthe", "municipality:saint-hyacinthe"),
        ("Ste-Julie", "municipality:sainte-julie"),
        ("Beloeil", "municipality:beloeil"),
        ("Belœil", "municipality:beloeil"),
        ("BELOEIL, QC", "municipality:beloeil"),
        ("val dor", "municipality:val-d-or"),
        ("Asbestos", "municipality:val-des-sources"),
        ("Mtl", "municipality:montreal"),
        ("N.-D.-de-Grâce", "municipality:montreal"),
        ("TR", "municipality:trois-rivieres"),
        ("3-Rivières", "municipality:trois-rivieres"),
        ("Chicoutimi", "municipality:saguenay"),
        ("Plateau-Mont-Royal", "municipality:montreal"),
        ("Îles-de-la-Madeleine", "municipality:les-iles-de-la-madeleine"),
        ("L'Ange-Gardien (La Côte-de-Beaupré)", "municipality:l-ange-gardien-21040"),
        ("Ange-Gardien", "municipality:ange-gardien"),
        ("58012", "municipality:saint-lambert-58012"),
        ("Saint-Lambert, Montérégie", "municipality:saint-lambert-58012"),
        ("canton de Valcourt", "municipality:valcourt-42060"),
        ("Laval", "municipality:laval"),
        ("Montréal", "municipality:montreal"),
        ("Rimouski", "municipality:rimouski"),
        ("Québec", "municipality:quebec"),
        ("quebec", "municipality:quebec"),
        ("Québec (ville)", "municipality:quebec"),
        ("ville de Québec", "municipality:quebec"),
        ("région de Québec", "region:capitale-nationale"),
        ("tout le Québec", "quebec"),
        ("all Quebec", "quebec"),
        ("province de Québec", "quebec"),
        ("région du Bas-Saint-Laurent", "region:bas-saint-laurent"),
        ("Eastern Townships", "region:estrie"),
        ("MRC des Maskoutains", "mrc:les-maskoutains"),
        ("MRC d'Acton", "mrc:acton"),
        ("MRC La Matapédia", "mrc:la-matapedia"),
        ("MRC de Coaticook", "mrc:coaticook"),
        ("MRC Robert-Cliche", "mrc:beauce-centre"),
        ("agglomération de Longueuil", "mrc:longueuil"),
        ("Nunavik", "mrc:kativik"),
        ("PECEM", "area:pole-monteregie-est"),
        ("CMM", "area:cmm"),
        ("mrc:montreal", "mrc:montreal"),
        ("Kuujjuaq", "municipality:kuujjuaq-99095"),
        ("Mistissini", "municipality:mistissini-99804"),
    ],
)
def test_a_name_is_understood(words: str, code: str) -> None:
    """A label, an old name, an abbreviation or a code gives its place, as exact."""
    assert codes(words) == [code]
    assert territory().resolve(words).exact


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("Beauce-Centre", "mrc:beauce-centre"),
        ("Pierre-De Saurel", "mrc:pierre-de-saurel"),
        ("L'Islet", "mrc:l-islet"),
        ("Le Fjord-du-Saguenay", "mrc:le-fjord-du-saguenay"),
        ("La Matapédia", "mrc:la-matapedia"),
        ("Les Basques", "mrc:les-basques"),
        ("La Vallée-du-Richelieu", "mrc:la-vallee-du-richelieu"),
        ("MRC des Maskoutains", "mrc:les-maskoutains"),
        ("Rivière-du-Loup", "mrc:riviere-du-loup"),
        ("Longueuil", "mrc:longueuil"),
        ("Québec", "mrc:quebec"),
    ],
)
def test_an_mrc_is_understood_as_an_mrc(words: str, code: str) -> None:
    """Asked for an MRC, only MRC and equivalents answer."""
    assert codes(words, kind="mrc") == [code]


@pytest.mark.parametrize(
    ("kind", "code"),
    [("region", "region:capitale-nationale"), ("province", "quebec"), ("municipality", "municipality:quebec")],
)
def test_the_kind_asked_for_decides(kind: str, code: str) -> None:
    """The word Québec means a city, a region or the province according to what is asked."""
    assert codes("Québec", kind=kind) == [code]


@pytest.mark.parametrize(
    ("words", "count"),
    [
        ("Saint-Lambert", 2),
        ("L'Ange-Gardien", 2),
        ("Stanstead", 2),
        ("Clermont", 2),
        ("Ville-Marie", 2),
        ("Saint-Bruno", 2),
    ],
)
def test_namesakes_ask_which(words: str, count: int) -> None:
    """A name of several municipalities gives them all, each with a label of its own."""
    found = territory().resolve(words)
    assert found.exact
    assert len({place.full_label("fr") for place in found.places}) == count


def test_namesakes_carry_their_mrc() -> None:
    """A shared name is told apart by MRC, and in one MRC by the kind of municipality; others stand alone."""
    places = territory()
    assert places["municipality:saint-lambert-58012"].full_label("fr") == "Saint-Lambert (Longueuil)"
    assert places["municipality:stanstead-45025"].full_label("en") == "Stanstead (township, Memphrémagog)"
    assert places["municipality:beloeil"].full_label("fr") == "Beloeil"


def test_full_labels_lead_back_to_their_place() -> None:
    """Every full label names its place in both languages, and no two municipalities share one."""
    places = territory()
    for place in places.values():
        for language in ("fr", "en"):
            assert place in places.resolve(place.full_label(language), kind=place.kind).places
    labels = [place.full_label("fr") for place in places.of_kind("municipality")]
    assert len(set(labels)) == len(labels)


@pytest.mark.parametrize(
    ("words", "within", "code"),
    [
        ("Saint-Lambert", "region:monteregie", "municipality:saint-lambert-58012"),
        ("Saint-Lambert", "mrc:abitibi-ouest", "municipality:saint-lambert-87120"),
        ("Sainte-Perpétue", "mrc:l-islet", "municipality:sainte-perpetue-17030"),
        ("Saint-Bruno", "region:monteregie", "municipality:saint-bruno-de-montarville"),
        ("Kawawachikamach", "mrc:kativik", "municipality:kawawachikamach-99065"),
    ],
)
def test_within_settles_namesakes(words: str, within: str, code: str) -> None:
    """A known region or MRC keeps the one namesake inside it."""
    assert codes(words, within=within) == [code]


def test_the_town_is_taken_among_namesakes_of_one_mrc() -> None:
    """Where an MRC cannot tell town from township, the town is understood, not as exact; without a town, it asks."""
    places = territory()
    found = places.resolve("Valcourt", "municipality", places["mrc:le-val-saint-francois"])
    assert [place.code for place in found.places] == ["municipality:valcourt-42055"]
    assert not found.exact
    assert len(places.resolve("Natashquan", "municipality", places["mrc:minganie"]).places) == 2


def test_a_place_outside_within_is_not_taken() -> None:
    """A municipality that is not in the region given is only suggested."""
    places = territory()
    found = places.resolve("Beloeil", within=places["region:estrie"])
    assert found.places == ()
    assert found.nearest == (places["municipality:beloeil"],)


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("st hyacinte", "municipality:saint-hyacinthe"),
        ("Longueil", "municipality:longueuil"),
        ("Sherbroke", "municipality:sherbrooke"),
        ("Montral", "municipality:montreal"),
        ("MRC des Maskoutain", "mrc:les-maskoutains"),
    ],
)
def test_a_typing_error_is_understood_as_near(words: str, code: str) -> None:
    """A name one letter off gives its place, not as exact."""
    assert codes(words) == [code]
    assert not territory().resolve(words).exact


def test_a_typing_error_between_two_names_asks_which() -> None:
    """A name as near to Sainte-Julie as to Saint-Julien gives both."""
    assert sorted(codes("Saint-Julie")) == ["municipality:saint-julien", "municipality:sainte-julie"]


@pytest.mark.parametrize("words", ["Toronto", "Paris", "Xyzzy", "Ottawa", "Vancouver", "Brampton", "Rome", "", " - ", "99999"])
def test_nonsense_gives_no_place(words: str) -> None:
    """A place outside Québec, or no place at all, gives none and at most three suggestions."""
    found = territory().resolve(words)
    assert found.places == ()
    assert len(found.nearest) <= 3


def test_a_name_cut_short_suggests_the_largest() -> None:
    """The beginning of several names suggests the most populous first."""
    assert territory().resolve("Saint-Jean").nearest[0].code == "municipality:saint-jean-sur-richelieu"


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ("mrc:maskoutains", "mrc:les-maskoutains"),
        ("municipality:saint-lambert", "municipality:saint-lambert-58012"),
        ("region:monteregi", "region:monteregie"),
        ("area:pole-monteregie", "area:pole-monteregie-est"),
        ("Montérégie", "region:monteregie"),
        ("zzzz", None),
    ],
)
def test_a_wrong_code_has_a_nearest(wrong: str, code: str | None) -> None:
    """A code that does not exist is corrected to one that does, or to nothing."""
    assert territory().nearest(wrong) == code


@pytest.mark.parametrize("pole", POLES)
def test_every_pole_has_a_territory(pole: str) -> None:
    """Each of the 22 pôles covers municipalities."""
    assert territory()[f"area:pole-{pole}"].municipalities


def test_there_are_22_poles() -> None:
    """No pôle beyond the 22 is declared."""
    declared = [place.code for place in territory().of_kind("area") if place.code.startswith("area:pole-")]
    assert sorted(declared) == [f"area:pole-{pole}" for pole in POLES]


def test_pecem_covers_its_seven_mrc() -> None:
    """PECEM serves Beloeil, and neither Sutton, in Estrie, nor Longueuil, which has its own pôle."""
    inside = territory()["area:pole-monteregie-est"].municipalities
    assert "municipality:beloeil" in inside
    assert not inside & {"municipality:sutton", "municipality:longueuil"}
    assert len({territory()[code].mrc for code in inside}) == 7


def test_three_poles_share_out_monteregie() -> None:
    """The three pôles of Montérégie cover all of it, and no municipality twice."""
    places = territory()
    poles = [places[f"area:pole-{pole}"].municipalities for pole in ("monteregie-est", "longueuil", "vhsl")]
    assert frozenset().union(*poles) == places["region:monteregie"].municipalities
    assert sum(map(len, poles)) == len(places["region:monteregie"].municipalities)


@pytest.mark.parametrize(("community", "count"), [("cmm", 82), ("cmq", 28)])
def test_metropolitan_communities_are_whole(community: str, count: int) -> None:
    """The two metropolitan communities have the municipalities of the MAMH list."""
    assert len(territory()[f"area:{community}"].municipalities) == count


def test_every_name_points_at_a_place() -> None:
    """No alias or synonym names a place that does not exist."""
    places, names = read_places()
    assert {name.code for name in names} <= places.keys()


def test_children_are_one_step_down() -> None:
    """The province holds regions, a region its MRC, an MRC its municipalities, in alphabetical order."""
    places = territory()
    assert places.children("quebec") == places.of_kind("region")
    assert [place.fr for place in places.children("region:laval")] == ["Laval"]
    assert "municipality:acton-vale" in {place.code for place in places.children("mrc:acton")}
    assert places.children("municipality:beloeil") == ()
    regions = [place.fr for place in places.of_kind("region")]
    assert regions[0] == "Abitibi-Témiscamingue"
    assert regions.index("Estrie") < regions.index("Gaspésie–Îles-de-la-Madeleine")
