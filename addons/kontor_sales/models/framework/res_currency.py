from odoo import api, models
from odoo.tools import formatLang

#: More decimals than this no document prints. An entered price has fewer; one that follows from another needs as many as
#: make the printed line recomputable.
MAX_DECIMALS = 8


class ResCurrency(models.Model):
    """Unit prices as they are printed: with as many decimals as are used, so that a printed line can be reckoned again."""

    _inherit = "res.currency"

    def _get_price_decimals(self, price, quantity=1.0, discount=0.0, total=None):
        """Return with how many decimals a unit price is printed: at least those of the currency.

        A price without a total is printed with all that it has. With a total it is enough that quantity × printed price
        less the discount rounds to it.

        :param float price: for one unit, before discount
        :param float quantity: of the line
        :param float discount: in percent
        :param float total: of the line as printed, net or gross as the price is
        """
        self.ensure_one()
        least = self.decimal_places
        for decimals in range(least, MAX_DECIMALS + 1):
            printed = self._round_price(price, decimals)
            if total is None:
                fits = abs(printed - price) < 0.5 * 10**-MAX_DECIMALS
            else:
                fits = self.compare_amounts(self.round(quantity * printed * (1 - discount / 100)), total) == 0
            if fits:
                return decimals
        # The line bears cents of the whole document, or none of its prices is exact: what the price itself makes of it.
        if total is None:
            return MAX_DECIMALS
        own = self.round(quantity * price * (1 - discount / 100))
        return self._get_price_decimals(price, quantity, discount, own) if self.compare_amounts(own, total) else MAX_DECIMALS

    @api.model
    def _round_price(self, price, decimals):
        """Return a price with some decimals, halves away from zero."""
        return round(price + (1e-12 if price > 0 else -1e-12), decimals)

    def _format_price(self, price, decimals=None):
        """Return a unit price with its currency as a text, in the reader's language.

        :param float price: for one unit
        :param int decimals: see ``_get_price_decimals``; None: all that it has
        """
        self.ensure_one()
        if decimals is None:
            decimals = self._get_price_decimals(price)
        text = formatLang(self.env, self._round_price(price, decimals) or 0.0, digits=decimals)
        parts = [self.symbol or self.name, text]
        return "\N{NO-BREAK SPACE}".join(parts if self.position == "before" else reversed(parts))
