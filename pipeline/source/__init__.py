"""Bytes of a file to text: encodings told apart, files that are no text refused."""
