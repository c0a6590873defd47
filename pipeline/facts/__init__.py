"""Facts of a document: figures, dates, named bodies, policy instruments."""
