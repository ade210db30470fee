def migrate(cr, version):
    """A day that somebody entered on a draft stays: it is that of the service (§ 14 Abs. 4 Nr. 6 UStG).

    Where an order has deliveries, core filled in its first one; the draft follows the deliveries on it from now on. What is
    posted keeps the day that was printed.
    """
    cr.execute("""
        UPDATE account_move m
           SET service_date_start = m.delivery_date, service_date_end = m.delivery_date
         WHERE m.state = 'draft' AND NOT COALESCE(m.posted_before, FALSE) AND m.delivery_date IS NOT NULL
           AND m.move_type IN ('out_invoice', 'out_refund') AND m.service_date_start IS NULL AND m.supply_kind IS NULL
           AND NOT EXISTS (
               SELECT FROM account_move_line l
                 JOIN sale_order_line_invoice_rel r ON r.invoice_line_id = l.id
                 JOIN sale_order_line s ON s.id = r.order_line_id
                 JOIN sale_order o ON o.id = s.order_id
                WHERE l.move_id = m.id AND o.effective_date IS NOT NULL)
    """)
