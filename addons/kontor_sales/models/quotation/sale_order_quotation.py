from contextlib import contextmanager

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_amount, format_date

from ...tools.records import check_ids
from ...tools.server_work import QUOTATION, STATE, allows, outside, server_work
from ..framework.frozen_values import frozen_values

#: What may be written on an issued quotation: nothing that the customer was offered.
UNFROZEN_FIELDS = {
    "access_token",
    "signature",
    "signed_by",
    "signed_on",
    "pending_email_template_id",
    "transaction_ids",
    "reference",
    "tag_ids",
}

#: What only issuing, revising and ordering a quotation writes.
VERSION_FIELDS = {
    "quotation_number",
    "version",
    "version_ids",
    "issued_version_id",
    "ordered_version_id",
    "revision_reason",
}


class SaleOrder(models.Model):
    """Stages and versions of a quotation (004-6 … 004-10).

    A quotation is the order in its first status: it can do all that an order can (000-2), and the order that it becomes
    is the same record, so it takes over everything and its lines stay editable (000-3, 002-1, 002-2).
    """

    _inherit = "sale.order"

    quotation_stage = fields.Selection(
        [("draft", "In Progress"), ("issued", "Issued"), ("ordered", "Ordered"), ("cancel", "Cancelled")],
        compute="_compute_quotation_stage",
        store=True,
        index=True,
    )
    quotation_number = fields.Char(readonly=True, copy=False, index="trigram")
    version = fields.Integer(readonly=True, copy=False, help="The number of the latest version.")
    version_ids = fields.One2many("sale.order.version", "order_id", string="Versions", readonly=True, copy=False)
    issued_version_id = fields.Many2one("sale.order.version", readonly=True, copy=False, ondelete="restrict")
    ordered_version_id = fields.Many2one("sale.order.version", readonly=True, copy=False, ondelete="restrict")
    version_label = fields.Char(compute="_compute_version_label")
    revision_reason = fields.Text(readonly=True, copy=False, help="Why the quotation is being revised.")

    @api.depends("state", "issued_version_id")
    def _compute_quotation_stage(self):
        for order in self:
            if order.state in ("cancel", "sale"):
                order.quotation_stage = "cancel" if order.state == "cancel" else "ordered"
            else:
                order.quotation_stage = "issued" if order.issued_version_id else "draft"

    @api.depends("issued_version_id", "ordered_version_id", "version")
    @api.depends_context("lang", "tz")
    def _compute_version_label(self):
        """Name the version that this quotation shows; empty while it is being worked on."""
        for order in self:
            # sudo: whoever sees the quotation may see which version it is
            order.version_label = (order.ordered_version_id or order.issued_version_id).sudo().label or False

    # -- issuing --------------------------------------------------------------------------------------------------

    def action_issue_quotation(self):
        """Issue quotations (Erfassen, 004-7): they get their number and version, and can't be changed any more.

        :return: True
        :raises UserError: when one isn't in progress or has no positions; nothing has changed then
        """
        if not check_ids(self):
            raise UserError(self.env._("Choose at least one quotation to issue."))
        self.check_access("write")
        with self.env.cr.savepoint():
            self._claim_for_status_change()
            for order in self:
                order.with_company(order.company_id)._issue()
        return True

    def _is_draft_quotation(self):
        """Tell whether this is a quotation in progress: what is printed of it is a draft (004-7)."""
        self.ensure_one()
        return self.state in ("draft", "sent") and not self.issued_version_id

    def _issue(self, store_pdf=True):
        """Issue this quotation; see ``action_issue_quotation``.

        :param bool store_pdf: keep its PDF at once; without, it is made when somebody asks for it
        :raises UserError: when it can't be issued
        """
        obstacle = self._issue_obstacle()
        if obstacle:
            raise UserError(self.env._("%(order)s can't be issued. %(reason)s", order=self.name, reason=obstacle))
        previous = self.version_ids[:1]
        number = self.quotation_number or self._next_quotation_number()
        version = self._create_versions([number])
        with self._quotation_work():
            self.write(
                {
                    "quotation_number": number,
                    "version": version.number,
                    "issued_version_id": version.id,
                    "revision_reason": False,
                    "state": "sent",
                }
            )
        if store_pdf:
            with self._quotation_work():
                version._store_pdf()
        self.message_post(body=version._issue_message(previous))

    def _issue_obstacle(self):
        """Say why this quotation can't be issued, or return False."""
        if self.quotation_stage != "draft":
            return self.env._(
                "It stands at “%(stage)s”; only a quotation in progress can be issued.",
                stage=dict(self._fields["quotation_stage"]._description_selection(self.env))[self.quotation_stage],
            )
        if not any(not line.display_type for line in self.order_line):
            return self.env._("The quotation has no positions.")
        if self.validity_date and self.validity_date < fields.Date.context_today(self):
            return self.env._(
                "It would be valid until %(date)s only, which has passed.", date=format_date(self.env, self.validity_date)
            )
        return False

    def _next_quotation_number(self):
        """Return the next quotation number of the company and the present year."""
        # sudo: clerks may not read or create sequences
        sequences = self.env["ir.sequence"].sudo()
        sequence = sequences.search_fetch(
            [("code", "=", "kontor.quotation"), ("company_id", "=", self.company_id.id)],
            ["prefix", "suffix", "padding", "implementation", "use_date_range"],
            limit=1,
        )
        if not sequence:
            sequence = sequences.create(
                {
                    "name": f"Kontor: {self.company_id.name}",
                    "code": "kontor.quotation",
                    "company_id": self.company_id.id,
                    "prefix": "A%(range_year)s-",
                    "padding": 4,
                    "use_date_range": True,
                }
            )
        return sequence.next_by_id(sequence_date=fields.Date.context_today(self))

    # -- the snapshot ---------------------------------------------------------------------------------------------

    @api.model
    def _version_header_fields(self):
        """Return the names of the order's fields that a version freezes, compares and restores, in the form's order."""
        return [
            "partner_id",
            "partner_invoice_id",
            "partner_shipping_id",
            "validity_date",
            "pricelist_id",
            "payment_term_id",
            "preferred_payment_method_line_id",
            "special_request",
            "note",
            "intro_text",
            "closing_text",
            "user_id",
            "client_order_ref",
            "fiscal_position_id",
            "incoterm",
            "incoterm_location",
            "picking_policy",
            "commitment_date",
        ]

    @api.model
    def _version_line_fields(self):
        """Return the names of the line's fields that a version freezes and restores."""
        return [
            "sequence",
            "display_type",
            "product_id",
            "product_uom_id",
            "product_uom_qty",
            "name",
            "price_unit",
            "technical_price_unit",
            "discount",
            "tax_ids",
            "customer_lead",
            "special_request",
            "collapse_prices",
            "collapse_composition",
            "is_free_position",
            "is_optional",
            "given_price_uom_id",
            "discount_given",
            "technical_discount",
        ]

    def _create_versions(self, numbers, **values):
        """Freeze these quotations as their next versions: however many, with one statement for the versions and one for
        their positions.

        :param list numbers: the number of each quotation, or False
        :param values: more values of all these versions
        :return: the new ``sale.order.version`` records, in the same order
        """
        # units, taxes and terms are kept as the customer reads them, like the PDF, whoever issues the quotation
        as_sent = [order.with_context(lang=order.partner_id._get_document_lang()) for order in self]
        # sudo: versions are made by the server only, for everybody who may issue or order a quotation
        versions = (
            self.env["sale.order.version"]
            .sudo()
            .create([{**order._prepare_version(number), **values} for order, number in zip(as_sent, numbers)])
        )
        versions._insert_lines([order._prepare_version_lines(order.order_line) for order in as_sent])
        self.invalidate_recordset(["version_ids"])  # the newest first
        return versions

    def _prepare_version(self, number):
        """Return the values of the next version of this quotation.

        :param number: the quotation's number, or False
        """
        header = self._version_header_fields()
        return {
            "order_id": self.id,
            "number": self.version + 1,
            "quotation_number": number,
            "currency_id": self.currency_id.id,
            "issued_on": fields.Datetime.now(),
            "user_id": self.env.user.id,
            "reason": self.revision_reason,
            "validity_date": self.validity_date,
            "partner_id": self.partner_id.id,
            "amount_untaxed": self.amount_untaxed,
            "amount_tax": self.amount_tax,
            "amount_total": self.amount_total,
            "header": {name: self._frozen_text(name) for name in header},
            "content": {
                "header": frozen_values(self, header),
                "lines": [frozen_values(line, self._version_line_fields()) for line in self.order_line],
            },
        }

    def _prepare_version_lines(self, lines):
        """Return the values of the version's lines, without the version.

        :param lines: the order's lines that belong to it
        """
        return [
            {
                "currency_id": self.currency_id.id,
                "sequence": position,
                "source_line": line.id,
                "display_type": line.display_type,
                "product_id": line.product_id.id,
                "name": line.name or "",
                "special_request": line.special_request,
                "quantity": line.product_uom_qty,
                "uom_name": line.product_uom_id.name,
                "price_unit": line.price_unit,
                "discount": line.discount,
                "tax_names": ", ".join(line.tax_ids.mapped("name")),
                "price_subtotal": line.price_subtotal,
                "price_total": line.price_total,
            }
            for position, line in enumerate(lines, start=1)
        ]

    def _frozen_text(self, name):
        """Return the value of a header field as the user reads it."""
        field, value = self._fields[name], self[name]
        if field.type == "many2one":
            return value._display_address() if name.startswith("partner") and value else value.display_name or ""
        if field.type == "selection":
            return dict(field._description_selection(self.env)).get(value, "")
        if field.type == "date":
            return format_date(self.env, value) if value else ""
        if field.type == "datetime":
            return format_date(self.env, fields.Datetime.context_timestamp(self, value)) if value else ""
        return str(value or "")

    # -- screens --------------------------------------------------------------------------------------------------

    def action_issue_and_send(self):
        """Issue this quotation, and open the e-mail to the customer with its PDF."""
        self.action_issue_quotation()
        return self.action_quotation_send()

    def action_open_revision(self):
        """Ask for the reason why this quotation is revised."""
        self._ensure_one_order()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Revise Quotation"),
            "res_model": "sale.order.revise",
            "view_mode": "form",
            "target": "new",
            "context": {"default_order_id": self.id},
        }

    # -- revising -------------------------------------------------------------------------------------------------

    def action_revise_quotation(self, reason=None):
        """Take an issued quotation back to "In Bearbeitung" (004-8); issuing it again makes the next version.

        :param str reason: why; kept in the history and in the next version
        :return: True
        :raises UserError: without a reason, or when the quotation isn't issued
        """
        if not check_ids(self):
            raise UserError(self.env._("Choose at least one quotation to revise."))
        if not isinstance(reason, str) or not reason.strip():
            raise UserError(self.env._("Give a reason why the quotation is revised; it is kept in its history."))
        self.check_access("write")
        with self.env.cr.savepoint():
            self._claim_for_status_change()
            for order in self:
                if order.quotation_stage != "issued":
                    raise UserError(
                        self.env._("%(order)s isn't issued; only an issued quotation is revised.", order=order.name)
                    )
                label = order.version_label
                with order._quotation_work():
                    order.write(
                        {
                            "issued_version_id": False,
                            "revision_reason": reason.strip(),
                            "state": "draft",
                            "signature": False,
                            "signed_by": False,
                            "signed_on": False,
                        }
                    )
                order.message_post(
                    body=self.env._("%(version)s is being revised: %(reason)s", version=label, reason=reason.strip())
                )
        return True

    def _was_issued(self):
        """Tell whether the customer was ever sent a version of this quotation."""
        self.ensure_one()
        # sudo: the rule holds for those, too, who may not read the versions
        return bool(self.version) and not all(self.sudo().version_ids.mapped("kept_at_order"))

    def _issued_pdfs(self):
        """Return the kept PDFs of issued quotations, ``{order id: bytes}``; what is being issued has none yet."""
        issued = self.filtered(lambda order: order._is_frozen())
        # sudo: whoever may print the quotation may have its PDF
        return {
            order.id: order.issued_version_id.sudo().attachment_id.raw
            for order in issued
            if order.issued_version_id.sudo().attachment_id
        }

    # -- frozen ---------------------------------------------------------------------------------------------------

    @contextmanager
    def _quotation_work(self):
        """Open these issued quotations for the server's own work on them."""
        with server_work(self, QUOTATION), self._state_work():
            yield

    def _is_frozen(self):
        """Tell whether this quotation is issued, and therefore closed to every change (004-7)."""
        self.ensure_one()
        return bool(self.issued_version_id) and self.state in ("draft", "sent")

    def _refuse_frozen(self):
        """Refuse a change of issued quotations, whoever makes it and by whatever way (004-7).

        :raises UserError:
        """
        # sudo: the rule holds for those, too, who may not read the quotation
        frozen = outside(self, STATE).sudo().filtered(lambda order: order._is_frozen())
        if frozen:
            raise UserError(
                self.env._(
                    "%(version)s is issued and can't be changed any more. Take it back to “In Progress” with a reason;"
                    " the change then becomes the next version.",
                    version=frozen[0].version_label,
                )
            )

    def _written_while_frozen(self, vals):
        """Return the names of values that an issued quotation doesn't take."""
        communication = self.env["mail.thread"]._fields.keys() | self.env["mail.activity.mixin"]._fields.keys()
        touched = vals.keys() - UNFROZEN_FIELDS - communication
        return touched - {"state"} if vals.get("state") == "sent" else touched

    def _guard_figures(self, change):
        if VERSION_FIELDS & change.names and not allows(self, STATE):
            raise UserError(self.env._("Number and version of a quotation are given by issuing it."))
        return super()._guard_figures(change)

    def _guard_created(self):
        if any(order[name] for order in self for name in VERSION_FIELDS - {"version_ids"}):  # defaults in the context
            raise UserError(self.env._("Number and version of a quotation are given by issuing it."))
        return super()._guard_created()

    def _guard_issued(self, change):
        if change.operation == "unlink" or self._written_while_frozen(change.vals):
            self._refuse_frozen()
        return super()._guard_issued(change)

    def action_draft(self):
        self._refuse_frozen()
        return super().action_draft()

    @api.ondelete(at_uninstall=False)
    def _unlink_except_versions(self):
        with_versions = self.filtered("version")
        if with_versions:
            raise UserError(
                self.env._(
                    "%(orders)s can't be deleted: the customer may refer to a version of it. Cancel it instead.",
                    orders=", ".join(with_versions.mapped("name")),
                )
            )


