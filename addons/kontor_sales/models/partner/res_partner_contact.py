from odoo import fields, models


class ResPartner(models.Model):
    """Master data that the customer header shows and core doesn't have (003-7…10, 003-32…34, 003-41, 000-15, 000-16)."""

    _inherit = "res.partner"

    name2 = fields.Char(string="Name 2", help="The second part of the name; printed below the name.")
    po_box = fields.Char(string="PO Box", help="Shown instead of the street where there is one.")
    fax = fields.Char()
    contact_title = fields.Char(string="Title", help="Stands before the name of a contact, for example “Dr.”")
    birthday = fields.Date(string="Date of Birth", groups="base.group_user")
    factoring_number = fields.Char()
    customer_type_id = fields.Many2one("kontor.customer.type", index="btree_not_null")

    def _commercial_fields(self):
        # A contact belongs to a customer of this type.
        return [*super()._commercial_fields(), "factoring_number", "customer_type_id"]

    def _prepare_display_address(self, without_company=False):
        """Put the second part of the name above the street."""
        address_format, args = super()._prepare_display_address(without_company)
        if self.name2:
            args["name2"] = self.name2
            company = "%(company_name)s\n"
            if address_format.startswith(company):
                address_format = f"{company}%(name2)s\n{address_format.removeprefix(company)}"
            else:
                address_format = f"%(name2)s\n{address_format}"
        return address_format, args

    def _display_address_depends(self):
        return [*super()._display_address_depends(), "name2"]


class ResPartnerCategory(models.Model):
    """Customer categories are core's tags; the header shows their short codes (003-45)."""

    _inherit = "res.partner.category"

    short_code = fields.Char(help="Stands for the category in the customer header. Empty: its name.")
