"""Pages that answer for others: the academy's, and the line manager's."""

from abp_lms.reports.views import academy, line_manager

blueprints = (academy.academy, line_manager.my_manager, line_manager.my_people)
