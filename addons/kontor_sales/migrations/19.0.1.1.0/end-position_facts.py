from odoo import SUPERUSER_ID, api


def migrate(cr, version):
    """What is left of down payments follows from posted documents; what came back is neither left to invoice nor missing;
    goods without any move yet are left to invoice."""
    env = api.Environment(cr, SUPERUSER_ID, {})
    cr.execute(
        """
        SELECT line.id
          FROM sale_order_line line
         WHERE line.state = 'sale' AND line.display_type IS NULL
           AND (line.is_downpayment
                OR (line.invoice_status = 'no'
                    AND EXISTS (SELECT 1 FROM stock_move move
                                 WHERE move.sale_line_id = line.id AND move.to_refund AND move.state = 'done')))
      ORDER BY line.id
        """
    )
    lines = env["sale.order.line"].browse(row[0] for row in cr.fetchall())
    for records, name in ((lines, "qty_to_invoice"), (lines, "invoice_status"), (lines.order_id, "invoice_status")):
        env.add_to_compute(records._fields[name], records)
        records.flush_recordset([name])
    cr.execute(
        """
        SELECT DISTINCT line.order_id
          FROM sale_order_line line
          JOIN sale_order o ON o.id = line.order_id
          JOIN product_product product ON product.id = line.product_id
          JOIN product_template template ON template.id = product.product_tmpl_id
         WHERE o.state = 'sale' AND o.is_left_to_invoice IS NOT TRUE AND template.type = 'consu'
           AND template.invoice_policy = 'delivery' AND line.product_uom_qty > 0
           AND NOT EXISTS (SELECT 1 FROM stock_move move WHERE move.sale_line_id = line.id)
        """
    )
    orders = env["sale.order"].browse(row[0] for row in cr.fetchall())
    env.add_to_compute(orders._fields["lifecycle_status"], orders)
    orders.flush_recordset(["lifecycle_status"])
