"""A rendered email, addressed: the headers that every one of them carries."""

from integrations.mail.contract import Mailbox, Message
from integrations.mail.message import message_id
from plugin.brand import Brand
from plugin.outbox.emails.rendered import Rendered


def addressed(
    rendered: Rendered,
    brand: Brand,
    to: Mailbox,
    effect: str,
    stop: str = "",
    reply_to: Mailbox | None = None,
) -> Message:
    """The message of one effect: its dedupe key makes the Message-ID, so a repeat has the same one (RL-07).

    `stop` is the one-click unsubscribe address of a candidate's email (RFC 8058); `reply_to` the consultant.
    """
    return Message(
        message_id=message_id(effect, brand.sender.address.rpartition("@")[2]),
        sender=brand.sender,
        to=to,
        subject=rendered.subject,
        text=rendered.text,
        html=rendered.html,
        reply_to=reply_to or brand.reply_to,
        headers=_one_click(stop) if stop else {},
        tag=effect,
    )


def _one_click(stop: str) -> dict[str, str]:
    return {"List-Unsubscribe": f"<{stop}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}
