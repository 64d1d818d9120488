"""The funding plan (*montage financier*): sources and uses that add up, inside every rule of every chosen program."""

from matcher.planning.document import as_json
from matcher.planning.draft import NoCostsError
from matcher.planning.plan import Plan, Plans
from matcher.planning.plan import plan as make_plans

__all__ = ["NoCostsError", "Plan", "Plans", "as_json", "make_plans"]
