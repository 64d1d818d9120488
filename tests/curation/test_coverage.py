"""What the catalogue covers, counted on programs whose territory is known."""

from __future__ import annotations

from matcher.curation.coverage import accepting, local_money, own_funds, report, serving
from tests.small import AS_OF, catalogue, program, requires

EVERYWHERE = program("everywhere")
QUEBEC = program("quebec", eligibility=requires({"territory": ["quebec"]}))
LAVAL = program("laval", eligibility=requires({"territory": ["mrc:laval"]}))
TWO = program("two", eligibility=requires({"territory": ["region:laval", "region:montreal"]}))
ADVICE = program("advice", instruments=["service"], eligibility=requires({"territory": ["region:laval"]}))
GONE = program("gone", status="closed", eligibility=requires({"territory": ["region:laval"]}))
ALL = [EVERYWHERE, QUEBEC, LAVAL, TWO, ADVICE, GONE]


def ids(found: object) -> list[str]:
    return [p.id for p in found]  # type: ignore[attr-defined]


def test_serving() -> None:
    """A program without territory serves every region; a closed one serves none."""
    assert ids(serving(ALL, "region:laval")) == ["everywhere", "quebec", "laval", "two", "advice"]
    assert ids(serving(ALL, "region:estrie")) == ["everywhere", "quebec"]


def test_local_money() -> None:
    """Local money brings money, and to few regions."""
    assert ids(local_money(ALL, "region:laval")) == ["laval", "two"]
    assert local_money(ALL, "region:estrie") == []


def test_own_funds() -> None:
    """Money for one MRC only is that MRC's own."""
    assert {mrc: ids(found) for mrc, found in own_funds(ALL).items()} == {"mrc:laval": ["laval"]}


def test_accepting() -> None:
    """What an enterprise of a form, a stage and a region is not refused, among what brings money."""
    for_coops = program("coops", eligibility=requires({"legal_form": ["cooperative"]}, {"stage": ["startup"]}))
    found = accepting([*ALL, for_coops], "nonprofit", "startup", "region:laval")
    assert ids(found) == ["everywhere", "quebec", "laval", "two"]
    assert "coops" in ids(accepting([for_coops], "worker_coop", "startup", "region:estrie"))
    assert accepting([for_coops], "worker_coop", "growth", "region:estrie") == []


def test_report_counts_each_program_once_by_heading() -> None:
    """Headings that share out the programs add up to all of them."""
    found = report(catalogue(*ALL), AS_OF)
    assert {by: sum(found.by[by].values()) for by in ("family", "state", "confidence", "age", "level")} == dict.fromkeys(
        ("family", "state", "confidence", "age", "level"), len(ALL)
    )
    assert (found.mrc_with_own_fund, found.by["state"]["closed"], len(found.by["region"])) == (1, 1, 17)
