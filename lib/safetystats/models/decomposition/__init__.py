"""Decompositions: what each factor did to a change, in parts that add up."""
