"""The rules of the chosen programs, tested on the whole plan: how much of each is used, and the arithmetic behind it."""

from __future__ import annotations

import streamlit as st

from matcher.locale import N_, Language, money, share, together, translate, translate_count
from matcher.planning import Plan
from matcher.planning.plan import Check
from matcher.planning.wording import check_text, label_of, missing_text, rule_text
from matcher.ui.components.words import plain
from matcher.words import read_text

MOST_GAUGES = 4
AT_THE_LIMIT = 0.9995


def draw_rules(plan: Plan, language: Language) -> None:
    """Draw a gauge for each rule, those nearest to their limit first."""
    _say_untested_debt(plan, language)
    checks = sorted(plan.checks, key=lambda check: (-_tightness(check), check.rule.limit.id))
    if not checks:
        st.markdown(translate(N_("No sheet of this plan states a ceiling or a minimum."), language))
        return
    for check in checks[:MOST_GAUGES]:
        _draw_gauge(check, plan, language)
    rest = checks[MOST_GAUGES:]
    if rest:
        title = translate_count(N_("{count} more rule"), N_("{count} more rules"), len(rest), language)
        with st.expander(title, key="plan:rules"):
            for check in rest:
                _draw_gauge(check, plan, language)


def _say_untested_debt(plan: Plan, language: Language) -> None:
    """Say which loans the limit on yearly payments cannot be tested on."""
    for rule in plan.draft.rules:
        untested = [label_of(name, plan, language) for name in rule.unknown if plan.solution.amounts.get(name)]
        if rule.limit.rule == "debt_service" and untested:
            text = N_("What you can pay back in a year is not tested on {sources}: no page states its rate and its term.")
            said = translate(text, language, sources=together(untested, language))
            st.warning(plain(said), icon=":material/help:")


def _tightness(check: Check) -> float:
    """Return how near a rule is to being broken: 1 at its limit."""
    if check.at_least:
        return float(check.bound / check.counted) if check.counted else 1.0
    return check.share


def _draw_gauge(check: Check, plan: Plan, language: Language) -> None:
    with st.container(border=True, gap="small"):
        counted, bound = money(round(check.counted), language), money(round(check.bound), language)
        text = N_("{counted} where at least {bound} is asked") if check.at_least else N_("{counted} of {bound} ({share})")
        said = translate(text, language, counted=counted, bound=bound, share=share(check.share, language))
        st.progress(
            min(1.0, check.share),
            text=f"**{plain(rule_text(check.rule, language))}**  \n{plain(said)} · {_state(check, language)}",
        )
        with st.expander(translate(N_("The arithmetic"), language), key=f"plan:check:{check.rule.limit.id}"):
            _draw_arithmetic(check, plan, language)


def _state(check: Check, language: Language) -> str:
    """Say whether a rule is kept, and how much room is left under a ceiling."""
    if not check.ok:
        word = translate(N_("broken"), language)
        return f":material/close: {word}"
    if _tightness(check) >= AT_THE_LIMIT:
        word = translate(N_("at the limit"), language)
        return f":material/block: {word}"
    room = money(abs(int(check.bound - check.counted)), language)
    text = N_("{room} to spare") if check.at_least else N_("room for {room}")
    return f":material/check: {plain(translate(text, language, room=room))}"


def _draw_arithmetic(check: Check, plan: Plan, language: Language) -> None:
    lines = [plain(check_text(check, plan, language))]
    missing = [missing_text(part, language) for part in check.rule.missing]
    if missing:
        text = N_("No page says: {parts}. The careful reading is taken.")
        lines.append(plain(translate(text, language, parts="; ".join(missing))))
    for name, dollars in check.frees.items():
        if dollars:
            text = N_("How much “{source}” counts is not stated: at the least, {amount} more would fit.")
            lines.append(plain(translate(text, language, source=label_of(name, plan, language), amount=money(dollars, language))))
    st.markdown("\n".join(f"- {line}" for line in lines))
    program = check.rule.program
    source = program.source(program.evidence.get(check.rule.field)) if program else None
    if source is not None:
        read = translate(N_("source, {read}"), language, read=read_text(source, language))
        st.markdown(f":small[[{plain(read)}]({source.url})]")
