"""Each job as a recipe: analyze, train, check annotations."""
