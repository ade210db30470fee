from odoo import api, fields, models
from odoo.addons.kontor_sales.tools.records import check_ids
from odoo.exceptions import UserError


class ResPartner(models.Model):
    """At which level a customer stands, the letters, and the statement of account."""

    _inherit = "res.partner"

    dunning_level_id = fields.Many2one(
        "kontor.dunning.level",
        string="Highest Dunning Level",
        compute="_compute_dunning_level",
        search="_search_dunning_level",
        help="The highest level at which an open invoice of the customer stands.",
    )
    dunning_letter_count = fields.Integer(compute="_compute_dunning_letter_count")

    @api.depends(
        "commercial_partner_id", "invoice_ids.dunning_level_id", "commercial_partner_id.invoice_ids.dunning_level_id"
    )
    @api.depends_context("company", "allowed_company_ids")
    def _compute_dunning_level(self):
        """Find the highest level of each customer, with one query for all; contacts share their company's."""
        customers = self.commercial_partner_id
        # sudo: the level is shown to salespeople who may not read other people's invoices
        levels = self.env["kontor.dunning.level"].sudo()
        by_customer = {}
        for customer, level in (
            self.env["account.move"]
            .sudo()  # sudo: as above
            ._read_group(
                [
                    ("commercial_partner_id", "in", customers.ids),
                    ("dunning_level_id", "!=", False),
                    ("company_id", "in", self.env.companies.ids),
                ],
                ["commercial_partner_id", "dunning_level_id"],
            )
        ):
            by_customer[customer.id] = by_customer.get(customer.id, levels) | level
        for partner in self:
            partner.dunning_level_id = by_customer.get(partner.commercial_partner_id.id, levels)._highest()

    @api.model
    def _search_dunning_level(self, operator, value):
        if operator not in ("in", "not in", "any", "=", "!="):
            return NotImplemented
        dunned = [("state", "=", "posted"), ("company_id", "in", self.env.companies.ids), ("dunning_level_id", "!=", False)]
        negative = operator in ("not in", "!=")
        values = value if isinstance(value, list | tuple | set) or hasattr(value, "__iter__") else [value]
        levels = [level for level in values if level] if operator != "any" else None
        if levels is None:
            dunned = [*dunned, ("dunning_level_id", "any", value)]
        elif levels:
            dunned = [*dunned, ("dunning_level_id", "in", levels)]
        # sudo: as in the compute
        customers = self.env["account.move"].sudo()._search(dunned).subselect("commercial_partner_id")
        wants_none = levels is not None and not levels
        return [("commercial_partner_id", "in" if negative == wants_none else "not in", customers)]

    def _compute_dunning_letter_count(self):
        counts = dict(
            self.env["kontor.dunning.letter"]._read_group(
                [("partner_id", "in", self.commercial_partner_id.ids), ("state", "!=", "draft")],
                ["partner_id"],
                ["__count"],
            )
        )
        for partner in self:
            partner.dunning_letter_count = counts.get(partner.commercial_partner_id, 0)

    def action_open_dunning_letters(self):
        """Open the letters that this customer got.

        :return: an action
        :raises UserError: when this isn't exactly one customer
        """
        self._ensure_one_to_dun()
        action = self.env["ir.actions.act_window"]._for_xml_id("kontor_dunning.action_dunning_letter")
        return {
            **action,
            "domain": [("partner_id", "=", self.commercial_partner_id.id), ("state", "!=", "draft")],
            "context": {},
        }

    def _ensure_one_to_dun(self):
        """Answer a call on no customer, or on several, with a sentence.

        :raises UserError:
        """
        if len(check_ids(self)) != 1 or not self.exists():
            raise UserError(self.env._("Choose exactly one customer; this call is for %(count)s.", count=len(self)))

    # -- statement of account -------------------------------------------------------------------------------------

    def _get_statement_file_name(self):
        """Return the name of the file with the open items of this customer, in their language."""
        self.ensure_one()
        return self._get_statement_title().replace("/", "-")

    def get_account_statement(self):
        """Return what a customer owes today, item by item, in the company that is chosen.

        :return: ``{'partner_id', 'date', 'currencies': [{'currency', 'items': [{'document', 'date', 'due',
            'days_overdue', 'level', 'amount', 'open', 'balance'}], 'open', 'overdue', 'credits'}]}``
        """
        self._ensure_one_to_dun()
        today = fields.Date.context_today(self)
        lines = self.env["account.move.line"].search(
            [
                ("partner_id.commercial_partner_id", "=", self.commercial_partner_id.id),
                ("account_id.account_type", "=", "asset_receivable"),
                ("parent_state", "=", "posted"),
                ("reconciled", "=", False),
                ("amount_residual_currency", "!=", 0),
                ("company_id", "=", self.env.company.id),
            ],
            order="date_maturity, id",
        )
        currencies = []
        for currency, own in lines.grouped("currency_id").items():
            balance, items = 0.0, []
            for line in own.sorted(lambda line: (line.date_maturity or line.date, line.id)):
                due = line.date_maturity or line.date
                is_debit = line.amount_residual_currency > 0
                balance += line.amount_residual_currency
                items.append(
                    {
                        "document": line.move_id.name,
                        "date": fields.Date.to_string(line.move_id.invoice_date or line.date),
                        "due": fields.Date.to_string(due) if is_debit else "",
                        "days_overdue": max((today - due).days, 0) if is_debit else 0,
                        # sudo: the level's name is no secret from whoever sees the item
                        "level": line.move_id.dunning_level_id and line.dunning_level_id.sudo().name or "",
                        "amount": currency.round(line.amount_currency),
                        "open": currency.round(line.amount_residual_currency),
                        "balance": currency.round(balance),
                    }
                )
            currencies.append(
                {
                    "currency": currency.name,
                    "items": items,
                    "open": currency.round(balance),
                    "overdue": currency.round(sum(item["open"] for item in items if item["days_overdue"] > 0)),
                    "credits": currency.round(-sum(item["open"] for item in items if item["open"] < 0)),
                }
            )
        return {"partner_id": self.id, "date": fields.Date.to_string(today), "currencies": currencies}
