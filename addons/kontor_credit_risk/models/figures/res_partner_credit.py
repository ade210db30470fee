from odoo import api, fields, models
from odoo.addons.kontor_sales.tools.company_values import spread_over_companies
from odoo.addons.kontor_sales.tools.records import check_ids
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL, format_amount, format_date

from ..limits.block_rule import MANUAL_BLOCK_GROUPS
from .res_partner_figures import OVERDUE_STATUSES

#: The customer's master data that only the credit management may change.
PROTECTED_FIELDS = ("manual_block", "manual_block_reason", "workshop_allowed")

OPEN_ITEMS, OPEN_ORDERS = SQL("f.open_items"), SQL("f.open_orders")
#: The figures that can be searched, as expressions over ``_credit_figures_query``.
SEARCHABLE = {
    "open_items_amount": OPEN_ITEMS,
    "open_orders_amount": OPEN_ORDERS,
    "limit_amount": SQL('COALESCE(f."limit", 0)'),
    "limit_remaining": SQL('COALESCE(f."limit" - f.open_items, 0)'),
    "limit_remaining_with_orders": SQL('COALESCE(f."limit" - f.open_items - f.open_orders, 0)'),
    "internal_limit_amount": SQL("COALESCE(f.internal_limit, 0)"),
    "internal_limit_remaining": SQL("COALESCE(f.internal_limit - f.open_items, 0)"),
    "internal_limit_remaining_with_orders": SQL("COALESCE(f.internal_limit - f.open_items - f.open_orders, 0)"),
}
COMPARISONS = {"<": SQL("<"), "<=": SQL("<="), ">": SQL(">"), ">=": SQL(">=")}
STATUS_EXPRESSION = SQL(
    "CASE WHEN f.delivery_stop THEN 'delivery_stop' WHEN f.internal THEN 'internal'"
    " WHEN f.overdue THEN 'overdue' ELSE 'none' END"
)


def _figure(string, search, **kwargs):
    """Return a computed field for an amount of the risk figures."""
    return fields.Monetary(
        string=string,
        compute="_compute_credit_figures",
        search=lambda self, operator, value: self._search_credit_figure(search, operator, value),
        currency_field="credit_currency_id",
        groups="base.group_user",
        **kwargs,
    )


