from odoo import api, fields, models
from odoo.exceptions import UserError

from ...tools.declarations import check_declarations
from ...tools.records import claim, ensure_one_record
from ...tools.rights import ensure_right

#: Who exports for the tax office.
RIGHT = "kontor_sales.group_audit_export"
#: What a user says; the rest is the server's.
CHOICES = frozenset(("company_id", "date_from", "date_to", "with_files"))
#: Up to this number of rows an export is made at once; above, the job does it.
AT_ONCE = 20_000


class AuditExport(models.Model):
    """The data of a period for a tax audit: Datenträgerüberlassung, GoBD Rz. 167 and § 147 Abs. 6 AO (Z3).

    First is written down which records belong to the period; what happens later doesn't change the export any more, and all
    keys in it resolve. Then each table is written in parts, each part a transaction: a job that is killed goes on with the
    next part. At the end the parts become one ZIP file.
    """

    _name = "kontor.audit.export"
    _description = "Export for a Tax Audit"
    _order = "id desc"
    _rec_names_search = ["user_id"]

    name = fields.Char(compute="_compute_name")
    company_id = fields.Many2one("res.company", required=True, index=True, default=lambda self: self.env.company)
    date_from = fields.Date(string="From", required=True, default=lambda self: self._last_year().replace(month=1, day=1))
    date_to = fields.Date(string="To", required=True, default=lambda self: self._last_year().replace(month=12, day=31))
    with_files = fields.Boolean(
        string="With Issued Documents", help="Also the PDF and XML files of the documents as they left the house."
    )
    user_id = fields.Many2one("res.users", string="Made By", readonly=True)
    state = fields.Selection(
        [("draft", "Draft"), ("counted", "Counted"), ("running", "Running"), ("failed", "Failed"), ("done", "Done")],
        default="draft",
        required=True,
        readonly=True,
        index=True,
    )
    message = fields.Text(string="What Failed", readonly=True)
    finished_at = fields.Datetime(string="Finished on", readonly=True)
    table_ids = fields.One2many("kontor.audit.export.table", "export_id", string="Tables", readonly=True)
    progress = fields.Integer(compute="_compute_progress", help="Done, in percent.")
    attachment_ids = fields.Many2many("ir.attachment", string="Files", compute="_compute_attachment_ids")

    _period_in_order = models.Constraint("CHECK (date_from <= date_to)", "The period ends before it begins.")

    @api.model
    def _last_year(self):
        """Return a day of the last complete year."""
        today = fields.Date.context_today(self)
        return today.replace(year=today.year - 1, day=1)

    @api.depends("date_from", "date_to")
    def _compute_name(self):
        for export in self:
            export.name = f"GoBD {export.date_from} – {export.date_to}"

    @api.depends("table_ids.done_count", "table_ids.row_count", "state")
    def _compute_progress(self):
        for export in self:
            total = sum(export.table_ids.mapped("row_count"))
            done = sum(export.table_ids.mapped("done_count"))
            export.progress = 100 if export.state == "done" else min(99, 100 * done // total) if total else 0

    @api.depends("state")
    def _compute_attachment_ids(self):
        files = self.env["ir.attachment"].search([("res_model", "=", self._name), ("res_id", "in", self.ids)], order="id")
        by_export = files.grouped("res_id")
        for export in self:
            export.attachment_ids = by_export.get(export.id, False)

    # -- what an addon extends ------------------------------------------------------------------------------------

    @api.model
    def _selections(self):
        """Return which records belong to a period, a list of ``AuditSelection``; each addon adds its documents.

        Chatters of all selected records are exported by themselves, where the kind is a model's name.
        """
        return []

    @api.model
    def _tables(self):
        """Return the tables of the export, a list of ``AuditTable`` in the order of the files; each addon adds its own."""
        return []

    def _register_hook(self):
        """Check what is declared.

        :raises DeclarationError: naming table and column
        """
        super()._register_hook()
        selections, tables = self._selections(), self._tables()
        check_declarations(
            "Selections (kontor.audit.export._selections)", selections, lambda selection: selection.problems()
        )
        codes = {table.code for table in tables}
        kinds = {selection.kind for selection in selections}
        check_declarations("Tables (kontor.audit.export._tables)", tables, lambda table: table.problems(codes, kinds))

    # -- what a user does -----------------------------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        for values in vals_list:
            self._refuse_foreign_values(values)
        exports = super().create(vals_list)
        # sudo: who made it is written by the server
        exports.sudo().user_id = self.env.user
        return exports

    def write(self, vals):
        self._refuse_foreign_values(vals)
        if vals.keys() & CHOICES:
            for export in self:
                if export.state in ("running", "done"):
                    raise UserError(self.env._("%s has begun already; make another export for other data.", export.name))
        res = super().write(vals)
        if vals.keys() & CHOICES:
            # sudo: the tables are counted by the server, for other data they are counted anew
            counted = self.sudo().filtered(lambda export: export.state in ("counted", "failed"))
            counted.table_ids.unlink()
            counted.state = "draft"
        return res

    def _refuse_foreign_values(self, values):
        """Refuse what nobody says about an export but the server.

        :raises UserError:
        """
        if not self.env.su and values.keys() - CHOICES:
            raise UserError(self.env._("Of an export only company, period and files can be chosen."))

    def action_count(self):
        """Tell what the export will contain: the tables with their numbers of rows.

        :return: True
        :raises AccessError: without the right to export
        """
        self._claim_draft()._prepare()
        return True

    def action_export(self):
        """Make the export: a small one at once, a large one by the job.

        :return: True
        :raises AccessError: without the right to export
        """
        export = self._claim_draft()
        export._prepare()
        export.state = "running"
        if not export.with_files and sum(export.table_ids.mapped("row_count")) <= AT_ONCE:
            while export._export_part():
                pass
        else:
            self.env.ref("kontor_sales.cron_audit_export")._trigger()
        return True

    def _claim_draft(self):
        """Return this export for the server's work, unless it has begun already.

        :raises AccessError: without the right to export
        :raises UserError: when it has begun
        """
        ensure_one_record(self)
        self._ensure_export_right()
        self.check_access("write")
        self._check_company_chosen()
        # sudo: tables, counts and state are the server's
        export = self.sudo()
        claim(export)
        if export.state in ("running", "done"):
            raise UserError(self.env._("%s has begun already; make another export for other data.", export.name))
        return export

    def _check_company_chosen(self):
        """Refuse a company that the user doesn't work for.

        :raises UserError:
        """
        if not self.env.su and self.company_id not in self.env.user.company_ids:
            raise UserError(self.env._("You don't work for %s.", self.company_id.display_name))

    @api.model
    def _ensure_export_right(self):
        """Refuse the work to those who may not export.

        :raises AccessError:
        """
        ensure_right(self.env, self.env._("export for a tax audit"), RIGHT)


class AuditExportTable(models.Model):
    """One table of an export, and how far it is written."""

    _name = "kontor.audit.export.table"
    _description = "Table of an Export for a Tax Audit"
    _order = "export_id, sequence, id"
    _rec_name = "code"

    export_id = fields.Many2one("kontor.audit.export", required=True, index=True, readonly=True, ondelete="cascade")
    company_id = fields.Many2one(related="export_id.company_id", store=True)
    sequence = fields.Integer(readonly=True)
    code = fields.Char(string="File", required=True, readonly=True)
    title = fields.Char(string="Content", readonly=True)
    row_count = fields.Integer(string="Rows", readonly=True)
    done_count = fields.Integer(string="Written", readonly=True)
    last_id = fields.Integer(readonly=True)
    part_count = fields.Integer(readonly=True)
    is_done = fields.Boolean(string="Done", readonly=True)


class AuditSelection(models.Model):
    """A record that belongs to an export; written by SQL, gone when the export is finished."""

    _name = "kontor.audit.selection"
    _description = "Record of an Export for a Tax Audit"
    _log_access = False

    export_id = fields.Many2one("kontor.audit.export", required=True, readonly=True, ondelete="cascade")
    kind = fields.Char(required=True, readonly=True)
    res_id = fields.Integer(required=True, readonly=True)

    _once = models.UniqueIndex("(export_id, kind, res_id)")
