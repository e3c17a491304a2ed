"""Files to blocks: one format a module, chosen by content first and by name second."""

from corpus.parse.detect import parse

__all__ = ["parse"]
