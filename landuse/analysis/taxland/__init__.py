"""Whose tax stands on which land: the many-to-many join, its sums and its doubts.

Tax of an enterprise is shared among the parcels that it uses by a stated rule, to the
cent; what no rule can place is unallocated with a reason, never dropped.
"""

from __future__ import annotations

from landuse.analysis.taxland.allocation import allocate
from landuse.analysis.taxland.join import TaxLand, tax_land
from landuse.analysis.taxland.links import land_links

__all__ = ["TaxLand", "allocate", "land_links", "tax_land"]
