"""Whether the customer header is folded is kept for each kind of document."""

from odoo.tools.sql import column_exists


def migrate(cr, version):
    """Who had folded the header keeps it so on the customer's own form; on documents it is folded by default."""
    if column_exists(cr, "res_users_settings", "is_customer_header_folded"):
        cr.execute(
            """
            UPDATE res_users_settings
               SET customer_header_folded = '{"res.partner": true}'
             WHERE is_customer_header_folded AND customer_header_folded IS NULL
            """
        )
