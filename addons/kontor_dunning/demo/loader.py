"""The dunning runs of the last weeks, each on its own day."""

import logging
from datetime import datetime, time, timedelta

from odoo import fields
from odoo.addons.kontor_sales.demo.clock import time_machine
from odoo.addons.kontor_sales.demo.loader import TODAY_PARAMETER
from odoo.addons.kontor_sales.demo.tools import progress, ref, upsert

_logger = logging.getLogger(__name__)

STEP_PARAMETER = "kontor_dunning.demo.step"

# Days before today on which letters were sent; the last run is only proposed.
RUNS = [44, 27, 11]


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
    """Dieter Voss duns; private customers have a procedure of their own, authorities a patient one."""
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
    """Let Dieter dun on a day in the past."""
    day = today - timedelta(days=days)
    dieter = ref(env, "user_dieter")
    with time_machine(env) as travel:
        travel(datetime.combine(day, time(9, 30)))
        values = {"date": day, "user_id": dieter.id}
        [run] = upsert(env(user=dieter.id, su=True), "kontor.dunning.run", [(f"dunning_run_{days}", values)])
        run.action_propose()
        run.action_confirm()


def _exceptions(env, today):
    """One customer pays by instalments, one contests an invoice."""
    letters = env["kontor.dunning.letter"].search([("state", "=", "sent")], order="id")
    customers = letters.partner_id.sorted("ref")
    if len(customers) < 3:
        return
    customers[0].write(
        {
            "dunning_exempt": True,
            "dunning_exempt_reason": "Ratenzahlung vereinbart, zahlt pünktlich",
            "dunning_exempt_until": today + timedelta(days=30),
        }
    )
    invoice = letters.filtered(lambda letter: letter.partner_id == customers[1]).line_ids.move_id.filtered(
        lambda move: move.move_type == "out_invoice" and move.payment_state in ("not_paid", "partial")
    )[:1]
    invoice.write({"is_disputed": True, "dispute_reason": "Kunde bemängelt zwei Positionen, Prüfung im Lager"})


def _proposal(env, today):
    """Today's run waits for Dieter's decision."""
    dieter = ref(env, "user_dieter")
    values = {"date": today, "user_id": dieter.id}
    [run] = upsert(env(user=dieter.id, su=True), "kontor.dunning.run", [("dunning_run_today", values)])
    if run.state == "draft":
        run.action_propose()
