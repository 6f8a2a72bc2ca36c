"""Causes: shares and ranks, when, how severe, together, changed, and held by few accidents."""
