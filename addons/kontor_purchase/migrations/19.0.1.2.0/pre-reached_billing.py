from odoo.tools.sql import column_exists, create_column


def migrate(cr, version):
    """Create the column empty: to compute it would compute every order's status, and bring them all from the Historie."""
    if not column_exists(cr, "purchase_order", "reached_billing"):
        create_column(cr, "purchase_order", "reached_billing", "bool")
