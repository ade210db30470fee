from odoo import api, fields, models
from odoo.tools import format_date


class AccountMove(models.Model):
    """What documents and screens say about the day of supply."""

    _inherit = "account.move"

    supply_text = fields.Char(string="Day of Supply", compute="_compute_supply_text")

    @api.depends(
        "state",
        "delivery_date",
        "supply_kind",
        "service_date_start",
        "service_date_end",
        "supply_is_invoice_date",
        "invoice_date",
        "invoice_line_ids.sale_line_ids.order_id.commitment_date",
    )
    def _compute_supply_text(self):
        for move in self:
            row = move._get_supply_row()
            move.supply_text = f"{row[0]}: {row[1]}" if row else False

    def _get_supply_row(self):
        """Return what this document prints about its supply (§ 14 Abs. 4 Nr. 6 UStG).

        :return: pair of a label (without a colon) and a text, in the reader's language; None when nothing is known
        """
        self.ensure_one()
        supply = self._get_supply()
        kind, start, end = supply["kind"], supply["start"], supply["end"]
        if kind == "none":
            return None
        if kind == "expected":
            label = self.env._("Expected Service") if self._is_service_only() else self.env._("Expected Delivery")
            return label, self._format_days(start, end) or self.env._("still to come")
        if kind == "period" and self._says_invoice_date(start, end):
            return self.env._("Date of Service"), self.env._("is the invoice date")
        text = self._format_days(start, end)
        if supply["is_open"]:
            text = self.env._("%(days)s, the rest is still to come", days=text)
        return self._get_supply_label(kind, start, end), text

    def _is_service_only(self):
        """Tell whether nothing of the orders on this document is delivered as goods."""
        # sudo: what is printed is the same, whoever may read orders
        lines = self.sudo().invoice_line_ids.sale_line_ids.order_id._invoiceable_positions()
        return bool(lines) and not any(line._is_supplied_by_delivery() for line in lines)

    def _get_supply_label(self, kind, start, end):
        """Return how a day or period of a supply is called: "delivered" or of a service."""
        if kind == "delivered":
            return self.env._("Date of Supply") if start == end else self.env._("Period of Supply")
        return self.env._("Date of Service") if start == end else self.env._("Period of Service")

    def _says_invoice_date(self, start, end):
        """Tell whether the day of this supply is the invoice's own by the clerk's choice."""
        entered = self.service_date_start or self.service_date_end
        return not entered and self.supply_is_invoice_date and start == end

    def _format_days(self, start, end):
        """Return a day, or a period from its first to its last day, in the reader's language; empty without one."""
        if not start:
            return ""
        first, last = format_date(self.env, start), format_date(self.env, end)
        return first if start == end else f"{first} – {last}"

    def _get_alerts(self):
        alerts = super()._get_alerts()
        if self._filter_lacking_supply():
            alerts["kontor_supply"] = {
                "level": "warning",
                "message": self.env._(
                    "The day of supply is not known: neither a delivery nor a period of the service belongs to this invoice."
                    " Enter the period (“Service From”, “Service To”), or choose that it is the invoice date."
                ),
            }
        return alerts

    # -- said before many are posted, and of each that was ----------------------------------------------------------

    def _filter_lacking_supply(self):
        """Return those of these drafts that would be posted without a day of supply (§ 14 Abs. 4 Nr. 6 UStG)."""
        drafts = self.filtered(
            lambda move: (
                move.state == "draft"
                and move.is_sale_document()
                and any(line.display_type == "product" for line in move.invoice_line_ids)
            )
        )
        supplies = drafts._find_supplies()
        return drafts.filtered(lambda move: supplies[move]["kind"] == "none")

    def _get_supply_remarks(self):
        """Return a sentence for each of these invoices, drafts or posted, that names no day of supply."""
        without = self._filter_lacking_supply() | self.filtered(
            lambda move: move.state == "posted" and move.supply_kind == "none"
        )
        return [
            self.env._("%(invoice)s names no day of supply, which the law asks for.", invoice=move.display_name)
            for move in without
        ]

    def _get_moves_requiring_confirmation(self):
        """Add what would be posted without a day of supply: the dialog names it before anything of it is posted."""
        return super()._get_moves_requiring_confirmation() | self._filter_lacking_supply()

    def _post(self, soft=True):
        result = super()._post(soft=soft)
        self.filtered(lambda move: move.state == "posted" and move.supply_kind == "none")._log_lacking_supply()
        return result

    def _log_lacking_supply(self):
        """Say in the history of each of these posted invoices that it names no day of supply, whoever posted it."""
        if self:
            text = self._get_lacking_supply_text()
            self._message_log_batch(bodies={move.id: text for move in self})

    def _get_lacking_supply_text(self):
        """Return what is said of an invoice that was posted without a day of supply."""
        return self.env._(
            "Posted without a day of supply, which the law asks for (§ 14 (4) no. 6 UStG): neither a delivery nor a period"
            " of the service belonged to it."
        )


class AccountMoveLine(models.Model):
    _inherit = "account.move.line"

    def _get_supply_note(self):
        """Return what this line says of its supply, where its invoice bills several deliveries without headings, else False.

        :return: "Lieferdatum: 15.10.2026", in the reader's language
        """
        self.ensure_one()
        move, period = self.move_id, self._get_supply_period()
        if self.parent_id or not period[0] or period == move._get_supply_period():
            return False
        return f"{move._get_supply_label('delivered', *period)}: {move._format_days(*period)}"
