"""What people fill in about their own account: proof, a new passphrase, the card's codes, the PIN."""

from itertools import pairwise
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from cases.access import pin, recovery
from cases.access.forms import CodeField, HandleField, NewPassphraseForm, PassphraseField, ThrottledForm
from cases.base.forms import BaseForm, LineField
from cases.keys import paper

_WRONG_PASSPHRASE: Final = _("This is not your passphrase.")
_WRONG_CODE: Final = _("This code does not count. Each counts once: wait for the next one and type that.")
_ANY_CODE: Final = _("Six digits from your authenticator, or twelve from your recovery card.")
_PREFIXES: Final = _("The first three letters of each word are enough.")
_LONGEST_CODE: Final = 120


class ProveForm(ThrottledForm):
    """Passphrase and code once more, from somebody who is logged in."""

    passphrase = PassphraseField(label=_("Passphrase"), autocomplete="current-password", help_text=_PREFIXES)
    code = CodeField(help_text=_ANY_CODE)

    def __init__(self, *args: Any, demo: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if demo:
            del self.fields["code"]

    def refuse(self, field: str) -> None:
        """Say at the field what was wrong."""
        self.add_error(field, ValidationError(_wrong(field), code="wrong"))


class ChangePassphraseForm(NewPassphraseForm):
    """The old passphrase with a code, and the new one."""

    current = PassphraseField(
        label=_("Your passphrase until now"), autocomplete="current-password", help_text=_PREFIXES
    )
    code = CodeField(help_text=_ANY_CODE)
    field_order = ("current", "code")

    def __init__(self, *args: Any, demo: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["passphrase"].label = _("New passphrase")
        if demo:
            del self.fields["code"]

    def refuse(self, field: str) -> None:
        """Say at the field what was wrong."""
        self.add_error(field, ValidationError(_wrong(field), code="wrong"))


class PaperCodeField(LineField):
    """A code from paper. One that nobody can have is told at once; whether it is right, only the account knows."""

    def __init__(self, *, size: int, **kwargs: Any) -> None:
        attrs = {"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false", "class": "code"}
        super().__init__(max_length=_LONGEST_CODE, widget=forms.TextInput(attrs=attrs), **kwargs)
        self.size = size

    def clean(self, value: Any) -> Any:
        """Return the bytes that the code stands for."""
        typed = super().clean(value)
        try:
            return paper.read(typed, self.size) if typed else b""
        except ValueError as error:
            raise ValidationError(_("A character is wrong or missing. Compare each group."), code="slip") from error


class RecoverForm(NewPassphraseForm):
    """Handle, key code and a code, and the new passphrase."""

    handle = HandleField()
    key_code = PaperCodeField(
        label=_("Key code"), size=recovery.KEY_BYTES, help_text=_("Seven groups of four, on your recovery card.")
    )
    code = CodeField(help_text=_ANY_CODE)
    field_order = ("handle", "key_code", "code")

    def __init__(self, *args: Any, demo: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["passphrase"].label = _("New passphrase")
        if demo:
            del self.fields["code"]

    def refuse(self) -> None:
        """Say that it was wrong, in the same words whatever was."""
        wrong = _("This did not open. Check handle, key code and code: we do not say which of them was wrong.")
        self.add_error(None, ValidationError(wrong, code="wrong"))


class LockForm(BaseForm):
    """Whose account to lock, and the code that does it."""

    handle = HandleField()
    lock_code = PaperCodeField(
        label=_("Lock code"), size=recovery.LOCK_BYTES, help_text=_("Four groups of four, on the recovery card.")
    )


class PinField(forms.CharField):
    """Six digits, hidden as they are typed."""

    def __init__(self, **kwargs: Any) -> None:
        attrs = {"inputmode": "numeric", "autocomplete": "off", "size": "8"}
        super().__init__(widget=forms.PasswordInput(attrs=attrs), **kwargs)

    def clean(self, value: Any) -> str:
        """Return the digits."""
        digits = "".join(str(super().clean(value)).split())
        if digits and not (len(digits) == pin.DIGITS and digits.isascii() and digits.isdecimal()):
            raise ValidationError(_("A PIN has six digits."), code="digits")
        return digits


class PinForm(ThrottledForm):
    """The PIN that wakes a session."""

    pin = PinField(label=_("PIN"))

    def refuse(self, tries: int) -> None:
        """Say that it was wrong, and how many tries are left."""
        left = ngettext("This is not your PIN. %(n)d try left.", "This is not your PIN. %(n)d tries left.", tries)
        self.add_error("pin", ValidationError(left % {"n": tries}, code="wrong"))


class ChoosePinForm(ThrottledForm):
    """A new PIN, typed twice."""

    pin = PinField(label=_("New PIN"), help_text=_("Six digits that are no date and no phone number of yours."))
    pin_again = PinField(label=_("The same once more"))

    def clean(self) -> dict[str, Any]:
        """Refuse what a finder tries first."""
        digits, again = self.cleaned_data.get("pin", ""), self.cleaned_data.get("pin_again", "")
        if digits and again and digits != again:
            self.add_error("pin_again", _("The two PINs differ."))
        elif digits and _is_obvious(digits):
            self.add_error("pin", _("Anybody tries this one first. Choose another."))
        return self.cleaned_data


def _is_obvious(digits: str) -> bool:
    """One digit over and over, or all in a row."""
    steps = {int(after) - int(before) for before, after in pairwise(digits)}
    return steps in ({0}, {1}, {-1})


def _wrong(field: str) -> Any:
    return _WRONG_CODE if field == "code" else _WRONG_PASSPHRASE
