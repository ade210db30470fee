def migrate(cr, version):
    """Supplier orders that stand at "Rechnung" or above have been billed completely (000-8).

    One that was taken back below that under the old rules stays where people have gone on working on it.
    """
    cr.execute("UPDATE purchase_order SET reached_billing = TRUE WHERE lifecycle_status IN ('bill', 'done')")
