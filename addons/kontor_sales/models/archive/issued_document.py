from odoo import api, fields, models
from odoo.exceptions import UserError

#: The documents that leave the house. Other addons add theirs.
KINDS = [
    ("quotation", "Quotation"),
    ("order_confirmation", "Order Confirmation"),
    ("delivery_note", "Delivery Note"),
    ("cash_on_delivery", "Cash on Delivery Document"),
    ("invoice", "Invoice"),
    ("credit_note", "Invoice Correction"),
    ("cancellation", "Cancellation Invoice"),
    ("supply_proof", "Proof of a Supply Abroad"),
]

CHANNELS = [
    ("print", "Printed"),
    ("email", "E-mail"),
    ("portal", "Portal"),
    ("interface", "Interface"),
    ("issue", "When Issued"),
    ("unknown", "Before the Archive"),
]


class IssuedDocument(models.Model):
    """A document as it left the house: its file, who sent it to whom, when and by which way.

    Rows are written by the server when a document is printed, downloaded or sent for the first time, and by nobody else.
    """

    _name = "kontor.issued.document"
    _description = "Issued Document"
    _order = "issued_at desc, id desc"
    _rec_name = "number"
    _rec_names_search = ["number", "title", "partner_name"]

    res_model = fields.Char(string="Model", required=True, readonly=True)
    res_id = fields.Many2oneReference(string="Document", model_field="res_model", required=True, readonly=True)
    kind = fields.Selection(KINDS, required=True, readonly=True)
    number = fields.Char(required=True, readonly=True, index="trigram", help="The number on the paper.")
    title = fields.Char(string="Name", readonly=True, help="What the paper is called, in its own language.")
    version = fields.Integer(
        required=True, readonly=True, default=1, help="The same document, issued again with changed content."
    )
    edition = fields.Selection(
        [("document", "Document"), ("e_invoice", "With E-Invoice")],
        required=True,
        readonly=True,
        default="document",
        help="A document that was printed first and then sent with its e-invoice is kept as both.",
    )
    partner_id = fields.Many2one("res.partner", readonly=True, index=True, ondelete="restrict")
    partner_name = fields.Char(string="Name on the Document", readonly=True)
    company_id = fields.Many2one("res.company", required=True, readonly=True, ondelete="restrict")
    issued_at = fields.Datetime(string="Issued on", required=True, readonly=True)
    user_id = fields.Many2one("res.users", string="Issued by", readonly=True, ondelete="restrict")
    channel = fields.Selection(CHANNELS, string="By", required=True, readonly=True)
    recipient = fields.Char(readonly=True, help="The e-mail addresses that it went to, or the name on the paper.")
    pdf_attachment_id = fields.Many2one("ir.attachment", string="PDF", readonly=True, index=True, ondelete="restrict")
    pdf_filename = fields.Char(string="File", readonly=True)
    pdf_sha256 = fields.Char(string="SHA-256", readonly=True)
    xml_attachment_id = fields.Many2one(
        "ir.attachment", string="E-Invoice", readonly=True, index="btree_not_null", ondelete="restrict"
    )
    xml_filename = fields.Char(string="File of the E-Invoice", readonly=True)
    xml_sha256 = fields.Char(string="SHA-256 of the E-Invoice", readonly=True)
    fingerprint = fields.Char(
        readonly=True, help="Of the document's own data when it was issued; empty where these can't change any more."
    )
    checked_at = fields.Datetime(string="Checked on", readonly=True)
    check_state = fields.Selection(
        [("ok", "Unchanged"), ("changed", "Changed"), ("missing", "File Missing")], string="Hash", readonly=True
    )

    _issued_once = models.UniqueIndex(
        "(res_model, res_id, kind, version, edition)", "This version of the document was issued already."
    )
    _issued_at_idx = models.Index("(issued_at DESC, id DESC)")

    @api.depends("title", "kind", "number", "version")
    @api.depends_context("lang")
    def _compute_display_name(self):
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        for document in self:
            if document.title:
                document.display_name = document.title
                continue
            name = f"{kinds.get(document.kind, '')} {document.number or ''}".strip()
            if document.version > 1:
                name = self.env._("%(document)s, version %(version)s", document=name, version=document.version)
            document.display_name = name

    # -- nobody writes it -----------------------------------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):  # pylint: disable=method-required-super
        raise UserError(self.env._("What was issued is kept when a document is printed or sent; nobody can add to it."))

    def write(self, vals):  # pylint: disable=method-required-super
        raise UserError(self.env._("%s was issued; it is kept as it was sent and can't be changed.", self[:1].display_name))

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("%s was issued; it is kept and can't be deleted.", self[:1].display_name))
