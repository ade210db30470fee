"""The dunning runs of the last weeks, each on its own day, and what customers did after them."""

import logging
from datetime import datetime, time, timedelta

from odoo import fields
from odoo.addons.kontor_sales.demo.clock import time_machine
from odoo.addons.kontor_sales.demo.loader import TODAY_PARAMETER
from odoo.addons.kontor_sales.demo.tools import progress, ref, upsert

_logger = logging.getLogger(__name__)

STEP_PARAMETER = "kontor_dunning.demo.step"

# Days before today on which letters were sent. The last ones are so long ago that today's run goes on with all levels.
RUNS = [43, 28, 14]

# After which run, how many days later, who paid which share of the oldest dunned invoice
PAYMENTS = [(43, 5, "10015", 1), (28, 6, "10006", 1), (14, 4, "10007", 0.5)]

# customer, reason, until in days (None: open)
EXEMPT = [
    ("10002", "Ratenzahlung vereinbart, zahlt pünktlich", 30),
    ("10022", "Insolvenzverfahren eröffnet, Forderung ist angemeldet", None),
]
WITHDRAWN = ("10022", "Insolvenzverfahren eröffnet: nicht mehr mahnen")
DISPUTED = ("10005", "Kunde bemängelt zwei Positionen, Prüfung im Lager")
BY_EMAIL = ["10019", "10025"]


def load(env):
    """Dun the overdue customers of the demo company, or go on where an earlier call was interrupted.

    :param env: an environment with a cursor of its own; it is committed several times
    :return: True
    """
    env = env(su=True, context={**env.context, "lang": "de_DE", "tz": "Europe/Berlin", "tracking_disable": True})
    parameters = env["ir.config_parameter"]
    today = fields.Date.to_date(parameters.get_param(TODAY_PARAMETER))
    if not today or not ref(env, "user_dieter", raise_if_not_found=False):
        _logger.info("Demo company: nobody to dun, the company of kontor_sales isn't there")
        return True
    steps = [("people", _people)]
    steps += [(f"run_{days}", lambda env, today, days=days: _run(env, today, days)) for days in RUNS]
    steps += [("exceptions", _exceptions), ("proposal", _proposal)]
    names = [name for name, _function in steps]
    done = parameters.get_param(STEP_PARAMETER)
    remaining = steps[names.index(done) + 1 :] if done in names else steps
    for name, function in remaining:
        function(env, today)
        parameters.set_param(STEP_PARAMETER, name)
        env.flush_all()
        env.cr.commit()
        env.invalidate_all()
        progress("dunning", names.index(name) + 1, len(names))
    return True


def _people(env, today):
    """Dieter Voss duns; private customers have a procedure of their own."""
    ref(env, "user_dieter").group_ids += env.ref("kontor_dunning.group_dunning_manager")
    standard = env.ref("kontor_dunning.procedure_standard")
    standard.name = "Gewerbekunden"
    env.company._init_dunning_accounts()
    if not ref(env, "procedure_private", raise_if_not_found=False):
        private = standard.copy({"name": "Privatkunden", "audience": "consumer", "sequence": 50})
        private.level_ids.write({"block_order": False, "block_delivery": False})
        env["ir.model.data"]._update_xmlids(
            [{"xml_id": "__kontor_demo__.procedure_private", "record": private, "noupdate": True}]
        )


def _run(env, today, days):
    """Let Dieter dun on a day in the past, print the letters, and some customers pay after it."""
    dieter = ref(env, "user_dieter")
    with time_machine(env) as travel:
        day = today - timedelta(days=days)
        travel(datetime.combine(day, time(9, 30)))
        values = {"date": day, "user_id": dieter.id}
        as_dieter = env(user=dieter.id, su=True)
        [run] = upsert(as_dieter, "kontor.dunning.run", [(f"dunning_run_{days}", values)])
        run.action_propose()
        run.action_confirm()
        letters = run.letter_ids
        letters._mark_printed()
        letters._orders_of_document()._log_print(as_dieter.ref("kontor_dunning.action_report_letter"), letters)
        for run_days, later, customer, share in PAYMENTS:
            if run_days == days:
                travel(datetime.combine(day + timedelta(days=later), time(11, 0)))
                _pay(as_dieter, customer, share)


def _pay(env, customer, share):
    """Let a customer pay a share of the oldest invoice that was dunned."""
    invoice = _dunned_invoices(env, customer)[:1]
    if not invoice:
        return
    wizard = (
        env["account.payment.register"]
        .with_context(active_model="account.move", active_ids=invoice.ids, dont_redirect_to_payments=True)
        .create({})
    )
    if share < 1:
        amount = invoice.currency_id.round(invoice.amount_residual * share)
        wizard.write({"amount": amount, "payment_difference_handling": "open"})
    wizard.action_create_payments()


def _dunned_invoices(env, customer):
    """Return the open dunned invoices of a customer, the oldest first."""
    return env["account.move"].search(
        [("commercial_partner_id.ref", "=", customer), ("dunning_level_id", "!=", False)], order="invoice_date_due, id"
    )


def _customer(env, number):
    return env["res.partner"].search([("ref", "=", number), ("parent_id", "=", False)], limit=1)


def _exceptions(env, today):
    """One customer pays by instalments, one is insolvent, one contests an invoice, some want e-mails."""
    env = env(user=ref(env, "user_dieter").id, su=True)
    for number, reason, days in EXEMPT:
        until = days and today + timedelta(days=days)
        _customer(env, number).write(
            {"dunning_exempt": True, "dunning_exempt_reason": reason, "dunning_exempt_until": until or False}
        )
    number, reason = WITHDRAWN
    customer = _customer(env, number)
    letter = env["kontor.dunning.letter"].search(
        [("partner_id", "=", customer.id), ("state", "=", "sent")], order="id desc", limit=1
    )
    if letter:
        letter.action_withdraw(reason)
    number, reason = DISPUTED
    _dunned_invoices(env, number)[:1].write({"is_disputed": True, "dispute_reason": reason})
    for number in BY_EMAIL:
        _customer(env, number).dunning_channel = "email"


def _proposal(env, today):
    """Today's run waits for Dieter's decision."""
    dieter = ref(env, "user_dieter")
    values = {"date": today, "user_id": dieter.id}
    [run] = upsert(env(user=dieter.id, su=True), "kontor.dunning.run", [("dunning_run_today", values)])
    if run.state == "draft":
        run.action_propose()
