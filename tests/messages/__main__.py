"""`python -m tests.messages` brings every catalogue into step with the code; `… de` begins one more."""

import sys

from config.languages import LANGUAGES, LOCALES
from tests.messages import catalogue, write


def main(more: list[str]) -> None:
    """Write the catalogues, and say what is left to translate."""
    for language in more:
        LOCALES.joinpath(f"{language}.po").touch()
    for language in sorted({*LANGUAGES[1:], *more}):
        write(language)
        empty = [message for message in catalogue(language) if message.id and not any(_said(message.string))]
        print(f"{language}: {len(catalogue(language))} messages, {len(empty)} to translate")


def _said(string: str | tuple[str, ...]) -> tuple[str, ...]:
    return (string,) if isinstance(string, str) else string


if __name__ == "__main__":
    main(sys.argv[1:])
