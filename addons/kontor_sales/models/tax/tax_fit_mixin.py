from odoo import api, fields, models
from odoo.tools import format_list

#: Treatments by which a sale leaves the German VAT because of where it goes, or to whom.
ABROAD = {"intra_goods", "intra_service", "export", "third_service", "triangular"}
#: Treatments that a VAT id of another country of the EU is a condition of (§ 6a Abs. 1 Nr. 4, § 3a Abs. 2, § 25b UStG).
WITH_VAT_ID = {"intra_goods", "intra_service", "triangular"}
#: Treatments that are contradicted by a customer abroad; other exemptions hold whoever buys.
AT_HOME = {"standard", "zero", "reverse_domestic"}


class TaxFitMixin(models.AbstractModel):
    """What speaks against the taxes of an order or an invoice: country, kind of supply, VAT id, proof of its check.

    It judges the positions' taxes themselves, so that one that was chosen by hand is judged as well.
    """

    _name = "kontor.tax.fit.mixin"
    _description = "Taxes That Fit the Customer"

    tax_warning = fields.Text(
        compute="_compute_tax_warning",
        help="Where the taxes don't fit the customer's country, or the VAT id is missing or not checked.",
    )

    def _compute_tax_warning(self):
        for document in self:
            document.tax_warning = "\n".join(document._tax_warnings()) or False

    # -- what a document is asked ------------------------------------------------------------------------------------

    def _judges_taxes(self):
        """Tell whether this document's taxes can still be put right (hook)."""
        return self.company_id.account_fiscal_country_id.code == "DE" and bool(self.partner_id)

    def _taxed_lines(self):
        """Return the positions with an amount, as ``(record, kind)`` (hook).

        :return: kind as in ``_tax_kind``; None for one whose kind nobody knows: what is asked in advance
        """
        return []

    def _is_picked_up(self):
        """Tell whether the customer comes for the goods (hook)."""
        return False

    # -- warnings ----------------------------------------------------------------------------------------------------

    def _tax_warnings(self):
        """Return what speaks against the taxes of this document, as sentences in the user's language."""
        self.ensure_one()
        if not self._judges_taxes():
            return []
        document = self.with_company(self.company_id)
        treatments = {line.tax_ids[:1].tax_treatment for line, _kind in document._taxed_lines()}
        return [
            *document._misfit_warnings(),
            *filter(None, [document._missing_vat_id_warning(treatments)]),
            *(document._vat_check_warnings() if treatments & WITH_VAT_ID else ()),
            *filter(None, [document._pickup_warning(treatments)]),
        ]

    def _misfit_warnings(self):
        """Say which positions bear a tax that the law of the customer's country and kind of supply doesn't ask for."""
        misfits, lines = {}, self._taxed_lines()
        wanted_of = {kind: self._wanted_treatment(kind) for kind in {kind for _line, kind in lines} if kind}
        for line, kind in lines:
            wanted, tax = wanted_of.get(kind), line.tax_ids[:1]
            if wanted and not self._fits(tax, wanted):
                misfits.setdefault((kind, wanted, tax), []).append(line)
        return [self._misfit_text(*key, unusual) for key, unusual in misfits.items()]

    def _wanted_treatment(self, kind):
        """Return the treatment that goods or services for this customer get by law; False where the country is unknown."""
        positions = self.env["account.fiscal.position"]
        owner = self.partner_id.commercial_partner_id
        place = positions._taxed_address(self.partner_id, self.partner_shipping_id or self.partner_id)
        if kind == "service":
            place = owner
        if not place.country_id:
            return False
        if place.country_id == self.company_id.account_fiscal_country_id:
            return "standard"
        if positions._lies_in_eu(place):
            known = owner._has_foreign_vat_id(self.company_id)
            return {"consu": "intra_goods", "service": "intra_service"}[kind] if known else "standard"
        if kind == "consu":
            return "export"
        return "third_service" if owner._is_business() else "standard"

    def _fits(self, tax, wanted):
        """Tell whether a position's tax is the one that is wanted, or an exemption that holds whoever buys."""
        treatment = tax.tax_treatment or ("standard" if tax.amount else False)
        if treatment == wanted or not treatment and tax:
            return True
        if wanted == "standard":
            return treatment not in ABROAD
        if wanted == "intra_goods" and treatment == "triangular":
            return True
        return bool(tax) and treatment not in AT_HOME | ABROAD

    def _misfit_text(self, kind, wanted, tax, lines):
        """Say what is unusual about positions with one tax."""
        names = format_list(self.env, [line.name.splitlines()[0] if line.name else "–" for line in lines[:3]])
        labels = dict(self.env["account.tax"]._fields["tax_treatment"]._description_selection(self.env))
        place = self.partner_id.commercial_partner_id if kind == "service" else self.partner_shipping_id or self.partner_id
        texts = {"names": names, "tax": tax.name or "–", "country": place.country_id.name, "wanted": labels[wanted]}
        if kind == "service":
            return self.env._(
                "Services for a customer in %(country)s are normally “%(wanted)s”, but %(names)s bears “%(tax)s”."
                " Let the taxes be found anew, or check whether an exception holds (property, events).",
                **texts,
            )
        return self.env._(
            "Goods that go to %(country)s are normally “%(wanted)s”, but %(names)s bears “%(tax)s”. Let the taxes be found"
            " anew.",
            **texts,
        )

    def _missing_vat_id_warning(self, treatments):
        """Say that a VAT id is missing; see ``_posting_refusal`` for what can't be posted without one."""
        owner = self.partner_id.commercial_partner_id
        if owner._has_foreign_vat_id(self.company_id):
            if treatments & WITH_VAT_ID and not self.company_id.vat:
                return self.env._("Your own VAT id is missing in the company's data; the invoice must name it (§ 14a UStG).")
            return ""
        if treatments & WITH_VAT_ID:
            return self._posting_refusal()
        if "reverse_domestic" in treatments and not owner.vat:
            return self.env._(
                "%(customer)s owes the VAT itself (§ 13b UStG), but its VAT id is missing: the e-invoice must name it.",
                customer=owner.display_name,
            )
        foreign = owner.country_id and owner.country_id != self.company_id.account_fiscal_country_id
        if foreign and owner.is_company and self.env["account.fiscal.position"]._lies_in_eu(owner):
            return self.env._(
                "%(customer)s is a company in %(country)s without a VAT id: German VAT is charged. With its VAT id goods and"
                " services would be free of it.",
                customer=owner.display_name,
                country=owner.country_id.name,
            )
        return ""

    def _vat_check_warnings(self):
        """Say that the VAT id was never checked, not lately, or in vain."""
        owner = self.partner_id.commercial_partner_id
        state = owner.vat_check_state
        texts = {"vat": owner.vat, "customer": owner.display_name, "told": owner.vat_check_text or ""}
        if state == "never":
            return [
                self.env._("The VAT id %(vat)s of %(customer)s was never checked; do it in the customer's form.", **texts)
            ]
        if state == "outdated":
            return [
                self.env._(
                    "The VAT id %(vat)s was checked too long ago, or under another name (%(told)s); check it again.", **texts
                )
            ]
        if state == "invalid":
            return [self.env._("The VAT id %(vat)s isn't valid (%(told)s). Without a valid one German VAT is due.", **texts)]
        if state == "valid" and owner._get_vat_misfits():
            return [
                self.env._(
                    "The VAT id %(vat)s is valid, but the service knows another %(misfits)s: make sure that it is"
                    " %(customer)s who buys.",
                    misfits=owner._get_vat_misfits(),
                    **texts,
                )
            ]
        if state == "unreachable":
            return [self.env._("The VAT id %(vat)s couldn't be checked yet (%(told)s).", **texts)]
        return []

    def _pickup_warning(self, treatments):
        """Say what the exemption needs where the customer comes for the goods (§§ 9, 17a, 17b UStDV)."""
        if not self._is_picked_up():
            return ""
        if "intra_goods" in treatments:
            return self.env._(
                "The customer comes for the goods: they are exempt only with the customer's confirmation of arrival"
                " (Gelangensbestätigung, § 17b UStDV), or with proofs of the transport. Without them German VAT is due."
            )
        if "export" in treatments:
            return self.env._(
                "The customer comes for the goods: they are exempt only with the customs' proof of export (§ 9 UStDV), and"
                " only for a buyer from abroad (§ 6 Abs. 1 Nr. 2 UStG). Until it is there, German VAT is usually deposited."
            )
        return ""

    # -- refusal -----------------------------------------------------------------------------------------------------

    @api.model
    def _vat_id_keepers(self):
        """Return who can help where a VAT id is missing, as the end of a sentence."""
        return self.env._("Who may change customers can enter it; or let the taxes be found anew, with German VAT.")

    def _posting_refusal(self):
        """Return why no invoice can be posted like this, or an empty text (§ 6a Abs. 1 Nr. 4, § 14a Abs. 1 and 3 UStG)."""
        self.ensure_one()
        if not self._judges_taxes():
            return ""
        owner = self.partner_id.commercial_partner_id
        lines = [line for line, _kind in self._taxed_lines() if line.tax_ids[:1].tax_treatment in WITH_VAT_ID]
        if not lines or owner._has_foreign_vat_id(self.company_id):
            return ""
        return self.env._(
            "%(names)s can't be invoiced free of VAT as “%(tax)s”: %(customer)s has no VAT id of another country of the EU"
            " (%(vat)s), and the exemption asks for one. %(help)s",
            names=format_list(self.env, [line.name.splitlines()[0] if line.name else "–" for line in lines[:3]]),
            tax=lines[0].tax_ids[:1].name,
            customer=owner.display_name,
            vat=owner.vat or "–",
            help=self._vat_id_keepers(),
        )
