from odoo import fields, models


class ResPartner(models.Model):
    _inherit = "res.partner"

    salutation = fields.Selection(
        [("ms", "Ms"), ("mr", "Mr")], help="How letters and e-mails address this person; without it, nobody is named."
    )

    def _get_salutation(self):
        """Return how a letter to this person or company begins, in the language of the environment, with its comma."""
        person = self[:1]
        facts = {"name": " ".join(filter(None, (person.contact_title, person._get_family_name())))}
        if person.is_company or not facts["name"]:
            return self.env._("Dear Sir or Madam,")
        if person.salutation == "ms":
            return self.env._("Dear Ms %(name)s,", **facts)
        if person.salutation == "mr":
            return self.env._("Dear Mr %(name)s,", **facts)
        return self.env._("Dear Sir or Madam,")

    def _get_family_name(self):
        """Return the family name of a person, with what belongs to it: "von der Heide"."""
        words = (self.name or "").split()
        first = len(words) - 1
        while first > 1 and words[first - 1].islower():
            first -= 1
        return " ".join(words[max(first, 0) :])


class SaleOrder(models.Model):
    _inherit = "sale.order"

    def _get_salutation(self):
        """Return how a letter about this order begins, in the language of the environment."""
        self.ensure_one()
        return (self.contact_id or self.partner_id).with_env(self.env)._get_salutation()

    def _get_printed_intro(self):
        """Return the introduction as it is printed: to whom it is addressed takes the place of the general salutation.

        :return: text; False where there is none
        """
        self.ensure_one()
        general = self.env["res.partner"].with_env(self.env)._get_salutation()
        text = (self.intro_text or "").strip()
        return self._get_salutation() + text.removeprefix(general) if text.startswith(general) else self.intro_text


class AccountMove(models.Model):
    _inherit = "account.move"

    def _get_salutation(self):
        """Return how a letter about this document begins, in the language of the environment."""
        self.ensure_one()
        return (self.contact_id or self.partner_id).with_env(self.env)._get_salutation()


class StockPicking(models.Model):
    _inherit = "stock.picking"

    def _get_salutation(self):
        """Return how a letter about this delivery begins, in the language of the environment."""
        self.ensure_one()
        # sudo: the warehouse has no right to read the order's contact
        return (self.sudo().contact_id or self.partner_id).with_env(self.env)._get_salutation()
