"""What is filled in when somebody changes role."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cases.access.roles import MEMBER_ROLES, ROLES, RoleName
from cases.base.forms import BaseForm


class RoleForm(BaseForm):
    """Another role."""

    role = forms.TypedChoiceField(label=_("Role"), coerce=RoleName, widget=forms.RadioSelect)

    def __init__(self, *args: Any, now: RoleName, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        role: Any = self.fields["role"]
        role.choices = [(other.value, ROLES[other].title) for other in MEMBER_ROLES if other != now]
