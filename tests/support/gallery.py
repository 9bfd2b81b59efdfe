"""Representative reflections and the email that each gets: what the snapshots and the gallery show."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from config.content import load_helplines
from plugin.coaching.plan import Plan, make_plan
from plugin.coaching.wording import NOBODY_SAID
from plugin.flow.plan_email import plan_email
from plugin.outbox.emails.rendered import Rendered
from plugin.reflection import CallBack, Flag, Meeting, Noticed, Reflection, Route, StillWant, Theme
from tests.support.emails import BRAND, LINKS, MEETING
from tests.support.library import ENGLISH

HELP = load_helplines("en")["GB"]
YES = StillWant.YES
SATURDAY_NIGHT = CallBack("Sam Reid", "on Monday morning, when the office opens")
MANAGER = CallBack("Moira Kerr", "before five this afternoon")
LONG = (
    "So it started ok, the man on reception was kind and gave me a coffee. Then two of them came in and "
    "they went straight into the questions without saying what they do. The first one was about my last "
    "job and I answered that fine I think. The second one was about a time I had to deal with conflict "
    "and I told them the one about the delivery driver but I told it back to front and then had to go "
    "back and explain who everybody was and I could see them looking at each other. After that I was "
    "listening to myself the whole time. The Excel part went really well and I finished early. Then they "
    "asked if I had questions and I had two ready and forgot both. Next time I will write my questions on "
    "a card and take it in with me."
)


@dataclass(frozen=True, slots=True)
class Told:
    """What one candidate told us, and what was known around it."""

    reflection: Reflection
    meeting: Meeting = MEETING
    route: Route = Route.DIRECT
    call_back: CallBack = NOBODY_SAID

    @property
    def plan(self) -> Plan:
        """The plan made of it."""
        return make_plan(
            self.reflection, self.meeting, ENGLISH, "journey-41", route=self.route, call_back=self.call_back
        )

    @property
    def email(self) -> Rendered:
        """The email as the candidate gets it."""
        return plan_email(self.plan, self.meeting, BRAND, LINKS, HELP, "en", self.route)


def one(theme: Theme, noticed: Noticed | None, felt: int | None = 2, **more: object) -> Told:
    """A reflection with one theme."""
    return Told(Reflection(felt=felt, themes=(theme,), noticed=noticed, still_want=YES, **more))  # type: ignore[arg-type]


def flagged(*flags: Flag, felt: int | None = 1, **more: object) -> Reflection:
    """A reflection with flags."""
    return Reflection(felt=felt, flags=flags, **more)  # type: ignore[arg-type]


GALLERY: Mapping[str, Told] = {
    # Each theme.
    "nerves": one(Theme.NERVES, Noticed.MAYBE),
    "stumbled": one(Theme.STUMBLED, Noticed.NO, 3),
    "rambled": one(Theme.RAMBLED, Noticed.MAYBE, 3),
    "blanked": one(Theme.BLANKED, Noticed.DEFINITELY, 1),
    "weak_answer": one(Theme.WEAK_ANSWER, Noticed.DEFINITELY),
    "forgot_to_mention": one(
        Theme.FORGOT_TO_MENTION, Noticed.NO, 3, missed_point="should have said i ran the night shift at Leith"
    ),
    "underprepared": one(Theme.UNDERPREPARED, None),
    "late_or_tech": one(Theme.LATE_OR_TECH, Noticed.DEFINITELY),
    "unwell_or_upset": one(Theme.UNWELL_OR_UPSET, Noticed.MAYBE, 1),
    "said_wrong_thing": one(Theme.SAID_WRONG_THING, Noticed.OUTRAGEOUS, 1, in_words="I swore at the panel."),
    "rapport": one(Theme.RAPPORT, Noticed.NO),
    "went_well": Told(
        Reflection(5, (Theme.WENT_WELL,), Noticed.NONE, "The stock example went really well.", still_want=YES)
    ),
    # Several things at once.
    "good_with_a_slip": Told(
        Reflection(4, (Theme.WENT_WELL, Theme.STUMBLED), Noticed.NO, still_want=StillWant.YES)
    ),
    "mixed": Told(
        Reflection(
            3,
            (Theme.WENT_WELL, Theme.WEAK_ANSWER),
            Noticed.MAYBE,
            "Talking about the warehouse went great. One question on margins, no idea.",
        )
    ),
    "hard_with_a_good_part": Told(
        Reflection(1, (Theme.WENT_WELL, Theme.NERVES, Theme.BLANKED), Noticed.DEFINITELY)
    ),
    "several_slips": Told(
        Reflection(2, (Theme.NERVES, Theme.STUMBLED, Theme.RAMBLED, Theme.UNDERPREPARED), Noticed.MAYBE)
    ),
    "nerves_and_blank": Told(Reflection(2, (Theme.NERVES, Theme.BLANKED), Noticed.MAYBE, still_want=YES)),
    "underprepared_and_weak": Told(Reflection(None, (Theme.UNDERPREPARED, Theme.WEAK_ANSWER), None)),
    "point_instead": Told(
        Reflection(
            2,
            (Theme.BLANKED,),
            Noticed.DEFINITELY,
            missed_point="I built the rota for three depots",
            still_want=YES,
        )
    ),
    "point_left_out": Told(
        Reflection(2, (Theme.WEAK_ANSWER,), Noticed.MAYBE, missed_point="my last boss was a bully")
    ),
    "untrue": Told(
        Reflection(
            3,
            (Theme.SAID_WRONG_THING,),
            Noticed.NO,
            missed_point="I have used SAP for one year, not three",
            untrue=True,
        )
    ),
    # How it was told.
    "nearly_empty": Told(Reflection(felt=1)),
    "empty": Told(Reflection(call_me=False)),
    "joking": Told(
        Reflection(
            None,
            (Theme.STUMBLED,),
            Noticed.NO,
            "lol called it a spreadshit instead of spreadsheet 😂 died inside",
        )
    ),
    "very_long": Told(
        Reflection(2, (Theme.STUMBLED, Theme.FORGOT_TO_MENTION), Noticed.MAYBE, LONG, still_want=YES)
    ),
    "other_language": Told(
        Reflection(2, (Theme.BLANKED,), Noticed.MAYBE, missed_point="mam prawo jazdy kategorii C")
    ),
    "all_skipped_names": Told(Reflection(2, (Theme.RAMBLED,), Noticed.NO), Meeting(candidate_name="")),
    "several_interviewers": Told(
        Reflection(3, (Theme.RAMBLED,), Noticed.NO, still_want=YES),
        replace(MEETING, interviewers=("Priya Nair", "Tom Bell", "Agnes Muir")),
    ),
    # By the agency's rule.
    "copy": Told(Reflection(2, (Theme.STUMBLED,), Noticed.NO), route=Route.COPY),
    "through": Told(Reflection(2, (Theme.BLANKED,), Noticed.DEFINITELY), route=Route.THROUGH),
    "no_contact": Told(Reflection(3, (Theme.RAMBLED,), Noticed.MAYBE), route=Route.NONE),
    # What a person has to see.
    "crisis": Told(flagged(Flag.CRISIS, Flag.PRIVATE), call_back=SATURDAY_NIGHT),
    "crisis_bare": Told(flagged(Flag.CRISIS, Flag.PRIVATE), Meeting(candidate_name="")),
    "distress": Told(
        flagged(Flag.DISTRESS, themes=(Theme.BLANKED,), noticed=Noticed.DEFINITELY), call_back=SATURDAY_NIGHT
    ),
    "treatment": Told(flagged(Flag.TREATMENT, Flag.PRIVATE, themes=(Theme.BLANKED,)), call_back=MANAGER),
    "treatment_and_distress": Told(flagged(Flag.TREATMENT, Flag.DISTRESS), call_back=MANAGER),
    "adjustment": Told(flagged(Flag.ADJUSTMENT, Flag.PRIVATE, felt=2, themes=(Theme.STUMBLED,))),
    "distress_and_adjustment": Told(flagged(Flag.DISTRESS, Flag.ADJUSTMENT), call_back=SATURDAY_NIGHT),
    "withdrawing": Told(Reflection(4, (Theme.WENT_WELL,), Noticed.NONE, still_want=StillWant.NO)),
    "withdrawing_hard": Told(flagged(Flag.WITHDRAWING, felt=2, themes=(Theme.RAPPORT,))),
    "outrageous_and_withdrawing": Told(
        Reflection(1, (Theme.SAID_WRONG_THING,), Noticed.OUTRAGEOUS, still_want=StillWant.NO)
    ),
    "contact_me": Told(
        replace(flagged(Flag.CONTACT_ME, felt=3), themes=(Theme.WEAK_ANSWER,), noticed=Noticed.MAYBE),
        call_back=CallBack("Sam Reid", "this afternoon"),
    ),
}
