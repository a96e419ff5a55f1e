"""What a person can do in the workbook: one function for one deed."""
