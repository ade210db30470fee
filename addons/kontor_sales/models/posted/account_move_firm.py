from odoo import Command, api, fields, models
from odoo.exceptions import UserError

from ...tools.changes import changed_fields
from ...tools.server_work import INVOICE, outside, server_work

#: What a posted document says, and what was booked by it. Due dates, dunning stops and references aren't among it.
#: Numbers are among it in their parts, too: the next number and the hash chain go by those.
FIRM_FIELDS = frozenset(
    (
        "amount_residual",
        "amount_residual_signed",
        "amount_tax",
        "amount_tax_signed",
        "amount_total",
        "amount_total_in_currency_signed",
        "amount_total_signed",
        "amount_untaxed",
        "amount_untaxed_in_currency_signed",
        "amount_untaxed_signed",
        "always_tax_exigible",
        "commercial_partner_id",
        "company_id",
        "credited_invoice_ids",
        "currency_id",
        "date",
        "delivery_date",
        "delivery_ids",
        "direction_sign",
        "fiscal_position_id",
        "incoterm_location",
        "invoice_cash_rounding_id",
        "invoice_currency_rate",
        "invoice_date",
        "invoice_incoterm_id",
        "invoice_origin",
        "invoice_payment_term_id",
        "is_cancellation_invoice",
        "journal_id",
        "move_type",
        "name",
        "narration",
        "order_invoice_type",
        "origin_payment_id",
        "partner_id",
        "partner_shipping_id",
        "posted_before",
        "reversed_entry_id",
        "secure_sequence_number",
        "sequence_number",
        "sequence_prefix",
        "service_date_end",
        "service_date_start",
        "state",
        "supply_date_end",
        "supply_date_start",
        "supply_is_invoice_date",
        "supply_is_open",
        "supply_kind",
        "tax_cash_basis_origin_move_id",
        "tax_cash_basis_rec_id",
        "tax_totals",
        "taxable_supply_date",
    )
)
#: Lines repeat what their entry says, and journals and tax reports read it there: nobody gives a line another day or state.
FIRM_LINE_FIELDS = frozenset(
    (
        "account_id",
        "amount_currency",
        "amount_residual",
        "amount_residual_currency",
        "balance",
        "collapse_composition",
        "collapse_prices",
        "company_currency_id",
        "company_id",
        "credit",
        "currency_id",
        "date",
        "debit",
        "deductible_amount",
        "discount",
        "discount_amount_currency",
        "discount_balance",
        "display_type",
        "extra_tax_data",
        "group_tax_id",
        "invoice_date",
        "is_downpayment",
        "is_storno",
        "journal_id",
        "move_id",
        "move_name",
        "name",
        "parent_state",
        "partner_id",
        "payment_id",
        "price_subtotal",
        "price_total",
        "price_unit",
        "product_id",
        "product_uom_id",
        "quantity",
        "reconciled",
        "ref",
        "sale_line_ids",
        "sequence",
        "supply_date_end",
        "supply_date_start",
        "tax_base_amount",
        "tax_group_id",
        "tax_ids",
        "tax_line_id",
        "tax_repartition_line_id",
        "tax_tag_ids",
    )
)


def _has_commands(records, values):
    """Tell whether these values write on other records, too: those look after themselves."""
    return any(records._fields[name].type in ("one2many", "many2many") for name in values if name in records._fields)


