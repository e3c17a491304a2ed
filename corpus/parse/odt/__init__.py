"""OpenDocument text (ISO/IEC 26300) to blocks."""
