"""Other people's libraries at the seams of the package: nothing here is imported until it is asked for by name."""
