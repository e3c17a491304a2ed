"""The engine of one machine: immutable segments in the library folder, mapped into memory."""
