def migrate(cr, version):
    """Deliveries of cancelled orders wait for no invoice any more."""
    cr.execute(
        """
        UPDATE stock_picking picking SET invoicing_status = 'no'
         WHERE picking.invoicing_status IN ('to_invoice', 'partial')
           AND NOT EXISTS (SELECT 1
                             FROM stock_move move
                             JOIN sale_order_line line ON line.id = move.sale_line_id
                             JOIN sale_order o ON o.id = line.order_id
                            WHERE move.picking_id = picking.id AND o.state = 'sale')
        """
    )
