"""Word documents (ECMA-376) to blocks."""
