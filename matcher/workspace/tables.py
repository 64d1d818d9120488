"""The tables of the workspace. What a table holds is said here once; `migrations/` brings a database of any age to this shape."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any, Literal
from uuid import UUID, uuid4

from sqlalchemy import (
    JSON,
    DateTime,
    Dialect,
    ForeignKey,
    Index,
    LargeBinary,
    MetaData,
    String,
    Text,
    TypeDecorator,
    UniqueConstraint,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from matcher.feedback import Reason
from matcher.locale import Language
from matcher.watch.comparison import Kind
from matcher.workspace.actor import Role

State = Literal["active", "archived"]
Digest = Literal["daily", "weekly", "never"]
Consented = Literal["target_groups", "keep_file", "share_with_funders"]

Action = Literal[
    "created",
    "opened",
    "saved",
    "restored",
    "duplicated",
    "archived",
    "reopened",
    "erased",
    "exported",
    "noted",
    "note_erased",
    "application_added",
    "application_changed",
    "application_erased",
    "plan_kept",
    "consent_given",
    "consent_withdrawn",
    "imported",
    "import_undone",
    "link_made",
    "link_opened",
    "link_revoked",
    "client_answered",
    "dismissed",
    "taken_back",
    "retention_changed",
    "purged",
    "advisor_added",
    "advisor_changed",
]


NAMES = {
    "ix": "ix_%(column_0_N_label)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}
"""Every constraint has a name that a later migration can call it by."""


class Moment(TypeDecorator[datetime]):
    """A moment with its time zone, kept as UTC: SQLite has no time zones."""

    impl = DateTime(timezone=True)
    cache_ok = True

    @property
    def python_type(self) -> type[datetime]:
        return datetime

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return None if value is None else value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.astimezone(UTC) if value.tzinfo else value.replace(tzinfo=UTC)


class Table(DeclarativeBase):
    """What all tables share."""

    metadata = MetaData(naming_convention=NAMES)
    type_annotation_map = {datetime: Moment, dict[str, Any]: JSON}  # noqa: RUF012  # as SQLAlchemy declares it


def _own_id() -> Mapped[UUID]:
    return mapped_column(primary_key=True, default=uuid4)


def _of_client_file(*, primary_key: bool = False) -> Mapped[UUID]:
    return mapped_column(ForeignKey("client_file.id", ondelete="CASCADE"), primary_key=primary_key, index=not primary_key)


class OrganisationRow(Table):
    """A pôle, a CDR, an MRC: nothing of one is ever seen by another."""

    __tablename__ = "organisation"
    id: Mapped[UUID] = _own_id()
    name: Mapped[str] = mapped_column(String(200))
    created_at: Mapped[datetime]


class AdvisorRow(Table):
    """A person who may sign in, by the address that the identity provider vouches for."""

    __tablename__ = "advisor"
    id: Mapped[UUID] = _own_id()
    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisation.id", ondelete="CASCADE"), index=True)
    email: Mapped[str] = mapped_column(String(320), unique=True)
    name: Mapped[str] = mapped_column(String(200))
    role: Mapped[Role] = mapped_column(String(20))
    language: Mapped[Language] = mapped_column(String(2), default="fr")
    digest: Mapped[Digest] = mapped_column(String(10), default="weekly")
    active: Mapped[bool] = mapped_column(default=True)
    created_at: Mapped[datetime]


class ImportRow(Table):
    """One list of clients that was brought in, so that it can be taken back as a whole."""

    __tablename__ = "import"
    id: Mapped[UUID] = _own_id()
    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisation.id", ondelete="CASCADE"), index=True)
    file_name: Mapped[str] = mapped_column(String(200))
    by: Mapped[str] = mapped_column(String(200))
    at: Mapped[datetime]
    undone_at: Mapped[datetime | None]


class ClientFileRow(Table):
    """An advisor's record of one enterprise, as it stands now. `version` grows by one with each save."""

    __tablename__ = "client_file"
    __table_args__ = (Index("ix_client_file_list", "organisation_id", "state", "updated_at"),)
    id: Mapped[UUID] = _own_id()
    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisation.id", ondelete="CASCADE"))
    import_id: Mapped[UUID | None] = mapped_column(ForeignKey("import.id", ondelete="SET NULL"), index=True)
    name: Mapped[str] = mapped_column(String(200))
    words: Mapped[str] = mapped_column(Text)
    """What a search looks through: the name and the place, folded."""
    state: Mapped[State] = mapped_column(String(10), default="active")
    version: Mapped[int] = mapped_column(default=1)
    profile: Mapped[dict[str, Any]]
    goal: Mapped[str | None] = mapped_column(String(20))
    retain_until: Mapped[date | None]
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]
    updated_by: Mapped[str] = mapped_column(String(200))

    __mapper_args__ = {"version_id_col": version, "version_id_generator": False}  # noqa: RUF012  # as SQLAlchemy declares it


