"""A series as callers give it, read once: values, periods, season length."""
