"""The English coaching library, loaded once."""

from config.content import load_library

ENGLISH = load_library("en")
