"""Interchange formats, one file each: `read_*` and `write_*`."""
