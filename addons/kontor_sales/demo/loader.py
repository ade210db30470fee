"""The order of the steps, and the memory of which are done."""

import logging

from odoo import fields

from . import channel, company, customers, evaluation, header, invoicing, orders, products, quotations, stock, terms, users

_logger = logging.getLogger(__name__)

STEP_PARAMETER = "kontor_sales.demo.step"
TODAY_PARAMETER = "kontor_sales.demo.today"

# Steps by name, in their order. Each does its work in small transactions of its own or in one of ours.
STEPS = [
    ("company", company.load),
    ("users", users.load),
    ("customers", customers.load),
    ("terms", terms.load),
    ("products", products.load),
    ("stock", stock.load),
    ("orders", orders.load),
    ("channel", channel.load),
    ("invoicing", invoicing.load),
    ("quotations", quotations.load),
    ("header", header.load),
    ("evaluation", evaluation.load),
    ("finish", company.finish),
]


def load(env):
    """Build the demo company in this database, or go on where an earlier call was interrupted.

    Mails are never sent: nobody in the demo company is real.

    :param env: an environment with a cursor of its own; it is committed several times
    :return: True
    """
    env = env(
        su=True,
        context={
            **env.context,
            "lang": "de_DE",
            "tz": "Europe/Berlin",
            "no_reset_password": True,
            "mail_auto_subscribe_no_notify": True,
        },
    )
    if not env["res.lang"]._get_data(code="de_DE"):
        env["res.lang"]._activate_lang("de_DE")
        env["ir.module.module"].search([("state", "=", "installed")])._update_translations("de_DE")
    parameters = env["ir.config_parameter"]
    # A run that is resumed tomorrow still builds the company planned today.
    today = parameters.get_param(TODAY_PARAMETER)
    if not today:
        today = fields.Date.to_string(fields.Date.today())
        parameters.set_param(TODAY_PARAMETER, today)
    names = [name for name, _function in STEPS]
    done = parameters.get_param(STEP_PARAMETER)
    remaining = STEPS[names.index(done) + 1 :] if done in names else STEPS
    for name, function in remaining:
        function(env, fields.Date.to_date(today))
        parameters.set_param(STEP_PARAMETER, name)
        env.cr.commit()
        env.invalidate_all()
    if remaining:
        _logger.info("Demo company: complete")
    return True
