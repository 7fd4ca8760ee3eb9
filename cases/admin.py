"""The index of every slice's admin lists, in the order the site shows them."""

from cases.access import admin as access
from cases.applications import admin as applications
from cases.people import admin as people
from cases.risk import admin as risk

__all__ = ["access", "applications", "people", "risk"]
