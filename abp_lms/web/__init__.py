"""What every page is drawn with: fields, filters, the answers to errors."""
