"""Scores become labels that the guide allows together, whatever the scores."""

from hypothesis import given
from hypothesis import strategies as st

from plugin.coaching.reader.decide import LABELS, OUTCOMES, SLIPS, Labels, Outcome, decide, settle_flags
from plugin.reading import Mention
from plugin.reflection import Flag, Noticed, Theme

ODDS = st.floats(-20, 20)
AGAINST = dict.fromkeys(LABELS, -9.0)


def outcomes(likely: Outcome) -> list[float]:
    return [-0.1 if outcome == likely else -5.0 for outcome in OUTCOMES]


def decided(found: dict[Theme | Flag, float], likely: Outcome) -> Labels:
    return decide(AGAINST | found, outcomes(likely), 1.0)


def test_silence_is_no_theme_and_thanks_alone():
    nothing = Outcome(Noticed.NONE, Mention.THANK_ONLY)

    assert decided({}, nothing) == Labels(frozenset(), nothing, frozenset())


def test_a_slip_that_is_plain_to_see_is_explained():
    plain = Outcome(Noticed.DEFINITELY, Mention.LIGHT_EXPLANATION)

    assert decided({Theme.BLANKED: 4.0}, plain) == Labels(frozenset({Theme.BLANKED}), plain, frozenset())


def test_the_interviewers_manner_alone_is_hardly_noticed_whatever_the_outcome_seems():
    found = decided({Theme.RAPPORT: 9.0}, Outcome(Noticed.DEFINITELY, Mention.LIGHT_EXPLANATION))

    assert found.outcome == Outcome(Noticed.NO, Mention.THANK_ONLY)


def test_withdrawing_leaves_nothing_to_add_or_explain():
    found = decided(
        {Theme.WEAK_ANSWER: 4.0, Flag.WITHDRAWING: 4.0},
        Outcome(Noticed.DEFINITELY, Mention.LIGHT_EXPLANATION),
    )

    assert found.outcome.mention is Mention.THANK_ONLY


def test_an_apology_outlives_a_withdrawal():
    unforgettable = Outcome(Noticed.OUTRAGEOUS, Mention.BRIEF_APOLOGY)

    found = decided({Theme.SAID_WRONG_THING: 4.0, Flag.WITHDRAWING: 4.0}, unforgettable)

    assert found.outcome == unforgettable


def test_a_point_left_out_is_added():
    found = decided({Theme.FORGOT_TO_MENTION: 4.0}, Outcome(Noticed.NO, Mention.ADD_INFORMATION))

    assert found == Labels(
        frozenset({Theme.FORGOT_TO_MENTION}), Outcome(Noticed.NO, Mention.ADD_INFORMATION), frozenset()
    )


def test_crisis_replaces_distress_and_is_private():
    assert settle_flags(frozenset({Flag.CRISIS, Flag.DISTRESS})) == {Flag.CRISIS, Flag.PRIVATE}


def test_an_adjustment_is_private():
    assert settle_flags(frozenset({Flag.ADJUSTMENT})) == {Flag.ADJUSTMENT, Flag.PRIVATE}


@given(
    st.fixed_dictionaries(dict.fromkeys(LABELS, ODDS)),
    st.lists(ODDS, min_size=len(OUTCOMES), max_size=len(OUTCOMES)),
    st.floats(0, 5),
)
def test_the_guide_holds_for_any_scores(evidence, likely, trust):
    found = decide(evidence, likely, trust)

    noticed, mention = found.outcome.noticed, found.outcome.mention
    assert found.outcome in OUTCOMES
    assert (noticed is Noticed.OUTRAGEOUS) == (mention is Mention.BRIEF_APOLOGY)
    assert not {Flag.CRISIS, Flag.DISTRESS} <= found.flags
    assert Flag.PRIVATE in found.flags or not found.flags & {Flag.CRISIS, Flag.ADJUSTMENT}
    if Flag.WITHDRAWING in found.flags:
        assert mention in (Mention.THANK_ONLY, Mention.BRIEF_APOLOGY)
    if not found.themes & {*SLIPS}:
        manner = Noticed.NO if Theme.RAPPORT in found.themes else Noticed.NONE
        assert (noticed, mention) == (manner, Mention.THANK_ONLY) or (
            not found.themes and mention is Mention.LIGHT_EXPLANATION
        )
    elif noticed is Noticed.DEFINITELY and mention is Mention.THANK_ONLY:
        assert Flag.WITHDRAWING in found.flags
