from odoo import fields, models


class PurchaseOrder(models.Model):
    """What requests and orders say in words; kind and number are the same on paper, e-mail and file (000-8)."""

    _inherit = "purchase.order"

    def _get_salutation(self):
        """Return how a letter about this order begins, in the language of the environment."""
        self.ensure_one()
        return self.partner_id.with_env(self.env)._get_salutation()

    def _get_answer_by(self):
        """Return the day until which an answer to this request is asked for, or False.

        Core fills in the moment at which the request is made, which nobody can answer by.
        """
        self.ensure_one()
        day = self.date_order and fields.Datetime.context_timestamp(self, self.date_order).date()
        made = self.create_date and fields.Datetime.context_timestamp(self, self.create_date).date()
        return day if day != made else False

    def _get_document_title(self):
        """Return what the document of this order is called, with its number, in the supplier's language."""
        self.ensure_one()
        order = self.with_context(lang=self.partner_id.lang or self.env.lang)
        if order.state == "purchase":
            return order.env._("Order %(number)s", number=order.name)
        if order.state == "cancel":
            return order.env._("Cancelled Order %(number)s", number=order.name)
        return order.env._("Request %(number)s", number=order.name)

    def _get_document_text(self):
        """Return the standard text of this request or order, in the language of the environment; none on a cancellation."""
        self.ensure_one()
        if self.state == "cancel":
            return self.env["kontor.document.text"]
        kind = "purchase_order" if self.state == "purchase" else "purchase_request"
        return self.company_id._get_document_text(kind, self.env.lang)

    def _get_report_file_name(self):
        """Return the name of the document's file; see ``_get_document_title``."""
        return self._get_document_title().replace("/", "-")

    def action_rfq_send(self):
        """Open core's e-mail with Kontor's text, unless an administrator put it away."""
        action = super().action_rfq_send()
        is_request = self.env.context.get("send_rfq", False)
        name = "mail_template_request" if is_request else "mail_template_order"
        ours = self.env.ref(f"kontor_purchase.{name}", raise_if_not_found=False)
        if ours and ours.active:
            action["context"] = {**action["context"], "default_template_id": ours.id}
        return action
