"""The catalogue in the French public schema of aid measures, `dispositif-aide` v0.2.0 (Etalab), without extensions.

Its rules: https://github.com/etalab/schema-dispositif-aide/raw/v0.2.0/build/dispositif-aide/schema.json. What Québec has no word
for is left as the schema permits: places are codes of the French *Code officiel géographique*, which knows Canada only as one
country, so that the exact territory stands in the text of `eligibilite`; a provider has no SIREN, which is empty. A catch phrase
(`promesse`) is not in a sheet, and none is made up.
"""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, time
from typing import Any
from uuid import UUID, uuid5
from zoneinfo import ZoneInfo

from matcher.catalogue import Catalogue
from matcher.export.criteria import conditions, lasting
from matcher.export.table import written
from matcher.figures import component_text, money_figures
from matcher.locale import N_, translate
from matcher.program import Intake, Program
from matcher.rules.constraints import Accepts
from matcher.rules.criteria import AttributeCriterion, Not, leaves
from matcher.vocabulary.terms import vocabulary

NAMESPACE = UUID("6d0c6f0e-5d0f-4b57-9c7d-4c2f6b1f7a11")
"""From which the identifier of each program is derived, the same every time."""
QUEBEC = ZoneInfo("America/Toronto")
CANADA = "PAYS-99401"
FIELDS = (
    "id",
    "titre",
    "promesse",
    "description",
    "eligibilite",
    "types_aides",
    "porteurs",
    "programmes_parents",
    "url_source",
    "cibles",
    "eligibilite_geographique",
    "eligibilite_geographique_exclusions",
    "date_ouverture",
    "date_cloture",
    "date_mise_a_jour",
)
LONG = 5000
"""Characters that a description may have."""
KINDS = {
    "service": "conseil",
    "training": "formation",
    "tax_credit": "avantage fiscal",
    "loan": "prêt",
    "loan_guarantee": "prêt",
    "forgivable_loan": "prêt",
    "patient_capital": "prêt",
    "quasi_equity": "prêt",
}
"""What each type of aid is called there; all others are `financement`. The schema refers to an open list kept elsewhere, of which
public services read assistance, avantage fiscal, conseil, étude, financement, formation, information and prêt."""
TARGETS = {
    "associations": ("nonprofit", "registered_charity", "informal_group"),
    "professionnels": ("cooperative", "business_corporation", "sole_proprietor", "partnership", "mutual"),
    "secteur public": ("municipality", "public_institution", "indigenous_organisation"),
    "particuliers": ("individual",),
}
"""Which legal forms, with all below them, each target of the schema stands for."""


def as_dispositifs(catalogue: Catalogue) -> str:
    """Write one row a program, except those that `undated` names."""
    out = set(undated(catalogue))
    rows = [_row(program, catalogue) for program_id, program in sorted(catalogue.items()) if program_id not in out]
    return written([FIELDS, *([row[name] for name in FIELDS] for row in rows)])


def undated(catalogue: Catalogue) -> list[str]:
    """Return the programs that the schema cannot take: it requires a day of update, and no page of theirs was read or is dated."""
    return sorted(program_id for program_id, program in catalogue.items() if _updated(program) is None)


def _row(program: Program, catalogue: Catalogue) -> dict[str, Any]:
    opens, closes = _days(program)
    primary = next((source for source in program.sources if not source.secondary), program.sources[0])
    return {
        "id": str(uuid5(NAMESPACE, program.id)),
        "titre": program.name.fr,
        "promesse": None,
        "description": _description(program),
        "eligibilite": _criteria(program),
        "types_aides": list(dict.fromkeys(KINDS.get(code, "financement") for code in program.instruments)),
        "porteurs": json.dumps([_carrier(program, catalogue)], ensure_ascii=False),
        "programmes_parents": [catalogue[parent].name.fr for parent in program.local_version_of],
        "url_source": (program.apply and program.apply.url) or primary.url,
        "cibles": _targets(program),
        "eligibilite_geographique": CANADA,
        "eligibilite_geographique_exclusions": None,
        "date_ouverture": opens and _instant(opens, time.min),
        "date_cloture": closes and _instant(closes, time(23, 59, 59)),
        "date_mise_a_jour": (updated := _updated(program)) and _instant(updated, time.min),
    }


def _carrier(program: Program, catalogue: Catalogue) -> dict[str, Any]:
    """Return the provider with its roles: it makes the program known, pays unless it only advises, and judges what it receives."""
    roles = ["diffuseur"]
    if not set(program.instruments) <= {"service", "training"}:
        roles.append("financeur")
    if program.approach not in {"through_intermediary", "no_application"}:
        roles.append("instructeur")
    return {"nom": catalogue.providers[program.provider].name.fr, "siren": "", "roles": roles}


def _description(program: Program) -> str:
    """Return the summary, what is stated of the money, and that the program is closed, for which the schema has no field."""
    frame = N_("{label}: {text}")
    lines = [(translate(figure.label, "fr"), figure.text) for figure in money_figures(program, "fr")]
    lines += [(part.name.fr, component_text(part, "fr")) for part in program.components]
    said = [translate(frame, "fr", label=label, text=text) for label, text in lines if text]
    text = "\n".join([program.summary.fr, *said, *([translate(N_("Closed"), "fr")] if program.status == "closed" else [])])
    return text if len(text) <= LONG else f"{text[: LONG - 2]} …"


def _criteria(program: Program) -> str:
    """Return one criterion a line, as the schema asks; a program of which no page states any says so."""
    found = conditions(program, "fr") or [translate(N_("The sources state no criterion."), "fr")]
    return "\n".join(f"• {sentence}" for sentence in found)


def _targets(program: Program) -> list[str]:
    """Return the targets whose legal forms a program accepts; all that can be enterprises where it names none."""
    accepted: set[str] = set()
    for leaf in (leaf for criterion in lasting(program) if not isinstance(criterion, Not) for leaf in leaves(criterion)):
        if isinstance(leaf, AttributeCriterion) and leaf.attribute == "legal_form" and isinstance(leaf.constraint, Accepts):
            accepted |= leaf.constraint.accepted
        elif isinstance(leaf, AttributeCriterion) and leaf.attribute == "registered_charity":
            accepted |= {"registered_charity"}
    forms = vocabulary("legal_forms")
    found = [target for target, codes in TARGETS.items() if accepted & {c for code in codes for c in forms.covered_by(code)}]
    return found or ["associations", "professionnels"]


def _days(program: Program) -> tuple[date | None, date | None]:
    """Return the first and the last day of the last known call; a closed program has ended at the latest when it closed."""
    intakes = program.intakes if isinstance(program.intakes, tuple) else ()
    last = max(intakes, key=lambda intake: intake.closes or intake.opens or date.min, default=Intake())
    return last.opens, last.closes or (program.closed_on.last if program.closed_on else None)


def _updated(program: Program) -> date | None:
    """Return the newest day on which a page was read; if none was, the newest on which one was surely written."""
    read = [source.read_on for source in program.sources if source.read_on]
    return max(read or [source.page_date.first for source in program.sources if source.page_date], default=None)


def _instant(day: date, hour: time) -> str:
    """Write an hour of a day in Québec as the schema wants it: in UTC."""
    return datetime.combine(day, hour, QUEBEC).astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
