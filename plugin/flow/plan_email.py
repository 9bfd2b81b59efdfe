"""From a plan to the email that says it. Pure: the product and the command `coach` share it."""

from collections.abc import Sequence

from plugin.brand import Brand
from plugin.coaching.plan import Plan
from plugin.outbox.emails.coaching import Coaching, Paragraph, ParagraphKind, coaching_email
from plugin.outbox.emails.rendered import Links, Rendered
from plugin.reflection import Meeting, Route


def plan_email(
    plan: Plan,
    meeting: Meeting,
    brand: Brand,
    links: Links,
    help_lines: Sequence[str],
    route: Route = Route.DIRECT,
) -> Rendered:
    """The coaching email of this plan."""
    coaching = Coaching(
        subject=plan.subject,
        paragraphs=tuple(
            Paragraph(ParagraphKind(passage.section), passage.text)
            for passage in plan.passages
            if passage.section in set(ParagraphKind)
        ),
        draft_subject=plan.draft.subject if plan.draft else "",
        draft_body=plan.draft.body if plan.draft else "",
        lesson=plan.lesson,
        practice=plan.practice,
        help_lines=tuple(help_lines),
        route=route,
        something_to_mention=plan.decision.something_to_mention,
    )
    return coaching_email(coaching, meeting, brand, links)
