"""PDF (ISO 32000) to blocks."""
