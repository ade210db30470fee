from odoo import api, fields, models


class CustomerNote(models.Model):
    """A note about a customer, with a category (003-49, 003-50)."""

    _name = "kontor.customer.note"
    _description = "Customer Note"
    _order = "date desc, id desc"
    _rec_name = "subject"

    partner_id = fields.Many2one(
        "res.partner",
        string="Customer",
        required=True,
        index=True,
        ondelete="cascade",
        help="The customer, whichever contact the note was written for.",
    )
    company_id = fields.Many2one(
        "res.company", index=True, help="Empty: for all companies.", default=lambda self: self.env.company
    )
    category_id = fields.Many2one("kontor.note.category", index="btree_not_null", ondelete="restrict")
    subject = fields.Char(required=True)
    text = fields.Text()
    date = fields.Date(required=True, default=fields.Date.context_today)
    user_id = fields.Many2one("res.users", string="Author", readonly=True, default=lambda self: self.env.user)
    print_on_quotation = fields.Boolean(string="On Quotations")
    print_on_order = fields.Boolean(string="On Order Confirmations")
    print_on_delivery = fields.Boolean(string="On Delivery Notes")
    print_on_invoice = fields.Boolean(string="On Invoices")
    for_printing = fields.Boolean(
        compute="_compute_for_printing",
        inverse="_inverse_for_printing",
        store=True,
        help="Printed on at least one document. The latest such note stands at the top right of the customer header where"
        " the settings say so.",
    )
    active = fields.Boolean(default=True)

    @api.model
    def _print_fields(self):
        """Return the fields that say on which documents a note is printed (003-46): ``{document: field}``."""
        return {
            "quotation": "print_on_quotation",
            "order": "print_on_order",
            "delivery": "print_on_delivery",
            "invoice": "print_on_invoice",
        }

    @api.depends(lambda self: list(self._print_fields().values()))
    def _compute_for_printing(self):
        for note in self:
            note.for_printing = any(note[name] for name in self._print_fields().values())

    def _inverse_for_printing(self):
        """Print on quotations and confirmations what is only said to be printed, and nowhere what is not."""
        for note in self:
            names = self._print_fields()
            if not note.for_printing:
                note.update(dict.fromkeys(names.values(), False))
            elif not any(note[name] for name in names.values()):
                note.update({names["quotation"]: True, names["order"]: True})

    @api.model
    def _get_printed(self, document, partner, company):
        """Return the texts of the notes that a document prints (003-46).

        :param str document: ``quotation`` ``order`` ``delivery`` ``invoice`` …, see ``_print_fields``
        :param partner: the ``res.partner`` of the document, or one of its contacts
        :param company: the ``res.company`` of the document
        :return: list of texts, the latest note's first
        """
        # sudo: the warehouse and the customer's portal print the document, too
        notes = self.sudo().search(
            [
                ("partner_id", "=", partner.commercial_partner_id.id),
                (self._print_fields()[document], "=", True),
                ("company_id", "in", (False, company.id)),
            ]
        )
        return [note.text or note.subject for note in notes]

    @api.model_create_multi
    def create(self, vals_list):
        partners = self.env["res.partner"].browse({vals["partner_id"] for vals in vals_list if vals.get("partner_id")})
        customers = {partner.id: partner.commercial_partner_id.id for partner in partners}
        return super().create([self._of_customer(vals, customers) for vals in vals_list])

    def write(self, vals):
        if vals.get("partner_id"):
            partner = self.env["res.partner"].browse(vals["partner_id"])
            vals = {**vals, "partner_id": partner.commercial_partner_id.id}
        return super().write(vals)

    @api.model
    def _of_customer(self, vals, customers):
        """Return values whose note belongs to the customer behind a contact."""
        if vals.get("partner_id") in customers:
            return {**vals, "partner_id": customers[vals["partner_id"]]}
        return vals


class SaleOrder(models.Model):
    _inherit = "sale.order"

    def _get_printed_notes(self):
        """Return the texts of the notes about the customer that the quotation or the confirmation prints (003-46)."""
        self.ensure_one()
        document = "order" if self.state == "sale" else "quotation"
        return self.env["kontor.customer.note"]._get_printed(document, self.partner_id, self.company_id)


class StockPicking(models.Model):
    _inherit = "stock.picking"

    def _get_printed_notes(self):
        """Return the texts of the notes about the customer that this delivery's papers print (003-46)."""
        self.ensure_one()
        if not self.location_dest_id._is_outgoing():
            return []
        # sudo: the warehouse prints without the right to read orders
        partner = self.sudo().sale_id.partner_id or self.partner_id
        return self.env["kontor.customer.note"]._get_printed("delivery", partner, self.company_id)


class AccountMove(models.Model):
    _inherit = "account.move"

    def _get_printed_notes(self):
        """Return the texts of the notes about the customer that this invoice prints (003-46); a credit note has none."""
        self.ensure_one()
        if self.move_type != "out_invoice":
            return []
        return self.env["kontor.customer.note"]._get_printed("invoice", self.commercial_partner_id, self.company_id)
