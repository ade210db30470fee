"""Notes marked for printing stay on the documents that they were printed on so far (003-46)."""


def migrate(cr, version):
    cr.execute(
        """
        UPDATE kontor_customer_note
           SET print_on_quotation = TRUE, print_on_order = TRUE
         WHERE for_printing
           AND NOT COALESCE(print_on_quotation OR print_on_order OR print_on_delivery OR print_on_invoice, FALSE)
        """
    )
