"""What the sandbox ATS is told at its start."""

import json
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True)
class Settings:
    """`fast_clock`: plugin hours in one of ours. `retry_speed` divides the sender's waits."""

    state: Path
    port: int = 8010
    hook: str = ""
    secret: str = field(default="", repr=False)
    notes_secret: str = field(default="", repr=False)
    mailbox_url: str = ""
    desk_url: str = ""
    fast_clock: float = 1.0
    retry_speed: float = 1.0

    @property
    def hour_seconds(self) -> float:
        """How long an hour of the plugin's takes here, in seconds."""
        return 3600 / self.fast_clock


def load(state: Path, flags: dict[str, Any]) -> Settings:
    """The settings in `state`/settings.json where there are any, overruled by flags that were given."""
    path = state / "settings.json"
    kept = json.loads(path.read_text()) if path.exists() else {}
    known = {item.name for item in fields(Settings)} - {"state"}
    given = {name: value for name, value in flags.items() if value is not None}
    return Settings(state=state, **{name: v for name, v in (kept | given).items() if name in known})
