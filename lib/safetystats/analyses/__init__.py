"""Analyses: the only place where data, statistics, words and pictures meet. One module per notebook, one recipe per question."""