class RevisionRow(Table):
    """What a client file held after one save."""

    __tablename__ = "revision"
    client_file_id: Mapped[UUID] = _of_client_file(primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    by: Mapped[str] = mapped_column(String(200))
    what: Mapped[Action] = mapped_column(String(20))
    name: Mapped[str] = mapped_column(String(200))
    profile: Mapped[dict[str, Any]]
    goal: Mapped[str | None] = mapped_column(String(20))


class PlanRow(Table):
    """A funding plan as it was handed over: the document that `matcher plan` prints, which the catalogue of later days cannot change."""

    __tablename__ = "plan"
    id: Mapped[UUID] = _own_id()
    client_file_id: Mapped[UUID] = _of_client_file()
    at: Mapped[datetime]
    by: Mapped[str] = mapped_column(String(200))
    name: Mapped[str] = mapped_column(String(30))
    catalogue_version: Mapped[str] = mapped_column(String(40))
    document: Mapped[dict[str, Any]]


class ConfidentialRow(Table):
    """Answers that tell of persons, encrypted with a key that is kept outside the database."""

    __tablename__ = "confidential"
    client_file_id: Mapped[UUID] = _of_client_file(primary_key=True)
    content: Mapped[bytes] = mapped_column(LargeBinary)


class ConsentRow(Table):
    """What a client agreed to, and when it was taken back."""

    __tablename__ = "consent"
    id: Mapped[UUID] = _own_id()
    client_file_id: Mapped[UUID] = _of_client_file()
    kind: Mapped[Consented] = mapped_column(String(30))
    given_on: Mapped[date]
    withdrawn_on: Mapped[date | None]
    by: Mapped[str] = mapped_column(String(200))


class NoteRow(Table):
    """What an advisor wrote down."""

    __tablename__ = "note"
    id: Mapped[UUID] = _own_id()
    client_file_id: Mapped[UUID] = _of_client_file()
    at: Mapped[datetime]
    by: Mapped[str] = mapped_column(String(200))
    text: Mapped[str] = mapped_column(Text)


class ApplicationRow(Table):
    """One application to one program: how far it is, and how it ended."""

    __tablename__ = "application"
    id: Mapped[UUID] = _own_id()
    client_file_id: Mapped[UUID] = _of_client_file()
    program: Mapped[str] = mapped_column(String(100), index=True)
    state: Mapped[str] = mapped_column(String(20))
    asked: Mapped[int | None]
    """Dollars."""
    awarded: Mapped[int | None]
    """Dollars."""
    reason: Mapped[str | None] = mapped_column(String(30))
    due_on: Mapped[date | None]
    asked_on: Mapped[date | None]
    answered_on: Mapped[date | None]
    comment: Mapped[str] = mapped_column(Text, default="")
    version: Mapped[int] = mapped_column(default=1)
    updated_at: Mapped[datetime]
    updated_by: Mapped[str] = mapped_column(String(200))

    __mapper_args__ = {"version_id_col": version, "version_id_generator": False}  # noqa: RUF012  # as SQLAlchemy declares it


class DismissalRow(Table):
    """A program that an advisor put aside for one client, with the reason."""

    __tablename__ = "dismissal"
    client_file_id: Mapped[UUID] = _of_client_file(primary_key=True)
    program: Mapped[str] = mapped_column(String(100), primary_key=True)
    reason: Mapped[Reason] = mapped_column(String(30))
    at: Mapped[datetime]
    by: Mapped[str] = mapped_column(String(200))


class LinkRow(Table):
    """A link that opens without an account: a page for one client, or an advisor's calendar. Only the hash of its token is kept."""

    __tablename__ = "link"
    id: Mapped[UUID] = _own_id()
    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisation.id", ondelete="CASCADE"), index=True)
    client_file_id: Mapped[UUID | None] = mapped_column(ForeignKey("client_file.id", ondelete="CASCADE"), index=True)
    kind: Mapped[str] = mapped_column(String(10))
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    created_at: Mapped[datetime]
    by: Mapped[str] = mapped_column(String(200))
    expires_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]
    opened_at: Mapped[datetime | None]


class StandingsRow(Table):
    """How each program stood for one client when it was last looked at, to tell what changed since."""

    __tablename__ = "standings"
    client_file_id: Mapped[UUID] = _of_client_file(primary_key=True)
    at: Mapped[datetime]
    content: Mapped[dict[str, Any]]


class NewsRow(Table):
    """What changed for one client: told once, by its key."""

    __tablename__ = "news"
    __table_args__ = (UniqueConstraint("client_file_id", "key"),)
    id: Mapped[UUID] = _own_id()
    client_file_id: Mapped[UUID] = _of_client_file()
    key: Mapped[str] = mapped_column(String(200))
    program: Mapped[str] = mapped_column(String(100))
    kind: Mapped[Kind] = mapped_column(String(30))
    content: Mapped[dict[str, Any]]
    at: Mapped[datetime]


class SentNewsRow(Table):
    """Which news went to whom."""

    __tablename__ = "sent_news"
    news_id: Mapped[UUID] = mapped_column(ForeignKey("news.id", ondelete="CASCADE"), primary_key=True)
    advisor_id: Mapped[UUID] = mapped_column(ForeignKey("advisor.id", ondelete="CASCADE"), primary_key=True)
    at: Mapped[datetime]


class AuditRow(Table):
    """Who did what, and when. It names no client: the id stays when the client file is erased, and says nothing by itself."""

    __tablename__ = "audit"
    __table_args__ = (Index("ix_audit_list", "organisation_id", "at"),)
    id: Mapped[UUID] = _own_id()
    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisation.id", ondelete="CASCADE"))
    at: Mapped[datetime]
    by: Mapped[str] = mapped_column(String(200))
    action: Mapped[Action] = mapped_column(String(30))
    subject: Mapped[UUID | None] = mapped_column(index=True)
    detail: Mapped[str] = mapped_column(String(200), default="")
