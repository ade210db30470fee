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

    def _get_statement_account(self, balance):
        """Return the account that what is open is to be paid to.

        :param dict balance: of one currency, as in ``get_account_statement``
        :return: ``res.partner.bank``; none where nothing is to be paid
        """
        accounts = self.env["res.partner.bank"]
        if balance["open"] <= 0:
            return accounts
        currency = self.env["res.currency"].search([("name", "=", balance["currency"])], limit=1)
        return self.env.company._get_payment_account(currency)

    def _get_statement_reference(self):
        """Return what to write on the transfer, in the language of the environment; empty without a customer number."""
        self.ensure_one()
        number = self.commercial_partner_id.ref
        return self.env._("Customer No. %(number)s", number=number) if number else ""

    def _describe_payment(self, balance):
        """Say where to pay to, in the language of the environment; a list of one text or none.

        :param dict balance: as above
        """
        account = self._get_statement_account(balance)
        if not account:
            return []
        parts = [account.acc_number, account.bank_id.bic and f"BIC {account.bank_id.bic}", account.bank_id.name]
        facts = {"account": ", ".join(part for part in parts if part), "reference": self._get_statement_reference()}
        if facts["reference"]:
            return [self.env._("Our account: %(account)s. Reference: %(reference)s.", **facts)]
        return [self.env._("Our account: %(account)s.", **facts)]

    def _get_statement_sentences(self):
        """Say what is open, what of it is overdue since when, and where to pay to, in the language of the environment.

        :return: list of texts, for each currency one or two
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
            texts += self._describe_payment(balance)
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
