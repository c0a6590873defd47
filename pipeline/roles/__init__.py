"""Rhetorical roles of sentences: features, classifier, sequence decoding, calibration."""
