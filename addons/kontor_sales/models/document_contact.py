from odoo import api, fields, models
from odoo.tools.sql import column_exists, create_column

CONTACT_DOMAIN = (
    "[('parent_id', '!=', False), ('commercial_partner_id', '=', commercial_partner_id), ('type', '=', 'contact')]"
)


class SaleOrder(models.Model):
    """The contact of the customer with whom the order is discussed (003-9, 003-10)."""

    _inherit = "sale.order"

    commercial_partner_id = fields.Many2one(related="partner_id.commercial_partner_id", string="Commercial Customer")
    contact_id = fields.Many2one(
        "res.partner",
        string="Contact Person",
        compute="_compute_contact_id",
        store=True,
        readonly=False,
        precompute=True,
        index="btree_not_null",
        domain=CONTACT_DOMAIN,
    )

    def _auto_init(self):
        # Orders that were there before: by one statement instead of a compute for each.
        if not column_exists(self.env.cr, "sale_order", "contact_id"):
            create_column(self.env.cr, "sale_order", "contact_id", "int4")
            self.env.cr.execute(
                """
                UPDATE sale_order o
                   SET contact_id = p.id
                  FROM res_partner p
                 WHERE p.id = o.partner_id AND p.commercial_partner_id <> p.id AND p.type = 'contact'
                """
            )
        return super()._auto_init()

    @api.depends("partner_id")
    def _compute_contact_id(self):
        """Take the contact who is the customer of the order, else the customer's marked one (003-9).

        A contact of another customer doesn't stay; a mark that is set later changes no order.
        """
        for order in self:
            order.contact_id = order.partner_id._get_document_contact(order.contact_id)

    @api.model
    def _version_header_fields(self):
        names = super()._version_header_fields()
        position = names.index("partner_id") + 1
        return [*names[:position], "contact_id", *names[position:]]

    def _prepare_invoice(self):
        return {**super()._prepare_invoice(), "contact_id": self.contact_id.id}


class AccountMove(models.Model):
    _inherit = "account.move"

    contact_id = fields.Many2one(
        "res.partner",
        string="Contact Person",
        compute="_compute_contact_id",
        store=True,
        readonly=False,
        precompute=True,
        index="btree_not_null",
        domain=CONTACT_DOMAIN,
    )

    @api.depends("partner_id")
    def _compute_contact_id(self):
        """Take the contact as an order does; bills of suppliers have none."""
        for move in self:
            partner = move.partner_id if move.is_sale_document(include_receipts=True) else move.env["res.partner"]
            move.contact_id = partner._get_document_contact(move.contact_id)


class StockPicking(models.Model):
    _inherit = "stock.picking"

    contact_id = fields.Many2one(related="sale_id.contact_id", string="Contact of the Customer")
