def migrate(cr, version):
    """The mail template can be reset: the file that it is read from has moved."""
    cr.execute(
        "UPDATE mail_template SET template_fs = %s WHERE template_fs = %s",
        ["kontor_purchase/data/reminders/receipt_reminder.xml", "kontor_purchase/data/receipt_reminder.xml"],
    )
