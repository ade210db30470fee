from odoo import SUPERUSER_ID, api


def migrate(cr, version):
    """Free positions have no goods to wait for; what is delivered and billed but unpaid has a stage of its own (004-12)."""
    env = api.Environment(cr, SUPERUSER_ID, {})
    articles = env["res.company"].search([]).free_position_product_id
    articles.filtered(lambda article: article.invoice_policy == "delivery").invoice_policy = "order"
    orders = env["sale.order"].search([("fulfilment_stage", "in", ("open", "waiting"))])
    lines = env["sale.order.line"].search([("is_free_position", "=", True), ("order_id", "in", orders.ids)])
    env.add_to_compute(lines._fields["qty_to_invoice"], lines)
    env.flush_all()
    orders._compute_lifecycle_status()
