{
    "name": "Kontor Purchase",
    "summary": "The supplier side: one order from request to completion, the mirror image of the sales order",
    "version": "19.0.1.0.0",
    "category": "Supply Chain/Purchase",
    "author": "Kontor",
    "license": "LGPL-3",
    "depends": [
        "kontor_sales",
        "purchase_stock",
        "purchase_requisition_stock",
        "l10n_din5008_purchase",
    ],
    "data": [
        "security/purchase_groups.xml",
        "security/ir.model.access.csv",
        "security/purchase_security.xml",
        "views/menus.xml",
    ],
}
