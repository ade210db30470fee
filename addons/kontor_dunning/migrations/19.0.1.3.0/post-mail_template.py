def migrate(cr, version):
    """The mail template can be reset: the file that it is read from has moved."""
    cr.execute(
        "UPDATE mail_template SET template_fs = %s WHERE template_fs = %s",
        ["kontor_dunning/data/letters/mail_template.xml", "kontor_dunning/data/mail_template.xml"],
    )
