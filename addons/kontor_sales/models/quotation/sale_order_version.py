from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL, format_date


class SaleOrderVersion(models.Model):
    """A version of a quotation, as the customer got it (004-8): an immutable snapshot with lines, totals and PDF.

    Versions are made by ``action_issue_quotation``, and of what was never issued when it is ordered (004-9). Nobody
    changes or deletes one.
    """

    _name = "sale.order.version"
    _description = "Quotation Version"
    _order = "order_id, number desc"
    _rec_name = "label"
    _rec_names_search = ["order_id.name", "quotation_number"]

    order_id = fields.Many2one("sale.order", string="Quotation", required=True, readonly=True, ondelete="restrict")
    # precomputed: written with the version, and not by a statement of its own
    company_id = fields.Many2one(related="order_id.company_id", store=True, precompute=True)
    currency_id = fields.Many2one("res.currency", required=True, readonly=True)
    number = fields.Integer(string="Version", required=True, readonly=True)
    quotation_number = fields.Char(
        readonly=True, index="trigram", help="Orders of web shops and platforms have none: nothing was offered."
    )
    kept_at_order = fields.Boolean(
        string="Kept when Ordered",
        readonly=True,
        help="The quotation was never issued; this is what it held when it was ordered.",
    )
    label = fields.Char(compute="_compute_label")
    issued_on = fields.Datetime(required=True, readonly=True)
    user_id = fields.Many2one("res.users", string="Issued by", required=True, readonly=True)
    reason = fields.Text(string="Reason for this Version", readonly=True)
    validity_date = fields.Date(string="Valid Until", readonly=True)
    partner_id = fields.Many2one("res.partner", string="Customer", readonly=True, ondelete="restrict")
    amount_untaxed = fields.Monetary(string="Net", readonly=True)
    amount_tax = fields.Monetary(string="Tax", readonly=True)
    amount_total = fields.Monetary(string="Gross", readonly=True)
    header = fields.Json(readonly=True)
    content = fields.Json(readonly=True)
    line_ids = fields.One2many("sale.order.version.line", "version_id", string="Positions", readonly=True)
    attachment_id = fields.Many2one("ir.attachment", string="PDF", compute="_compute_attachment_id")
    state = fields.Selection(
        [("current", "Current"), ("superseded", "Superseded"), ("ordered", "Ordered")],
        compute="_compute_state",
        search="_search_state",
    )

    _order_number_unique = models.UniqueIndex("(order_id, number)", "Each version of a quotation exists only once.")

    _issued_on_idx = models.Index("(issued_on DESC, id DESC)")

    def _get_printed_address(self):
        """Return the customer's address as it was, as a letter shows it: no empty lines, no country at home (DIN 5008)."""
        self.ensure_one()
        lines = [line for line in ((self.header or {}).get("partner_id") or "").split("\n") if line.strip()]
        countries = self.partner_id.country_id | self.company_id.country_id
        langs = [code for code, _name in self.env["res.lang"].get_installed()]
        for country in countries:
            if lines and lines[-1] in [country.with_context(lang=lang).name for lang in langs]:
                lines[-1:] = [] if country == self.company_id.country_id else [lines[-1].upper()]
        return "\n".join(lines)

    @api.depends("quotation_number", "number", "issued_on", "order_id.name")
    @api.depends_context("lang", "tz")
    def _compute_label(self):
        """Name the version as the customer quotes it: "Angebot 5 - Version 2 vom 01.03.2021"."""
        for version in self:
            day = fields.Datetime.context_timestamp(version, version.issued_on).date() if version.issued_on else False
            if not version.quotation_number:
                version.label = self.env._(
                    "Order %(order)s as ordered on %(date)s", order=version.order_id.name, date=format_date(self.env, day)
                )
                continue
            version.label = self.env._(
                "Quotation %(quotation)s - Version %(version)s of %(date)s",
                quotation=version.quotation_number,
                version=version.number,
                date=format_date(self.env, day),
            )

    @api.depends("order_id.version", "order_id.issued_version_id", "order_id.ordered_version_id")
    def _compute_state(self):
        for version in self:
            order = version.order_id
            if order.ordered_version_id == version:
                version.state = "ordered"
            elif order.issued_version_id:  # an earlier one, where the order went back to it
                version.state = "current" if order.issued_version_id == version else "superseded"
            else:
                version.state = "current" if version.number == order.version else "superseded"

    @api.model
    def _search_state(self, operator, value):
        """Find versions by their state, which follows from the order (see ``_compute_state``)."""
        if operator != "in":
            return NotImplemented
        orders, states = self.env["sale.order"], tuple(value)

        def to_sql(_model, alias, _query):
            return SQL(
                """
                EXISTS (SELECT FROM sale_order o
                         WHERE o.id = %(version)s.order_id
                           AND CASE WHEN o.ordered_version_id = %(version)s.id THEN 'ordered'
                                    WHEN COALESCE(o.issued_version_id = %(version)s.id,
                                                  o.version = %(version)s.number) THEN 'current'
                                    ELSE 'superseded' END IN %(states)s)
                """,
                version=SQL.identifier(alias),
                states=states,
            )

        orders.flush_model(["version", "issued_version_id", "ordered_version_id"])
        return Domain.custom(to_sql=to_sql) if states else Domain.FALSE

    def _compute_attachment_id(self):
        # sudo: who may read the version may read its PDF
        attachments = (
            self.env["ir.attachment"]
            .sudo()
            .search([("res_model", "=", self._name), ("res_id", "in", self.ids), ("res_field", "=", False)])
            .grouped("res_id")
        )
        for version in self:
            version.attachment_id = attachments.get(version.id, self.env["ir.attachment"])[:1]

    @api.model_create_multi
    def create(self, vals_list):
        # Versions are made by the server's own code, which runs as superuser; see sale_order_quotation.
        if not self.env.su:
            raise UserError(self.env._("A version is made by issuing the quotation; it can't be written by hand."))
        return super().create(vals_list)

    def write(self, vals):  # pylint: disable=method-required-super
        raise UserError(
            self.env._("%(version)s can't be changed: a version stays as the customer got it.", version=self[:1].label)
        )

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("%(version)s can't be deleted: the customer may refer to it.", version=self[:1].label))

    def _insert_lines(self, lines):
        """Write the positions of new versions, in one statement: they are made once and never computed or changed.

        :param list lines: for each version a list of values of ``sale.order.version.line`` without the version, all
            with the same names
        """
        rows = [(version.id, line) for version, positions in zip(self, lines) for line in positions]
        if not rows:
            return
        now, names = fields.Datetime.now(), list(rows[0][1])
        columns = ["version_id", "create_uid", "create_date", "write_uid", "write_date", *names]
        stamp = (self.env.uid, now, self.env.uid, now)
        self.env.cr.execute_values(
            # the names are this file's own; the values are passed beside
            f"INSERT INTO sale_order_version_line ({', '.join(columns)}) VALUES %s",  # pylint: disable=sql-injection
            [
                (version_id, *stamp, *(None if line[name] is False else line[name] for name in names))
                for version_id, line in rows
            ],
            page_size=len(rows),
        )
        self.invalidate_recordset(["line_ids"])

    def _is_expired(self):
        """Tell whether the validity of this version has passed (it is valid on its last day)."""
        self.ensure_one()
        return bool(self.validity_date) and self.validity_date < fields.Date.context_today(self)


