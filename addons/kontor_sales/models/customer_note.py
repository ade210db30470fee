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
    for_printing = fields.Boolean(
        help="The latest note with this mark is printed on quotations and orders, and stands at the top right of the"
        " customer header where the settings say so.",
    )
    active = fields.Boolean(default=True)

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

    def _get_printed_note(self):
        """Return the text of the customer's latest note that is marked for printing, or an empty text (003-46)."""
        self.ensure_one()
        # sudo: the customer's portal prints the document, too
        note = (
            self.env["kontor.customer.note"]
            .sudo()
            .search(
                [
                    ("partner_id", "=", self.partner_id.commercial_partner_id.id),
                    ("for_printing", "=", True),
                    ("company_id", "in", (False, self.company_id.id)),
                ],
                limit=1,
            )
        )
        return note.text or note.subject or ""
