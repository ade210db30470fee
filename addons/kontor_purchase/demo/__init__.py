"""The purchase department of the demo company.

``load(env)`` goes on with the demo company of kontor_sales. Like that one it commits step by step, and can be killed at any
moment and started again.
"""

from . import purchasing
from . import supply


def load(env):
    """Build this addon's part of the demo company.

    :param env: an environment with a cursor of its own; it is committed several times
    :return: True
    """
    return supply.load(env) and purchasing.load(env)
