import base64
import binascii

from odoo import api, fields, models
from odoo.exceptions import UserError

from ...tools.records import check_ids, ensure_one_record
from ...tools.rights import BILLING, SALES, STOCK, ensure_right

#: Treatment of a tax → the proof that its exemption asks for.
PROOFS = {"intra_goods": "arrival", "new_vehicle": "arrival", "triangular": "arrival", "export": "export"}


class SupplyProof(models.Model):
    """The proof that goods which were delivered free of VAT have left the country (§§ 17a, 17b and 9, 10 UStDV).

    It comes to be with the delivery. Nobody writes it: it is printed, asked for again and received by its methods.
    """

    _name = "kontor.supply.proof"
    _description = "Proof of a Supply Abroad"
    _inherit = ["mail.thread"]
    _order = "delivered_on desc, id desc"
    _rec_name = "picking_id"
    _mail_post_access = "read"

    picking_id = fields.Many2one("stock.picking", string="Delivery", required=True, index=True, ondelete="restrict")
    company_id = fields.Many2one(related="picking_id.company_id", store=True, index=True)
    partner_id = fields.Many2one("res.partner", string="Customer", required=True, index=True)
    address_id = fields.Many2one("res.partner", string="Delivered To", required=True)
    country_id = fields.Many2one(related="address_id.country_id", string="Country")
    owner_id = fields.Many2one(related="picking_id.sale_id.user_id", string="Salesperson", store=True)
    delivered_on = fields.Date(required=True)
    kind = fields.Selection(
        [("arrival", "Confirmation of Arrival"), ("export", "Proof of Export")], string="Proof", required=True
    )
    is_picked_up = fields.Boolean("Customer Picked Up")
    state = fields.Selection(
        [("open", "Open"), ("requested", "Requested"), ("received", "Received")],
        default="open",
        required=True,
        index=True,
        tracking=True,
    )
    requested_on = fields.Date("First Requested")
    last_requested_on = fields.Date("Last Requested")
    reminder_count = fields.Integer("Reminders", help="How often it was asked for again after the first time.")
    received_on = fields.Date(tracking=True)
    received_by_id = fields.Many2one("res.users", string="Noted By")
    attachment_id = fields.Many2one("ir.attachment", string="Signed Copy")

    _one_per_delivery = models.Constraint("UNIQUE(picking_id)", "A delivery has one proof of its supply abroad.")

    # -- work --------------------------------------------------------------------------------------------------------

    def request(self):
        """Note that the customer was asked for these proofs: the first time, or once more (a reminder).

        :return: True
        :raises AccessError: without the right to sell, to deliver or to bill
        :raises UserError: where one was received already
        """
        check_ids(self)
        ensure_right(self.env, self.env._("ask customers for proofs of a supply"), SALES, STOCK, BILLING)
        today = fields.Date.context_today(self)
        for proof in self:
            if proof.state == "received":
                raise UserError(self.env._("The proof of %s was received; there is nothing to ask for.", proof.display_name))
            again = proof.state == "requested"
            proof.sudo().write(  # sudo: nobody may write proofs but by these methods; the right was asked above
                {
                    "state": "requested",
                    "requested_on": proof.requested_on or today,
                    "last_requested_on": today,
                    "reminder_count": proof.reminder_count + again,
                }
            )
        return True

    def receive(self, received_on=None, file=None, filename=None):
        """Note that the signed proof of a delivery is there, and keep its scan (§ 17b Abs. 2 UStDV).

        :param received_on: day (date or "YYYY-MM-DD"); today without one
        :param file: the scan, base64
        :param str filename: its name
        :return: True
        :raises AccessError: without the right to bill
        :raises UserError: without a readable scan, with a day in the future or before the delivery
        """
        ensure_one_record(self)
        ensure_right(self.env, self.env._("note that a proof of a supply was received"), BILLING)
        today = fields.Date.context_today(self)
        try:
            day = fields.Date.to_date(received_on) or today
            content = base64.b64decode(file or b"", validate=True)
        except (ValueError, TypeError, binascii.Error) as error:
            raise UserError(self.env._("The day or the file of the proof can't be read: %s", error)) from error
        if not content:
            raise UserError(self.env._("Attach the scan of the signed proof: it is what an auditor asks for."))
        if not self.delivered_on <= day <= today:
            raise UserError(
                self.env._("A proof is received between the day of the delivery and today, not on %s.", day.isoformat())
            )
        # sudo: as for ``request``; the file belongs to the proof and is read by whoever reads that
        proof = self.sudo()
        attachment = proof.env["ir.attachment"].create(
            {
                "name": filename or self.env._("Proof of %s.pdf", self.display_name),
                "raw": content,
                "res_model": self._name,
                "res_id": self.id,
            }
        )
        proof.write(
            {"state": "received", "received_on": day, "received_by_id": self.env.uid, "attachment_id": attachment.id}
        )
        return True

    def reopen(self):
        """Take back that a proof was received; its scan stays attached.

        :return: True
        :raises AccessError: without the right to bill
        """
        check_ids(self)
        ensure_right(self.env, self.env._("take back that a proof of a supply was received"), BILLING)
        for proof in self.filtered(lambda proof: proof.state == "received"):
            proof.sudo().write(  # sudo: as for ``request``
                {
                    "state": "requested" if proof.requested_on else "open",
                    "received_on": False,
                    "received_by_id": False,
                    "attachment_id": False,
                }
            )
        return True

    # -- screens -----------------------------------------------------------------------------------------------------

    def action_request(self):
        """Print the forms for the customer's signature, and note that they were asked for."""
        self.request()
        return self.env.ref("kontor_sales.action_report_supply_proof").report_action(self, data={}, config=False)

    def action_receive(self):
        """Open the dialog that takes the signed proof."""
        ensure_one_record(self)
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Proof Received"),
            "res_model": "kontor.supply.proof.receipt",
            "view_mode": "form",
            "target": "new",
            "context": {"default_proof_id": self.id},
        }

    # -- what the form says ------------------------------------------------------------------------------------------

    def _report_lang(self):
        """Return the language of the form: German for who reads it, English for all others."""
        self.ensure_one()
        lang = self.partner_id.lang or ""
        if lang.startswith("de"):
            return lang
        installed = dict(self.env["res.lang"].get_installed())
        return next((code for code in ("en_GB", "en_US") if code in installed), lang)

    def _report_lines(self):
        """Return the goods of the delivery, as ``(name, quantity, unit)`` (§ 17b Abs. 2 Nr. 2 b UStDV)."""
        self.ensure_one()
        # sudo: who bills need not be able to read the warehouse's documents
        moves = self.sudo().picking_id.move_ids.filtered(lambda move: move.state == "done" and move.quantity)
        moves = moves.with_context(lang=self._report_lang())
        return [(move.product_id.display_name, move.quantity, move.product_uom.name) for move in moves]


