"""Trends and their breaks: joinpoint, segmented and structural breaks, growth, catching up."""
