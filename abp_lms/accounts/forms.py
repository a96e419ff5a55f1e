"""What a browser may send about sign-ins and passwords."""

from __future__ import annotations

from wtforms import HiddenField
from wtforms.validators import InputRequired

from abp_lms.web.fields import EmailField, Form, PasswordField


class SignInForm(Form):
    """E-mail and password; `next` is where to go after, `held` what was typed before (sealed)."""

    email = EmailField("E-mail address", validators=[InputRequired("Enter your e-mail address")])
    password = PasswordField(
        "Password",
        validators=[InputRequired("Enter your password")],
        render_kw={"autocomplete": "current-password"},
    )
    next = HiddenField()
    held = HiddenField()


class AskForResetForm(Form):
    email = EmailField("E-mail address", validators=[InputRequired("Enter your e-mail address")])


class ChoosePasswordForm(Form):
    password = PasswordField(
        "Choose a password",
        description="12 characters or more. Four words that do not belong together are a good choice.",
        validators=[InputRequired("Enter a password")],
        render_kw={"autocomplete": "new-password"},
    )


class ChangePasswordForm(Form):
    present = PasswordField(
        "Your present password",
        validators=[InputRequired("Enter your present password")],
        render_kw={"autocomplete": "current-password"},
    )
    password = PasswordField(
        "Your new password",
        description="12 characters or more. Four words that do not belong together are a good choice.",
        validators=[InputRequired("Enter a new password")],
        render_kw={"autocomplete": "new-password"},
    )
