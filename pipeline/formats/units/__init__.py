"""Corpora of argument components: one module for each format, each giving texts with what was said of their units."""
