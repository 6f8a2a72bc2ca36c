"""A forecast as draws of the future: as samples, as a normal, under scenarios, added up to wholes."""
