from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date, format_list

from ..levels.dunning_right import DUNNING


class SaleOrder(models.Model):
    """Dunning one order by a change of its status (001-4): by those with the right, what is overdue, level by level.

    The waiting days of the levels hold here as in a run. Who goes on earlier says why, and the letter keeps it.
    """

    _inherit = "sale.order"

    def _needed_rights(self, target):
        if target == "dunning":
            return [(self, "write", self.env._("dun customers"), (DUNNING,))]
        return super()._needed_rights(target)

    # -- what is possible -----------------------------------------------------------------------------------------

    def _obstacle_dunning(self):
        """Say why no letter can be made for the open invoices of this order, not even an early one, or return False."""
        if self.env.ref("kontor_sales.order_status_dunning", raise_if_not_found=False) is None:
            return super()._obstacle_dunning()
        invoices = self._open_invoices()
        if not invoices:
            return self.env._("The order has no open invoice.")
        rows = self._dunning_items()
        if any(row["is_new"] for row in rows):
            return False
        return self._no_dunning_reason(invoices, rows, fields.Date.context_today(self))

    def _dunning_items(self):
        """Return what the engine finds about the open invoices of this order when nothing waits for its day."""
        engine = self._dunning_engine()
        engine._flush()
        today = fields.Date.context_today(self)
        return self.env.execute_query_dict(
            engine._items_query(self.company_id, today, moves=self._open_invoices(), early=True)
        )

    def _dunning_engine(self):
        # sudo: kontor_sales checked the right for the change; what a letter would say is told to whoever reads the order
        return self.env["kontor.dunning.engine"].sudo()

    def _early_dunning_text(self):
        """Say from when on the order comes to its next level, when that is later than today; otherwise return False."""
        today = fields.Date.context_today(self)
        rising = [row for row in self._dunning_items() if row["is_new"]]
        if not rising or any(row["ripe_on"] <= today for row in rising):
            return False
        first = min(rising, key=lambda row: row["ripe_on"])
        # sudo: how a level is called, and how long it waits, is no secret
        level = self.env["kontor.dunning.level"].sudo().browse(first["level_id"])
        names = {"level": level.name, "date": format_date(self.env, first["ripe_on"])}
        if fields.Date.add(first["due"], days=level.days) == first["ripe_on"]:
            day = self.env._(
                "“%(level)s” has its day on %(date)s, %(days)s days after the due date.", days=level.days, **names
            )
        else:
            day = self.env._(
                "“%(level)s” has its day on %(date)s, %(days)s days after the letter before.",
                days=level.min_days_since_last,
                **names,
            )
        reason = self.env._("Going on earlier needs a reason; the letter keeps it.")  # in an f-string nobody translates it
        return f"{day} {reason}"

    def _needed_options_of_dunning(self):
        """Ask why a letter goes out before its day (``reason``)."""
        return ["reason"] if self._early_dunning_text() else []

    def _no_dunning_reason(self, invoices, rows, today):
        """Explain why none of the open invoices can be dunned.

        :param invoices: the open invoices
        :param list rows: what the engine found about them
        """
        names = ", ".join(invoices.mapped("name"))
        # sudo: why a customer isn't dunned is told to everybody who may see the order
        customer = self.partner_id.commercial_partner_id.sudo().with_company(self.company_id)
        if customer._is_dunning_exempt(today):
            return self.env._(
                "%(customer)s is exempt from dunning%(until)s: %(reason)s",
                customer=customer.name,
                until=self.env._(" until %s", format_date(self.env, customer.dunning_exempt_until))
                if customer.dunning_exempt_until
                else "",
                reason=customer.dunning_exempt_reason or "",
            )
        disputed = invoices.filtered("is_disputed")
        if disputed == invoices:
            return self.env._(
                "%(invoices)s: disputed (%(reason)s).",
                invoices=names,
                reason=", ".join(filter(None, disputed.mapped("dispute_reason"))),
            )
        blocked = self._blocked_reason(invoices, names, today)
        if blocked:
            return blocked
        items = invoices.line_ids.filtered(lambda line: line.account_type == "asset_receivable" and not line.reconciled)
        due = [line.date_maturity or line.date for line in items]
        if due and not any(items.mapped("is_overdue")):
            if min(due) == today:
                return self.env._("%s: due today, and overdue from tomorrow on.", names)
            return self.env._("%(invoices)s: not due before %(date)s.", invoices=names, date=format_date(self.env, min(due)))
        if any(row["level_id"] for row in rows):
            return self.env._("%s: the last dunning level is reached.", names)
        return self.env._(
            "There is no dunning procedure with a level for this customer. Someone with the right to configure dunning can"
            " help."
        )

    def _blocked_reason(self, invoices, names, today):
        """Explain what blocks the items: a proposal, or an exemption of the invoice; False when nothing does."""
        # sudo: that a run has them is told to everybody who may see the order
        drafts = invoices.sudo().dunning_line_ids.letter_id.filtered(
            lambda letter: letter.state == "draft" and not letter.excluded
        )
        if drafts:
            return self.env._(
                "%(invoices)s: in the proposal of the dunning run %(runs)s. Confirm or reset it first.",
                invoices=names,
                runs=", ".join(drafts.run_id.mapped("name")),
            )
        exempt = invoices.filtered(
            lambda move: (
                move.no_followup
                or (move.dunning_exempt and (not move.dunning_exempt_until or move.dunning_exempt_until >= today))
            )
        )
        if exempt != invoices:
            return False
        reasons = ", ".join(filter(None, exempt.mapped("dunning_exempt_reason")))
        return self.env._("%(invoices)s: exempt from dunning. %(reason)s", invoices=names, reason=reasons)

    # -- the letter, before it is issued --------------------------------------------------------------------------

    def _previewed_letters(self, early):
        """Return the letters that would be issued, as ``kontor.dunning.engine._simulate`` does; nothing is written."""
        return self._dunning_engine()._simulate(
            self.company_id, fields.Date.context_today(self), moves=self._open_invoices(), early=early
        )

    def _consequences_dunning(self, reason=None):
        """Show the letter: its level, each item with its amounts, fee, interest, sum and deadline."""
        early = self._early_dunning_text()
        told = [early] if early else []
        for letter in self._previewed_letters(early=bool(early or reason)):
            told += self._letter_text(letter)
        return told

    def _letter_text(self, letter):
        """Return the sentences that show a letter before it is issued.

        :param dict letter: as ``_simulate`` returns it
        """
        currency = self.env["res.currency"].search([("name", "=", letter["currency"])], limit=1)
        # sudo: what a level says is shown with its letter
        level = self.env["kontor.dunning.level"].sudo().browse(letter["level_id"])
        items = "".join(f"\n– {self._letter_item_text(item, currency)}" for item in letter["items"])
        charges = {
            self.env._("fee"): letter["fee_amount"],
            self.env._("interest"): letter["interest_amount"],
            self.env._("lump sum"): letter["lump_sum_amount"],
        }
        told = [
            self.env._(
                "The letter “%(level)s” is issued to %(customer)s:%(items)s",
                level=level.name,
                customer=letter["partner"],
                items=items,
            )
        ]
        named = [f"{name} {self._money(amount, currency)}" for name, amount in charges.items() if amount]
        if named:
            told.append(self.env._("Added are: %s.", format_list(self.env, named)))
        deadline = fields.Date.add(fields.Date.context_today(self), days=level.payment_days)
        told.append(
            self.env._(
                "To pay are %(amount)s until %(deadline)s.",
                amount=self._money(letter["amount_total"], currency),
                deadline=format_date(self.env, deadline),
            )
        )
        return told

    def _letter_item_text(self, item, currency):
        """Return the line that shows an item of a letter: its day and amount, and to which level it comes."""
        names = {
            "document": item["document"],
            "due": format_date(self.env, item["due"]),
            "days": self.env._("1 day") if item["days_overdue"] == 1 else self.env._("%s days", item["days_overdue"]),
            "amount": self._money(item["amount"], currency),
            "level": item["level"],
        }
        if item["role"] == "credit":
            return self.env._("%(document)s, credit: %(amount)s", **names)
        if item["is_new"]:
            return self.env._("%(document)s, due %(due)s (%(days)s): %(amount)s, now “%(level)s”", **names)
        return self.env._("%(document)s, due %(due)s (%(days)s): %(amount)s, listed only", **names)

    # -- doing it -------------------------------------------------------------------------------------------------

    def _do_dunning(self, reason=None):
        """Issue a letter for the open invoices of this order, each item at its next level.

        :param str reason: why what is overdue doesn't wait for its day; kept with the letter
        :raises UserError: when nothing of it has come to its day and no reason is given
        """
        reason = (self._parse_text(reason, self.env._("Reason")) or "").strip()
        obstacle = self._obstacle_dunning()
        early = self._early_dunning_text()
        if obstacle or early and not reason:
            raise UserError(obstacle or early)
        today = fields.Date.context_today(self)
        letters = self._dunning_engine()._propose(self.company_id, today, moves=self._open_invoices(), early=bool(reason))
        if reason:
            letters._keep_early_reason(reason)
        if not letters._issue():
            raise UserError(self.env._("There is nothing to dun on this order any more."))


class KontorDunningLetter(models.Model):
    _inherit = "kontor.dunning.letter"

    def _keep_early_reason(self, reason):
        """Keep why these proposals go out before the day of their level, in the letter and in its history.

        A reason that nobody needed is not kept: everything had come to its day.

        :param str reason: what the clerk says
        """
        for letter in self:
            early = letter.line_ids.filtered(lambda line: line.is_new and line._ripe_on() > letter.date)  # noqa: B023
            if early:
                letter.early_reason = reason
                letter.message_post(body=self.env._("Issued before the day of its level: %s", reason))


class KontorDunningLetterLine(models.Model):
    _inherit = "kontor.dunning.letter.line"

    def _ripe_on(self):
        """Return the day from which this item comes to the level of this line by its waiting days."""
        self.ensure_one()
        days = [fields.Date.add(self.date_due, days=self.level_id.days)]
        if self.move_line_id.last_dunning_date:
            days.append(fields.Date.add(self.move_line_id.last_dunning_date, days=self.level_id.min_days_since_last))
        return max(days)
