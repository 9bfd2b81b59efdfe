"""What one email costs to compose and to build, beside the standard library's EmailMessage.

    python tests/benchmarks/mail_build.py [seconds per line]

Prints CPU milliseconds of this process: the median of five turns, with the least and the most.
"""

import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from email import policy
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime
from pathlib import Path
from statistics import median

sys.path.insert(0, str(Path(__file__).parents[2]))

from integrations.mail.contract import Mailbox, Message
from integrations.mail.message import to_bytes
from plugin.outbox.emails.coaching import coaching_email
from plugin.outbox.emails.envelope import addressed
from plugin.outbox.emails.survey import survey_email
from tests.support.emails import BRAND, COACHING, HELP_LINES, LINKS, MEETING

SENT_AT = datetime(2026, 11, 23, 17, 30, tzinfo=UTC)


def cpu_ms(work: Callable[[], object], seconds: float) -> tuple[float, float, float]:
    """The median, least and most CPU time of one turn of `work`."""
    work()
    turns = []
    for _ in range(5):
        count, began, until = 0, time.process_time(), time.perf_counter() + seconds / 5
        while time.perf_counter() < until:
            work()
            count += 1
        turns.append((time.process_time() - began) / count * 1000)
    return median(turns), min(turns), max(turns)


def with_email_message(message: Message) -> bytes:
    """The same message as the standard library builds it."""
    built = EmailMessage(policy=policy.SMTP)
    built["Date"] = format_datetime(SENT_AT)
    built["Message-ID"] = f"<{message.message_id}>"
    for header, mailbox in (("From", message.sender), ("To", message.to), ("Reply-To", message.reply_to)):
        if mailbox:
            built[header] = Address(mailbox.name, addr_spec=mailbox.address)
    built["Subject"] = message.subject
    built["Auto-Submitted"] = "auto-generated"
    for header, value in message.headers.items():
        built[header] = value
    built.set_content(message.text, cte="quoted-printable")
    built.add_alternative(message.html, subtype="html", cte="quoted-printable")
    return built.as_bytes()


def main() -> None:
    """Print the table."""
    seconds = float(sys.argv[1]) if len(sys.argv) > 1 else 2.0
    rendered = coaching_email(COACHING, MEETING, BRAND, LINKS)
    message = addressed(rendered, BRAND, Mailbox("ada@example.org", "Ada Okafor"), "coaching:41", LINKS.stop)
    named = addressed(rendered, BRAND, Mailbox("zoe@example.org", "Zoë Müller"), "coaching:42", LINKS.stop)
    print(f"message of {len(to_bytes(message, SENT_AT)):,} bytes, HTML {len(rendered.html.encode()):,}\n")
    print("| what | CPU ms (median) | least to most | beside EmailMessage |\n| --- | --- | --- | --- |")
    stdlib = cpu_ms(lambda: with_email_message(message), seconds)
    lines: list[tuple[str, Callable[[], object]]] = [
        ("to_bytes", lambda: to_bytes(message, SENT_AT)),
        ("to_bytes, a name beyond ASCII", lambda: to_bytes(named, SENT_AT)),
    ]
    composing: list[tuple[str, Callable[[], object]]] = [
        ("survey_email, composed", lambda: survey_email(MEETING, BRAND, LINKS, HELP_LINES)),
        ("coaching_email, composed", lambda: coaching_email(COACHING, MEETING, BRAND, LINKS)),
    ]
    print(f"| EmailMessage.as_bytes | {stdlib[0]:.3f} | {stdlib[1]:.3f} to {stdlib[2]:.3f} | 1.0 |")
    for name, work in lines:
        middle, least, most = cpu_ms(work, seconds)
        print(f"| {name} | {middle:.3f} | {least:.3f} to {most:.3f} | {stdlib[0] / middle:.1f} times less |")
    for name, work in composing:
        middle, least, most = cpu_ms(work, seconds)
        print(f"| {name} | {middle:.3f} | {least:.3f} to {most:.3f} | |")


if __name__ == "__main__":
    main()
