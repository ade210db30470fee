from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command

from ...models.blocks.block_rule import OPERATIONS
from ...models.blocks.release import DOCUMENT_MODELS
from ...tools.records import ensure_one_record


class ReleaseWizard(models.TransientModel):
    """The dialog on blocked documents: what stops them, and what the user decides about it.

    It only asks. The work is done by ``release_blocks()`` and the work list, as for every other caller.
    """

    _name = "kontor.release.wizard"
    _description = "Decide About Blocked Documents"

    line_ids = fields.One2many("kontor.release.wizard.line", "wizard_id", string="Blocked Documents", readonly=True)
    release = fields.Boolean(string="Release Once", default=True, help="The documents may go on, up to their present value.")
    with_deliveries = fields.Boolean(
        string="Also for Its Deliveries and Invoices",
        help="The release of an order counts for its deliveries and invoices, too. Otherwise they are judged anew.",
    )
    reject = fields.Boolean(help="The documents stay blocked and leave the work list; the clerk is told why.")
    justification = fields.Text()
    valid_until = fields.Date()
    has_orders = fields.Boolean(compute="_compute_has_orders")
    may_release = fields.Boolean(compute="_compute_may_release")
    may_reject = fields.Boolean(compute="_compute_may_release")
    may_decide = fields.Boolean(compute="_compute_may_decide")
    stays_blocked = fields.Boolean(compute="_compute_may_release")
    move_ids = fields.Many2many(
        "account.move", string="Invoices to Post", readonly=True, help="What is posted when the dialog is applied."
    )

    @api.depends("line_ids.operation")
    def _compute_has_orders(self):
        for wizard in self:
            wizard.has_orders = "order" in wizard.line_ids.mapped("operation")

    @api.depends("line_ids.release_text", "line_ids.left_text", "move_ids")
    def _compute_may_release(self):
        for wizard in self:
            wizard.may_release = any(wizard.line_ids.mapped("release_text"))
            wizard.stays_blocked = any(wizard.line_ids.mapped("left_text"))
            # what has been posted can't be stopped any more
            wizard.may_reject = (
                not wizard.move_ids
                and bool(wizard.line_ids)
                and all(line.release_text and not line._went_through() for line in wizard.line_ids)
            )

    @api.depends("may_release", "may_reject")
    def _compute_may_decide(self):
        """Tell whether the user has the right for any of the decisions (an addon adds its own)."""
        for wizard in self:
            wizard.may_decide = wizard.may_release or wizard.may_reject

    @api.onchange("release")
    def _onchange_release(self):
        if self.release:
            self.reject = False

    @api.onchange("reject")
    def _onchange_reject(self):
        if self.reject:
            self.release = False

    @api.model
    def _open(self, documents, operation=None):
        """Return the dialog on documents with what blocks their next operation, or the one that was refused.

        :param str operation: the one that was refused, or None
        :raises UserError: when none of them is blocked
        """
        lines = []
        asked = {document: [operation] if operation else document._get_open_operations() for document in documents}
        while any(asked.values()):
            rounds = {}
            for document, operations in asked.items():
                if operations:
                    rounds.setdefault(operations.pop(0), []).append(document.id)
            for name, ids in rounds.items():
                group = documents.browse(ids)
                reasons = group._get_reasons_to_decide(name) if operation else group._get_reasons_to_open(name)
                for document, own in reasons.items():
                    if own:
                        lines.append(document.sudo()._blocked_values(name, own))
                        if name != "quotation":  # whoever lets it be a quotation is asked about the order, too
                            asked[document] = []
        if not lines:
            raise UserError(self.env._("%s: nothing is blocked.", ", ".join(documents.mapped("display_name"))))
        return self._open_lines(lines)

    @api.model
    def _open_posting(self, moves, warned):
        """Return the dialog that asks before invoices are posted under a warning (002-13).

        :param moves: all ``account.move`` that are to be posted
        :param warned: those of them against which something speaks
        """
        reasons = warned._get_reasons_to_decide("invoice")
        lines = [move.sudo()._blocked_values("invoice", reasons[move]) for move in warned]
        action = self._open_lines(lines, move_ids=[Command.set(moves.ids)], release=False)
        return {**action, "name": self.env._("Before Posting")}

    @api.model
    def _open_entries(self, entries):
        """Return the dialog on entries of the work list."""
        return self._open_lines(
            [
                {
                    name: entry[name].id if name in ("partner_id", "company_id") else entry[name]
                    for name in (
                        "document_model",
                        "document_id",
                        "document_name",
                        "operation",
                        "partner_id",
                        "company_id",
                        "amount",
                        "reason_text",
                    )
                }
                for entry in entries
            ]
        )

    @api.model
    def _open_lines(self, lines, **values):
        names = self.env["kontor.release.wizard.line"]._fields
        commands = [Command.create({name: line[name] for name in line if name in names}) for line in lines]
        wizard = self.create({"line_ids": commands, **values})
        if not wizard.may_release:
            wizard.release = False
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Blocked Documents"),
            "res_model": self._name,
            "res_id": wizard.id,
            "views": [(False, "form")],
            "target": "new",
            "context": {"dialog_size": "large"},
        }

    def action_apply(self):
        """Carry out what was decided, all of it or nothing, and close the dialog."""
        ensure_one_record(self)
        if not self._has_decision():
            raise UserError(self.env._("Choose what to do with the blocked documents."))
        self._apply()
        return {"type": "ir.actions.act_window_close"}

    def _has_decision(self):
        """Tell whether anything was chosen (an addon adds its own choices)."""
        return self.release or self.reject or bool(self.move_ids)

    def _apply(self):
        """Carry out what was decided (an addon adds its own)."""
        worklist = self.env["kontor.blocked.document"]
        groups = {
            (model, operation): self.env[model].browse(lines.mapped("document_id")).exists()
            for (model, operation), lines in self.line_ids.grouped(
                lambda line: (line.document_model, line.operation)
            ).items()
        }
        if self.release:
            worklist._release_documents(
                groups | self._get_deliveries_to_release(groups), self.justification, self.valid_until
            )
        elif self.reject:
            for (_model, operation), documents in groups.items():
                worklist._reject(documents, operation, self.justification)
        if self.move_ids:
            # it was asked here, and isn't asked again; what core's button validates is validated all the same
            self.move_ids.with_context(ask_about_risk=False, validate_analytic=True).action_post()

    def _recheck_lines(self):
        """Judge anew what stands on the work list about these documents: a decision may have freed them."""
        about = {(line.document_model, line.document_id, line.operation) for line in self.line_ids}
        entries = self.env["kontor.blocked.document"].search(
            [("state", "=", "open"), ("document_id", "in", self.line_ids.mapped("document_id"))]
        )
        # sudo: whoever decides need not be able to read all that is judged
        entries.sudo().filtered(lambda entry: (entry.document_model, entry.document_id, entry.operation) in about)._recheck()

    def _get_deliveries_to_release(self, groups):
        """Return the orders whose deliveries and invoices are released with them, to be added to ``groups``."""
        orders = groups.get(("sale.order", "order"))
        if not orders or not self.with_deliveries:
            return {}
        keys = [("sale.order", operation) for operation in ("delivery", "invoice")]
        return {key: orders | groups.get(key, orders.browse()) for key in keys}


