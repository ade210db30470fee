import psycopg2.errors
from odoo import api, fields, models
from odoo.exceptions import ConcurrencyError, UserError

from ...tools.channel_order import ChannelOrder
from ...tools.server_work import judged, server_work
from ..terms.sale_order_source import CHANNELS


class SaleOrder(models.Model):
    """Where an order comes from (004-2), and the interface by which shops and platforms send theirs."""

    _inherit = "sale.order"

    channel_payment = fields.Json(
        copy=False,
        readonly=True,
        groups="base.group_system",
        help="The payment that came with the order. It is entered as soon as the order is invoiced.",
    )

    @api.model
    def import_channel_order(self, vals):
        """Take over one order from a web shop or a platform (004-2, 004-22).

        Sent twice, also at the same moment, there is one order. The shape of ``vals`` and the rights that the calling
        user needs are described in ``docs/integrations/import_channel_order.md``.

        :param dict vals: ``source`` and ``reference`` identify the order; ``customer`` and ``lines`` are needed
        :return: ``{'order_id', 'name', 'created', 'invoice_id', 'blocked': [texts]}``; ``invoice_id`` is False unless
            the order was prepaid
        :raises UserError: naming every problem; nothing has changed then
        """
        channel_order = ChannelOrder(self.env, vals)
        existing = channel_order.find_existing()
        if existing:
            return existing._channel_answer(created=False)
        with self.env.cr.savepoint():
            return channel_order.take_over()._channel_answer(created=True)

    @api.model
    def _create_channel_order(self, values):
        """Create the order of a shop, unless another call with the same reference does so at this moment.

        The database lets only one of them through. The other one starts again (Odoo retries the whole call) and then
        finds what the first has made.
        """
        try:
            return self.create(values)
        except psycopg2.errors.UniqueViolation as error:
            if error.diag.constraint_name == "sale_order_source_reference_uniq":
                raise ConcurrencyError(f"order {values['source_reference']} is being imported by another call") from error
            raise

    def _channel_answer(self, created):
        """Return what ``import_channel_order`` answers about an order."""
        self.ensure_one()
        # sudo: the caller sent this order; which invoice it has, and why it waits, is the answer to its own call
        order = self.sudo()
        return {
            "order_id": order.id,
            "name": order.name,
            "created": created,
            "invoice_id": order._posted_invoices().sorted("id")[:1].id,
            "blocked": order._channel_block_texts() if order.state in ("draft", "sent") else [],
        }

    def _channel_block_texts(self):
        """Return why this order can't be confirmed yet, as texts; empty when nothing blocks it."""
        self.ensure_one()
        return [reason["text"] for reason in self._get_blocks("order")[self]]

    # -- the payment that came with the order -----------------------------------------------------------------------

    def _action_confirm(self):
        res = super()._action_confirm()
        # sudo: the payment is stored where users don't see it
        for order in self.sudo().filtered("channel_payment"):
            # whoever has released the order has released its invoice (004-22)
            with server_work(order, judged("invoice")):
                order.with_company(order.company_id)._enter_channel_payment()
        return res

    def _enter_channel_payment(self):
        """Invoice a prepaid order completely, and enter its payment on the invoice (004-22).

        Runs as superuser: the shop's user who sent the payment had the right to enter it (the import checks that); the
        clerk who confirms a blocked order later need not have it.
        """
        self.ensure_one()
        payment = self.channel_payment
        self.channel_payment = False
        invoice = self.env["account.move"].browse(self.create_invoice_of_type("full", post=True))
        journal, method = self._channel_payment_way(payment.get("provider"))
        memo = " · ".join(filter(None, [invoice.name, payment.get("provider"), payment.get("transaction")]))
        values = {
            "amount": payment["amount"],
            "payment_date": payment["date"],
            "communication": memo,
            "payment_difference_handling": "open",
            "journal_id": journal.id,
        }
        if method:
            values["payment_method_line_id"] = method.id
        if invoice.currency_id.is_zero(payment["amount"]):
            return  # an order of nothing, by a voucher say: there is nothing to pay
        self.env["account.payment.register"].with_context(
            active_model="account.move", active_ids=invoice.ids, dont_redirect_to_payments=True
        ).create(values)._create_payments()

    def _channel_payment_way(self, provider):
        """Return the journal and the payment method line for a payment provider's name.

        A journal or a payment method named like the provider is taken, in any language; otherwise the company's first bank.

        :raises UserError: when the company has no bank or cash journal
        """
        domain = [("company_id", "=", self.company_id.id), ("type", "in", ("bank", "cash", "credit"))]
        journals = self.env["account.journal"].search(domain)
        name = (provider or "").casefold()
        methods = journals.inbound_payment_method_line_ids
        for journal in journals if name else ():
            if name in (journal.name.casefold(), (journal.code or "").casefold()):
                return journal, methods.browse()
        kind = methods._payment_kind_named(name)
        for line in methods if name else ():
            if (line.name or "").casefold() == name or kind and line.payment_kind == kind:
                return line.journal_id, line
        journal = journals.filtered(lambda journal: journal.type == "bank")[:1] or journals[:1]
        if not journal:
            raise UserError(
                self.env._(
                    "%(company)s has no bank or cash journal for the payment. An accountant can create one.",
                    company=self.company_id.name,
                )
            )
        return journal, methods.browse()

    @api.model
    def _expected_statuses(self, target):
        # a prepaid order is invoiced as soon as it is confirmed
        expected = super()._expected_statuses(target)
        return (*expected, "invoice", "done") if target == "order" else expected

    # -- orders of Odoo's own shop -----------------------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        return super().create([self._with_source(vals) for vals in vals_list])

    @api.model
    def _with_source(self, vals):
        """Complete the values of a new order: what a website sells (website_sale) comes from a web shop."""
        return {"order_source": "webshop", **vals} if vals.get("website_id") else vals

    def copy_data(self, default=None):
        # Who duplicates an order enters it by hand, wherever the first one came from.
        return [{"order_source": "manual", **vals} for vals in super().copy_data(default)]

    # -- the source stays what it is --------------------------------------------------------------------------------

    def action_confirm(self):
        accepted = self.filtered(lambda order: order.order_source == "manual" and order._is_accepted_quotation())
        res = super().action_confirm()
        if accepted:
            with accepted._state_work():
                accepted.order_source = "quotation"
        return res

    def _is_accepted_quotation(self):
        """Tell whether this quotation was given to the customer, so that its order is an accepted quotation."""
        self.ensure_one()
        return self.state == "sent" or bool(self.signed_on) or bool(self.issued_version_id)

    def _guard_source(self, change):
        self._refuse_changed_channel(change.vals)
        return super()._guard_source(change)

    def _refuse_changed_channel(self, vals):
        """Refuse to change where an imported order comes from: its shop might send it a second time.

        :raises UserError:
        """
        changed = [name for name in ("order_source", "source_reference", "company_id") if name in vals]
        if not changed or self.env.su:
            return
        for order in self.filtered(lambda order: order.order_source in CHANNELS and order.source_reference):
            for name in changed:
                if vals[name] != order._fields[name].convert_to_write(order[name], order):
                    raise UserError(
                        self.env._(
                            "%(order)s came as %(reference)s from “%(channel)s”; that can't be changed, or it might come"
                            " a second time.",
                            order=order.name,
                            reference=order.source_reference,
                            channel=dict(order._fields["order_source"]._description_selection(self.env))[order.order_source],
                        )
                    )
