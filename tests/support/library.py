"""The coaching libraries, loaded once."""

from config.content import load_library

ENGLISH = load_library("en")
POLISH = load_library("pl")
