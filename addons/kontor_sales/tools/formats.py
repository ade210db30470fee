"""Dates and amounts as the user reads them, for answers with many of both.

Odoo's ``format_date`` and ``format_amount`` look up the language and parse its locale and its grouping of digits for every
value; in an answer with a hundred of them that takes longer than the queries.
"""

from ast import literal_eval

from babel.dates import format_date
from odoo.addons.base.models.res_lang import intersperse
from odoo.tools import float_round, get_lang
from odoo.tools.misc import babel_locale_parse, posix_to_ldml

NO_BREAK_SPACE = "\N{NO-BREAK SPACE}"
NO_BREAK = "\N{ZERO WIDTH NO-BREAK SPACE}"


class Formats:
    """The language of an environment, read once; it writes what Odoo's own functions write.

    :param env: ``odoo.api.Environment``; its language counts, as with ``format_date``
    """

    def __init__(self, env):
        self._lang = get_lang(env)
        self._locale = babel_locale_parse(self._lang.code)
        self._date_format = posix_to_ldml(self._lang.date_format, locale=self._locale)
        self._grouping = literal_eval(self._lang.grouping)
        self._currencies = {}
        self._amounts = {}  # many amounts of one answer are the same, above all 0

    def date(self, day, pattern=None):
        """Return a day as text, as ``format_date(env, day)``.

        :param day: ``datetime.date``; False or None become an empty text
        :param str pattern: LDML, such as ``MMM yy``; default: the date format of the language
        """
        return format_date(day, format=pattern or self._date_format, locale=self._locale) if day else ""

    def amount(self, amount, currency):
        """Return an amount with the symbol of its currency, as ``format_amount(env, amount, currency)``.

        :param float amount: in the currency's own unit
        :param currency: ``res.currency``, one record
        """
        amount = amount or 0.0  # -0.0 has the same key, and no sign
        key = (amount, currency.id)
        if key not in self._amounts:
            self._amounts[key] = self._format_amount(amount, currency)
        return self._amounts[key]

    def _format_amount(self, amount, currency):
        if currency.id not in self._currencies:
            self._currencies[currency.id] = (
                currency.decimal_places, currency.rounding, currency.symbol or "", currency.position == "before",
            )  # fmt: skip
        digits, rounding, symbol, before = self._currencies[currency.id]
        whole, point, fraction = f"{float_round(amount, precision_rounding=rounding):.{digits}f}".partition(".")
        whole = intersperse(whole, self._grouping, self._lang.thousands_sep or "")[0]
        text = f"{whole}{point and self._lang.decimal_point}{fraction}"
        text = text.replace(" ", NO_BREAK_SPACE).replace("-", f"-{NO_BREAK}")
        return f"{symbol}{NO_BREAK_SPACE}{text}" if before else f"{text}{NO_BREAK_SPACE}{symbol}"
