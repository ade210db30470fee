"""Credit risk in the demo company: limits, insurances, a blocked customer, and orders that wait for a release.

``load(env)`` runs after the demo company of kontor_sales is there. It can be killed and started again: it goes on, and
makes nothing twice.
"""

from .loader import load

__all__ = ["load"]
