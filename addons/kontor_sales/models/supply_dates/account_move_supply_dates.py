from odoo import api, fields, models
from odoo.tools.sql import column_exists, create_column

from .stock_picking_supply_dates import ZONE

SUPPLY_KINDS = [
    ("delivered", "Delivered"),
    ("expected", "Expected"),
    ("period", "Period of the Service"),
    ("none", "Not Known"),
]

#: The day of supply of a document of which nothing is known.
UNKNOWN = {"kind": "none", "start": False, "end": False, "is_open": False, "lines": {}}


class AccountMove(models.Model):
    """The day or period of the supply that this invoice bills (§ 14 Abs. 4 Nr. 6 UStG); none is invented.

    Goods: the days of the deliveries on this very invoice. A down payment, or what is invoiced before its delivery: the
    day that was promised, if one was; services that are still to come are expected, too. Services: the period that a clerk
    enters. A credit note: that of the invoice that it credits. A draft follows its deliveries; with posting it is said for
    good.
    """

    _inherit = "account.move"

    delivery_date = fields.Date(precompute=False)
    service_date_start = fields.Date(
        string="Service From",
        copy=False,
        help="First day of the service on this invoice; goods have the days of their deliveries.",
    )
    service_date_end = fields.Date(string="Service To", copy=False, help="Last day of the service on this invoice.")
    supply_is_invoice_date = fields.Boolean(
        string="Day of Service Is the Invoice Date",
        default=lambda self: self.env.company.supply_is_invoice_date,
        copy=False,
        help="Print that the day of the service is the day of the invoice, where neither a delivery nor a period is known.",
    )
    supply_kind = fields.Selection(SUPPLY_KINDS, string="Kind of Day of Supply", readonly=True, copy=False)
    supply_date_start = fields.Date(string="Supply From", readonly=True, copy=False)
    supply_date_end = fields.Date(string="Supply To", readonly=True, copy=False)
    supply_is_open = fields.Boolean(
        string="Partly Undelivered",
        readonly=True,
        copy=False,
        help="Part of what it bills wasn't delivered when it was posted.",
    )

    _service_period = models.Constraint(
        "CHECK (service_date_end IS NULL OR service_date_start IS NULL OR service_date_end >= service_date_start)",
        "The service can't end before it begins.",
    )

    def _auto_init(self):
        # Invoices that were there before say what they said: the default is for new ones, and its setting has no column yet.
        if not column_exists(self.env.cr, "account_move", "supply_is_invoice_date"):
            create_column(self.env.cr, "account_move", "supply_is_invoice_date", "bool")
        return super()._auto_init()

    # -- hooks for documents and their XML ------------------------------------------------------------------------

    def _get_supply_period(self):
        """Return the first and the last day of this supply, both inclusive: dates, or False where none is known (001-11)."""
        self.ensure_one()
        supply = self._get_supply()
        return supply["start"], supply["end"]

    def _get_supply_kind(self):
        """Return what the days of ``_get_supply_period`` are.

        :return: ``delivered``: goods that are delivered · ``expected``: promised, perhaps without a day · ``period``: of a
            service · ``none``: nothing is known
        """
        self.ensure_one()
        return self._get_supply()["kind"]

    def _is_supply_open(self):
        """Tell whether part of what this invoice bills isn't delivered yet, or wasn't when it was posted."""
        self.ensure_one()
        return self._get_supply()["is_open"]

    def _get_supply(self):
        """Return what this document says about its supply: as posted, or as it would be posted now.

        :return: dict: ``kind``, ``start``, ``end``, ``is_open``; ``lines``: ``{account.move.line id: (start, end)}`` of a
            draft
        """
        self.ensure_one()
        if not self.is_sale_document():
            return UNKNOWN
        if self.state == "draft":
            return self._find_supplies()[self]
        if self.supply_kind:
            names = {"kind": "supply_kind", "start": "supply_date_start", "end": "supply_date_end"}
            return {**UNKNOWN, **{key: self[name] for key, name in names.items()}, "is_open": self.supply_is_open}
        # posted before the day of supply was kept: what was printed then
        day = self.delivery_date
        return {**UNKNOWN, "kind": "delivered" if day else "none", "start": day, "end": day}

    # -- where it comes from --------------------------------------------------------------------------------------

    def _find_supplies(self):
        """Return the day or period of the supply of these documents by their deliveries and what clerks entered.

        :return: ``{account.move: supply}``; see ``_get_supply``
        """
        # sudo: it is the same for those who may not read deliveries or orders
        saved = self._origin.sudo()
        invoices = saved.filtered(lambda move: move.move_type == "out_invoice")
        parts, open_lines = invoices.invoice_line_ids.sale_line_ids._allocate_supplies()
        supplies = {}
        for move in self:
            record = move._origin.sudo()  # sudo: as above
            if move.move_type == "out_refund":
                supply = record._get_supply_of_credited()
            elif move.order_invoice_type == "down_payment":
                supply = record._get_supply_of_down_payment()
            else:
                supply = record._get_supply_of_deliveries(parts, open_lines)
            supplies[move] = move._add_service_period(supply)
        return supplies

    def _get_supply_of_deliveries(self, parts, open_lines):
        """Return the supply by the deliveries on this invoice; see ``_allocate_supplies``."""
        lines = {
            line.id: {picking._get_delivery_day() for picking, _quantity in parts[line]}
            for line in self.invoice_line_ids
            if line in parts
        }
        is_open = bool(self.invoice_line_ids & open_lines)
        if not lines:
            return self._get_promised_supply() if is_open else UNKNOWN
        days = set().union(*lines.values())
        return {
            "kind": "delivered",
            "start": min(days),
            "end": max(days),
            "is_open": is_open,
            "lines": {line_id: (min(own), max(own)) for line_id, own in lines.items()},
        }

    def _get_supply_of_down_payment(self):
        """Return what is promised; where all goods of the order were delivered before, it is no advance: their days."""
        order = self.invoice_line_ids.sale_line_ids.order_id
        positions = order.order_line.filtered(lambda line: not line.is_downpayment and line._is_supplied_by_delivery())
        deliveries = positions._get_net_deliveries()
        for line in positions:
            left = line.product_uom_qty - sum(deliveries.get(line, {}).values())
            if line.product_uom_id._compare_quantities(left, 0.0) > 0:
                return self._get_promised_supply()
        days = {picking._get_delivery_day() for own in deliveries.values() for picking in own}
        if not days:
            return self._get_promised_supply()
        return {**UNKNOWN, "kind": "delivered", "start": min(days), "end": max(days)}

    def _get_promised_supply(self):
        """Return the supply of what is still to be delivered: the days that were promised to the customer, if any."""
        orders = self.invoice_line_ids.sale_line_ids.order_id.filtered("commitment_date")
        days = [
            fields.Datetime.context_timestamp(order.with_context(tz=self._get_supply_zone()), order.commitment_date).date()
            for order in orders
        ]
        return {**UNKNOWN, "kind": "expected", "start": min(days, default=False), "end": max(days, default=False)}

    def _get_supply_zone(self):
        """Return the name of the time zone in which the days of this document's company begin."""
        return self.company_id.partner_id.tz or ZONE

    def _get_supply_of_credited(self):
        """Return the supply of the invoices that this credit note credits."""
        credited = [move._get_supply() for move in self.reversed_entry_id | self.credited_invoice_ids]
        kinds = {supply["kind"] for supply in credited}
        starts = [supply["start"] for supply in credited if supply["start"]]
        ends = [supply["end"] for supply in credited if supply["end"]]
        kind = next((kind for kind, _label in SUPPLY_KINDS if kind in kinds), "none")
        return {**UNKNOWN, "kind": kind, "start": min(starts, default=False), "end": max(ends, default=False)}

    def _add_service_period(self, supply):
        """Return a supply with what the clerk entered about the services on this document."""
        start, end = self.service_date_start or self.service_date_end, self.service_date_end or self.service_date_start
        if not start and supply["kind"] == "none" and self.supply_is_invoice_date:
            start = end = self.invoice_date or fields.Date.context_today(self)
        if not start:
            return supply
        if self.order_invoice_type == "down_payment" and end >= (self.invoice_date or fields.Date.context_today(self)):
            return {**supply, "kind": "expected", "start": start, "end": end}
        delivered = [day for day in (supply["start"], supply["end"]) if day and supply["kind"] != "expected"]
        return {**supply, "kind": "period", "start": min([start, *delivered]), "end": max([end, *delivered])}

    # -- core's own day -------------------------------------------------------------------------------------------

    @api.depends(
        "state",
        "move_type",
        "invoice_date",
        "order_invoice_type",
        "service_date_start",
        "service_date_end",
        "supply_is_invoice_date",
        "invoice_line_ids.quantity",
        "invoice_line_ids.sale_line_ids.qty_delivered",
    )
    def _compute_delivery_date(self):
        """Core takes the first delivery of the order, and goes on doing so when the invoice is posted."""
        invoices = self.filtered(lambda move: move.is_sale_document())
        result = super(AccountMove, self - invoices)._compute_delivery_date()
        drafts = invoices.filtered(lambda move: move.state == "draft")
        for move, supply in drafts._find_supplies().items():
            move.delivery_date = move._get_delivery_date_of(supply)
        return result

    def _inverse_delivery_date(self):
        """Take the day that somebody enters on a draft for the day of the service: deliveries have their own."""
        for move in self.filtered(lambda move: move.is_sale_document() and move.state == "draft"):
            if move.delivery_date != move._get_delivery_date_of(move._find_supplies()[move]):
                move.service_date_start = move.service_date_end = move.delivery_date
        return super()._inverse_delivery_date()

    @api.model
    def _get_delivery_date_of(self, supply):
        """Return the one day that core keeps of a supply: its last; none while it is only expected."""
        return supply["end"] if supply["kind"] in ("delivered", "period") else False

    def _get_protected_vals(self, vals, records):
        """Let the day follow the lines: core keeps it from being computed while they are written."""
        day = self.env["account.move"]._fields["delivery_date"]
        return [
            (fields_ - {day} if "delivery_date" not in vals else fields_, protected)
            for fields_, protected in super()._get_protected_vals(vals, records)
        ]

    # -- with posting it is said for good -------------------------------------------------------------------------

    def _post(self, soft=True):
        drafts = self.filtered(lambda move: move.is_sale_document() and move.state == "draft")
        supplies = drafts._keep_supplies()
        result = super()._post(soft=soft)
        # core fills in the day of the invoice where none is known
        unknown = drafts.filtered(lambda move: move.delivery_date != move._get_delivery_date_of(supplies[move]))
        for move in unknown:
            move.delivery_date = move._get_delivery_date_of(supplies[move])
        return result

    def _keep_supplies(self):
        """Write down what these drafts say about their supply; see ``_get_supply``.

        :return: ``{account.move: supply}``
        """
        supplies = self._find_supplies()
        for move, supply in supplies.items():
            move.with_context(skip_is_manually_modified=True).write(
                {
                    "supply_kind": supply["kind"],
                    "supply_date_start": supply["start"],
                    "supply_date_end": supply["end"],
                    "supply_is_open": supply["is_open"],
                    "delivery_date": self._get_delivery_date_of(supply),
                }
            )
            move.invoice_line_ids._keep_supply_periods(supply)
        return supplies
