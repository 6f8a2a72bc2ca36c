"""Code lists: areas, sectors, severity classes, accident types, causes and events, each with its standard and edition.

``areas`` finds areas by anything people call them; ``code_list("sectors")`` returns one of the other lists, and
``severity`` classes accidents by Decree 493. The tables lie in ``lists/`` and are read when first asked for.
"""

from safetystats.codes import areas
from safetystats.codes.areas import Area
from safetystats.codes.cause_rules import CAUSE_DOMAINS, CAUSE_STATUSES, CauseRule, cause_rules, classify_causes
from safetystats.codes.code_list import CODE_LISTS, STATUSES, CodeList, Entry, code_list
from safetystats.codes.day_kinds import DAY_KINDS, day_kinds
from safetystats.codes.severity_class import SEVERITY_CLASSES, SEVERITY_GROUPS, severity

__all__ = [
    "CAUSE_DOMAINS",
    "CAUSE_STATUSES",
    "CODE_LISTS",
    "DAY_KINDS",
    "SEVERITY_CLASSES",
    "SEVERITY_GROUPS",
    "STATUSES",
    "Area",
    "CauseRule",
    "CodeList",
    "Entry",
    "areas",
    "cause_rules",
    "classify_causes",
    "code_list",
    "day_kinds",
    "severity",
]
