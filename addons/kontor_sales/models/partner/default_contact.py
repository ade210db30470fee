from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain


class ResPartner(models.Model):
    """The contact with whom a customer is dealt with, unless a document names another one (003-9).

    It is marked, at the customer or at the contact itself; without a mark there is none.
    """

    _inherit = "res.partner"

    default_contact_id = fields.Many2one(
        "res.partner",
        string="Default Contact of the Customer",
        index="btree_not_null",
        copy=False,
        domain="[('id', 'child_of', id), ('id', '!=', id), ('type', '=', 'contact'), ('is_company', '=', False)]",
        help="Stands on new quotations, orders and invoices, and in the customer header. Documents that are there keep"
        " theirs.",
    )
    is_default_contact = fields.Boolean(
        string="Default Contact",
        compute="_compute_is_default_contact",
        inverse="_inverse_is_default_contact",
        search="_search_is_default_contact",
        help="This is the contact that new documents of the customer get.",
    )

    @api.depends("commercial_partner_id.default_contact_id")
    def _compute_is_default_contact(self):
        for partner in self:
            # sudo: whoever may see a contact sees whether it is the one of its customer
            partner.is_default_contact = partner._origin and (
                partner.sudo().commercial_partner_id.default_contact_id == partner._origin
            )

    def _inverse_is_default_contact(self):
        for partner in self:
            customer = partner.commercial_partner_id
            if partner.is_default_contact:
                customer.default_contact_id = partner
            elif customer.default_contact_id == partner:
                customer.default_contact_id = False

    def _search_is_default_contact(self, operator, value):
        if operator != "in":
            return NotImplemented
        marked = self.sudo()._search(Domain("default_contact_id", "!=", False))  # sudo: as in the compute
        return (
            Domain("id", "in", marked.subselect("default_contact_id"))
            if True in value
            else Domain("id", "not in", marked.subselect("default_contact_id"))
        )

    @api.constrains("default_contact_id")
    def _check_default_contact_id(self):
        for partner in self:
            contact = partner.default_contact_id
            if contact and (contact == partner or contact.commercial_partner_id != partner.commercial_partner_id):
                raise ValidationError(
                    self.env._(
                        "%(contact)s is no contact of %(customer)s. Enter the contact there first.",
                        contact=contact.display_name,
                        customer=partner.display_name,
                    )
                )

    def write(self, vals):
        res = super().write(vals)
        if "parent_id" in vals or "is_company" in vals or vals.get("active") is False:
            self._forget_lost_default_contacts()
        return res

    def _forget_lost_default_contacts(self):
        """Take the mark off contacts that have left their customer."""
        # sudo: the mark goes with the contact, whoever moves it
        marking = self.sudo().search([("default_contact_id", "in", self.ids)])
        marking.filtered(
            lambda customer: (
                not customer.default_contact_id.active
                or customer.default_contact_id.commercial_partner_id != customer.commercial_partner_id
            )
        ).default_contact_id = False

    def _get_full_contact_name(self):
        """Return title and both parts of the name, as they stand on documents."""
        return " ".join(part for part in (self.contact_title, self.name, self.name2) if part)

    def _get_document_contact(self, present=None):
        """Return the contact of a new document: this contact itself, one that the document has already, the marked one.

        :param present: the contact that stands on the document
        :return: ``res.partner``, possibly empty
        """
        partners = self.env["res.partner"]
        customer = self.commercial_partner_id
        if self and self != customer and self.type == "contact":
            return self
        if present and present.commercial_partner_id == customer:
            return present
        marked = customer.default_contact_id
        return marked if marked.active else partners
