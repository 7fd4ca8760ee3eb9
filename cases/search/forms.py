"""What people type to find a case."""

from django import forms
from django.utils.translation import gettext_lazy as _

from cases.base.forms import BaseForm, LineField

LONGEST = 100


class SearchForm(BaseForm):
    """A name in any spelling, an alias, or the beginning of a case code."""

    text = LineField(
        label=_("Name, alias or case code"),
        max_length=LONGEST,
        help_text=_("Any script and any spelling; part of a name is enough."),
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off", "spellcheck": "false"}),
    )
