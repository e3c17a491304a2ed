"""Keeping a library: proving it sound, making its index anew, backups."""
