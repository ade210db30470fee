from odoo import fields, models

ORDER_SOURCES = [
    ("manual", "Manual"),
    ("quotation", "Accepted Quotation"),
    ("webshop", "Web Shop"),
    ("platform", "Platform"),
]

#: Sources whose orders come over the interface.
CHANNELS = ("webshop", "platform")


class SaleOrder(models.Model):
    """Where an order comes from (004-2): prices, versions and locks go by it. ``channel`` takes such orders over."""

    _inherit = "sale.order"

    order_source = fields.Selection(ORDER_SOURCES, required=True, default="manual", copy=False, index=True, tracking=True)
    source_reference = fields.Char(
        copy=False, tracking=True, help="The order's number in the shop or on the platform it comes from."
    )

    _source_reference_uniq = models.UniqueIndex(
        "(company_id, order_source, source_reference) WHERE source_reference <> ''",
        "There is an order with this source and reference already.",
    )
