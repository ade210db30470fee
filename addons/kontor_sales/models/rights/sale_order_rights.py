from lxml import etree
from odoo import api, models

from ...tools.rights import BILLING, READING, SALES, STOCK, ensure_right, has_right
from ...tools.server_work import STATE, allows

#: Why an order was stornoed, kept by the step that does so: an invoiced one is stornoed by who bills.
CANCEL_FIELDS = {"cancel_note", "cancel_reason_id"}
#: What others than sales write on a position while they do their own work: what was delivered by hand …
DELIVERED_FIELDS = {"qty_delivered"}
#: … what is about to be invoiced, as long as the server makes the invoice …
INVOICED_FIELDS = {"qty_to_invoice"}
#: … and what core keeps in step between a down payment and its invoice.
DOWN_PAYMENT_FIELDS = {"name", "price_unit", "tax_ids"}
#: Buttons above orders that others than sales are shown, and with which rights; what remains is refused to them.
BUTTONS_OF_OTHERS = {
    "action_open_invoice_dialog": (BILLING,),
    "action_open_status_dialog": (BILLING,),
    "action_preview_sale_order": (BILLING, READING),
    "action_print": (STOCK, BILLING, READING),  # what the status prints, a delivery note too
    "payment_action_capture": (BILLING,),
    "payment_action_void": (BILLING,),
}


class SaleOrder(models.Model):
    """What is agreed with the customer is changed by sales alone, also by a change of status (001-9, 004-1, 004-7).

    Core opens orders for writing to the warehouse, to manufacturing and to those who bill: conversations and attachments,
    and traces of their own work on the positions. Everything else they are refused, by whatever way they try it; public
    methods that work on more than the order itself ask for the right first.
    """

    _inherit = "sale.order"

    def _ensure_sales_right(self):
        """Refuse work on quotations and orders to those who don't sell.

        :raises AccessError: naming the right
        """
        ensure_right(self.env, self.env._("change quotations and orders"), SALES)

    def _ensure_invoicing_right(self):
        """Refuse invoices of orders, drafts among them, to those who neither sell nor bill.

        :raises AccessError: naming the rights
        """
        ensure_right(self.env, self.env._("invoice orders"), BILLING, SALES)

    def _check_print_right(self, report):
        """Refuse quotations and confirmations on paper to those who only deliver: what is printed is meant for the customer.

        :param report: the ``ir.actions.report``; addons with lists for other departments let these print them
        :raises AccessError: naming the rights
        """
        if not has_right(self.env, READING):
            ensure_right(self.env, self.env._("print quotations and orders"), SALES, BILLING)

    def _get_fields_of_others(self):
        """Return the names of the fields of these orders that the user writes by other work than selling."""
        names = self.env["mail.thread"]._fields.keys() | self.env["mail.activity.mixin"]._fields.keys()
        if has_right(self.env, BILLING) and allows(self, STATE):
            names |= CANCEL_FIELDS
        return names

    def _guard_rights(self, change):
        if change.operation == "write" and not has_right(self.env, SALES) and change.names - self._get_fields_of_others():
            self._ensure_sales_right()
        return super()._guard_rights(change)

    # -- public methods whose work is done with more rights than the caller has -----------------------------------------

    def action_issue_quotation(self):
        self._ensure_sales_right()
        return super().action_issue_quotation()

    def action_revise_quotation(self, reason=None):
        self._ensure_sales_right()
        return super().action_revise_quotation(reason)

    def action_order_version(self, version_id=None):
        self._ensure_sales_right()
        return super().action_order_version(version_id)

    def action_addendum(self):
        self._ensure_sales_right()
        return super().action_addendum()

    def action_confirm(self):
        self._ensure_sales_right()
        return super().action_confirm()

    def action_draft(self):
        self._ensure_sales_right()
        return super().action_draft()

    def action_quotation_send(self):
        self._ensure_sales_right()
        return super().action_quotation_send()

    def action_quotation_sent(self):
        self._ensure_sales_right()
        return super().action_quotation_sent()

    def action_preparation_done(self, draft_ids=None, without_drafts=False):
        self._ensure_sales_right()
        return super().action_preparation_done(draft_ids=draft_ids, without_drafts=without_drafts)

    def reassign_customer(self, partner_id, keep_prices=False):
        self._ensure_sales_right()
        return super().reassign_customer(partner_id, keep_prices=keep_prices)

    def create_invoice_of_type(self, invoice_type, **options):
        self._ensure_invoicing_right()
        return super().create_invoice_of_type(invoice_type, **options)

    def _create_invoices(self, *args, **kwargs):
        self._ensure_invoicing_right()  # core makes the draft as superuser for everybody who may write the order
        return super()._create_invoices(*args, **kwargs)

    def action_create_credit_note_difference(self):
        self._ensure_invoicing_right()
        return super().action_create_credit_note_difference()

    def action_return_from_history(self):
        self._ensure_invoicing_right()
        return super().action_return_from_history()

    # -- the screen -----------------------------------------------------------------------------------------------------

    @api.model
    def get_view(self, view_id=None, view_type="form", **options):
        """Show orders to those who don't sell without offering them what they may not do."""
        view = super().get_view(view_id, view_type, **options)
        if view_type in ("form", "list") and not has_right(self.env, SALES):
            root = etree.fromstring(view["arch"])
            root.set("edit", "0")
            for button in root.findall(".//header//button"):
                groups = BUTTONS_OF_OTHERS.get(button.get("name"), ())
                if not groups or not has_right(self.env, *groups):
                    button.getparent().remove(button)
            view["arch"] = etree.tostring(root, encoding="unicode")
        return view


class SaleOrderLine(models.Model):
    """The positions of an order belong to sales, as the order itself."""

    _inherit = "sale.order.line"

    def _get_fields_of_others(self):
        """Return the names of the fields of these positions that the user writes by other work than selling."""
        names = set()
        if has_right(self.env, STOCK):
            names |= DELIVERED_FIELDS
        if has_right(self.env, BILLING):
            if allows(self, STATE):
                names |= INVOICED_FIELDS
            if all(line.is_downpayment for line in self):
                names |= DOWN_PAYMENT_FIELDS
        return names

    def _guard_rights(self, change):
        if change.operation == "write" and not has_right(self.env, SALES) and change.names - self._get_fields_of_others():
            self.order_id._ensure_sales_right()
        return super()._guard_rights(change)


class ProductAttributeCustomValue(models.Model):
    """What the customer has made to measure is part of a position."""

    _inherit = "product.attribute.custom.value"

    def _guard_rights(self, change):
        if self.sale_order_line_id or change.ids("sale_order_line_id"):
            self.env["sale.order"]._ensure_sales_right()
        return super()._guard_rights(change)
