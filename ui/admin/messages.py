"""Sentences of this part of the interface, in both languages."""

MESSAGES: dict[str, tuple[str, str]] = {}
