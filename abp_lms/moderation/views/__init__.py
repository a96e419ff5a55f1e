"""Pages about something that is wrong: to report it, to look into it, to learn what came of it."""

from abp_lms.moderation.views.academy import academy_issues
from abp_lms.moderation.views.reporter import issues

blueprints = (issues, academy_issues)
