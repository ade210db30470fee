from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import SQL, format_amount, format_date

LIMIT_KINDS = [("external", "Limit"), ("internal", "Internal Limit")]


class CreditLimit(models.Model):
    """A customer's limit for a period (002-12, 003-15, 003-16). The rows together are its history."""

    _name = "kontor.credit.limit"
    _description = "Credit Limit"
    _order = "partner_id, kind, valid_from desc, id desc"
    _rec_name = "partner_id"

    partner_id = fields.Many2one("res.partner", string="Customer", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one("res.company", required=True, index=True, default=lambda self: self.env.company)
    currency_id = fields.Many2one(related="company_id.currency_id")
    kind = fields.Selection(LIMIT_KINDS, required=True, default="external")
    amount = fields.Monetary(required=True)
    valid_from = fields.Date(help="Empty: always up to the end of the period.")
    valid_to = fields.Date(help="The last day on which the limit counts. Empty: until further notice.")
    note = fields.Char()
    is_valid_today = fields.Boolean(compute="_compute_is_valid_today")

    _amount_not_negative = models.Constraint("CHECK (amount >= 0)", "A limit can't be negative; 0 means no credit.")
    _period_in_order = models.Constraint(
        "CHECK (valid_from IS NULL OR valid_to IS NULL OR valid_from <= valid_to)",
        "A limit can't end before it begins.",
    )
    # PostgreSQL itself sees to it that two users can't make overlapping periods at the same moment. Ranges of one
    # number stand for equality, which GiST doesn't know for numbers without an extension.
    _no_overlap_external = models.Constraint(
        "EXCLUDE USING gist (int4range(partner_id, partner_id, '[]') WITH &&,"
        " int4range(company_id, company_id, '[]') WITH &&, daterange(valid_from, valid_to, '[]') WITH &&)"
        " WHERE (kind = 'external')",
        "The customer has a limit in this period already. End that one first.",
    )
    _no_overlap_internal = models.Constraint(
        "EXCLUDE USING gist (int4range(partner_id, partner_id, '[]') WITH &&,"
        " int4range(company_id, company_id, '[]') WITH &&, daterange(valid_from, valid_to, '[]') WITH &&)"
        " WHERE (kind = 'internal')",
        "The customer has an internal limit in this period already. End that one first.",
    )
    _customer_idx = models.Index("(company_id, partner_id, kind)")

    @api.depends("valid_from", "valid_to")
    def _compute_is_valid_today(self):
        today = fields.Date.context_today(self)
        for limit in self:
            limit.is_valid_today = (not limit.valid_from or limit.valid_from <= today) and (
                not limit.valid_to or limit.valid_to >= today
            )

    @api.depends("partner_id", "kind", "amount")
    def _compute_display_name(self):
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        for limit in self:
            amount = format_amount(self.env, limit.amount, limit.currency_id or self.env.company.currency_id)
            limit.display_name = f"{limit.partner_id.display_name or ''}: {kinds.get(limit.kind, '')} {amount}"

    @api.constrains("partner_id")
    def _check_partner(self):
        for limit in self:
            if limit.partner_id != limit.partner_id.commercial_partner_id:
                raise ValidationError(
                    self.env._(
                        "%(contact)s is a contact of %(customer)s; the limit belongs to the customer.",
                        contact=limit.partner_id.name,
                        customer=limit.partner_id.commercial_partner_id.name,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        limits = super().create(vals_list)
        limits._log(self.env._("New"))
        limits._sync_core_limit()
        return limits

    def write(self, vals):
        if vals.keys() & {"partner_id", "company_id", "kind"}:
            changed = self.filtered(
                lambda limit: any(
                    (limit[name].id if name != "kind" else limit[name]) != vals[name]
                    for name in ("partner_id", "company_id", "kind")
                    if name in vals
                )
            )
            if changed:
                raise UserError(self.env._("A limit stays with its customer, company and kind. Make a new one instead."))
        if vals.keys() & {"amount", "valid_from", "valid_to"}:
            self._refuse_past()
        res = super().write(vals)
        if vals.keys() & {"amount", "valid_from", "valid_to"}:
            self._log(self.env._("Changed"))
            self._sync_core_limit()
        return res

    def _refuse_past(self):
        """Keep the limits that are over: by them it was judged what was ordered and delivered then.

        :raises UserError: naming the limit and the right way
        """
        today = fields.Date.context_today(self)
        for limit in self.filtered(lambda limit: limit.valid_to and limit.valid_to < today):
            raise UserError(
                self.env._(
                    "%(limit)s was valid until %(date)s; what was valid then can't be changed any more. Enter a new limit.",
                    limit=limit.display_name,
                    date=format_date(self.env, limit.valid_to),
                )
            )

    def unlink(self):
        self._refuse_past()
        self._log(self.env._("Deleted"))
        partners = self.grouped("company_id")
        partners = [(company, limits.partner_id) for company, limits in partners.items()]
        res = super().unlink()
        for company, customers in partners:
            self._sync_partners(customers, company)
        return res

    def _log(self, what):
        """Keep in the customer's history who changed which limit."""
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        for limit in self:
            # sudo: who keeps the limits need not be able to edit master data
            limit.partner_id.sudo().message_post(
                body=self.env._(
                    "%(what)s: %(kind)s %(amount)s, valid from %(from)s to %(to)s. %(note)s",
                    **{
                        "what": what,
                        "kind": kinds.get(limit.kind),
                        "amount": format_amount(self.env, limit.amount, limit.currency_id),
                        "from": format_date(self.env, limit.valid_from) or "…",
                        "to": format_date(self.env, limit.valid_to) or self.env._("until further notice"),
                        "note": limit.note or "",
                    },
                )
            )

    @api.model
    def _replace_from_today(self, customer, company, kind, amount, valid_to=False, note=False):
        """Give a customer a new limit from today on; the present one ends yesterday and stays in the history.

        :return: the new ``kontor.credit.limit``
        """
        today = fields.Date.context_today(self)
        limits = self.search(
            [
                ("partner_id", "=", customer.commercial_partner_id.id),
                ("company_id", "=", company.id),
                ("kind", "=", kind),
                "|",
                ("valid_to", "=", False),
                ("valid_to", ">=", today),
            ],
            order="valid_from nulls first, id",
        )
        for limit in limits:
            if not limit.valid_from or limit.valid_from < today:
                limit.valid_to = fields.Date.subtract(today, days=1)
            elif limit.valid_from == today:  # made today: it is corrected
                limit.write({"amount": amount, "valid_to": valid_to, "note": note})
                return limit
            elif not valid_to or limit.valid_from <= valid_to:
                valid_to = fields.Date.subtract(limit.valid_from, days=1)  # a limit planned for later stays
        return self.create(
            {
                "partner_id": customer.commercial_partner_id.id,
                "company_id": company.id,
                "kind": kind,
                "amount": amount,
                "valid_from": today,
                "valid_to": valid_to,
                "note": note,
            }
        )

    # -- Odoo's own limit ------------------------------------------------------------------------------------------

    def _sync_core_limit(self):
        """Keep core's ``credit_limit`` at the limit that counts today, so that Odoo's own banner agrees."""
        for company, limits in self.filtered(lambda limit: limit.kind == "external").grouped("company_id").items():
            self._sync_partners(limits.partner_id, company)

    @api.model
    def _sync_partners(self, partners, company):
        self.flush_model()
        today = fields.Date.context_today(self)
        current = dict(
            self.env.execute_query(
                SQL(
                    """
                    SELECT partner_id, MAX(amount) FILTER (
                               WHERE COALESCE(valid_from, %(today)s) <= %(today)s
                                 AND COALESCE(valid_to, %(today)s) >= %(today)s)
                      FROM kontor_credit_limit
                     WHERE partner_id IN %(partners)s AND company_id = %(company)s AND kind = 'external'
                  GROUP BY partner_id
                    """,
                    today=today,
                    partners=tuple(partners.ids) or (0,),
                    company=company.id,
                )
            )
        )
        # sudo: as in _log
        for partner in partners.sudo().with_company(company):
            limit = current.get(partner.id) or 0.0
            if partner.credit_limit != limit:
                partner.credit_limit = limit

    @api.model
    def _cron_sync_core_limit(self):
        """Once a day: the limits that begin or ended since yesterday."""
        yesterday = fields.Date.subtract(fields.Date.context_today(self), days=2)
        today = fields.Date.context_today(self)
        limits = self.search(
            [
                "|",
                "&",
                ("valid_from", ">=", yesterday),
                ("valid_from", "<=", today),
                "&",
                ("valid_to", ">=", yesterday),
                ("valid_to", "<", today),
            ]
        )
        remaining = len(limits)
        self.env["ir.cron"]._commit_progress(remaining=remaining)
        for start in range(0, len(limits), 500):
            batch = limits[start : start + 500]
            batch._sync_core_limit()
            self.env["ir.cron"]._commit_progress(len(batch))
