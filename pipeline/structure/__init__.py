"""Argument structure: stages, recommendation groups, relations, grounds."""
