"""Metrics as pure functions of gold and predicted labels."""
