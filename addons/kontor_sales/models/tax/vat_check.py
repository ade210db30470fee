from odoo import fields, models
from odoo.exceptions import UserError


class VatCheck(models.Model):
    """One question about a VAT id and its answer: the proof of the care that § 6a Abs. 4 UStG asks for.

    It is made by ``check_vat_id()`` only, and stays as it is: nobody has the right to change or delete one.
    """

    _name = "kontor.vat.check"
    _description = "Check of a VAT ID"
    _order = "checked_on desc, id desc"
    _rec_name = "vat"

    partner_id = fields.Many2one("res.partner", string="Customer", required=True, index=True, ondelete="restrict")
    company_id = fields.Many2one("res.company", required=True, index=True)
    vat = fields.Char("VAT ID", required=True)
    checked_on = fields.Datetime(required=True)
    result = fields.Selection(
        [("valid", "Valid"), ("invalid", "Invalid"), ("unreachable", "Service Not Reached")], required=True
    )
    asked_name = fields.Char("Name Asked About", help="The customer's name on that day: another one has to be asked again.")
    request_identifier = fields.Char("Consultation Number", help="By which the service finds this question again.")
    answered_name = fields.Char("Name in the Answer")
    answered_address = fields.Text("Address in the Answer")
    matches = fields.Char("What Fits", help="What of name and address the service compared, and with which result.")
    problem = fields.Char(help="What the service said instead of an answer.")
    requester_vat = fields.Char("Own VAT ID")
    service = fields.Char()
    raw_answer = fields.Text("Answer as Received")
    user_id = fields.Many2one("res.users", string="Asked By", required=True)

    def _get_misfits(self):
        """Return what of the customer's data the service found wrong, for people: "name, city"; empty where all fits."""
        self.ensure_one()
        names = {
            "name": self.env._("name"),
            "street": self.env._("street"),
            "zip": self.env._("postal code"),
            "city": self.env._("city"),
        }
        parts = [part.partition(": ") for part in (self.matches or "").split(", ")]
        return ", ".join(names.get(part, part) for part, _colon, found in parts if found == "INVALID")

    def write(self, vals):
        self._refuse_change()
        return super().write(vals)

    def unlink(self):
        self._refuse_change()
        return super().unlink()

    def _refuse_change(self):
        """Refuse to change a proof; it holds for the server's own rights, too.

        :raises UserError: where there is one
        """
        if self:
            raise UserError(
                self.env._(
                    "A check of a VAT id is a proof and stays as it is: nobody changes or deletes it. If something has"
                    " changed, check the VAT id again."
                )
            )
