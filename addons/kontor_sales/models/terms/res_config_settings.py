from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    free_position_product_id = fields.Many2one(related="company_id.free_position_product_id", readonly=False)
    shipping_product_id = fields.Many2one(related="company_id.shipping_product_id", readonly=False)
    creation_payment_terms = fields.Boolean(related="company_id.creation_payment_terms", readonly=False)
    creation_payment_method = fields.Boolean(related="company_id.creation_payment_method", readonly=False)
    creation_pricelist = fields.Boolean(related="company_id.creation_pricelist", readonly=False)
    creation_discount = fields.Boolean(related="company_id.creation_discount", readonly=False)
    discount_rule = fields.Selection(related="company_id.discount_rule", readonly=False, required=True)
    creation_shipping = fields.Boolean(related="company_id.creation_shipping", readonly=False)
    creation_clerk = fields.Boolean(related="company_id.creation_clerk", readonly=False)
    creation_texts = fields.Boolean(related="company_id.creation_texts", readonly=False)
    sale_intro_text = fields.Text(related="company_id.sale_intro_text", readonly=False)
    sale_closing_text = fields.Text(related="company_id.sale_closing_text", readonly=False)
    sale_confirmation_intro_text = fields.Text(related="company_id.sale_confirmation_intro_text", readonly=False)
    sale_confirmation_closing_text = fields.Text(related="company_id.sale_confirmation_closing_text", readonly=False)
