from odoo.addons.kontor_sales.tools.released_data import bring_up_to_date


def migrate(cr, version):
    """The Rechnungskorrektur says why the invoice was cancelled; suspicions stay in the house (004-14)."""
    bring_up_to_date(
        cr, "kontor_sales", {name: {"is_printed": True} for name in ("cancel_reason_fraud", "cancel_reason_other")}
    )
