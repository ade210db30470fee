from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools import format_amount, format_date


class ResPartner(models.Model):
    """The open items of a customer as an e-mail: to whom, and what it says beside the list."""

    _inherit = "res.partner"

    def _get_statement_recipient(self):
        """Return the ``res.partner`` who gets the list: the customer's invoice address."""
        self.ensure_one()
        return self.browse(self.address_get(["invoice"]).get("invoice") or self.id)

    def _get_statement_title(self):
        """Return what the list is called, in the customer's language: in the subject and as the file's name."""
        self.ensure_one()
        texts = self.with_context(lang=self._get_document_lang()).env
        return texts._("Open Items %(customer)s", customer=self.commercial_partner_id.name or "")

    def _get_statement_sentences(self):
        """Say what is open and what of it is overdue since when, in the language of the environment.

        :return: list of texts, one for each currency
        """
        self.ensure_one()
        texts = []
        for balance in self.get_account_statement()["currencies"]:
            currency = self.env["res.currency"].search([("name", "=", balance["currency"])], limit=1)
            facts = {
                "amount": format_amount(self.env, balance["open"], currency),
                "overdue": format_amount(self.env, balance["overdue"], currency),
            }
            due = [item["due"] for item in balance["items"] if item["due"]]
            if balance["open"] <= 0:
                texts.append(
                    self.env._("There is a credit of %(amount)s in your favour.", amount=facts["amount"].lstrip("-"))
                )
                continue
            facts["date"] = format_date(self.env, fields.Date.from_string(min(due)))
            if balance["overdue"]:
                texts.append(
                    self.env._("%(amount)s is open. Of this %(overdue)s is due, the oldest since %(date)s.", **facts)
                )
            else:
                texts.append(self.env._("%(amount)s is open, to be paid from %(date)s on.", **facts))
        return texts

    def action_send_open_items(self):
        """Open the e-mail with the list of this customer's open items.

        :return: a window action
        :raises UserError: when this isn't exactly one customer, or nothing is open
        """
        self._ensure_one_to_dun()
        if not self.get_account_statement()["currencies"]:
            raise UserError(
                self.env._(
                    "%(customer)s has no open items in %(company)s, so there is nothing to send.",
                    customer=self.commercial_partner_id.display_name,
                    company=self.env.company.name,
                )
            )
        template = self.env.ref("kontor_dunning.mail_template_statement", raise_if_not_found=False)
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Send Open Items"),
            "res_model": "mail.compose.message",
            "view_mode": "form",
            "views": [(False, "form")],
            "target": "new",
            "context": {
                "default_model": self._name,
                "default_res_ids": self.ids,
                "default_template_id": template.id if template else False,
                "default_composition_mode": "comment",
                "default_email_layout_xmlid": "mail.mail_notification_light",
            },
        }
