{
    "name": "Kontor Sales: Cost of Delivery Methods",
    "summary": "Each delivery method knows what shipping, insurance and packaging cost the company itself",
    "version": "19.0.1.5.0",
    "category": "Sales/Sales",
    "author": "Kontor",
    "license": "LGPL-3",
    "depends": ["kontor_sales", "stock_delivery"],
    "data": [
        "security/ir.model.access.csv",
        "views/delivery_carrier_views.xml",
        "views/sale_order_views.xml",
    ],
    "auto_install": True,
}
