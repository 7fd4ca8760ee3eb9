#!/usr/bin/env python
"""Runs management commands; `migrate` runs as the role that owns the tables."""

import os
import sys

from django.core.management import execute_from_command_line


def main() -> None:
    """Run the command line."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "casetracker.settings")
    if sys.argv[1:2] == ["migrate"]:
        for suffix in ("", "_FILE"):
            if owner := os.environ.get(f"MIGRATION_DATABASE_URL{suffix}"):
                os.environ[f"DATABASE_URL{suffix}"] = owner
    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
