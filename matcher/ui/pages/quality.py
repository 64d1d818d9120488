"""How often the list is right: what `matcher evaluate` found on real funded projects, with what it misses."""

import streamlit as st

from matcher.locale import N_, number, share, translate
from matcher.quality import METHODS, measured
from matcher.ui import core, state
from matcher.ui.components.words import plain
from matcher.words import short_name

LIMITS = (
    N_("It says nothing of the chances of an application: the projects are ones that were funded, and no refusal is public."),
    N_("The sheets were corrected where one of these projects showed them to be wrong, so other projects may do less well."),
    N_("A funder that paid may not be the best one: others may have fitted and never been asked."),
)

language = state.language()
found = measured()
st.title(translate(N_("How often is the list right?"), language))
st.markdown(
    translate(
        N_(
            "We compare it with {count} real Québec projects whose funders are public: given what the applicant would have said on that day, does each "
            "funder stand among the first programs, and is none of them refused by mistake? These projects had {needs} funders in the catalogue."
        ),
        language,
        count=found["scored"],
        needs=found["wrong_no"]["n"],
    )
)
left_out = found["enterprise_left_out"]
low, high = found["intervals"]["recall@10"]
for column, (label, value, note) in zip(
    st.columns(3),
    (
        (
            N_("Funders among the first ten"),
            share(round(left_out["recall@10"], 2), language),
            translate(
                N_("{low} to {high}, 95 times in 100"),
                language,
                low=share(round(low, 2), language),
                high=share(round(high, 2), language),
            ),
        ),
        (
            N_("Funders refused by mistake"),
            share(found["wrong_no"]["rate"], language),
            translate(N_("of {count}"), language, count=found["wrong_no"]["n"]),
        ),
        (
            N_("Questions after a paragraph"),
            number(found["questions"]["chosen"]["median"], language),
            translate(
                N_("until the first five are final; {fixed} in the order of the questionnaire"),
                language,
                fixed=number(found["questions"]["fixed"]["median"], language),
            ),
        ),
    ),
    strict=True,
):
    with column, st.container(border=True):
        st.metric(translate(label, language), value)
        st.caption(note)

st.header(translate(N_("Next to simpler methods"), language))
st.caption(
    translate(N_("The same projects and the same sheets, in the order that other finders use. Higher is better."), language)
)
headings = (N_("Method"), N_("First five"), N_("First ten"), N_("Mean reciprocal rank"))
rows = ["| " + " | ".join(translate(heading, language) for heading in headings) + " |", "| --- | --- | --- | --- |"]
beside = {"matcher": left_out, **found["baselines"]}
for method in METHODS:
    metrics = beside[method]
    figures = [share(round(metrics[name], 2), language) for name in ("recall@5", "recall@10")]
    label = translate(METHODS[method], language)
    name = f"**{label}**" if method == "matcher" else label
    rows.append(f"| {name} | {figures[0]} | {figures[1]} | {number(round(metrics['mrr'], 2), language)} |")
st.markdown("\n".join(rows))
st.caption(translate(N_("Each project is ranked with weights learnt from the projects of other enterprises only."), language))

st.header(translate(N_("From a few sentences"), language))
heard = found["paragraph"]
st.markdown(
    translate(
        N_(
            "From a few sentences alone, {alone} of the funders stand among the first ten; with the place and the legal form, {completed}. Of what such a text says, "
            "{uses} of the uses of funds are read, and {right} of those read are right."
        ),
        language,
        alone=share(round(heard["metrics"]["recall@10"], 2), language),
        completed=share(round(heard["with_place_and_form"]["recall@10"], 2), language),
        uses=share(round(heard["fields"]["uses"]["recall"], 2), language),
        right=share(round(heard["fields"]["uses"]["precision"], 2), language),
    )
)
after = found["questions"]["to_confirm_after"]
st.markdown(
    translate(
        N_(
            "From a paragraph, {first} of the first ten programs are still to confirm; after six questions {six}, after ten {ten}. A program to confirm is "
            "not a program to rule out: it has something that only the applicant or the funder knows."
        ),
        language,
        first=share(round(after[0], 2), language),
        six=share(round(after[6], 2), language),
        ten=share(round(after[10], 2), language),
    )
)
st.markdown(
    translate(
        N_(
            "The newest page behind a program of the first ten was written {months} months ago in the middle case; {undated} of these programs rest on pages "
            "without a date. Each sheet says when its pages were read."
        ),
        language,
        months=round(found["age"]["written"] / 30.4),
        undated=share(round(found["age"]["undated"], 2), language),
    )
)

st.header(translate(N_("What it misses most"), language))
st.caption(translate(N_("Funders of these projects that stand lowest in the list."), language))
programs = core.catalogue()
for item in found["worst"]:
    if item["program"] in programs:
        name = plain(short_name(programs[item["program"]], language))
        st.markdown(
            translate(
                N_("- {program}: place {rank} ({case})"), language, program=name, rank=item["rank"], case=plain(item["case"])
            )
        )

with st.expander(
    translate(
        N_("Funders of these projects that are no program of the catalogue ({count})"), language, count=len(found["outside"])
    )
):
    st.caption(translate(N_("Named as the pages that announced them do."), language))
    st.markdown(plain(" · ".join(found["outside"])))

st.header(translate(N_("Limits"), language))
st.markdown("\n".join(f"- {translate(limit, language)}" for limit in LIMITS))
st.caption(
    translate(
        N_("Measured on {programs} programs, catalogue {version}. Anyone can do it again: `matcher evaluate`."),
        language,
        programs=found["catalogue"]["programs"],
        version=found["catalogue"]["version"],
    )
)
