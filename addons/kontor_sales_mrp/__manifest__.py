{
    "name": "Kontor Sales for Manufacturing",
    "summary": "Manufacturing orders from a customer order, the list of all it takes, and the state of each position",
    "version": "19.0.1.5.0",
    "category": "Sales/Sales",
    "author": "Kontor",
    "license": "LGPL-3",
    "depends": ["kontor_sales", "sale_mrp"],
    "data": [
        "security/ir.model.access.csv",
        "security/mrp_groups.xml",
        "report/manufacturing_list.xml",
        "wizard/sale_order_manufacture_views.xml",
        "views/sale_order_views.xml",
        "views/sale_order_line_views.xml",
        "views/mrp_production_views.xml",
    ],
    "auto_install": True,
}
