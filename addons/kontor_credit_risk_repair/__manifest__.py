{
    "name": "Kontor Credit Risk for Repairs",
    "summary": "Workshop orders of blocked customers need the customer's workshop flag",
    "version": "19.0.1.5.0",
    "category": "Sales/Sales",
    "author": "Kontor",
    "license": "LGPL-3",
    "depends": ["kontor_credit_risk", "repair"],
    "data": ["views/stock_picking_views.xml"],
    "auto_install": True,
}
