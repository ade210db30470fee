"""Figures over many documents: revenue, orders, articles, expected payments (000-9 … 000-12, 002-11, 002-18, 003-6).

Public names:
- ``kontor.revenue``, ``kontor.customer.document``, ``kontor.customer.article``, ``kontor.order.analysis``,
  ``kontor.payment.forecast``: reports made by the database (``report/analysis``)
- ``_document_queries`` (hook), ``MODEL_SPAN``: another addon adds its documents to a customer's list
- ``action_open_revenue``, ``action_open_customer_documents``, ``get_revenue_years`` of customers
- ``_seen_orders_sql``: sums are of nothing but what the user sees

Must not know: screens that show its figures. It writes nothing.
"""

from . import sale_order_list
