"""Text to a document: normalising with an offset map, headings, sections, sentences."""
