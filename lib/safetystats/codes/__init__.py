"""Code lists: areas, sectors, severity classes, accident types, causes and events, each with its standard and edition."""

from safetystats.codes import areas
from safetystats.codes.areas import Area

__all__ = ["Area", "areas"]
