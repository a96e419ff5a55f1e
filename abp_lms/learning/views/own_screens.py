"""The screens of what is of no unit, for a time without a connection: a safety card and sentences to
write. There is none to read, since the same copy is for whoever comes: its owner's words have a place
in it, which their own browser fills once they typed their code.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from flask import render_template, url_for

from abp_lms.learning import rules
from abp_lms.learning.forms import OffersForm, SafetyCardForm, SentenceForm
from abp_lms.learning.workbook import APPROACHES, SETTINGS, Offer

NO_TOKEN = {"csrf": False}


def of_oneself(offers: Sequence[Offer]) -> Iterator[str]:
    """Every screen, the same for everybody in a programme that offers these sentences."""
    to_card = {"href": url_for("learning.safety_card"), "text": "Back to my safety card"}
    to_sentences = {"href": url_for("learning.sentences"), "text": "Back to my sentences"}
    card = SafetyCardForm(meta=NO_TOKEN)
    card.label()
    labels = {name: label for name, (label, _) in rules.LINES.items()}
    yield plain_screen(
        "safety_card",
        "safety-card",
        title="My safety card",
        card=None,
        questions=rules.QUESTIONS,
        labels=labels,
    )
    yield plain_screen(
        "safety_card_form",
        "safety-card/write",
        title="Write on your safety card",
        back=to_card,
        names=list(rules.LINES),
        form=card,
    )
    by_approach = {
        approach: [offer for offer in offers if offer.approach == approach]
        for approach in APPROACHES
        if any(offer.approach == approach for offer in offers)
    }
    yield plain_screen(
        "my_sentences",
        "my-sentences",
        title="My sentences",
        sentences=(),
        offers={approach: len(found) for approach, found in by_approach.items()},
        approaches=APPROACHES,
        form=SentenceForm(meta=NO_TOKEN),
    )
    for approach, found in by_approach.items():
        path = f"my-sentences/offered/{approach}"
        yield offers_screen(found, path, title=APPROACHES[approach], back=to_sentences)
    yield plain_screen("offline/own_page", "plan", title="My one-page plan")
    yield plain_screen("offline/own_page", "ratings", title="How I have rated myself")


def plain_screen(template: str, path: str, **context: Any) -> str:
    """A template of an online page as a screen, under its path after the address of the copy."""
    return render_template(
        f"learning/{template}.html",
        frame="learning/offline/screen.html",
        for_anybody=True,
        path=path,
        **context,
    )


def offers_screen(offers: Sequence[Offer], path: str, **context: Any) -> str:
    """Sentences to choose from, none of them kept as far as the screen knows."""
    form = OffersForm(meta=NO_TOKEN)
    form.offered.choices = [(offer.key, offer.text) for offer in offers]
    hints = {offer.key: ", ".join(SETTINGS[one] for one in offer.settings) for offer in offers}
    return plain_screen("offered_sentences", path, form=form, hints=hints, number_kept=0, **context)