class ReleaseWizardLine(models.TransientModel):
    _name = "kontor.release.wizard.line"
    _description = "Blocked Document to Decide About"

    wizard_id = fields.Many2one("kontor.release.wizard", required=True, ondelete="cascade", index=True)
    document_model = fields.Selection(DOCUMENT_MODELS, string="Document Type", required=True)
    document_id = fields.Integer("Document ID", required=True)
    document_name = fields.Char(string="Document")
    operation = fields.Selection(OPERATIONS, required=True)
    partner_id = fields.Many2one("res.partner", string="Customer")
    company_id = fields.Many2one("res.company")
    currency_id = fields.Many2one(related="company_id.currency_id")
    amount = fields.Monetary()
    reason_text = fields.Text(string="Reasons")
    release_text = fields.Text(string="You Can Release", compute="_compute_shares")
    left_text = fields.Text(string="Stays Blocked", compute="_compute_shares")

    @api.depends("document_model", "document_id", "operation")
    @api.depends_context("uid", "lang")
    def _compute_shares(self):
        """Say beforehand what the user's release frees, and what stays with whom."""
        self.release_text = self.left_text = False
        for (model, operation), lines in self.grouped(lambda line: (line.document_model, line.operation)).items():
            documents = self.env[model].browse(lines.mapped("document_id")).exists()
            mine, left = documents._split_blocks(documents._get_reasons_to_decide(operation))
            for line in lines:
                document = documents.filtered(lambda document, line=line: document.id == line.document_id)
                line.release_text = "\n".join(reason["text"] for reason in mine.get(document, [])) or False
                line.left_text = (
                    "\n".join(
                        " ".join([reason["text"], *document._get_releaser_texts_of({document: [reason]})])
                        for reason in left.get(document, [])
                    )
                    or False
                )

    def _went_through(self):
        """Tell whether the document has gone through its operation already, under a warning."""
        return self.env[self.document_model].browse(self.document_id).exists()._went_through(self.operation)
