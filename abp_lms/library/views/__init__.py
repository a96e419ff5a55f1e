"""The library's pages: masterclasses, resources, guides and what belongs to them."""

from abp_lms.library.views.guides import guides
from abp_lms.library.views.masterclasses import library
from abp_lms.library.views.resources import resources
from abp_lms.library.views.tools import facilitator_tools, manager_tools

blueprints = (library, resources, guides, facilitator_tools, manager_tools)
