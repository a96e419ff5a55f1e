"""`make bench`: every load there is, one after the other."""

from bench import lrs_speed, pages

pages.main()
print()
lrs_speed.main()
