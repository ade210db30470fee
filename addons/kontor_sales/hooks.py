from .models.positions.position_facts_function import ARGUMENTS, FUNCTION
from .tools.database_function import drop_function


def post_init_hook(env):
    """Give what was there before the installation its place in the status model.

    Customers who ordered or were invoiced are customers, not prospects (000-1, 000-11); what is completed has its day of
    completion, after which it goes into the Historie (002-20); posted invoices know what they cost (003-35). The stored
    statuses of existing orders are filled by the ORM itself when it adds the columns.
    """
    env["res.partner"]._init_customer_state()
    env["account.move.line"]._init_unit_cost()
    # What is to be paid carries a Girocode; the settings of the invoices can switch it off again.
    env["res.company"].search([("account_fiscal_country_id.code", "=", "DE")]).qr_code = True
    env["sale.order"]._init_completed_on()
    # What is posted in German books is secured from now on (GoBD).
    env["res.company"].search([])._set_up_audit()
    # Customers pay by transfer, direct debit or on delivery; Odoo knows "Manual Payment" only (000-13).
    env["account.journal"].search([])._set_up_payment_kinds()
    env["res.partner"]._init_payment_kinds()
    env["kontor.issued.document"]._take_over()


def uninstall_hook(env):
    """Show again what of core's screens the own ones had replaced (see the menus.xml of the rooms)."""
    for xmlid in ("sale.menu_sale_quotations", "sale.menu_sale_order"):
        env.ref(xmlid).active = True
    for xmlid, sequence in (("sale.menu_sale_report", 40), ("sale.menu_sale_invoicing", 20)):
        env.ref(xmlid).write({"parent_id": env.ref("sale.sale_menu_root").id, "sequence": sequence})
    env.ref("sale.action_mass_cancel_orders").binding_model_id = env.ref("sale.model_sale_order")
    env.ref("sale.action_view_sale_advance_payment_inv").binding_model_id = env.ref("sale.model_sale_order")
    drop_function(env.cr, FUNCTION, ARGUMENTS)
    # The reasons go before the column that points to them; nothing may hold them back.
    env.cr.execute("UPDATE sale_order SET cancel_reason_id = NULL")
