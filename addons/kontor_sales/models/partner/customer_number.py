import re
from math import ceil

from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.tools import SQL

from ...tools.server_work import NUMBERLESS, allows_creation, server_work

#: The ranges of customer numbers, one for each company.
SEQUENCE_CODE = "kontor.customer.number"
#: Where a company begins that has no customers with numbers yet.
FIRST_NUMBER = 10001
#: Longer rows of digits are no number of a range but somebody's own key (GLN, telephone).
LONGEST = 9


class ResCompany(models.Model):
    """Each company numbers its customers and prospects from a range of its own (003-3)."""

    _inherit = "res.company"

    customer_sequence_id = fields.Many2one(
        "ir.sequence",
        string="Range of Customer Numbers",
        copy=False,
        help="New customers and prospects get their number from it; numbers that are taken are left out.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        # the partner behind a company is nobody's customer
        with server_work(self.env["res.partner"], NUMBERLESS, creates=True):
            return super().create(vals_list)

    def _get_customer_sequence(self):
        """Return this company's range of customer numbers; it is created when first needed.

        It goes on above the highest number that customers have already.

        :return: ``ir.sequence``
        """
        self.ensure_one()
        # sudo: whoever enters a customer uses the range, without the right to set it up
        company = self.sudo()
        if not company.customer_sequence_id:
            company.customer_sequence_id = company.env["ir.sequence"].create(
                {
                    "name": company.env._("Customer numbers"),
                    "code": SEQUENCE_CODE,
                    "company_id": company.id,
                    "number_next": max(company._get_highest_customer_number() + 1, FIRST_NUMBER),
                }
            )
        return company.customer_sequence_id

    def _go_on_above_highest_customer_number(self):
        """Let the range go on above the highest number that customers have, where it is below."""
        for company in self:
            sequence = company._get_customer_sequence()
            following = company._get_highest_customer_number() + 1
            if sequence._get_following() < following:
                sequence.number_next_actual = following

    def _get_highest_customer_number(self):
        """Return the highest number, as this range would write it, that a customer of this company has; or 0."""
        self.ensure_one()
        self.env["res.partner"].flush_model(["ref", "company_id", "customer_rank", "supplier_rank", "parent_id"])
        pattern, number = self._number_expressions()
        [[highest]] = self.env.execute_query(
            SQL(
                """
                SELECT MAX(%s) FROM res_partner partner
                 WHERE partner.ref ~ %s AND COALESCE(partner.company_id, %s) = %s AND partner.parent_id IS NULL
                   AND (COALESCE(partner.supplier_rank, 0) = 0 OR partner.customer_rank > 0)
                """,
                number,
                pattern,
                self.id,
                self.id,
            )
        )
        return highest or 0

    def _number_expressions(self):
        """Return how numbers of this range look, and the SQL that reads their count from ``partner.ref``.

        :return: ``(pattern, SQL)``
        """
        # sudo: as in _get_customer_sequence
        sequence = self.sudo().customer_sequence_id
        prefix, suffix = sequence._get_prefix_suffix() if sequence else ("", "")
        pattern = r"^%s\d{1,%d}%s$" % (re.escape(prefix), LONGEST, re.escape(suffix))
        return pattern, SQL(
            "SUBSTRING(partner.ref FROM %s FOR LENGTH(partner.ref) - %s)::bigint",
            len(prefix) + 1,
            len(prefix) + len(suffix),
        )

    def _draw_customer_numbers(self, count, shared=True):
        """Return new customer numbers that nobody has.

        :param int count: how many
        :param bool shared: for customers of all companies; otherwise only those of this company must not have it
        :return: list of str
        """
        self.ensure_one()
        sequence = self._get_customer_sequence()
        numbers = []
        while len(numbers) < count:
            drawn = sequence._draw(count - len(numbers))
            taken = self._get_taken_customer_numbers(drawn, shared)
            numbers += [number for number in drawn if number not in taken]
            if taken:
                self._skip_taken_customer_numbers(shared)
        return numbers

    def _get_taken_customer_numbers(self, numbers, shared):
        """Return which of these numbers a partner has, archived ones included."""
        self.env["res.partner"].flush_model(["ref", "company_id"])
        rows = self.env.execute_query(
            SQL(
                "SELECT ref FROM res_partner WHERE ref = ANY(%s) AND (%s OR company_id IS NULL OR company_id = %s)",
                numbers,
                shared,
                self.id,
            )
        )
        return {number for (number,) in rows}

    def _skip_taken_customer_numbers(self, shared):
        """Let the range go on behind the row of taken numbers on which it stands, at once instead of one by one."""
        sequence = self._get_customer_sequence()
        if not sequence._is_plain_range():
            return  # drawn one by one
        pattern, number = self._number_expressions()
        following = sequence._get_following()
        [[free]] = self.env.execute_query(
            SQL(
                """
                WITH taken AS (
                    SELECT DISTINCT %(number)s AS number FROM res_partner partner
                     WHERE partner.ref ~ %(pattern)s
                       AND (%(shared)s OR partner.company_id IS NULL OR partner.company_id = %(company)s)
                )
                SELECT CASE WHEN EXISTS (SELECT FROM taken WHERE number = %(next)s)
                            THEN (SELECT MIN(number) + 1 FROM taken
                                   WHERE number >= %(next)s
                                     AND NOT EXISTS (SELECT FROM taken after WHERE after.number = taken.number + 1))
                            ELSE %(next)s END
                """,
                number=number,
                pattern=pattern,
                shared=shared,
                company=self.id,
                next=following,
            )
        )
        # drawn and left out: moving the sequence itself would make all others wait who are entering customers
        steps = ceil((free - following) / (sequence.number_increment or 1))
        if steps > 0:
            sequence._draw(steps)

    def number_customers(self):
        """Give a number to all customers, and to prospects with a quotation, of this company that have none (003-3).

        Numbers that are there stay. Suppliers, employees and the address book's other contacts get none.

        :return: how many got one (int)
        :raises AccessError: for somebody who neither leads sales nor administers the settings
        """
        self.check_access("read")
        if not (self.env.su or self.env.user.has_groups("sales_team.group_sale_manager,base.group_system")):
            raise AccessError(self.env._("Customers are numbered by those who lead sales, or administer the settings."))
        partners = self.env["res.partner"]
        count = 0
        for company in self:
            found = partners.browse(company._get_numberless_customers())
            numbers = company._draw_customer_numbers(len(found))
            rows = SQL(", ").join(SQL("(%s, %s)", partner.id, number) for partner, number in zip(found, numbers))
            if found:
                self.env.cr.execute(
                    SQL(
                        "UPDATE res_partner SET ref = given.ref FROM (VALUES %s) AS given (id, ref)"
                        " WHERE res_partner.id = given.id",
                        rows,
                    )
                )
                found.invalidate_recordset(["ref"])
            count += len(found)
        return count

    def _get_numberless_customers(self):
        """Return the ids of this company's customers and prospects with quotations that have no number, oldest first."""
        self.ensure_one()
        self.env.flush_all()
        rows = self.env.execute_query(
            SQL(
                """
                SELECT partner.id FROM res_partner partner
                 WHERE COALESCE(partner.ref, '') = '' AND COALESCE(partner.company_id, %(company)s) = %(company)s
                   AND partner.active AND partner.commercial_partner_id = partner.id
                   AND (partner.customer_state = 'customer' OR partner.customer_rank > 0
                        OR EXISTS (SELECT FROM sale_order deal
                                     JOIN res_partner buyer ON buyer.id = deal.partner_id
                                    WHERE buyer.commercial_partner_id = partner.id))
                   AND NOT EXISTS (SELECT FROM res_company company WHERE company.partner_id = partner.id)
                   AND NOT EXISTS (SELECT FROM res_users login WHERE login.partner_id = partner.id AND NOT login.share)
              ORDER BY partner.id
                """,
                company=self.id,
            )
        )
        return [partner_id for (partner_id,) in rows]


class IrSequence(models.Model):
    _inherit = "ir.sequence"

    def _is_plain_range(self):
        """Tell whether this is one row of numbers that the database counts."""
        return self.implementation == "standard" and not self.use_date_range

    def _get_following(self):
        """Return the number that comes next, as the database has it now."""
        self.invalidate_recordset(["number_next_actual"])
        return self.number_next_actual

    def _draw(self, count):
        """Return the next numbers of this sequence, by one query where the database counts.

        :param int count: how many
        :return: list of str
        """
        self.ensure_one()
        if not self._is_plain_range():
            return [self.next_by_id() for _number in range(count)]
        rows = self.env.execute_query(
            SQL("SELECT NEXTVAL(%s) FROM GENERATE_SERIES(1, %s)", "ir_sequence_%03d" % self.id, count)
        )
        return [self.get_next_char(number) for (number,) in rows]


class ResUsers(models.Model):
    _inherit = "res.users"

    @api.model_create_multi
    def create(self, vals_list):
        # a colleague is nobody's customer; who logs in to the portal gets a number with the first quotation
        with server_work(self.env["res.partner"], NUMBERLESS, creates=True):
            return super().create(vals_list)


class ResPartner(models.Model):
    """Customers and prospects get a number when they are entered, suppliers and contacts of a company don't (003-3)."""

    _inherit = "res.partner"

    ref = fields.Char(copy=False)

    @api.model_create_multi
    def create(self, vals_list):
        return super().create(self._number_new_customers(vals_list))

    @api.model
    def _number_new_customers(self, vals_list):
        """Return the values of new partners, with numbers for the customers and prospects among them that have none.

        :param list vals_list: as ``create`` takes them
        """
        # what comes with an addon's data, or with the work of making a user or a company, is no customer
        if self.env.context.get("install_mode") or allows_creation(self, NUMBERLESS):
            return vals_list
        vals_list = [dict(vals) for vals in vals_list]
        wanting = {}
        for vals in vals_list:
            if self._is_new_customer(vals):
                company_id = vals.get("company_id") or self.env.context.get("default_company_id") or False
                wanting.setdefault(company_id, []).append(vals)
        for company_id, rows in wanting.items():
            company = self.env["res.company"].browse(company_id) or self.env.company
            for vals, number in zip(rows, company._draw_customer_numbers(len(rows), shared=not company_id)):
                vals["ref"] = number
        return vals_list

    @api.model
    def _is_new_customer(self, vals):
        """Tell whether these are the values of a new customer or prospect that needs a number.

        :param dict vals: as ``create`` takes them
        """

        def given(name):
            return vals[name] if name in vals else self.env.context.get(f"default_{name}")

        if given("ref") or not (given("name") or given("email")):
            return False
        is_company = given("is_company") or given("company_type") == "company"
        if given("parent_id") and not is_company:
            return False
        if (given("type") or "contact") != "contact":
            return False
        is_supplier = given("supplier_rank") or self.env.context.get("res_partner_search_mode") == "supplier"
        return bool(not is_supplier or given("customer_rank"))

    def _ensure_customer_numbers(self, company=None):
        """Give a number to those of these customers that have none, with their first document (003-3).

        :param company: ``res.company`` whose document it is; default: the one in which the user works
        """
        # sudo: whoever makes a document need not have the right to edit master data
        anonymous = self.env.ref("base.public_partner", raise_if_not_found=False)
        for customer in self.commercial_partner_id.sudo():
            if not customer.ref and customer != anonymous:
                range_of = customer.company_id or company or self.env.company
                [customer.ref] = range_of._draw_customer_numbers(1, shared=not customer.company_id)


class SaleOrder(models.Model):
    """A quotation makes a numbered prospect of whoever had no number: a supplier who buys, a shop's visitor."""

    _inherit = "sale.order"

    @api.model_create_multi
    def create(self, vals_list):
        orders = super().create(vals_list)
        orders._ensure_customer_numbers()
        return orders

    def write(self, vals):
        res = super().write(vals)
        if vals.get("partner_id"):
            self._ensure_customer_numbers()
        return res

    def _ensure_customer_numbers(self):
        for company, orders in self.grouped("company_id").items():
            orders.partner_id._ensure_customer_numbers(company)
