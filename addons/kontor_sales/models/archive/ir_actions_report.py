import io

from odoo import models


class IrActionsReport(models.Model):
    """What was issued is given out as it was; what is issued now is kept. Every way to a PDF passes here."""

    _inherit = "ir.actions.report"

    def _issued_kinds(self, report, res_ids):
        """Tell which of the documents that a report prints are kept, and as what.

        :param report: the ``ir.actions.report``
        :param list res_ids: ids of the printed records
        :return: ``{id: kind}``
        """
        archive = self.env["kontor.issued.document"]
        if not res_ids or report.model not in archive._archived_models():
            return {}
        # sudo: who may print has been checked; the document says of itself what it is
        documents = self.env[report.model].sudo().browse(res_ids)
        kinds = {document.id: document._issued_kind(report) for document in documents}
        return {res_id: kind for res_id, kind in kinds.items() if kind}

    def _render_qweb_pdf_prepare_streams(self, report_ref, data, res_ids=None):
        """Give out what was issued as it was, and keep what is rendered of the rest."""
        report = self._get_report(report_ref)
        kinds = self._issued_kinds(report, res_ids)
        if not kinds:
            return super()._render_qweb_pdf_prepare_streams(report_ref, data, res_ids=res_ids)
        archive = self.env["kontor.issued.document"]
        documents = self.env[report.model].sudo().browse(kinds)  # sudo: as in _issued_kinds
        files = archive._issued_files(documents, kinds)
        missing = [res_id for res_id in dict.fromkeys(res_ids) if res_id not in files]
        new = [res_id for res_id in missing if res_id in kinds] if archive._is_keeping() else []
        if new and self.env.cr.readonly:
            # On a read-only replica this fails at once, before anything is rendered, and the request starts again.
            self.env.cr.execute("UPDATE kontor_issued_document SET id = id WHERE FALSE")
        streams = {}
        if missing:
            streams = super()._render_qweb_pdf_prepare_streams(report_ref, data, res_ids=missing)
            if any(not streams.get(res_id, {}).get("stream") for res_id in missing):  # they couldn't be told apart
                streams = {}
                for res_id in missing:
                    streams.update(super()._render_qweb_pdf_prepare_streams(report_ref, data, res_ids=[res_id]))
        if new:
            archive._keep_issued(
                [
                    {"document": document, "kind": kinds[document.id], "pdf": streams[document.id]["stream"].getvalue()}
                    for document in documents.browse(new)
                ]
            )
            files = archive._issued_files(documents, kinds)  # somebody else may have been first
        issued = {
            res_id: {"stream": io.BytesIO(attachment.raw), "attachment": attachment} for res_id, attachment in files.items()
        }
        return {res_id: issued.get(res_id) or streams[res_id] for res_id in dict.fromkeys(res_ids)}

    def _get_rendering_context(self, report, docids, data):
        """Print no posted invoice as pro forma: it is the invoice, and core's portal asks for that before it was sent."""
        if report.model != "account.move":
            return super()._get_rendering_context(report, docids, data)
        reports = self
        # sudo: who may print has been checked; only whether they are posted
        if all(move._issued_as_invoice() for move in self.env["account.move"].sudo().browse(docids)):
            data = {name: value for name, value in (data or {}).items() if name != "proforma"}
            reports = self.with_context(proforma_invoice=False)
        return super(IrActionsReport, reports)._get_rendering_context(report, docids, data)

    def _prints_in_one_piece(self, report):
        """Tell documents apart that are kept."""
        kept = report.model in self.env["kontor.issued.document"]._archived_models()
        return not kept and super()._prints_in_one_piece(report)
