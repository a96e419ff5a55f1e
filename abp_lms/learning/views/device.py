"""Whether words may wait on the person's own device while there is no connection."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask_login import current_user
from werkzeug.wrappers import Response

from abp_lms.learning import words
from abp_lms.learning.actions import drafts
from abp_lms.learning.views.blueprint import back_to_workbook, learning
from abp_lms.web.fields import Form


@learning.get("/this-device")
def this_device() -> str:
    return render_template(
        "learning/this_device.html",
        title="Your words on this device",
        back=back_to_workbook(),
        device=words.device(current_user.id),
        form=Form(),
    )


@learning.post("/this-device")
def choose_device() -> Response:
    keep = request.form.get("keep") == "yes"
    drafts.choose_device(person_id=current_user.id, keep=keep)
    flash(
        "Your words may wait on your device." if keep else "No words are kept on your device.",
        "success",
    )
    return redirect(url_for("learning.this_device"), 303)
