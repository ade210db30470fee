from odoo.addons.kontor_sales.tools.rights import ensure_right

#: Who duns customers.
DUNNING = "kontor_dunning.group_dunning_manager"


def ensure_may_dun(records):
    """Refuse the call of somebody who may not dun.

    :param records: letters, or a run; also none of them
    :raises AccessError: naming the right
    """
    ensure_right(records.env, records.env._("dun customers"), DUNNING)
    records.check_access("write")
