{
    "name": "Kontor Purchase with Drop Shipping",
    "summary": "Suppliers deliver positions of customer orders directly to the customer",
    "version": "19.0.1.5.0",
    "category": "Supply Chain/Purchase",
    "author": "Kontor",
    "license": "LGPL-3",
    "depends": ["kontor_purchase", "stock_dropshipping"],
    "auto_install": True,
}
