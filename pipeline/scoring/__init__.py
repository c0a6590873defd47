"""Linear scores of named features, and chains of them: the arithmetic that roles and structure share."""
