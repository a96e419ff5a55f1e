"""Reports that something in the programme is wrong, and what the academy does about them."""
