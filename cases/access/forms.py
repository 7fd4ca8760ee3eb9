"""What people fill in on their way in."""

from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from cases.access.models import User, handle_validator
from cases.base.forms import BaseForm, LineField
from cases.keys import passphrase

_WRONG: Final = _(
    "This did not open. Check handle, passphrase and code: we do not say which of them was wrong. "
    "A code counts once and for half a minute."
)
_WRONG_DEMO: Final = _("This did not open. Check handle and passphrase: we do not say which of them was wrong.")
_TAKEN: Final = _("Somebody uses this handle. Choose another one.")
_NOT_SUGGESTED: Final = _("These are not the words above. To use your own, type it in both fields.")
_LONGEST: Final = passphrase.MAX_LENGTH


class PassphraseField(forms.CharField):
    """A passphrase; its length is limited before anything is derived from it."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.PasswordInput(attrs={"autocomplete": kwargs.pop("autocomplete"), "autocapitalize": "none"})
        # No maxlength attribute: a browser would cut a passphrase off unseen.
        super().__init__(widget=widget, strip=False, validators=[MaxLengthValidator(_LONGEST)], **kwargs)


class CodeField(forms.CharField):
    """Six digits of an authenticator, or twelve of a recovery card, with or without blanks between them."""

    def __init__(self, **kwargs: Any) -> None:
        attrs = {"autocomplete": "one-time-code", "inputmode": "numeric", "size": "16"}
        widget = forms.TextInput(attrs=attrs)
        super().__init__(label=_("Code"), widget=widget, validators=[MaxLengthValidator(20)], **kwargs)


class HandleField(LineField):
    """The handle of an account that may exist."""

    def __init__(self) -> None:
        attrs = {"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}
        super().__init__(label=_("Handle"), max_length=60, widget=forms.TextInput(attrs=attrs))


class ThrottledForm(BaseForm):
    """A form whose answer takes its turn in a queue."""

    def refuse_busy(self, minutes: int) -> None:
        """Say how long to wait."""
        self.add_error(None, busy(minutes))


class LoginForm(ThrottledForm):
    """Handle, passphrase and code in one go, so that an answer never tells which of them was wrong."""

    handle = HandleField()
    passphrase = PassphraseField(
        label=_("Passphrase"),
        autocomplete="current-password",
        help_text=_("The first three letters of each word are enough."),
    )
    code = CodeField(
        required=False,
        help_text=_(
            "Six digits from your authenticator, or twelve from your recovery card. Leave empty if you have none yet."
        ),
    )

    def __init__(self, *args: Any, demo: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._wrong = _WRONG_DEMO if demo else _WRONG
        if demo:
            del self.fields["code"]

    def refuse(self) -> None:
        """Say that it was wrong, in the same words whatever was."""
        self.add_error(None, ValidationError(self._wrong, code="wrong"))


class NewPassphraseForm(ThrottledForm):
    """A passphrase to be set. The suggested one travels along, so that it stays the same after an error."""

    passphrase = PassphraseField(
        label=_("Passphrase"),
        autocomplete="new-password",
        help_text=_("Type the eight words above, or only the first three letters of each."),
    )
    again = PassphraseField(
        label=_("Your own passphrase once more"),
        autocomplete="new-password",
        required=False,
        help_text=_(
            "Only if you chose your own: at least 20 characters. A sentence nobody else would write is good. "
            "Leave empty if you took the words above."
        ),
    )
    suggested = forms.CharField(widget=forms.HiddenInput, max_length=_LONGEST)

    def clean(self) -> dict[str, Any]:
        """Accept the suggested passphrase typed once, or an own one typed twice."""
        typed, again = self.cleaned_data.get("passphrase", ""), self.cleaned_data.get("again", "")
        if typed:
            self._check(typed, again)
        return self.cleaned_data

    def _check(self, typed: str, again: str) -> None:
        chosen = passphrase.normalise(typed)
        own = chosen != passphrase.normalise(self.cleaned_data.get("suggested", ""))
        if own and not again:
            self.add_error("passphrase", _NOT_SUGGESTED)
        elif own and chosen != passphrase.normalise(again):
            self.add_error("again", _("The two passphrases differ."))
        elif not passphrase.is_strong(typed):
            self.add_error("passphrase", _("Too short or too simple: at least 20 characters, and not a few repeated."))


class JoinForm(NewPassphraseForm):
    """A newcomer's handle and passphrase."""

    handle = LineField(
        label=_("Handle"),
        max_length=30,
        validators=[handle_validator],
        help_text=_("How colleagues will see you. 3 to 30 small Latin letters, digits or hyphens. Not your name."),
        widget=forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}),
    )
    field_order = ("handle",)

    def clean_handle(self) -> str:
        """Refuse a handle that somebody has."""
        handle = str(self.cleaned_data["handle"])
        if User.objects.filter(handle=handle).exists():
            raise ValidationError(_TAKEN, code="taken")
        return handle

    def refuse_handle(self) -> None:
        """Say that somebody was faster."""
        self.add_error("handle", ValidationError(_TAKEN, code="taken"))


class EnrolForm(BaseForm):
    """The first code of a new authenticator."""

    code = CodeField(help_text=_("The six digits your authenticator shows now."))

    def refuse(self) -> None:
        """Say that it was wrong, and what is often the reason."""
        wrong = _("This is not the code of this moment. Check the clock of your device and try again.")
        self.add_error("code", ValidationError(wrong, code="wrong"))


def busy(minutes: int) -> str:
    """Say that too many have tried, and for how long to wait."""
    if not minutes:
        return str(_("Many people are logging in at this moment. Wait a few seconds and try again."))
    return ngettext(
        "Too many tries. Wait %(n)d minute and try again.",
        "Too many tries. Wait %(n)d minutes and try again.",
        minutes,
    ) % {"n": minutes}
