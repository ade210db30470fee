from odoo import api, models
from odoo.exceptions import UserError

from ...tools.declarations import DeclarationError


class ResPartner(models.Model):
    """What the buttons of the customer header open (003-1, 003-6, 003-47…50)."""

    _inherit = "res.partner"

    @api.readonly
    def open_from_header(self, what, contact_id=False):
        """Return the action behind a button of the customer header.

        :param str what: a ``code`` of ``get_customer_header()['buttons']``, or ``new_order``, ``email``
        :param int contact_id: the contact that the header shows
        :return: an action (dict)
        :raises UserError: when there is no such button
        """
        partner, contact = self._check_header_request(contact_id)
        customer = partner.commercial_partner_id
        actions = self._header_actions()
        if not isinstance(what, str) or what not in actions:
            raise UserError(
                self.env._("There is no button “%(what)s”. Possible are: %(codes)s.", what=what, codes=", ".join(actions))
            )
        return getattr(customer, actions[what])(contact)

    def _register_hook(self):
        """Check that every button of the header that is declared opens something.

        :raises DeclarationError: naming the buttons
        """
        super()._register_hook()
        missing = [f"“{code}”: no {name}" for code, name in self._header_actions().items() if not hasattr(self, name)]
        if missing:
            raise DeclarationError("\n– ".join(["Buttons of the customer header (res.partner._header_actions):", *missing]))

    @api.model
    def _header_actions(self):
        """Return the names of the methods that return the actions, by code; other addons add theirs."""
        return {
            "master": "_header_action_master",
            "revenue": "_header_action_revenue",
            "documents": "_header_action_documents",
            "follow_ups": "_header_action_follow_ups",
            "notes": "_header_action_notes",
            "emails": "_header_action_emails",
            "email": "_header_action_email",
            "discounts": "_header_action_discounts",
            "crm": "_header_action_crm",
            "new_order": "_header_action_new_order",
            "edit_contact": "_header_action_edit_contact",
            "new_contact": "_header_action_new_contact",
        }

    def _header_window(self, name, model, domain=None, context=None, modes="list,form", **values):
        """Return an action that opens a list, or a form."""
        return {
            "type": "ir.actions.act_window",
            "name": name,
            "res_model": model,
            "views": [[False, mode] for mode in modes.split(",")],
            "domain": domain or [],
            "context": context or {},
            "target": "current",
            **values,
        }

    def _family_domain(self, field="partner_id"):
        return [(field, "child_of", self.id)]

    def _header_action_master(self, contact):
        return self._header_window(self.env._("Customer"), "res.partner", modes="form", res_id=self.id)

    def _header_action_revenue(self, contact):
        """The revenue window: by month, article and document, as pivot and graph (003-6)."""
        return self.action_open_revenue()

    def _header_action_documents(self, contact):
        """All documents of the customer in one list (000-9)."""
        return self.action_open_customer_documents()

    def _header_action_follow_ups(self, contact):
        """The customer's follow-ups: those not done first (003-48)."""
        action = self.env["ir.actions.act_window"]._for_xml_id("kontor_sales.action_follow_up")
        members = self.with_context(active_test=False).search([("id", "child_of", self.id)])
        return {
            **action,
            "domain": [("res_model", "=", "res.partner"), ("res_id", "in", members.ids)],
            "context": {
                "active_test": False,
                "search_default_open": 1,
                "default_res_model": "res.partner",
                "default_res_model_id": self.env["ir.model"]._get_id("res.partner"),
                "default_res_id": self.id,
                "default_activity_type_id": self.env.ref("mail.mail_activity_data_todo").id,
            },
        }

    def _header_action_notes(self, contact):
        """The customer's notes, filtered by the categories that the user has chosen (003-49, 003-50)."""
        action = self.env["ir.actions.act_window"]._for_xml_id("kontor_sales.action_customer_note")
        chosen = self.env.user.note_category_ids
        return {
            **action,
            "domain": [("partner_id", "=", self.id)],
            "context": {"default_partner_id": self.id, **({"search_default_my_categories": 1} if chosen else {})},
        }

    def _header_action_emails(self, contact):
        """All e-mails with the customer, from and to."""
        action = self.env["ir.actions.act_window"]._for_xml_id("kontor_sales.action_customer_email")
        members = self.with_context(active_test=False).search([("id", "child_of", self.id)]).ids
        return {
            **action,
            "domain": [("message_type", "in", ("email", "email_outgoing", "comment"))]
            + ["|", "|", ("author_id", "in", members), ("partner_ids", "in", members)]
            + ["&", ("model", "=", "res.partner"), ("res_id", "in", members)],
        }

    def _header_action_email(self, contact):
        """Write an e-mail to the contact, or to the company where the contact has no address (003-32)."""
        receiver = contact if contact.email else self
        return self._header_window(
            self.env._("E-mail"),
            "mail.compose.message",
            context={
                "default_model": "res.partner",
                "default_res_ids": receiver.ids,
                "default_composition_mode": "comment",
                "default_partner_ids": receiver.ids,
            },
            modes="form",
            target="new",
        )

    def _header_action_discounts(self, contact):
        """The customer's discount and price list together, and what applies to an article (003-47)."""
        return self._header_window(
            self.env._("Discounts: %s", self.display_name),
            "kontor.customer.discounts",
            context={"default_partner_id": self.id, "dialog_size": "extra-large"},
            modes="form",
            target="new",
        )

    def _header_action_crm(self, contact):
        if "crm.lead" not in self.env:
            raise UserError(self.env._("CRM isn't installed."))
        return self._header_window(
            self.env._("CRM: %s", self.display_name),
            "crm.lead",
            self._family_domain(),
            {"default_partner_id": self.id},
            modes="kanban,list,form",
        )

    def _header_action_edit_contact(self, contact):
        """Change the contact that is shown (003-10)."""
        contact = contact or self.default_contact_id
        if not contact:
            raise UserError(self.env._("%s has no contact yet.", self.display_name))
        return self._header_window(self.env._("Contact"), "res.partner", modes="form", target="new", res_id=contact.id)

    def _header_action_new_contact(self, contact):
        """Enter a new contact of the customer (003-10)."""
        return self._header_window(
            self.env._("New Contact"),
            "res.partner",
            context={"default_parent_id": self.id, "default_type": "contact", "default_is_company": False},
            modes="form",
            target="new",
        )

    def _header_action_new_order(self, contact):
        """Choose the customer, then make the order from there (001-16)."""
        return self._header_window(
            self.env._("New Order"),
            "sale.order",
            context={"default_partner_id": self.id, "default_contact_id": contact.id},
            modes="form",
        )
