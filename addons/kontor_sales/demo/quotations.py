"""Quotations as customers got them: some issued, one of them revised and issued again."""

from .tools import NAMESPACE, progress, ref

OPEN = 5
REASON = "Der Kunde wünscht die doppelte Menge."


def load(env, today):
    """Keep the PDFs of issued quotations that are still valid; the first of them gets a second version."""
    names = env["ir.model.data"].search([("module", "=", NAMESPACE), ("model", "=", "sale.order")])
    issued = env["sale.order"].search(
        [
            ("id", "in", names.mapped("res_id")),
            ("quotation_stage", "=", "issued"),
            ("order_source", "=", "manual"),
            ("validity_date", ">=", today),
        ],
        order="id",
        limit=OPEN,
    )
    clerk = ref(env, "user_petra")
    # sudo: some of these quotations are her colleague's; the versions name her all the same
    for number, order in enumerate(issued.with_user(clerk).sudo(), start=1):
        # Each PDF is made in one transaction of its own, so a killed run finds whole versions only.
        if not order.issued_version_id.attachment_id:
            with order._quotation_work():
                order.issued_version_id._store_pdf()
            env.cr.commit()
        if number == 1 and order.version == 1:
            if order.quotation_stage == "issued":
                order.action_revise_quotation(REASON)
            position = order.order_line.filtered(lambda line: not line.display_type)[:1]
            position.product_uom_qty *= 2
            order.action_issue_quotation()
            env.cr.commit()
        progress("quotations", number, len(issued))
