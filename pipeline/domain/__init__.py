"""Frozen values that every other room speaks in: document, label scheme, relation, analysis, annotation."""
