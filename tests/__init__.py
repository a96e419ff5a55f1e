"""The tests, as a package: features may have test modules of the same name."""
