"""My sentences: those that units offer and those of one's own, to keep, to change, to print."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID, uuid4

from flask import flash, redirect, render_template, url_for
from flask_login import current_user
from werkzeug.wrappers import Response

from abp_lms.errors import NotFound, Refused
from abp_lms.learning import for_oneself, rules
from abp_lms.learning.actions import sentences as bank
from abp_lms.learning.for_oneself import MySentence
from abp_lms.learning.forms import OffersForm, SentenceForm, show_refusal
from abp_lms.learning.views.blueprint import back_to_unit, back_to_workbook, learning, my_unit
from abp_lms.learning.workbook import APPROACHES, SETTINGS, Offer
from abp_lms.programme.queries import current_place

Answer = Response | str | tuple[str, int]


@learning.get("/my-sentences")
def sentences() -> str:
    form = SentenceForm()
    form.save_key.data = str(uuid4())
    return _my_sentences(form)


@learning.post("/my-sentences")
def add_sentence() -> Answer:
    form = SentenceForm()
    try:
        bank.add(by=current_user, text=form.text.data or "", save_key=form.key)
    except Refused as refusal:
        show_refusal(form, refusal, among=["text"])
        return _my_sentences(form), 422
    flash("Your sentence is kept. Only you can read it.", "success")
    return _to_my_sentences()


@learning.get("/my-sentences/<uuid:sentence_id>")
def sentence(sentence_id: UUID) -> str:
    found = _find(sentence_id)
    form = SentenceForm()
    form.save_key.data = str(uuid4())
    if not form.text.data:
        form.text.data = found.newest.text
    return _sentence_page(found, form)


@learning.post("/my-sentences/<uuid:sentence_id>")
def change_sentence(sentence_id: UUID) -> Answer:
    form = SentenceForm()
    try:
        bank.change(
            by=current_user,
            sentence_id=sentence_id,
            text=form.text.data or "",
            save_key=form.key,
        )
    except Refused as refusal:
        show_refusal(form, refusal, among=["text"])
        return _sentence_page(_find(sentence_id), form), 422
    flash("Your sentence is changed.", "success")
    return _to_my_sentences()


@learning.post("/my-sentences/<uuid:sentence_id>/remove")
def remove_sentence(sentence_id: UUID) -> Response:
    bank.remove(by=current_user, sentence_id=sentence_id)
    flash("The sentence is removed.", "success")
    return _to_my_sentences()


@learning.route("/my-sentences/offered/<approach>", methods=["GET", "POST"])
def offered_sentences(approach: str) -> Answer:
    """What the units of one's programme offer for one approach."""
    if approach not in APPROACHES:
        raise NotFound()
    back = {"href": url_for("learning.sentences"), "text": "Back to my sentences"}
    return _offers(_offered(approach), APPROACHES[approach], back)


@learning.route("/units/<unit_id>/sentences", methods=["GET", "POST"])
def unit_sentences(unit_id: str) -> Answer:
    """What one unit offers, for whatever approach."""
    mine = my_unit(unit_id)
    offers = for_oneself.offered_in(mine.entry)
    if not offers:
        raise NotFound()
    return _offers(offers, f"Sentences from “{mine.unit.title}”", back_to_unit(mine))


def _offers(offers: Sequence[Offer], title: str, back: dict[str, str]) -> Answer:
    """The offers with a box for each that is not kept yet; a form that is sent keeps the chosen."""
    kept = for_oneself.my_sentences(current_user)
    fresh = rules.not_yet_kept(offers, [one.newest.text for one in kept])
    form = OffersForm()
    form.offered.choices = [(offer.key, offer.text) for offer in fresh]
    if form.is_submitted() and form.validate():
        chosen = [offer for offer in fresh if offer.key in form.offered.data]
        try:
            number = bank.take(by=current_user, offers=chosen, save_key=uuid4())
        except Refused as refusal:
            form.offered.errors = [refusal.sentence]
        else:
            said = "1 sentence is kept." if number == 1 else f"{number} sentences are kept."
            flash(said, "success")
            return _to_my_sentences()
    page = render_template(
        "learning/offered_sentences.html",
        title=title,
        back=back,
        form=form,
        hints={offer.key: ", ".join(SETTINGS[one] for one in offer.settings) for offer in fresh},
        number_kept=len(offers) - len(fresh),
    )
    return (page, 422) if form.errors else page


def _my_sentences(form: SentenceForm) -> str:
    kept = for_oneself.my_sentences(current_user)
    offers = rules.not_yet_kept(_offered(), [one.newest.text for one in kept])
    return render_template(
        "learning/my_sentences.html",
        title="My sentences",
        back=back_to_workbook(),
        sentences=kept,
        offers={
            approach: number
            for approach in APPROACHES
            if (number := sum(offer.approach == approach for offer in offers))
        },
        approaches=APPROACHES,
        form=form,
    )


def _sentence_page(found: MySentence, form: SentenceForm) -> str:
    return render_template(
        "learning/sentence.html",
        title="Change a sentence",
        back={"href": url_for("learning.sentences"), "text": "Back to my sentences"},
        sentence=found,
        form=form,
    )


def _offered(approach: str | None = None) -> list[Offer]:
    place = current_place(current_user.id)
    return [
        offer
        for offer in (for_oneself.offered_to(place.programme) if place else ())
        if approach in (None, offer.approach)
    ]


def _find(sentence_id: UUID) -> MySentence:
    for one in for_oneself.my_sentences(current_user):
        if one.id == sentence_id:
            return one
    raise NotFound()


def _to_my_sentences() -> Response:
    return redirect(url_for("learning.sentences"), 303)
