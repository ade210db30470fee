from odoo import SUPERUSER_ID, api


def migrate(cr, version):
    """Orders that are being dunned stand at "Mahnung" (001-4).

    An upgrade from 19.0.1.0.0 computed their statuses anew before this addon was there, and left them at "Rechnung". At the
    end of the upgrade, when everything that a status depends on is loaded.
    """
    env = api.Environment(cr, SUPERUSER_ID, {})
    orders = env["sale.order"].search(
        [("lifecycle_status", "=", "invoice"), ("order_line.invoice_lines.move_id.dunning_level_id", "!=", False)],
        order="id",
    )
    env.add_to_compute(orders._fields["lifecycle_status"], orders)
    orders.flush_recordset(["lifecycle_status"])
