def migrate(cr, version):
    """Invoices that were printed before the print log of invoices existed: the orders' print log knows when."""
    cr.execute("""
        INSERT INTO account_move_print (
            move_id, company_id, report_id, user_id, printed_on, create_uid, create_date, write_uid, write_date
        )
        SELECT DISTINCT ON (move.id, print.id)
               move.id, move.company_id, print.report_id, print.user_id, print.printed_on,
               print.create_uid, print.create_date, print.write_uid, print.write_date
          FROM sale_order_print print
          JOIN ir_act_report_xml report ON report.id = print.report_id AND report.model = 'account.move'
          JOIN sale_order_line position ON position.order_id = print.order_id
          JOIN sale_order_line_invoice_rel rel ON rel.order_line_id = position.id
          JOIN account_move_line item ON item.id = rel.invoice_line_id
          JOIN account_move move ON move.id = item.move_id
         WHERE move.state = 'posted'
           AND move.move_type IN ('out_invoice', 'out_refund')
           AND move.create_date <= print.printed_on
           AND NOT EXISTS (SELECT FROM account_move_print earlier WHERE earlier.move_id = move.id)
    """)
