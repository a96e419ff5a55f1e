"""The one way out for e-mail: queued in the transaction of the fact, sent after the commit.

An e-mail carries links and facts, never a learner's text.
"""

from abp_lms.mail.delivery import send_due
from abp_lms.mail.outgoing import QueuedMail, State, message, queue, withdraw, written
from abp_lms.mail.queries import Page, mailbox, one, status

__all__ = [
    "Page",
    "QueuedMail",
    "State",
    "mailbox",
    "message",
    "one",
    "queue",
    "send_due",
    "status",
    "withdraw",
    "written",
]
