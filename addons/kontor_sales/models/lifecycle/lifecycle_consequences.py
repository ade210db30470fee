from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools import format_amount, format_date

#: How many orders are told of one by one before the rest is only counted.
TOLD_ORDERS = 3


class LifecycleMixin(models.AbstractModel):
    """What a change of status will do, said before it is done (001-10): documents, amounts, what is printed and left open.

    ``_consequences_<target>(**options)`` answers for a target, with the options that ``change_status`` takes.
    """

    _inherit = "kontor.lifecycle.mixin"

    def _status_consequences(self, target, options=None):
        """Say what ``change_status`` would do to this order.

        :param str target: code of a status that is possible now
        :param dict options: what would be passed to ``change_status``
        :return: list of sentences in the user's language
        :raises UserError: when an option is unusable
        """
        self.ensure_one()
        told = getattr(self, f"_consequences_{target}", list)(**(options or {}))
        return [*told, *self._printing_consequences(target)]

    def _printing_consequences(self, target):
        """Say what is printed in a status, and that nothing is by itself."""
        assignments = self._order_statuses()[target].report_line_ids
        names = [line.report_id.name for line in assignments if line._applies_to(self)]
        if not names:
            return []
        return [self.env._("Printed only with “Change Status and Print”: %s.", ", ".join(dict.fromkeys(names)))]

    def _batch_consequences(self, target, options=None):
        """Say what ``change_status`` would do to several orders: the sum of all, then the first of them one by one.

        :return: list of sentences; see ``_status_consequences``
        """
        told = list(getattr(self, f"_sum_of_{target}", list)(**(options or {})))
        for order in self[:TOLD_ORDERS]:
            try:
                told.append(f"{order.name}: {' '.join(order._status_consequences(target, options))}")
            except UserError as error:
                told.append(f"{order.name}: {error}")
        if len(self) > TOLD_ORDERS:
            told.append(self.env._("… and %(count)s more.", count=len(self) - TOLD_ORDERS))
        return told

    def _money(self, amount, currency=None):
        """Return an amount as the user reads it; by default in the order's currency."""
        return format_amount(self.env, amount, currency or self.currency_id)

    def _drafts_to_post(self):
        """Return the drafts that invoicing posts along: list of dict with ``id``, ``text`` … Each side has its own."""
        return []

    def _draft_consequences(self, draft_ids=None, without_drafts=False):
        """Say which waiting drafts of invoices, or bills, are posted along with the change, and which are left out.

        :param draft_ids: ids of those that are posted (None: all)
        :param bool without_drafts: none of them are
        """
        drafts = self._drafts_to_post()
        posted = [] if without_drafts else [draft for draft in drafts if draft_ids is None or draft["id"] in draft_ids]
        left = [draft for draft in drafts if draft not in posted]
        told = []
        if posted:
            told.append(self.env._("Drafts that are posted, too: %s.", "; ".join(draft["text"] for draft in posted)))
        if left:
            told.append(self.env._("Drafts that stay drafts: %s.", "; ".join(draft["text"] for draft in left)))
        return told

    # -- paying ---------------------------------------------------------------------------------------------------

    def _consequences_done(
        self, journal_id=None, payment_date=None, payment_method_line_id=None, amount=None, discount=False
    ):
        """Say what is booked as paid, what becomes of the early payment discount, and what is left open."""
        date = self._parse_date(payment_date, self.env._("Payment date")) or fields.Date.context_today(self)
        part = self._check_payment(amount, discount, date)
        told = self._payment_consequences(date, part, discount)
        others = self._orders_of_open_documents() - self
        if others:
            names = ", ".join(others.mapped("name"))
            told.append(self.env._("The documents belong to more orders, which are paid with it: %s.", names))
        return told

    def _payment_consequences(self, date, part=None, discount=False):
        """Say which amounts a payment of these orders books; see ``_consequences_done``.

        :param part: amount of a part payment, or None for all that is open
        """
        told = []
        offer = self._payment_offer(date)
        if not any(amounts["open"] for amounts in offer.values()):
            return [self.env._("Nothing is open; nothing is paid.")]
        for currency, amounts in offer.items():
            taken = amounts["discount"] if discount else 0.0
            paid = amounts["open"] - taken if part is None else part
            told.append(
                self.env._(
                    "A payment of %(amount)s is booked on %(date)s.",
                    amount=self._money(paid, currency),
                    date=format_date(self.env, date),
                )
            )
            if taken:
                told.append(
                    self.env._(
                        "%(discount)s are granted as early payment discount and booked by tax rate.",
                        discount=self._money(taken, currency),
                    )
                )
            elif amounts["discount"]:
                told.append(
                    self.env._(
                        "The early payment discount of %(discount)s, possible until %(until)s, is not taken.",
                        discount=self._money(amounts["discount"], currency),
                        until=format_date(self.env, amounts["until"]),
                    )
                )
            left = currency.round(amounts["open"] - paid - taken)
            if left:
                told.append(
                    self.env._("%(left)s stay open, and the status stays as it is.", left=self._money(left, currency))
                )
        credit = self._open_credit_notes()
        if credit:
            told.append(self.env._("Deducted are the open credit notes %s.", ", ".join(credit.mapped("name"))))
        return told

    def _sum_of_done(self, journal_id=None, payment_date=None, payment_method_line_id=None, amount=None, discount=False):
        """Say how many documents are paid for all these orders, with the sum, before the payment is booked."""
        date = self._parse_date(payment_date, self.env._("Payment date")) or fields.Date.context_today(self)
        told = []
        for currency, amounts in self._payment_offer(date).items():
            taken = amounts["discount"] if discount else 0.0
            told.append(
                self.env._(
                    "%(orders)s orders, %(documents)s documents: %(amount)s are booked as paid.",
                    orders=len(self),
                    documents=len(self._open_documents().filtered(lambda move: move.currency_id == currency)),  # noqa: B023
                    amount=self._money(amounts["open"] - taken, currency),
                )
            )
            if amounts["discount"]:
                names = {
                    "count": len(amounts["discounted"]),
                    "discount": self._money(amounts["discount"], currency),
                    "until": format_date(self.env, amounts["until"]),
                }
                told.append(
                    self.env._("Early payment discount is taken on %(count)s documents: %(discount)s.", **names)
                    if taken
                    else self.env._(
                        "Early payment discount would be possible on %(count)s documents until %(until)s: %(discount)s;"
                        " it is not taken.",
                        **names,
                    )
                )
        return told

    def _orders_of_open_documents(self):
        """Return all orders that the open documents of these orders belong to. Each side knows how to find them."""
        return self
