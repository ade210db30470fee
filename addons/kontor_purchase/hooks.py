from odoo.addons.kontor_sales.tools.database_function import drop_function

from .models.positions.position_facts_function import ARGUMENTS, FUNCTION

#: What only the supplier side knows: see models/block_rule.py.
OPERATIONS = ("purchase", "receipt", "bill")


def uninstall_hook(env):
    """Show again what of core's screens the own ones had replaced, and take away what holds other tables back."""
    for xmlid in ("purchase.menu_purchase_rfq", "purchase.menu_purchase_form_action"):
        env.ref(xmlid).active = True
    for xmlid in (
        "purchase.menu_procurement_management_supplier_name",
        "purchase_requisition.menu_purchase_requisition_pro_mgt",
    ):
        env.ref(xmlid).parent_id = env.ref("purchase.menu_procurement_management")
    drop_function(env.cr, FUNCTION, ARGUMENTS)
    env["kontor.block.rule"].search([("operation", "in", OPERATIONS)]).unlink()
    # Nobody may delete a release; when the addon goes, its releases must not hold back the operations they were made for.
    for table in ("kontor_release", "kontor_blocked_document", "kontor_release_wizard_line"):
        env.cr.execute(f"DELETE FROM {table} WHERE operation IN %s", [OPERATIONS])
