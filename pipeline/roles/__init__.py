"""Rhetorical roles of sentences: what a role component is, which there are, and those that come with the package."""
