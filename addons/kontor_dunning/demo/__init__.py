"""The dunning department of the demo company: Dieter Voss has dunned three times, and a proposal waits for him.

``load(env)`` goes on with the demo company of kontor_sales. Like that one it commits step by step, remembers what is
done, and can be killed at any moment and started again.
"""

from .loader import load

__all__ = ["load"]
