"""What a browser may send about something that is wrong."""

from __future__ import annotations

from wtforms import SelectChoice
from wtforms.validators import InputRequired, Length

from abp_lms.moderation.rules import LONGEST_TEXT, Category, Outcome
from abp_lms.web.fields import Form, RadiosField, TextareaField

_NOT_TOO_LONG = Length(max=LONGEST_TEXT, message=f"Use {LONGEST_TEXT:,} characters or fewer")


class ReportForm(Form):
    category = RadiosField(
        "What is wrong?",
        validators=[InputRequired("Choose what is wrong")],
        choices=[SelectChoice(one.value, one.value.capitalize()) for one in Category],
    )
    text = TextareaField(
        "Tell us more (optional)",
        description="Where is it, and what did you notice? Leave out names of people at work.",
        validators=[_NOT_TOO_LONG],
    )


class DecisionForm(Form):
    outcome = RadiosField(
        "What did you decide?", validators=[InputRequired("Choose what you decided")], choices=[]
    )
    answer = TextareaField(
        "A short answer to the person who told you (optional)",
        description="They read it on their own page. It is in no e-mail.",
        validators=[_NOT_TOO_LONG],
    )

    def label(self, *, hidden: bool) -> None:
        """Offer what fits an item that is hidden, or one that is not."""
        back = "Put it back as it is" if hidden else "Leave it as it is"
        keep = "Keep it hidden" if hidden else "Hide it"
        mended = "It is mended: put it back" if hidden else "It is mended"
        self.outcome.choices = [
            (Outcome.MENDED.value, mended),
            (Outcome.PUT_BACK.value, back),
            (Outcome.KEPT_HIDDEN.value, keep),
        ]
