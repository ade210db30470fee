from odoo import api, fields, models
from odoo.addons.kontor_sales.models.blocks.block_rule import OPERATIONS
from odoo.exceptions import UserError

CUSTOMER_OPERATIONS = tuple(code for code, _name in OPERATIONS)


class ReleaseWizard(models.TransientModel):
    """The proposals on exceeding (002-14), combinable: release once, a new limit, block the customer, this order."""

    _inherit = "kontor.release.wizard"

    set_limit = fields.Boolean(string="New Limit", help="Redefine the customer's limit from today on.")
    limit_kind = fields.Selection([("external", "Limit"), ("internal", "Internal Limit")], default="external")
    limit_amount = fields.Monetary(currency_field="limit_currency_id")
    limit_valid_to = fields.Date(string="Limit Valid Until")
    limit_currency_id = fields.Many2one("res.currency", default=lambda self: self.env.company.currency_id)
    block_customer = fields.Boolean(string="Block the Customer")
    manual_block = fields.Selection(
        [
            ("delivery", "Delivery Block"),
            ("order", "Delivery and Order Block"),
            ("quotation", "Delivery, Order and Quotation Block"),
        ],
        default=lambda self: next(iter(self._offered_blocks()), "order"),
        string="Customer Block",
    )
    block_order = fields.Boolean(
        string="Block This Order", help="The order can't be confirmed, changed, delivered or invoiced."
    )
    common_block = fields.Selection(
        [("delivery", "Delivery Block"), ("order", "Delivery and Order Block")],
        compute="_compute_common_block",
        inverse="_inverse_common_block",
        string="Customer Block (Common Right)",
    )
    may_set_limit = fields.Boolean(compute="_compute_may_decide")
    may_block_customer = fields.Boolean(compute="_compute_may_decide")
    may_block_common = fields.Boolean(compute="_compute_may_decide")
    may_block_quotation = fields.Boolean(compute="_compute_may_decide")
    may_block_order = fields.Boolean(compute="_compute_may_decide")

    @api.model
    def _offered_blocks(self):
        """Return the blocks that the user may set, the usual one first."""
        return [block for block in ("order", "delivery", "quotation") if self.env["res.partner"]._may_block_customers(block)]

    @api.depends("manual_block")
    def _compute_common_block(self):
        for wizard in self:
            wizard.common_block = wizard.manual_block if wizard.manual_block in ("delivery", "order") else False

    @api.onchange("common_block")
    def _inverse_common_block(self):
        for wizard in self:
            wizard.manual_block = wizard.common_block or wizard.manual_block

    @api.depends("line_ids.operation")
    def _compute_may_decide(self):
        """Offer just those proposals that the user has the right for (002-14)."""
        res = super()._compute_may_decide()
        for wizard in self:
            customers = wizard._get_customers() if wizard._is_about_customers() else self.env["res.partner"]
            wizard.may_set_limit = len(customers) == 1 and self.env["kontor.credit.limit"].has_access("create")
            offered = wizard._offered_blocks() if customers else []
            wizard.may_block_customer = bool(offered)
            wizard.may_block_common = "order" in offered
            wizard.may_block_quotation = "quotation" in offered
            wizard.may_block_order = bool(wizard._get_orders()) and self.env["sale.order"]._may_hold()
            wizard.may_decide = (
                wizard.may_decide or wizard.may_set_limit or wizard.may_block_customer or wizard.may_block_order
            )
        return res

    def _is_about_customers(self):
        """Tell whether all the documents are those of customers; a supplier has no limit and no block of these."""
        return all(line.operation in CUSTOMER_OPERATIONS for line in self.line_ids)

    @api.onchange("set_limit", "limit_kind")
    def _onchange_set_limit(self):
        """Propose the limit that would suffice: what the customer owes and ordered, and what these documents add."""
        customers = self._get_customers()
        company = self.line_ids.company_id[:1] or self.env.company
        if not self.set_limit or len(customers) != 1:
            return
        # sudo: the same figures as above the document, for users who may not read invoices
        figures = customers.sudo()._get_credit_figures(company)[customers.id]
        used = float(figures["open_items"]) + float(figures["open_orders"])
        # sudo: the amounts of orders that the user may read; what they are made of need not be readable
        orders = self._get_orders()._filtered_access("read").sudo()
        orders = orders.filtered(lambda order: order.state in ("draft", "sent"))
        used += sum(orders._get_block_amounts().values())
        for document in self._get_documents():
            if document._name == "account.move" and document.has_access("read"):
                invoices = document.filtered(lambda move: move.state == "draft")._direct_invoices()
                used += sum(invoices._get_block_amounts().values())
        self.limit_amount = company.currency_id.round(used)

    def _has_decision(self):
        return super()._has_decision() or self.set_limit or self.block_customer or self.block_order

    def _apply(self):
        """Set the limit first: it may make the release needless; blocks come last.

        :raises UserError: when the user lacks a right; nothing has changed then
        """
        if (self.set_limit or self.block_customer) and not self._is_about_customers():
            raise UserError(self.env._("Limits and blocks of customers have nothing to do with documents of suppliers."))
        if self.set_limit:
            self._set_limit()
        res = super()._apply()
        if self.block_order:
            orders = self._get_orders()
            if not orders:
                raise UserError(self.env._("None of these documents belongs to an order that could be blocked."))
            orders.action_block_order(self.justification)
        if self.block_customer:
            for company, lines in self.line_ids.grouped(lambda line: line.company_id or self.env.company).items():
                lines._get_customers().with_company(company).action_set_manual_block(self.manual_block, self.justification)
        if self.set_limit or self.block_order or self.block_customer:
            self._recheck_lines()
        return res

    def _get_customers(self):
        """Return the customers who pay the documents."""
        return self.line_ids._get_customers()

    def _get_documents(self):
        """Return the documents of the dialog's lines, one by one."""
        return self.line_ids._get_documents()

    def _get_orders(self):
        """Return the orders behind the documents, those that the user may see."""
        orders = self.env["sale.order"]
        for document in self._get_documents():
            # sudo: which orders a delivery or an invoice belongs to; those that the user may not see are left out below
            if document._name == "sale.order":
                orders |= document
            elif document._name == "stock.picking":
                orders |= document.sudo()._get_block_orders().sudo(False)
            elif document._name == "account.move":
                orders |= document.sudo().invoice_line_ids.sale_line_ids.order_id.sudo(False)
        return orders._filtered_access("read")

    def _set_limit(self):
        """End the customer's present limit yesterday, and make the new one from today on.

        :raises UserError: when the user may not change limits, or the documents belong to several customers: nobody wants
            one amount for all of them
        """
        if self.limit_amount < 0:
            raise UserError(self.env._("A limit can't be negative; 0 means no credit."))
        limits = self.env["kontor.credit.limit"]
        if not limits.has_access("create"):
            raise UserError(
                "\n".join(
                    [
                        self.env._("You lack the right to change limits."),
                        *self.env["kontor.block.mixin"]._get_changer_texts({"kontor_credit_risk.group_override_limit"}),
                    ]
                )
            )
        customers = self._get_customers()
        if len(customers) > 1:
            raise UserError(
                self.env._(
                    "A new limit is for one customer; these documents belong to %(customers)s. Decide about one of them at"
                    " a time.",
                    customers=", ".join(customers.sudo().mapped("name")),  # sudo: as in _onchange_set_limit
                )
            )
        for company in self.line_ids.company_id or self.env.company:
            for customer in customers:
                limits._replace_from_today(
                    customer, company, self.limit_kind, self.limit_amount, self.limit_valid_to, self.justification
                )


class ReleaseWizardLine(models.TransientModel):
    _inherit = "kontor.release.wizard.line"

    def _get_documents(self):
        """Return the documents of these lines, one by one."""
        return [self.env[line.document_model].browse(line.document_id).exists() for line in self]

    def _get_customers(self):
        """Return the customers who pay these documents."""
        return self.env["res.partner"].union(*(document._get_credit_debtor() for document in self._get_documents()))
