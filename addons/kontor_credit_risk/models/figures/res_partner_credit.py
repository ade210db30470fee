from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from .res_partner_figures import OVERDUE_STATUSES

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
    """Limits, remaining limits and open items of a customer (003-14…24). Contacts show their customer's."""

    _inherit = "res.partner"

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

    @api.model
    def _terms_fields(self):
        return [*super()._terms_fields(), "contact_limit"]

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
