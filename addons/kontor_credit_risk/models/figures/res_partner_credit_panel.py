from odoo import api, fields, models
from odoo.addons.kontor_sales.tools.records import check_ids
from odoo.exceptions import UserError
from odoo.tools import format_amount, format_date


class ResPartner(models.Model):
    """What is shown of a customer's figures on documents, and the lists that they are made of (003-14…24)."""

    _inherit = "res.partner"

    credit_figures = fields.Json(compute="_compute_credit_panel", groups="base.group_user")

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

    @api.depends("contact_limit")
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
        """Return the status to show, ``{'code', 'label', 'severity'}`` or False; a manual block stands in for it."""
        self.ensure_one()
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
