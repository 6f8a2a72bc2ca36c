"""Models: numbers in, trends, breaks, decompositions and forecasts out. Nothing of languages, notebooks or output."""