class SaleOrderLine(models.Model):
    _inherit = "sale.order.line"

    def _guard_issued(self, change):
        # what isn't stored is no change: core computes such fields by hand, too
        if change.operation != "write" or any(name not in self._fields or self._fields[name].store for name in change.names):
            (self.order_id | self.order_id.browse(change.ids("order_id")))._refuse_frozen()
        return super()._guard_issued(change)


class ProductAttributeCustomValue(models.Model):
    _inherit = "product.attribute.custom.value"

    def _guard_issued(self, change):
        lines = self.sale_order_line_id  # what the customer had made to measure is part of the offer
        (lines | lines.browse(change.ids("sale_order_line_id"))).order_id._refuse_frozen()
        return super()._guard_issued(change)


class SaleOrderVersion(models.Model):
    _inherit = "sale.order.version"

    def _store_pdf(self):
        """Keep the quotation's PDF exactly as it is sent (004-8)."""
        self.ensure_one()
        content, report_type = self.env["ir.actions.report"]._render_qweb_pdf(
            "sale.action_report_saleorder", self.order_id.ids
        )
        if report_type != "pdf":  # the test runner renders HTML unless it is told otherwise
            return
        self.env["ir.attachment"].sudo().create(  # sudo: only the server puts a PDF to a version
            {
                # as the customer reads it, whoever issues it
                "name": f"{self.with_context(lang=self.partner_id.lang or self.env.lang).label}.pdf",
                "res_model": self._name,
                "res_id": self.id,
                "type": "binary",
                "mimetype": "application/pdf",
                "raw": content,
            }
        )
        self.invalidate_recordset(["attachment_id"])

    def _issue_message(self, previous):
        """Return the history entry of an issued version: what it is, why it was made, and what changed."""
        self.ensure_one()
        text = self.env._("%(version)s was issued.", version=self.label)
        if previous:
            difference = self.compare_with(previous.id)
            text += " " + self.env._(
                "Reason: %(reason)s. %(header)s terms and %(lines)s positions changed; net %(old)s → %(new)s.",
                reason=self.reason or "–",
                header=len(difference["header"]),
                lines=len(difference["lines"]),
                old=format_amount(self.env, difference["amount_untaxed"]["old"], self.currency_id),
                new=format_amount(self.env, difference["amount_untaxed"]["new"], self.currency_id),
            )
        return text
