"""A trained model on disk: manifest, arrays, hash, safe loading."""
