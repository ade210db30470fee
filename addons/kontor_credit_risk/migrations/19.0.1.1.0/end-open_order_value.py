from odoo import SUPERUSER_ID, api


def migrate(cr, version):
    """What came back for a refund is no open order value any more (003-17)."""
    env = api.Environment(cr, SUPERUSER_ID, {})
    lines = env["sale.order.line"].search([("credit_open_amount", "!=", 0)], order="id")
    env.add_to_compute(lines._fields["credit_open_amount"], lines)
    lines.flush_recordset(["credit_open_amount"])
