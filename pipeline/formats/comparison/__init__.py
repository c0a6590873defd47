"""A comparison as files for other programs: tidy tables, one workbook of them, and the whole as JSON."""
