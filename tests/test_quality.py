"""The figures that ship with the package: whole, and of the weights that ship. `test_funded_cases.py` holds them near today's."""

from __future__ import annotations

from matcher.baselines import BASELINES
from matcher.quality import METHODS, measured


def test_every_method_has_a_name() -> None:
    """The page names our ranking and each of the baselines that were measured."""
    assert set(METHODS) == {"matcher", *measured()["baselines"]}
    assert set(BASELINES) <= set(METHODS)


def test_figures_are_those_of_the_weights_that_ship() -> None:
    """`make learn` and `make evaluate` were run on the same sheets: the figures of both agree."""
    found = measured()
    assert found["enterprise_left_out"].keys() == found["metrics"].keys()
    assert all(abs(found["enterprise_left_out"][name] - value) < 0.1 for name, value in found["metrics"].items())


def test_ahead_of_every_baseline() -> None:
    """No simpler method found more of those who paid within ten."""
    found = measured()
    assert all(found["metrics"]["recall@10"] > baseline["recall@10"] for baseline in found["baselines"].values())
    assert "encoder" in found["baselines"]
