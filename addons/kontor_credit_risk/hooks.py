from odoo.addons.kontor_sales.tools.database_function import drop_function

from .models.figures.credit_figures_function import ARGUMENTS, FUNCTION


def uninstall_hook(env):
    """Take the figures' function out of the database."""
    drop_function(env.cr, FUNCTION, ARGUMENTS)
