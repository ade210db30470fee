from odoo.tools import formatLang


def quantity_text(env, quantity, uom):
    """Return a quantity as the user reads it: "2,5 Stück".

    :param env: the environment, for the language
    :param float quantity: in the unit
    :param uom: ``uom.uom``
    """
    text = formatLang(env, quantity, dp="Product Unit")
    point = formatLang(env, 0, digits=1)[1]
    if point in text:
        text = text.rstrip("0").rstrip(point)
    return f"{text} {uom.name or ''}".strip()
