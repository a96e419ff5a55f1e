"""The resources of the specification, one file for each: HTTP in, HTTP out."""