class AccountMove(models.Model):
    """Posted means firm: what a posted document says is changed by nobody and on no way.

    Invoices, credit notes, receipts, dunning charges and supplier bills are corrected by a credit note or by the Storno
    of the order. What isn't said by the document stays changeable with the billing right, and is kept in its log.
    """

    _inherit = "account.move"

    invoice_date_due = fields.Date(tracking=True)
    no_followup = fields.Boolean(tracking=True)

    # -- what is firm ---------------------------------------------------------------------------------------------

    @api.model
    def _get_firm_fields(self):
        """Return the names of the fields that nobody changes on a posted document."""
        return FIRM_FIELDS

    @api.model
    def _get_firm_line_fields(self):
        """Return the names of the fields that nobody changes on the lines of a posted document."""
        return FIRM_LINE_FIELDS

    def _filter_firm(self):
        """Return those of these documents that are posted, and on which the server itself isn't at work."""
        return outside(self, INVOICE).filtered(lambda move: move.state == "posted" and move.move_type != "entry")

    def _refuse_firm(self, values):
        """Refuse values that would change what posted documents say. It holds for the server's own rights, too.

        :param dict values: as ``write`` takes them
        :raises UserError: naming the document, the fields and the right way
        """
        names = values.keys() & self._get_firm_fields() & self._fields.keys()
        # sudo: the rule holds whatever the user may read of the document
        for move in self.sudo()._filter_firm() if names else ():
            changed = changed_fields(move, values, names)
            if changed:
                move._refuse_change(move._describe_fields(changed))

    def _describe_fields(self, names):
        """Return the labels of fields as a text, in the reader's language."""
        return ", ".join(sorted(self._fields[name]._description_string(self.env) for name in names))

    def _refuse_change(self, what):
        """Refuse to change what one posted document says.

        :param str what: what would change, in the reader's language
        :raises UserError: always
        """
        self.ensure_one()
        raise UserError(
            self.env._(
                "%(document)s is posted; what it says can't be changed any more (%(what)s). %(way)s",
                document=self._get_move_display_name(),
                what=what,
                way=self._get_right_way(),
            )
        )

    def _get_right_way(self):
        """Return the sentence that says how a posted document is corrected."""
        self.ensure_one()
        # sudo: who may read the invoice may know that an order is behind it
        if self.move_type == "out_invoice" and self.sudo().line_ids.sale_line_ids:
            return self.env._("It is corrected by a credit note, or by cancelling its order (Storno).")
        if self.move_type in ("in_refund", "out_refund"):
            return self.env._("It is corrected by an invoice of its own.")
        return self.env._("It is corrected by a credit note.")

    # -- guards ---------------------------------------------------------------------------------------------------

    def _guard_firm(self, change):
        if change.operation == "write":
            self._refuse_firm(change.vals)
        elif change.operation == "unlink":
            # sudo: as in _refuse_firm
            for move in self.sudo()._filter_firm():
                move._refuse_change(self.env._("deletion"))
        return super()._guard_firm(change)

    def write(self, vals):
        if _has_commands(self, vals):
            return super().write(vals)
        # What follows from an admissible change is core's own work: a new due date on the receivable lines.
        with server_work(self, INVOICE):
            return super().write(vals)

    def _post(self, soft=True):
        with server_work(self, INVOICE):
            return super()._post(soft=soft)


class AccountMoveLine(models.Model):
    _inherit = "account.move.line"

    date_maturity = fields.Date(tracking=True)
    discount_date = fields.Date(tracking=True)

    def _refuse_firm(self, values):
        """Refuse values that would change what posted documents say, or add something to them.

        :param dict values: as ``write`` takes them
        :raises UserError: naming the document, the fields and the right way
        """
        names = values.keys() & self.env["account.move"]._get_firm_line_fields() & self._fields.keys()
        if not names:
            return
        # sudo: as for the documents
        lines = self.sudo()
        firm = lines.move_id._filter_firm()
        for line in lines.filtered(lambda line: line.move_id in firm) if firm else ():
            changed = changed_fields(line, values, names)
            if changed:
                line.move_id._refuse_change(
                    ", ".join(sorted(line._fields[name]._description_string(self.env) for name in changed))
                )
        if values.get("move_id"):
            for move in lines.env["account.move"].browse(values["move_id"]).exists()._filter_firm():
                if lines.move_id - move:
                    move._refuse_change(self.env._("another line"))

    def _guard_firm(self, change):
        # sudo: as for the documents
        if change.operation == "write":
            self._refuse_firm(change.vals)
        elif change.operation == "unlink":
            for move in self.sudo().move_id._filter_firm():
                move._refuse_change(self.env._("deletion of a line"))
        else:
            ids = change.ids("move_id") | {self.env.context.get("default_move_id")} - {None, False}
            # sudo: the rule holds whatever the user may read of the document
            for move in self.env["account.move"].sudo().browse(ids)._filter_firm():
                move._refuse_change(self.env._("another line"))
        return super()._guard_firm(change)

    def write(self, vals):
        if _has_commands(self, vals):
            return super().write(vals)
        with server_work(self.sudo().move_id, INVOICE):  # as for the documents
            return super().write(vals)


class SaleOrderLine(models.Model):
    """Which positions an invoice bills is firm from the order's side, too."""

    _inherit = "sale.order.line"

    def _guard_firm(self, change):
        if "invoice_lines" in change.names:
            # sudo: as for the documents
            present = self.sudo().invoice_lines
            for vals in change.vals_list:
                commands = vals.get("invoice_lines") or ()
                named = present.browse(id_ for command in commands for id_ in _named_ids(command)).exists()
                adds = all(command[0] == Command.LINK for command in commands)
                for move in (named - present if adds else named | present).move_id._filter_firm():
                    move._refuse_change(self._fields["invoice_lines"]._description_string(self.env))
        return super()._guard_firm(change)


def _named_ids(command):
    """Return the ids of the records that a command of a many2many names."""
    if command[0] == Command.SET:
        return command[2]
    return [command[1]] if command[0] not in (Command.CREATE, Command.CLEAR) else []
