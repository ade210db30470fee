from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools.sql import column_exists, create_column

from ...tools.server_work import QUOTATION, allows

CONTACT_DOMAIN = (
    "[('parent_id', '!=', False), ('commercial_partner_id', '=', commercial_partner_id), ('type', '=', 'contact')]"
)


class DocumentContact(models.AbstractModel):
    """Documents on which nobody stands as the contact who belongs to somebody else (003-9)."""

    _name = "kontor.document.contact"
    _inherit = ["kontor.write.gate"]  # its guards are asked before the gate's neutral answers
    _description = "Document with a Contact"

    def _get_contact_customers(self):
        """Return whose contacts may stand on this document (``res.partner``)."""
        return self.partner_id

    def _refuse_foreign_contact(self, contact, customers):
        """Refuse a contact of somebody else.

        What stands there already doesn't count: a contact who has left the customer closes no document.

        :param contact: ``res.partner``
        :param customers: ``res.partner``: one of them has to be the contact's
        :raises ValidationError:
        """
        # sudo: whose contact it is, decides, whatever the user sees of him
        contact, customers = contact.sudo(), customers.sudo()
        if contact and contact.commercial_partner_id not in customers.commercial_partner_id:
            raise ValidationError(
                self.env._(
                    "%(contact)s is no contact of %(customer)s. Enter the contact there first.",
                    contact=contact.display_name,
                    customer=customers[:1].commercial_partner_id.display_name or self.env._("a customer"),
                )
            )

    def _guard_customer(self, change):
        contact_id = change.vals.get("contact_id")
        if type(contact_id) is int and not self.env.su and not allows(self, QUOTATION):
            partners = self.env["res.partner"]
            contact = partners.browse(contact_id).exists()
            for document in self:
                customers = document._get_contact_customers()
                if "partner_id" in change.names:
                    customers = customers - document.partner_id | partners.browse(change.ids("partner_id")).exists()
                if contact != document.contact_id or "partner_id" in change.names:
                    document._refuse_foreign_contact(contact, customers)
        return super()._guard_customer(change)

    def _guard_created(self):
        if not self.env.su:
            for document in self:
                document._refuse_foreign_contact(document.contact_id, document._get_contact_customers())
        return super()._guard_created()

    def copy_data(self, default=None):
        """Leave behind the contact who doesn't belong to the customer any more; see ``_compute_contact_id``."""
        vals_list = super().copy_data(default)
        for document, vals in zip(self, vals_list, strict=True):
            contact = document.contact_id
            if contact and vals.get("contact_id") == contact.id:
                customers = document._get_contact_customers().commercial_partner_id
                if contact.commercial_partner_id not in customers:
                    del vals["contact_id"]
        return vals_list


class SaleOrder(models.Model):
    """The contact of the customer with whom the order is discussed (003-9, 003-10)."""

    _name = "sale.order"
    _inherit = ["sale.order", "kontor.document.contact"]

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


class SaleOrderVersion(models.Model):
    _inherit = "sale.order.version"

    def _get_printed_address(self):
        """Name the contact below the company, as the quotation itself does."""
        company, _line_end, rest = super()._get_printed_address().partition("\n")
        contact = ((self.header or {}).get("contact_id") or "").removeprefix(f"{company}, ")
        return "\n".join(line for line in (company, contact != company and contact, rest) if line)


class AccountMove(models.Model):
    _name = "account.move"
    _inherit = ["account.move", "kontor.document.contact"]

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

    def _get_contact_customers(self):
        """Add the customers of its orders: their contact stays when somebody else gets the invoice."""
        # sudo: whose order it is, also for who doesn't see that
        return super()._get_contact_customers() | self.sudo().invoice_line_ids.sale_line_ids.order_id.partner_id.sudo(
            self.env.su
        )


class StockPicking(models.Model):
    _inherit = "stock.picking"

    contact_id = fields.Many2one(related="sale_id.contact_id", string="Contact of the Customer")
