from markupsafe import Markup
from odoo import models
from odoo.exceptions import UserError
from odoo.tools import format_amount

from ...tools.server_work import STATE, outside
from ..framework.frozen_values import frozen_values


class SaleOrder(models.Model):
    """Changing the customer of an open quotation or order (003-52)."""

    _inherit = "sale.order"

    def reassign_customer(self, partner_id, keep_prices=False):
        """Give this open quotation or order to another customer.

        Addresses, payment terms, payment method, taxes and texts follow the new customer; so do price list, prices and
        discounts, unless they shall stay. Open deliveries go to the new address.

        :param int partner_id: the new customer, or one of its contacts
        :param bool keep_prices: leave price list, prices and discounts as they are
        :return: True
        :raises UserError: when the order is delivered, picked, invoiced, issued or cancelled, or there is no such
            customer; nothing has changed then
        """
        self._ensure_one_order()
        self.check_access("write")
        partner = self._parse_record("res.partner", partner_id, self.env._("Customer"))
        if not partner:
            raise UserError(self.env._("%(order)s: Choose the new customer.", order=self.name))
        if partner == self.partner_id:
            raise UserError(
                self.env._("%(order)s belongs to %(customer)s already.", order=self.name, customer=partner.display_name)
            )
        obstacle = self._reassign_obstacle(partner)
        if obstacle:
            raise UserError(
                self.env._("The customer of %(order)s can't be changed: %(reason)s", order=self.name, reason=obstacle)
            )
        self._refuse_locked()
        with self.env.cr.savepoint(), self._state_work():
            self.with_company(self.company_id)._reassign_customer(partner, bool(keep_prices))
        return True

    def _reassign_obstacle(self, partner=None):
        """Say why this order can't be given to another customer now, or return False.

        :param partner: the new customer, when it is known already
        """
        self.ensure_one()
        if self.state == "cancel":
            return self.env._("it is cancelled.")
        if self.locked:
            return self.env._("it is locked. Unlock it first.")
        if "quotation_stage" in self._fields and self.quotation_stage == "issued":
            return self.env._("the quotation is issued. Take it back to “In Progress” first.")
        # sudo: whether something was delivered or invoiced doesn't depend on who may see the documents
        order = self.sudo()
        invoices = order.invoice_ids.filtered(lambda move: move.state != "cancel")
        if invoices:
            return self.env._(
                "it is invoiced (%(invoices)s).",
                invoices=", ".join(move.name or self.env._("Draft") for move in invoices),
            )
        done = order.picking_ids.filtered(lambda picking: picking.state == "done")
        if done:
            return self.env._("it is delivered (%(deliveries)s).", deliveries=", ".join(done.mapped("name")))
        if any(line.qty_delivered for line in order.order_line):
            return self.env._("it is delivered in part.")
        picked = order.picking_ids.move_ids.filtered(lambda move: move.picked and move.state != "cancel").picking_id
        if picked:
            return self.env._("goods are picked for it (%(deliveries)s).", deliveries=", ".join(picked.mapped("name")))
        if partner and partner.company_id and partner.company_id != self.company_id:
            return self.env._("%(customer)s belongs to another company.", customer=partner.display_name)
        if partner and partner == self.env.ref("base.public_partner", raise_if_not_found=False):
            return self.env._("an order needs a known customer.")
        return False

    def _reassign_customer(self, partner, keep_prices):
        """Change the customer with all that depends on it; see ``reassign_customer``."""
        before = self._reassign_facts()
        pricelist = self.pricelist_id
        prices = {line: frozen_values(line, line._price_fields()) for line in self.order_line} if keep_prices else {}
        self.write({"partner_id": partner.id})
        shipping = self._shipping_terms(partner, self.company_id)
        if shipping:
            self.write(shipping)
        self._recompute_taxes()
        if keep_prices:
            self._set_pricelist(pricelist)
            for line, values in prices.items():
                line.write(values)
        else:
            if self.company_id.creation_pricelist:
                self._set_pricelist(self._choose_pricelist(partner))
            self._recompute_prices()
        self._reassign_deliveries()
        if self.state == "sale":
            partner._become_customer()
        self._log_reassignment(before, keep_prices)

    def _set_pricelist(self, pricelist):
        """Set the price list, on a confirmed order too: core forbids that because its prices would stay behind.

        Here they are either recomputed right afterwards, or deliberately kept together with the list they come from.
        """
        if self.pricelist_id == pricelist:
            return
        # the ORM's own assignment of a computed field, which core's write() does not stop
        with self.env.protecting([self._fields["pricelist_id"]], self):
            self.pricelist_id = pricelist
        self.modified(["pricelist_id"])

    def _reassign_deliveries(self):
        """Send the open deliveries to the new address."""
        # sudo: the clerk who may change the order need not work in the warehouse
        order = self.sudo()
        pickings = order.picking_ids.filtered(lambda picking: picking.state not in ("done", "cancel"))
        pickings.partner_id = self.partner_shipping_id
        pickings.move_ids.filtered(lambda move: move.partner_id).partner_id = self.partner_shipping_id
        for picking in pickings:
            picking.message_post(
                body=self.env._(
                    "%(order)s was given to %(customer)s; the delivery goes to %(address)s.",
                    order=self.name,
                    customer=self.partner_id.display_name,
                    address=self.partner_shipping_id.display_name,
                )
            )

    def _reassign_facts(self):
        """Return what the history shows about a change of customer: ``{label: text}``."""
        return {
            self.env._("Customer"): self.partner_id.display_name,
            self.env._("Invoice address"): self.partner_invoice_id.display_name,
            self.env._("Delivery address"): self.partner_shipping_id.display_name,
            self.env._("Payment terms"): self.payment_term_id.display_name or "–",
            self.env._("Price list"): self.pricelist_id.display_name or "–",
            self.env._("Fiscal position"): self.fiscal_position_id.display_name or "–",
            self.env._("Net"): format_amount(self.env, self.amount_untaxed, self.currency_id),
            self.env._("Gross"): format_amount(self.env, self.amount_total, self.currency_id),
        }

    def _log_reassignment(self, before, keep_prices):
        """Write the change into the order's history, old and new value of all that changed."""
        rows = [
            Markup("<b>%s</b>: %s → %s") % (label, before[label], text)
            for label, text in self._reassign_facts().items()
            if before[label] != text
        ]
        if keep_prices:
            rows.append(self.env._("The prices were kept."))
        items = Markup().join(Markup("<li>%s</li>") % row for row in rows)
        self.message_post(body=Markup("<p>%s</p><ul>%s</ul>") % (self.env._("Customer changed."), items))

    def _guard_customer(self, change):
        self._refuse_changed_customer(change.vals)
        return super()._guard_customer(change)

    def _refuse_changed_customer(self, vals):
        """Refuse another customer where 003-52 doesn't allow it, and on orders without what depends on it.

        :raises UserError:
        """
        # The server's own code runs as superuser, inside _state_work(), or restores a version; no user and no RPC call does.
        if "partner_id" not in vals or self.env.su:
            return
        for order in outside(self, STATE).filtered(lambda order: order.partner_id.id != vals["partner_id"]):
            obstacle = order._reassign_obstacle()
            if not obstacle and order.state == "sale":
                obstacle = self.env._("it is ordered already. Use “Change customer…” (reassign_customer) instead.")
            if obstacle:
                raise UserError(
                    self.env._("The customer of %(order)s can't be changed: %(reason)s", order=order.name, reason=obstacle)
                )
