"""Forms about who may know of a case: giving and taking access, restricting, looking at the name for a reason."""

from collections.abc import Container, Iterable
from typing import Any, cast
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from cases.access.models import Membership
from cases.access.roles import ROLES
from cases.base.forms import BaseForm, DayField, LineField, TicketForm
from cases.people.needtoknow import can_last_until


class ReasonForm(TicketForm):
    """Why something is done; it is sealed in the case's timeline."""

    reason = LineField(label=_("Why"), help_text=_("Sealed in the timeline of the case."))


class WhyForm(ReasonForm):
    """The same for what can happen once only."""

    ticket = None  # type: ignore[assignment]


class GiveForm(ReasonForm):
    """Who is given the case, why, and for how long."""

    to = forms.TypedChoiceField(label=_("Whom"), empty_value=None)
    until = DayField(
        label=_("Last day"),
        required=False,
        help_text=_("Leave empty if no end is in sight. After this day the case is out of their sight."),
    )
    field_order: tuple[str, ...] = ("to", "reason", "until")

    def __init__(self, *args: Any, members: Iterable[Membership], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        by_key = {str(member.pk): member for member in members}
        field = cast(forms.TypedChoiceField, self.fields["to"])
        field.choices = [("", _("Choose")), *((key, named(member)) for key, member in by_key.items())]
        field.coerce = by_key.__getitem__

    def clean(self) -> dict[str, Any]:
        """Refuse a last day that is over."""
        super().clean()
        if self.on and not (lasts := can_last_until(self.cleaned_data.get("until"), self.on)):
            self.add_error("until", lasts.reason)
        return self.cleaned_data


class CodeForm(GiveForm):
    """The same for a case whose code somebody reads out."""

    code = LineField(
        label=_("Case code"), max_length=12, help_text=_("As it was read out to you, for example K7F-3QX.")
    )
    field_order = ("code", "to", "reason", "until")

    def refuse_code(self) -> None:
        """Say the same whether there is no such case, or it is out of sight."""
        self.add_error("code", _("There is no case with this code to which you can give access."))


class RestrictForm(ReasonForm):
    """Who beside the coordinators may know of a case."""

    people = forms.TypedMultipleChoiceField(
        label=_("People who may know of it"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Coordinators see every case. Whoever is not ticked loses this one."),
    )
    field_order = ("people", "reason")

    def __init__(self, *args: Any, members: Iterable[Membership], known: Container[UUID], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        by_key = {str(member.pk): member for member in members}
        self.initial["people"] = [key for key, member in by_key.items() if member.user_id in known]
        field = cast(forms.TypedMultipleChoiceField, self.fields["people"])
        field.choices = [(key, named(member)) for key, member in by_key.items()]
        field.coerce = by_key.__getitem__


class RevealForm(BaseForm):
    """Why somebody needs the name of a restricted case."""

    reason = LineField(label=_("Why you need the name"), help_text=_("Sealed in the audit, beside your handle."))


def named(member: Membership) -> str:
    """Return a member as a choice shows them."""
    return f"{member.user.handle} ({ROLES[member.role_name].title})"
