"""Who acts in the workspace, and what their role lets them do."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args
from uuid import UUID

from matcher.workspace.errors import NotAllowedError

Role = Literal["advisor", "manager", "administrator"]
ROLES: tuple[Role, ...] = get_args(Role)
"""From the one that may least to the one that may most."""
Act = Literal["edit", "erase", "manage_advisors"]
LEAST_ROLE: dict[Act, Role] = {"edit": "advisor", "erase": "manager", "manage_advisors": "administrator"}
"""The least role for each kind of act: erasing for good is not for everybody."""


@dataclass(frozen=True)
class Actor:
    """Somebody who signed in, or the one user of a laptop. Everything is read and written inside this one organisation.

    `name` is what history and the access log call them. `advisor` is None for a client who answers through a link.
    """

    organisation: UUID
    name: str
    role: Role = "advisor"
    advisor: UUID | None = None

    def may(self, act: Act) -> bool:
        """Whether the role allows an act."""
        return ROLES.index(self.role) >= ROLES.index(LEAST_ROLE[act])

    def require(self, act: Act) -> None:
        """Raise NotAllowedError unless the role allows an act."""
        if not self.may(act):
            raise NotAllowedError
