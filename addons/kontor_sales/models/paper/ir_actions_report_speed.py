from odoo import models

#: Milliseconds that wkhtmltopdf gives the scripts of a page. Ours only number the pages, and do so while it loads.
SCRIPT_TIME = "1"


class IrActionsReport(models.Model):
    _inherit = "ir.actions.report"

    def _build_wkhtmltopdf_args(self, *args, **kwargs):
        """Don't wait for scripts that no document has: Odoo waits one second for the body and one for each margin.

        Who needs the time, for a chart of their own, sets the system parameter ``report.print_delay`` as in Odoo.
        """
        command = super()._build_wkhtmltopdf_args(*args, **kwargs)
        # sudo: a setting of the system, which whoever prints goes by
        parameters = self.env["ir.config_parameter"].sudo()
        if "--javascript-delay" in command and not parameters.get_param("report.print_delay"):
            command[command.index("--javascript-delay") + 1] = SCRIPT_TIME
        return command
