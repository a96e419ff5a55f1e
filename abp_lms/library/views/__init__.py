"""The library's pages: masterclasses, resources, guides."""

from abp_lms.library.views.guides import guides
from abp_lms.library.views.masterclasses import library
from abp_lms.library.views.resources import resources

blueprints = (library, resources, guides)