class ResPartner(models.Model):
    """Limits, remaining limits, open items and blocks of a customer (003-14…28). Contacts show their customer's."""

    _inherit = "res.partner"

    manual_block = fields.Selection(
        [
            ("none", "None"),
            ("delivery", "Delivery Block"),
            ("order", "Delivery and Order Block"),
            ("quotation", "Delivery, Order and Quotation Block"),
        ],
        company_dependent=True,
        copy=True,
        prefetch=True,
        tracking=True,
        help="Holds for the orders, deliveries and quotations of this company alone.",
        groups="base.group_user",
    )
    manual_block_reason = fields.Char(
        string="Reason for the Block",
        company_dependent=True,
        copy=True,
        prefetch=True,
        tracking=True,
        groups="base.group_user",
    )
    workshop_allowed = fields.Boolean(
        string="Workshop",
        company_dependent=True,
        copy=True,
        prefetch=True,
        help="Workshop orders are taken even under an order block.",
        groups="base.group_user",
    )
    contact_limit = fields.Monetary(
        currency_field="credit_currency_id",
        help="How much this contact may order. Shown on documents, never checked.",
        groups="base.group_user",
    )
    credit_limit_ids = fields.One2many("kontor.credit.limit", "partner_id", string="Limits", groups="base.group_user")
    credit_insurance_ids = fields.One2many(
        "kontor.credit.insurance", "partner_id", string="Insurances", groups="base.group_user"
    )
    credit_currency_id = fields.Many2one("res.currency", compute="_compute_credit_currency_id", groups="base.group_user")

    open_items_amount = _figure("Open Items", "open_items_amount")
    open_orders_amount = _figure("Open Orders", "open_orders_amount")
    limit_amount = _figure("Limit", "limit_amount")
    limit_remaining = _figure("Remaining Limit", "limit_remaining")
    limit_remaining_with_orders = _figure("Remaining with Orders", "limit_remaining_with_orders")
    internal_limit_amount = _figure("Internal Limit", "internal_limit_amount")
    internal_limit_remaining = _figure("Remaining Internal Limit", "internal_limit_remaining")
    internal_limit_remaining_with_orders = _figure("Remaining Internal with Orders", "internal_limit_remaining_with_orders")
    limit_valid_from = fields.Date(compute="_compute_credit_figures", groups="base.group_user")
    limit_valid_to = fields.Date(compute="_compute_credit_figures", groups="base.group_user")
    internal_limit_valid_from = fields.Date(compute="_compute_credit_figures", groups="base.group_user")
    internal_limit_valid_to = fields.Date(compute="_compute_credit_figures", groups="base.group_user")
    limit_ended_on = fields.Date(
        compute="_compute_credit_figures",
        groups="base.group_user",
        help="The last day of the limit that has ended, where none is valid now. Its period is shown then.",
    )
    internal_limit_ended_on = fields.Date(compute="_compute_credit_figures", groups="base.group_user")
    has_limit = fields.Boolean(compute="_compute_credit_figures", groups="base.group_user")
    has_internal_limit = fields.Boolean(compute="_compute_credit_figures", groups="base.group_user")
    is_over_limit = fields.Boolean(
        string="Over the Limit",
        compute="_compute_credit_figures",
        search="_search_is_over_limit",
        groups="base.group_user",
    )
    overdue_status = fields.Selection(
        OVERDUE_STATUSES,
        compute="_compute_credit_figures",
        search="_search_overdue_status",
        groups="base.group_user",
    )
    overdue_amount = fields.Monetary(
        compute="_compute_credit_figures", currency_field="credit_currency_id", groups="base.group_user"
    )
    last_return_date = fields.Date(string="Last Returned Debit", compute="_compute_credit_figures", groups="base.group_user")
    credit_figures = fields.Json(compute="_compute_credit_panel", groups="base.group_user")

    def _auto_init(self):
        # also in a database whose addon was updated without its scripts
        spread_over_companies(self.env.cr, "res_partner", *PROTECTED_FIELDS)
        return super()._auto_init()

    @api.model
    def _commercial_fields(self):
        return super()._commercial_fields() + list(PROTECTED_FIELDS)

    @api.model
    def _partner_groups(self):
        return [*super()._partner_groups(), "kontor_credit_risk.group_credit_manager"]

    @api.model
    def _terms_fields(self):
        return [*super()._terms_fields(), "contact_limit"]

    @api.model
    def _company_decisions(self):
        return super()._company_decisions() + list(PROTECTED_FIELDS)

    # -- figures --------------------------------------------------------------------------------------------------

    @api.depends_context("company")
    def _compute_credit_currency_id(self):
        self.credit_currency_id = self.env.company.currency_id

    @api.depends("commercial_partner_id")
    @api.depends_context("company")
    def _compute_credit_figures(self):
        """Read the figures of all these customers in one query."""
        # Only this column, if read() hasn't brought it yet: a list would otherwise read everything that it doesn't show.
        # sudo: whoever may read a contact sees the figures of the customer behind it
        self._origin.sudo().fetch(["commercial_partner_id"])
        customers = self._origin.commercial_partner_id
        figures = customers._get_credit_figures(self.env.company)
        values = {customer_id: self._credit_values(row) for customer_id, row in figures.items()}
        nothing = self._credit_values(None)
        own = []
        for partner in self:
            origin = partner._origin
            customer_id = origin.commercial_partner_id.id
            found = values.get(customer_id, nothing)
            # the customer is over its limit, not its contacts
            own.append(found if origin.id == customer_id else {**found, "is_over_limit": False})
        for name in nothing:
            # a page has over a thousand of these values; the cache takes them at a tenth of the cost of a setter
            self._fields[name]._get_cache(self.env).update(zip(self._ids, [found[name] for found in own]))

    @api.model
    def _credit_values(self, row):
        """Return the values of the fields for one row of the figures, or for a customer without any."""
        row = row or {}
        values = {
            "open_items_amount": row.get("open_items", 0.0),
            "open_orders_amount": row.get("open_orders", 0.0),
            "overdue_amount": row.get("overdue_amount", 0.0),
            "overdue_status": self._overdue_status(row),
            "last_return_date": row.get("last_return_date"),
        }
        for name in ("limit", "internal_limit"):
            values |= {
                f"has_{name}": row.get(name) is not None,
                f"{name}_amount": row.get(name) or 0.0,
                f"{name}_valid_from": row.get(f"{name}_from"),
                f"{name}_valid_to": row.get(f"{name}_to"),
                f"{name}_ended_on": row[f"{name}_to"] if row.get(f"{name}_ended") is not None else None,
                f"{name}_remaining": row.get(f"{name}_remaining") or 0.0,
                f"{name}_remaining_with_orders": row.get(f"{name}_remaining_with_orders") or 0.0,
            }
        values["is_over_limit"] = (
            values["limit_remaining_with_orders"] < 0 or values["internal_limit_remaining_with_orders"] < 0
        )
        return values

    @api.model
    def _overdue_status(self, row):
        """Return the most severe status that applies (003-19).

        :param dict row: a value of ``_get_credit_figures``
        """
        for status in ("delivery_stop", "internal", "overdue"):
            if row.get(status):
                return status
        return "none"

    # -- searching them -------------------------------------------------------------------------------------------

    def _credit_search_domain(self, condition, matches_nothing):
        """Return a domain for the customers whose figures fulfil a condition, found by one query.

        :param condition: SQL over the figures ``f``
        :param bool matches_nothing: does a customer without any figure fulfil it?
        """
        self._flush_credit_sources()
        query = self._credit_figures_query(self.env.company)
        if matches_nothing:
            others = SQL("(SELECT f.id FROM (%s) f WHERE NOT (%s))", query, condition)
            return Domain("commercial_partner_id", "not in", others)
        return Domain("commercial_partner_id", "in", SQL("(SELECT f.id FROM (%s) f WHERE %s)", query, condition))

    def _search_credit_figure(self, name, operator, value):
        expression = SEARCHABLE[name]
        # without a row a customer's figure is 0: unlimited, nothing open
        if operator in COMPARISONS:
            nothing = {"<": 0 < value, "<=": 0 <= value, ">": 0 > value, ">=": 0 >= value}[operator]
            return self._credit_search_domain(
                SQL("ROUND((%s)::numeric, 2) %s %s", expression, COMPARISONS[operator], value), nothing
            )
        if operator == "in":
            values = [item or 0 for item in value]
            return self._credit_search_domain(
                SQL("ROUND((%s)::numeric, 2) = ANY(%s::numeric[])", expression, values), 0 in values
            )
        return NotImplemented

    @api.model
    def _search_is_over_limit(self, operator, value):
        if operator != "in":
            return NotImplemented
        self._flush_credit_sources()
        over = SQL("(%s)", self._over_limit_query(self.env.company))
        domains = [Domain("id", "in" if item else "not in", over) for item in value]
        return Domain.OR(domains)

    @api.model
    def _search_overdue_status(self, operator, value):
        if operator != "in":
            return NotImplemented
        statuses = [status for status in value if status]
        return self._credit_search_domain(SQL("%s = ANY(%s)", STATUS_EXPRESSION, statuses), "none" in statuses)

    # -- who may write ----------------------------------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._check_credit_rights({name: vals.get(name) for name in PROTECTED_FIELDS if vals.get(name)})
        return super().create(vals_list)

    def write(self, vals):
        self._check_credit_rights(vals)
        return super().write(vals)

    def _check_credit_rights(self, vals):
        """Refuse a change of blocks to users without the right.

        :raises UserError:
        """
        if self.env.su:
            return
        changed = [name for name in PROTECTED_FIELDS if name in vals and self._changes_credit_data(name, vals[name])]
        if not changed:
            return
        missing = self._get_missing_block_rights(vals)
        if not missing:
            return
        raise UserError(
            "\n".join(
                [
                    self.env._(
                        "You can't change “%(field)s” of a customer; it belongs to the credit management.",
                        field=self._fields[changed[0]]._description_string(self.env),
                    ),
                    *self.env["kontor.block.mixin"]._get_changer_texts(missing, any_of="manual_block" not in vals),
                ]
            )
        )

    def _get_missing_block_rights(self, vals):
        """Return which rights the user lacks to change the blocks of these customers, as xmlids of groups.

        A block is set, changed and lifted with the right to release it (003-26…28); for what goes with it any of these
        rights will do. The credit management changes all of it.
        """
        user = self.env.user
        if user.has_group("kontor_credit_risk.group_credit_manager"):
            return set()
        # sudo: only to compare
        blocks = [*self.sudo().mapped("manual_block"), vals["manual_block"]] if "manual_block" in vals else []
        needed = {group for block, group in MANUAL_BLOCK_GROUPS.items() if block in blocks}
        if needed:
            return {xmlid for xmlid in needed if not user.has_group(xmlid)}
        return set() if self._may_block_customers() else set(MANUAL_BLOCK_GROUPS.values())

    @api.model
    def _may_block_customers(self, block=None):
        """Tell whether the user may block customers by hand.

        :param str block: in this way; None: in any
        """
        groups = [MANUAL_BLOCK_GROUPS[block]] if block else set(MANUAL_BLOCK_GROUPS.values())
        return any(map(self.env.user.has_group, ["kontor_credit_risk.group_credit_manager", *groups]))

    @api.model
    def _split_block_rights(self):
        """Let the strongest block's own right begin where the common one ends; the update to it calls this (003-29…31)."""
        common, own = (MANUAL_BLOCK_GROUPS[block] for block in ("order", "quotation"))
        self.env.ref(own).user_ids |= self.env.ref(common).all_user_ids
        blocked = SQL(
            "SELECT p.id, block.key::int FROM res_partner p, jsonb_each_text(p.manual_block) block"
            " WHERE block.value = 'quotation'"
        )
        self.env["kontor.release"].flush_model()
        self.env["kontor.blocked.document"].flush_model()
        self.env.cr.execute(
            SQL(
                """
                UPDATE kontor_release SET group_xmlid = %(own)s
                 WHERE reason_code = 'manual_block' AND group_xmlid = %(common)s
                   AND (partner_id, company_id) IN (%(blocked)s)
                """,
                own=own,
                common=common,
                blocked=blocked,
            )
        )
        self.env.cr.execute(
            SQL(
                """
                UPDATE kontor_blocked_document SET group_xmlids = REPLACE(group_xmlids, %(common)s, %(own)s)
                 WHERE state = 'open' AND reason_codes LIKE '%%,manual_block,%%'
                   AND reason_codes NOT LIKE '%%,delivery_stop,%%'
                   AND (partner_id, company_id) IN (%(blocked)s)
                """,
                own=f",{own},",
                common=f",{common},",
                blocked=blocked,
            )
        )
        self.env["kontor.release"].invalidate_model(["group_xmlid"])
        self.env["kontor.blocked.document"].invalidate_model(["group_xmlids"])

    def _changes_credit_data(self, name, value):
        """Tell whether a value changes anything; a contact takes what its customer has."""
        if not self:
            return value not in (False, None, "", "none")
        # sudo: only to compare
        partners = self.sudo()
        return any(
            partner[name] != value
            and (partner == partner.commercial_partner_id or partner.commercial_partner_id[name] != value)
            for partner in partners
        )

    def action_set_manual_block(self, block=None, reason=False, workshop_allowed=None):
        """Block customers by hand for the present company, or take the block off.

        :param str block: ``none`` ``delivery`` ``order`` ``quotation``
        :param reason: why; shown with the block
        :param workshop_allowed: are workshop orders taken under an order block (003-30); None: as before
        :return: True
        :raises UserError: when the user lacks the right, or the value is none of these
        """
        if not check_ids(self).exists():
            raise UserError(self.env._("Choose at least one customer."))
        values = dict(self._fields["manual_block"]._description_selection(self.env))
        if not isinstance(block, str) or block not in values:
            raise UserError(
                self.env._("“%(block)s” is no block. Possible are: %(blocks)s.", block=block, blocks=", ".join(values))
            )
        self.check_access("read")
        customers = self.commercial_partner_id
        vals = {"manual_block": block, "manual_block_reason": block != "none" and reason or False}
        if workshop_allowed is not None:
            vals["workshop_allowed"] = bool(workshop_allowed)
        customers._check_credit_rights(vals)
        # sudo: who may block customers need not be able to edit their other data
        customers.sudo().write(vals)
        return True

    def action_open_block_dialog(self):
        """Return the dialog in which the customer's manual block is changed.

        :raises UserError: when this isn't exactly one customer
        """
        self._ensure_one_customer()
        customer = self.commercial_partner_id
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Block: %(customer)s (%(company)s)", customer=customer.name, company=self.env.company.name)
            if len(self.env.user.company_ids) > 1
            else self.env._("Block: %s", customer.name),
            "res_model": "kontor.customer.block",
            "views": [(False, "form")],
            "target": "new",
            "context": {
                "default_partner_id": customer.id,
                "default_manual_block": customer.manual_block,
                "default_reason": customer.manual_block_reason,
                "default_workshop_allowed": customer.workshop_allowed,
            },
        }

    def action_open_limits(self):
        """Return the list of the customer's limits, to be changed there."""
        return self.action_open_credit_detail("limits")

    def action_open_insurances(self):
        """Return the list of the customer's insurances, to be changed there."""
        return self.action_open_credit_detail("insurance")

    def action_open_releases(self):
        """Return the list of the releases of this customer's documents."""
        return self.action_open_credit_detail("releases")

    # -- showing them ---------------------------------------------------------------------------------------------

    @api.depends("manual_block", "contact_limit")
    @api.depends_context("company", "lang")
    def _compute_credit_panel(self):
        for partner in self:
            partner.credit_figures = partner._get_credit_panel() if partner._origin else False

    def _get_credit_panel(self, contact=None):
        """Return what the header of a document shows about the customer's credit, ready to be displayed.

        :param contact: the contact of the document, with a limit of their own to be shown
        """
        self.ensure_one()
        customer = self.commercial_partner_id._origin
        currency = self.env.company.currency_id

        def money(amount):
            return {"text": format_amount(self.env, amount, currency), "negative": currency.compare_amounts(amount, 0) < 0}

        limits = []
        for kind, name, label in (
            ("external", "limit", self.env._("Limit")),
            ("internal", "internal_limit", self.env._("Internal Limit")),
        ):
            if not customer[f"has_{name}"]:
                if kind == "external":
                    limits.append({"kind": kind, "label": label, "unlimited": self.env._("unlimited")})
                continue
            start, end = customer[f"{name}_valid_from"], customer[f"{name}_valid_to"]
            limits.append(
                {
                    "kind": kind,
                    "label": label,
                    "unlimited": False,
                    "amount": money(customer[f"{name}_amount"]),
                    "period": f"{format_date(self.env, start) or '…'} – {format_date(self.env, end) or '…'}"
                    if start or end
                    else "",
                    "ended": self._get_ended_text(customer[f"{name}_ended_on"]),
                    "remaining": money(customer[f"{name}_remaining"]),
                    "remaining_with_orders": money(customer[f"{name}_remaining_with_orders"]),
                }
            )
        contact = contact or self
        return {
            "partner_id": customer.id,
            "limits": limits,
            # who can decide about it is asked where it matters
            "undecided": self.env.company._asks_for_default_limit(),
            "company_id": self.env.company.id,
            "open_items": money(customer.open_items_amount),
            "open_orders": money(customer.open_orders_amount),
            "status": customer._get_credit_status(),
            "insurance": customer._get_insurance_text(),
            "last_return_date": format_date(self.env, customer.last_return_date) or "",
            "contact_limit": self.env._("Limit: %s", format_amount(self.env, contact.contact_limit, currency))
            if contact.contact_limit
            else "",
        }

    @api.model
    def _get_ended_text(self, ended_on):
        """Return that a limit has ended, and when; empty for one that hasn't.

        :param date ended_on: its last day, or nothing
        """
        return self.env._("expired on %s", format_date(self.env, ended_on)) if ended_on else ""

    def _get_credit_status(self):
        """Return the status to show: the manual block instead of the open items' status (003-25), or False."""
        self.ensure_one()
        if self.manual_block and self.manual_block != "none":
            labels = dict(self._fields["manual_block"]._description_selection(self.env))
            return {"code": self.manual_block, "label": labels[self.manual_block], "severity": "danger"}
        if self.overdue_status == "none":
            return False
        labels = dict(self._fields["overdue_status"]._description_selection(self.env))
        return {
            "code": self.overdue_status,
            "label": labels[self.overdue_status],
            "severity": "warning" if self.overdue_status == "overdue" else "danger",
        }

    def _get_insurance(self):
        """Return the customer's insurance that counts: the insured one that runs longest, else the latest."""
        self.ensure_one()
        # sudo: the insurance is one of the figures that are shown to whoever works on a document
        insurances = self.commercial_partner_id.sudo().credit_insurance_ids.filtered(
            lambda insurance: insurance.company_id == self.env.company
        )
        valid = insurances.filtered(lambda i: i.state in ("insured", "reduced") and not i.is_expired)
        return (valid or insurances)[:1]

    def _get_insurance_text(self):
        insurance = self._get_insurance()
        if not insurance:
            return ""
        states = dict(insurance._fields["state"]._description_selection(self.env))
        parts = [
            insurance.insurer_id.name,
            insurance.number,
            format_amount(self.env, insurance.amount, insurance.currency_id),
            self.env._("expired") if insurance.is_expired else states[insurance.state],
            insurance.valid_until and self.env._("until %s", format_date(self.env, insurance.valid_until)),
        ]
        return " · ".join(part for part in parts if part)

    def _ensure_one_customer(self):
        """Answer a call on no customer, or on several, with a sentence.

        :raises UserError:
        """
        if len(check_ids(self)) != 1 or not self.exists():
            raise UserError(self.env._("Choose exactly one customer."))

    def action_open_credit_detail(self, what=None):
        """Return the list that a figure is made of.

        :param str what: ``open_items`` ``open_orders`` ``limits`` ``overdue`` ``insurance`` ``releases`` ``returns``
        :raises UserError: when there is no such figure, or the user may not see what it is made of
        """
        self._ensure_one_customer()
        customer = self.commercial_partner_id
        details = {
            "open_items": ("account.move.line", self.env._("Open Items"), self._open_items_domain()),
            "overdue": (
                "account.move.line",
                self.env._("Overdue"),
                [*self._open_items_domain(), ("is_overdue", "=", True)],
            ),
            "open_orders": (
                "sale.order.line",
                self.env._("Open Orders"),
                [
                    ("credit_debtor_id", "=", customer.id),
                    ("credit_open_amount", "!=", 0),
                    ("company_id", "=", self.env.company.id),
                ],
            ),
            "limits": ("kontor.credit.limit", self.env._("Limits"), [("partner_id", "=", customer.id)]),
            "insurance": ("kontor.credit.insurance", self.env._("Insurances"), [("partner_id", "=", customer.id)]),
            "releases": ("kontor.release", self.env._("Releases"), [("partner_id", "=", customer.id)]),
            "returns": (
                "account.payment",
                self.env._("Returned Debits"),
                [("partner_id", "child_of", customer.id), ("returned_on", "!=", False)],
            ),
        }
        if not isinstance(what, str) or what not in details:
            raise UserError(
                self.env._(
                    "There is no figure “%(what)s”. Possible are: %(figures)s.", what=what, figures=", ".join(details)
                )
            )
        model, name, domain = details[what]
        if not self.env[model].has_access("read"):
            raise UserError(self.env._("You lack the right to see what this figure is made of: %s.", name))
        views = {
            "account.move.line": "kontor_credit_risk.account_move_line_view_list",
            "sale.order.line": "kontor_credit_risk.sale_order_line_view_list",
        }
        view = self.env.ref(views[model]).id if model in views else False
        search = self.env.ref("kontor_credit_risk.account_move_line_view_search").id
        return {
            "type": "ir.actions.act_window",
            "name": f"{name}: {customer.name}",
            "res_model": model,
            "views": [(view, "list"), (False, "form")] if model not in views else [(view, "list")],
            "search_view_id": [search, "search"] if model == "account.move.line" else False,
            "domain": domain,
            "context": {"default_partner_id": customer.id, "create": model.startswith("kontor.credit")},
        }

    def _open_items_domain(self):
        return [
            ("partner_id", "child_of", self.commercial_partner_id.id),
            ("account_id.account_type", "=", "asset_receivable"),
            ("reconciled", "=", False),
            ("parent_state", "=", "posted"),
            ("company_id", "=", self.env.company.id),
        ]
