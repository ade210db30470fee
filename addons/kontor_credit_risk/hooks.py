from odoo.addons.kontor_sales.tools.database_function import drop_function

from .models.figures.credit_figures_function import ARGUMENTS, FUNCTION


def post_init_hook(env):
    """Make the table of block rules complete, and give the administrator the rights that the addon brings."""
    env["kontor.block.rule"]._ensure_rules()


def uninstall_hook(env):
    """Take the figures' function out of the database."""
    drop_function(env.cr, FUNCTION, ARGUMENTS)
