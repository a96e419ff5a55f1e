"""What a browser may send from the workbook's pages."""

from abp_lms.learning.forms.answers import (
    AnswerForm,
    LeaveOutForm,
    RatingForm,
    SettingForm,
    SortForm,
    StepForm,
    answer_form,
    rating_form,
)
from abp_lms.learning.forms.documents import LetterForm, PlanForm, ShareForm
from abp_lms.learning.forms.said import incoming_of, moment_of, uuid_of
from abp_lms.learning.forms.saves import PracticeForm, ReflectionForm, show_refusal
from abp_lms.learning.forms.tools import OffersForm, SafetyCardForm, SearchForm, SentenceForm

__all__ = [
    "AnswerForm",
    "LeaveOutForm",
    "LetterForm",
    "OffersForm",
    "PlanForm",
    "PracticeForm",
    "RatingForm",
    "ReflectionForm",
    "SafetyCardForm",
    "SearchForm",
    "SentenceForm",
    "SettingForm",
    "ShareForm",
    "SortForm",
    "StepForm",
    "answer_form",
    "incoming_of",
    "moment_of",
    "rating_form",
    "show_refusal",
    "uuid_of",
]
