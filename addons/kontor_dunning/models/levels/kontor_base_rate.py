import math
from datetime import date, timedelta
from itertools import pairwise

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

#: Percentage points above the base rate (§ 288 BGB): between businesses (2), and towards consumers (1).
BUSINESS_MARGIN = 9
CONSUMER_MARGIN = 5

#: Days before the first known rate take that rate; claims as old as this are time-barred.
BEGINNING = date(1990, 1, 1)


class KontorBaseRate(models.Model):
    """The base rate of § 247 BGB, as the Bundesbank announces it for each 1 January and 1 July."""

    _name = "kontor.base.rate"
    _inherit = "kontor.shared.settings.mixin"
    _description = "Base Rate"
    _order = "date_from desc"
    _rec_name = "date_from"

    date_from = fields.Date(string="Valid from", required=True)
    rate = fields.Float(string="Base Rate (%)", digits=(6, 2), required=True)
    business_rate = fields.Float(string="Businesses (%)", digits=(6, 2), compute="_compute_default_rates")
    consumer_rate = fields.Float(string="Consumers (%)", digits=(6, 2), compute="_compute_default_rates")

    _date_unique = models.Constraint("UNIQUE(date_from)", "There is already a base rate for this day.")

    @api.depends("rate")
    def _compute_default_rates(self):
        for rate in self:
            rate.business_rate = rate.rate + BUSINESS_MARGIN
            rate.consumer_rate = rate.rate + CONSUMER_MARGIN

    @api.depends("date_from", "rate")
    def _compute_display_name(self):
        for rate in self:
            rate.display_name = f"{rate.date_from}: {rate.rate:.2f} %"

    @api.model
    def _half_year(self, day):
        """Return the 1 January or 1 July since which the base rate of a day holds."""
        return date(day.year, 7 if day.month >= 7 else 1, 1)

    @api.model
    def _get_steps(self, until):
        """Return the interest on 1.00 as a piecewise linear function of the day, to be evaluated by SQL or by us.

        Interest is counted by the day, a year having as many days as it has. What one percent earns changes with each
        base rate and with each new year; within a step every day earns the same.

        :param date until: last day for which interest is wanted
        :return: list of tuples ``(date_from, date_to, base, base_per_day, year, year_per_day)``: at ``date_from`` the
            base rate has earned ``base`` since the beginning and one percentage point has earned ``year``; each later
            day before ``date_to`` adds the amount per day
        """
        # sudo: the rates are public; whoever makes a letter need not have the right to read the table
        rates = [(rate.date_from, rate.rate) for rate in self.sudo().search([], order="date_from")]
        if not rates:
            raise UserError(self.env._("There is no base rate yet. Enter the rates under Invoicing, Dunning, Base Rates."))
        end = max(until, rates[-1][0]) + timedelta(days=2)
        days = {date(year, 1, 1) for year in range(BEGINNING.year, end.year + 1)} | {day for day, _rate in rates}
        days = sorted(day for day in days if BEGINNING <= day <= end) + [end]
        steps, base, year = [], 0.0, 0.0
        for begin, stop in pairwise(days):
            rate = next((value for day, value in reversed(rates) if day <= begin), rates[0][1])
            length = (date(begin.year + 1, 1, 1) - date(begin.year, 1, 1)).days
            per_day = rate / 100 / length
            per_point = 1 / 100 / length
            steps.append((begin, stop, base, per_day, year, per_point))
            base += per_day * (stop - begin).days
            year += per_point * (stop - begin).days
        return steps

    @api.model
    def _steps_sql(self, until):
        """Return ``_get_steps`` for a query: the rows of a ``VALUES`` list, each with its number, and the dates.

        ``width_bucket(day, dates)`` is the number of the step in which a day lies.

        :return: ``(values, dates)``
        """
        steps = self._get_steps(until)
        values = SQL(", ").join(
            SQL("(%s, %s::date, %s::float8, %s::float8, %s::float8, %s::float8)", number, begin, *figures)
            for number, (begin, _stop, *figures) in enumerate(steps, start=1)
        )
        return values, SQL("ARRAY[%s]::date[]", SQL(", ").join(SQL("%s", step[0]) for step in steps))

    @api.model
    def get_interest(self, amount=None, date_from=None, date_to=None, business=True):
        """Return the interest for default on an amount (§ 288 BGB), counted by the day.

        :param float amount: the open amount
        :param date_from: the day it was due; interest begins on the day after
        :param date_to: the last day of interest
        :param bool business: between businesses (9 points above the base rate) or towards a consumer (5)
        :return: float, rounded to cents
        :raises UserError: when a date or the amount is unusable
        """
        begin, end = self._parse_day(date_from), self._parse_day(date_to)
        if not isinstance(amount, int | float) or isinstance(amount, bool) or not math.isfinite(amount):
            raise UserError(self.env._("“%s” is not an amount.", amount))
        if end <= begin:
            return 0.0
        margin = BUSINESS_MARGIN if business else CONSUMER_MARGIN
        steps = self._get_steps(end)

        def earned(day):
            day += timedelta(days=1)
            step = next(step for step in reversed(steps) if step[0] <= day)
            begin, _stop, base, base_per_day, year, year_per_day = step
            return base + margin * year + (day - begin).days * (base_per_day + margin * year_per_day)

        return round(amount * (earned(end) - earned(max(begin, BEGINNING))), 2)

    @api.model
    def _parse_day(self, value):
        try:
            day = fields.Date.to_date(value)
        except (ValueError, TypeError):
            day = None
        if not day:
            raise UserError(self.env._("“%s” is not a date (YYYY-MM-DD).", value))
        return day
