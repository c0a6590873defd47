"""Corpus on disk to folds to a fitted model; configurations."""
