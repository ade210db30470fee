"""Refusals that pass through several steps."""

from odoo.exceptions import UserError


def retold(error, text):
    """Return a refusal that says more than the one it goes back to, and offers the same beside its sentence (003-29).

    :param UserError error: what was refused; its ``context`` tells the screen what can be decided
    :param str text: the whole sentence
    :return: a ``UserError`` to raise
    """
    refusal = UserError(text)
    refusal.context = getattr(error, "context", {})
    return refusal
