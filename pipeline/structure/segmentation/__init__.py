"""Components of arguments found among the tokens of a text: where each begins and ends, and what lies outside."""
