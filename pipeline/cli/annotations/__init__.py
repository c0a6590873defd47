"""`pipeline annotations`: look after an annotated corpus; one file for each command."""
