"""What the events are narrowed to, and a code that was noted."""

from collections.abc import Iterable
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from cases.access.actor import Actor
from cases.base.forms import BaseForm, DayField, LineField
from cases.oversight import words
from cases.people import codes
from cases.people.models import Case


class TrailForm(BaseForm):
    """Person, case, kind and day. A part that makes no sense is left out, the rest holds."""

    person = forms.ChoiceField(label=_("Person"), required=False)
    case = LineField(label=_("Case"), required=False, max_length=20, widget=forms.TextInput(attrs={"size": 8}))
    kind = forms.ChoiceField(label=_("What"), required=False, choices=[("", _("All")), *words.KINDS.items()])
    day = DayField(label=_("Day"), required=False)

    def __init__(self, *args: Any, by: Actor, people: Iterable[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.by = by
        cast(forms.ChoiceField, self.fields["person"]).choices = [("", _("All")), *people]

    def clean_case(self) -> Case | None:
        """Return the case that was meant."""
        typed = self.cleaned_data["case"]
        if not typed:
            return None
        case = Case.objects.visible_to(self.by).filter(code=codes.normalise(typed)).first()
        if case is None:
            raise ValidationError(_("No case has this code."))
        return case


class NotedForm(BaseForm):
    """The code of a closed day, kept somewhere else."""

    code = LineField(label=_("Code"), required=False, max_length=20)

    def clean_code(self) -> str:
        """Return the code as the pages write it."""
        return str(self.cleaned_data["code"]).upper().replace(" ", "")
