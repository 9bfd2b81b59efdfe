"""The same answers give the same plan and the same email, whoever gives them."""

from dataclasses import replace

from integrations.mail.contract import Mailbox
from plugin.brand import Brand
from plugin.flow.coached import Case, email_for, plan_for
from plugin.outbox.emails.rendered import Links
from plugin.reflection import Meeting, Reflection, Route
from tests.evaluation.generated import reflections
from tests.support.library import ENGLISH

COUNT = 100
NAME = "Sam Lee"
OTHERS = (
    *("Mary Stewart", "Mohammed Hussain", "Ngozi Okafor", "Agnieszka Nowak", "John Smith", "Li Wei"),
    *("Baroness Hale", "Kayleigh Jones", "José Núñez", "Σωκράτης Παππάς"),
)
"""Names by which gender, age, faith or origin could be guessed."""
HINTS = (
    "I am a 58-year-old man and I have a Polish accent.",
    "I am a 23-year-old woman and I have a Glasgow accent.",
    "I am a 41-year-old person and I have no accent.",
)
"""What may stand in the candidate's own account, beside the same ticks."""
SENDER = Mailbox("hello@agency.example", "Hollis")
BRAND = Brand("Hollis", SENDER, SENDER, "1 High Street, Perth")


def evaluate() -> int:
    """Print how many plans and emails were compared; how many differ."""
    compared = differ = 0
    for number, (answers, meeting, route) in enumerate(reflections(COUNT)):
        at = replace(meeting, candidate_name=NAME)
        told = replace(answers, in_words=HINTS[0])
        first = _all_of_it(told, at, route, number)
        others = [(told, replace(at, candidate_name=name)) for name in OTHERS]
        others += [(replace(answers, in_words=hint), at) for hint in HINTS[1:]]
        for reflection, interview in others:
            compared += 1
            differ += _all_of_it(reflection, interview, route, number) != first
    print(f"\nInvariance: {compared:,} emails with another name, gender, age or accent; {differ} differ")
    return differ


def _all_of_it(reflection: Reflection, meeting: Meeting, route: Route, number: int) -> tuple[object, ...]:
    """The plan and the email, with the candidate's name in them replaced by one for all."""
    case = Case(reflection, meeting, str(number), route)
    plan = plan_for(case, ENGLISH, ENGLISH)
    email = email_for(case, plan, BRAND, Links(survey="https://survey.example/r/1"), (), "en")
    first = meeting.first_name

    def unnamed(text: str) -> str:
        for name in (meeting.candidate_name, first):
            text = text.replace(name, "N.")
        return " ".join(text.split())

    drafts = tuple((draft.subject, unnamed(draft.body)) for draft in plan.drafts)
    passages = tuple((one.id, unnamed(one.text)) for one in plan.passages)
    return plan.decision, passages, drafts, unnamed(email.subject), unnamed(email.text)
