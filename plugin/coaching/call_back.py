"""When a person rings, in the candidate's words. Pure."""

from config.content import Library
from plugin.alerts import CallTime, When
from plugin.coaching.wording import spelt_out


def call_words(call: CallTime, library: Library) -> str:
    """'within the hour', 'on Monday, from 9:00': the end of a sentence that says who rings."""
    name = f"{call.when}.{call.at.weekday()}" if call.when is When.ON_DAY else call.when
    time = f"{call.at.hour}:{call.at:%M}"
    return library.lines[f"call_back.{name}"].format(time=time, date=spelt_out(call.at.date(), library))
