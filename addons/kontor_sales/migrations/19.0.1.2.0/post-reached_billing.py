def migrate(cr, version):
    """Orders that stand at "Rechnung" or above have been invoiced completely (001-2).

    One that was taken back below that under the old rules stays where people have gone on working on it.
    """
    cr.execute("UPDATE sale_order SET reached_billing = TRUE WHERE lifecycle_status IN ('invoice', 'dunning', 'done')")
