"""Sealed files and testimony of a case."""
