"""From a plan to the email that says it. Pure: the product, the command and the tests' gallery share it."""

from collections.abc import Sequence

from config.content import Helpline
from plugin.brand import Brand
from plugin.coaching.decision import Kind
from plugin.coaching.plan import Plan
from plugin.outbox.emails.coaching import Coaching, DraftShown, Paragraph, ParagraphKind, coaching_email
from plugin.outbox.emails.rendered import HelpLine, Links, Rendered
from plugin.reflection import Meeting, Route

NOBODY_RINGS = frozenset({"consultant.offer", "consultant.ask"})
"""The paragraphs by which nobody has been asked to ring yet: these emails say how to ask."""


def plan_email(
    plan: Plan,
    meeting: Meeting,
    brand: Brand,
    links: Links,
    help_lines: Sequence[Helpline],
    language: str,
    route: Route = Route.DIRECT,
) -> Rendered:
    """The coaching email of this plan, in the language of its library."""
    coaching = Coaching(
        subject=plan.subject,
        title=plan.title,
        paragraphs=tuple(
            Paragraph(ParagraphKind(passage.section), passage.text) for passage in plan.passages
        ),
        drafts=tuple(
            DraftShown(draft.subject, draft.body, draft.to if len(plan.drafts) > 1 else "")
            for draft in plan.drafts
        ),
        help_lines=shown(help_lines),
        route=route,
        something_to_mention=plan.decision.something_to_mention,
        headings=plan.decision.kind is not Kind.NONE,
        call_asked=NOBODY_RINGS.isdisjoint(passage.id for passage in plan.passages),
    )
    return coaching_email(coaching, meeting, brand, links, language)


def shown(lines: Sequence[Helpline]) -> tuple[HelpLine, ...]:
    """Help lines as an email shows them."""
    return tuple(HelpLine(line.name, line.contact, line.hours, line.note) for line in lines)
