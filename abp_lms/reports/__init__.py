"""Reads across features for those who answer for others; writes nothing."""
