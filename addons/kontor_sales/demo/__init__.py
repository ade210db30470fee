"""The demo company: a fictitious Hamburg wholesaler with a year of business behind it.

``load(env)`` builds it in a database where kontor_sales is installed. It commits step by step, remembers what is
done, and can therefore be killed at any moment and started again: it goes on, and makes nothing twice.
"""

from .loader import load

__all__ = ["load"]
