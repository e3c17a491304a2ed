"""Slides (ECMA-376) to blocks."""
