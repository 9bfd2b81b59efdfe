"""The table of follow-ups: what candidates saved or gave to be passed on, each with its permission."""

from sqlalchemy import Column, ForeignKey, Integer, LargeBinary, Table, Text, UniqueConstraint

from plugin.columns import Id, agency, metadata, row_id
from plugin.db import UtcDateTime

follow_ups = Table(
    "follow_ups",
    metadata,
    row_id(),
    agency(),
    Column("journey_id", Id, ForeignKey("journeys.id"), nullable=False),
    Column("number", Integer, nullable=False),
    Column("words", LargeBinary),
    Column("saved_at", UtcDateTime, nullable=False),
    Column("act", Integer, nullable=False, default=0),
    Column("permitted_at", UtcDateTime),
    Column("taken_back_at", UtcDateTime),
    Column("sent_on_at", UtcDateTime),
    Column("sent_on_by", Text, nullable=False, default=""),
    UniqueConstraint("journey_id", "number"),
)
"""`number` is the version's (one for each interviewer, from 0); `act` the number, within the journey, of the
latest words that its candidate gave, by which the emails about them are known. While `permitted_at` stands
and `taken_back_at` does not, `words` are exactly what the candidate allowed; `sent_on_*` tell of what was
permitted then."""
