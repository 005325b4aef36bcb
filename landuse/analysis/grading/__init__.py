"""Enterprise grading (企业分类综合评价): scores, ranks, quotas and grades by policy.

Rows of one year go through four steps, each a module: who is evaluated
(``scope``), what each indicator scores (``scores``), who comes where (``places``),
and which grade the procedure of the policy gives (``procedures``).
"""

from __future__ import annotations

from landuse.analysis.grading.grade import grade

__all__ = ["grade"]
