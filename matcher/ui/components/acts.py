"""How the acts that the access log holds are called."""

from __future__ import annotations

from matcher.locale import N_, Language, translate
from matcher.workspace.links import CLIENT
from matcher.workspace.tables import Action

ACTS: dict[Action, str] = {
    "created": N_("created"),
    "opened": N_("opened"),
    "saved": N_("changed"),
    "restored": N_("went back to an earlier state"),
    "duplicated": N_("made as a copy"),
    "archived": N_("archived"),
    "reopened": N_("taken out of the archive"),
    "erased": N_("erased for good"),
    "exported": N_("handed over"),
    "noted": N_("note added"),
    "note_erased": N_("note erased"),
    "application_added": N_("application added"),
    "application_changed": N_("application changed"),
    "application_erased": N_("application erased"),
    "plan_kept": N_("plan kept"),
    "consent_given": N_("consent recorded"),
    "consent_withdrawn": N_("consent taken back"),
    "imported": N_("brought in"),
    "import_undone": N_("list taken back"),
    "link_made": N_("link made"),
    "link_opened": N_("link opened"),
    "link_revoked": N_("link closed"),
    "client_answered": N_("answered by the client"),
    "dismissed": N_("program put aside"),
    "taken_back": N_("program taken back"),
    "retention_changed": N_("day of retention changed"),
    "purged": N_("erased since its day of retention had passed"),
    "advisor_added": N_("person let in"),
    "advisor_changed": N_("account of a person changed"),
}


def acted_by(name: str, language: Language) -> str:
    """Return who acted: a name as it is, or in words a client who came through a link."""
    return translate(CLIENT, language) if name == CLIENT else name


def act_label(action: Action, language: Language) -> str:
    """Return how an act is called."""
    return translate(ACTS[action], language)
