from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command

from ..models.block_rule import OPERATIONS
from ..models.release import DOCUMENT_MODELS
from ..tools.records import ensure_one_record


class ReleaseWizard(models.TransientModel):
    """The dialog on blocked documents: what stops them, and what the user decides about it.

    It only asks. The work is done by ``release_blocks()`` and the work list, as for every other caller.
    """

    _name = "kontor.release.wizard"
    _description = "Decide About Blocked Documents"

    line_ids = fields.One2many("kontor.release.wizard.line", "wizard_id", string="Blocked Documents", readonly=True)
    release = fields.Boolean(string="Release Once", default=True, help="The documents may go on, up to their present value.")
    with_deliveries = fields.Boolean(
        string="Also for Its Deliveries",
        help="The release of an order counts for its deliveries, too. Otherwise they are judged anew.",
    )
    reject = fields.Boolean(help="The documents stay blocked and leave the work list; the clerk is told why.")
    justification = fields.Text()
    valid_until = fields.Date()
    has_orders = fields.Boolean(compute="_compute_has_orders")
    may_release = fields.Boolean(compute="_compute_may_release")
    stays_blocked = fields.Boolean(compute="_compute_may_release")

    @api.depends("line_ids.operation")
    def _compute_has_orders(self):
        for wizard in self:
            wizard.has_orders = "order" in wizard.line_ids.mapped("operation")

    @api.depends("line_ids.release_text", "line_ids.left_text")
    def _compute_may_release(self):
        for wizard in self:
            wizard.may_release = any(wizard.line_ids.mapped("release_text"))
            wizard.stays_blocked = any(wizard.line_ids.mapped("left_text"))

    @api.onchange("release")
    def _onchange_release(self):
        if self.release:
            self.reject = False

    @api.onchange("reject")
    def _onchange_reject(self):
        if self.reject:
            self.release = False

    @api.model
    def _open(self, documents):
        """Return the dialog on documents with what blocks their next operation.

        :raises UserError: when none of them is blocked
        """
        lines = []
        for operation, group in documents.grouped(lambda document: document._get_pending_operation()).items():
            if not operation:
                continue
            blocks = group._get_blocks(operation)
            lines += [
                group.browse(document.id).sudo()._blocked_values(operation, reasons)
                for document, reasons in blocks.items()
                if reasons
            ]
        if not lines:
            raise UserError(
                self.env._("%s: nothing is blocked.", ", ".join(documents.mapped("display_name")))
            )
        return self._open_lines(lines)

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
    def _open_lines(self, lines):
        names = self.env["kontor.release.wizard.line"]._fields
        wizard = self.create(
            {"line_ids": [Command.create({name: line[name] for name in line if name in names}) for line in lines]}
        )
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
        return self.release or self.reject

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

    def _get_deliveries_to_release(self, groups):
        """Return the orders whose deliveries are released with them, to be added to ``groups``."""
        orders = groups.get(("sale.order", "order"))
        if not orders or not self.with_deliveries:
            return {}
        key = ("sale.order", "delivery")
        return {key: orders | groups.get(key, orders.browse())}


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
    release_text = fields.Text(string="You Release", compute="_compute_shares")
    left_text = fields.Text(string="Stays Blocked", compute="_compute_shares")

    @api.depends("document_model", "document_id", "operation")
    @api.depends_context("uid", "lang")
    def _compute_shares(self):
        """Say beforehand what the user's release frees, and what stays with whom."""
        self.release_text = self.left_text = False
        for (model, operation), lines in self.grouped(lambda line: (line.document_model, line.operation)).items():
            documents = self.env[model].browse(lines.mapped("document_id")).exists()
            mine, left = documents._split_blocks(documents._get_blocks(operation))
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
