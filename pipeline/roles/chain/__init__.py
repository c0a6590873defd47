"""A linear chain: named features, a linear scorer of sentences, transitions between neighbours, calibration."""