class SaleOrderVersionLine(models.Model):
    """A position of a version: what was offered, in words and figures of that day."""

    _name = "sale.order.version.line"
    _description = "Position of a Quotation Version"
    _order = "version_id, sequence, id"

    version_id = fields.Many2one("sale.order.version", required=True, readonly=True, ondelete="restrict", index=True)
    # stored: looking it up for each of 200 positions costs more than writing it
    currency_id = fields.Many2one("res.currency", required=True, readonly=True)
    sequence = fields.Integer(readonly=True)
    source_line = fields.Integer(readonly=True, help="The order line it was taken from; pairs lines in comparisons.")
    display_type = fields.Selection(
        [("line_section", "Section"), ("line_subsection", "Subsection"), ("line_note", "Note")], readonly=True
    )
    product_id = fields.Many2one("product.product", readonly=True, ondelete="restrict")
    name = fields.Text(string="Description", required=True, readonly=True)
    special_request = fields.Text(readonly=True)
    quantity = fields.Float(digits="Product Unit", readonly=True)
    uom_name = fields.Char(string="Unit", readonly=True)
    price_unit = fields.Float(min_display_digits="Product Price", readonly=True)
    discount = fields.Float(string="Discount (%)", digits="Discount", readonly=True)
    tax_names = fields.Char(string="Taxes", readonly=True)
    price_subtotal = fields.Monetary(string="Net", readonly=True)
    price_total = fields.Monetary(string="Gross", readonly=True)

    @api.model_create_multi
    def create(self, vals_list):
        if not self.env.su:
            raise UserError(self.env._("A version is made by issuing the quotation; it can't be written by hand."))
        if self.env["sale.order.version"].browse({vals["version_id"] for vals in vals_list}).line_ids:
            raise UserError(self.env._("A version stays as the customer got it; no position can be added."))
        return super().create(vals_list)

    def write(self, vals):  # pylint: disable=method-required-super
        raise UserError(self.env._("A version stays as the customer got it; its positions can't be changed."))

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("A version stays as the customer got it; its positions can't be deleted."))


class IrAttachment(models.Model):
    _inherit = "ir.attachment"

    def _refuse_version_pdf(self, values=None):
        """Keep the PDFs of versions as they were sent.

        :raises UserError: when one of these attachments belongs to a version, or is to be moved to one
        """
        # sudo: only the owner of the attachment is looked at
        if any(attachment.res_model == "sale.order.version" and attachment.res_id for attachment in self.sudo()):
            raise UserError(self.env._("The PDF of a version stays as it was sent; it can't be changed or deleted."))
        if values and values.get("res_model") == "sale.order.version":
            raise UserError(self.env._("A version keeps the PDF that was sent; no other can be put in its place."))

    @api.model_create_multi
    def create(self, vals_list):
        if not self.env.su:
            for vals in vals_list:
                self.browse()._refuse_version_pdf(vals)
        return super().create(vals_list)

    def write(self, vals):
        self._refuse_version_pdf(vals)
        return super().write(vals)

    def unlink(self):
        self._refuse_version_pdf()
        return super().unlink()
