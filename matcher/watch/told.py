"""What was told already, so that no news is told twice, and so that what came back is told again."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from matcher.watch.comparison import Kind
from matcher.watch.news import News

UNDONE: dict[Kind, tuple[Kind, ...]] = {
    "gained": ("lost",),
    "lost": ("gained", "confirmed", "to_reconfirm", "opened", "closing_soon", "terms_changed"),
    "confirmed": ("to_reconfirm",),
    "to_reconfirm": ("confirmed",),
}
"""What a news takes back: a program that is lost can be gained again, and that is news although it was told before."""


def untold(found: Iterable[News], told: Collection[str]) -> list[News]:
    """Return the news that was not told yet; `told` holds the keys that `remember` returned for this client."""
    return [one for one in found if one.key not in told]


def remember(told: Collection[str], telling: Iterable[News]) -> frozenset[str]:
    """Return the keys to keep once `telling` was told: the last one of each program and kind, without what it takes back."""
    kept = {_place(key): key for key in told}
    for one in telling:
        for kind in UNDONE.get(one.kind, ()):
            kept.pop((one.program, kind), None)
        kept[one.program, one.kind] = one.key
    return frozenset(kept.values())


def _place(key: str) -> tuple[str, str]:
    program, kind, _ = key.split(":", 2)
    return program, kind
