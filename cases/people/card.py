"""The card made from a dossier."""

from cases.people.dossier import Card, Dossier
from cases.people.folding import fold


def card_of(dossier: Dossier) -> Card:
    """Return the card: alias, every spelling of the names, and their folded forms for search."""
    names = tuple(name for name in (dossier.legal_name, *dossier.other_spellings) if name)
    searched = (dossier.alias, *names) if dossier.alias else names
    return Card(alias=dossier.alias, names=names, folded=tuple(dict.fromkeys(fold(name) for name in searched)))