class StockPicking(models.Model):
    _inherit = "stock.picking"

    supply_proof_id = fields.Many2one("kontor.supply.proof", string="Proof Abroad", compute="_compute_supply_proof")
    supply_proof_state = fields.Selection(
        [("none", "Not Needed"), ("open", "Open"), ("requested", "Requested"), ("received", "Received")],
        string="State of the Proof Abroad",
        compute="_compute_supply_proof",
    )

    @api.depends("state")
    def _compute_supply_proof(self):
        # sudo: who delivers sees whether a proof is missing
        proofs = self.env["kontor.supply.proof"].sudo().search([("picking_id", "in", self.ids)])
        by_picking = {proof.picking_id.id: proof for proof in proofs}
        for picking in self:
            proof = by_picking.get(picking._origin.id, proofs.browse())
            picking.supply_proof_id = proof.sudo(False)
            picking.supply_proof_state = proof.state or "none"

    def _action_done(self):
        result = super()._action_done()
        # sudo: a proof is needed whoever delivers, and the taxes of its positions say so
        self.sudo()._need_supply_proofs()
        return result

    def _need_supply_proofs(self):
        """Make the open proof of each of these deliveries whose goods are free of VAT because they leave the country."""
        proofs = self.env["kontor.supply.proof"]
        done = self.filtered(lambda picking: picking.state == "done" and picking.location_dest_id._is_outgoing())
        known = proofs.search([("picking_id", "in", done.ids)]).picking_id
        values = []
        for picking in done - known:
            moves = picking.move_ids.filtered(lambda move: move.state == "done" and move.quantity)
            kinds = {PROOFS.get(tax.tax_treatment) for tax in moves.sale_line_id.tax_ids} - {None}
            order = moves.sale_line_id.order_id[:1]
            # a drop shipment names its supplier
            own = picking.location_id.usage != "supplier"
            if kinds:
                values.append(
                    {
                        "picking_id": picking.id,
                        "partner_id": order.partner_id.id,
                        "address_id": (own and picking.partner_id or order.partner_shipping_id).id,
                        "delivered_on": fields.Date.context_today(picking, picking.date_done),
                        "kind": min(kinds),
                        "is_picked_up": order._is_picked_up(),
                    }
                )
        proofs.create(values)

    def action_open_supply_proof(self):
        """Open the proof that this delivery needs."""
        ensure_one_record(self)
        return {
            "type": "ir.actions.act_window",
            "res_model": "kontor.supply.proof",
            "res_id": self.supply_proof_id.id,
            "view_mode": "form",
        }
