"""Who ordered in a web shop: the customer who is known, or a new one, with the address of this order."""

from odoo.exceptions import AccessError, UserError
from odoo.tools import email_normalize

ADDRESS_KEYS = {"name", "street", "street2", "zip", "city", "country_code", "phone", "email"}
CUSTOMER_KEYS = ADDRESS_KEYS | {"number", "is_company", "vat"}
#: What makes two addresses the same.
ADDRESS_PARTS = ("name", "street", "street2", "zip", "city")


class ChannelCustomer:
    """The part of an order of a channel that finds or creates its customer; see ``ChannelOrder``."""

    def _find_customer(self, data):
        """Return the customer that the data means: by number, else by VAT number, else by e-mail and name.

        Notes a problem when several could be meant, or when a new customer's data doesn't suffice.
        """
        partners = self.env["res.partner"]
        if not data:
            return partners
        domain = [("company_id", "in", (False, self.company.id))]
        if data.get("number"):
            found = partners.search(domain + [("ref", "=", data["number"])])
            found = found.filtered(lambda partner: not partner.parent_id) or found
            if len(found) > 1:
                self.problem(
                    self.env._(
                        "Customer: %(count)s customers have the number “%(number)s”.",
                        count=len(found),
                        number=data["number"],
                    )
                )
            if found:
                return found[:1]
        if data.get("vat"):
            vat = data["vat"].replace(" ", "").upper()
            found = partners.search(domain + [("vat", "in", [data["vat"], vat])])
            found = found.filtered(lambda partner: partner == partner.commercial_partner_id)
            if len(found) > 1:
                self.problem(
                    self.env._("Customer: %(count)s customers have the VAT number “%(vat)s”.", count=len(found), vat=vat)
                )
            if found:
                return found[:1]
        if data.get("email") and data.get("name"):
            name = data["name"].casefold()
            found = partners.search(domain + [("email_normalized", "=", email_normalize(data["email"]))], order="id")
            found = found.filtered(
                lambda partner: (
                    (partner.name or "").casefold() == name
                    and not (data.get("vat") and partner.commercial_partner_id.vat)  # another company of that name
                    and not (data.get("number") and partner.commercial_partner_id.ref)
                )  # another customer of that name
            )
            if found:
                return found[:1]
        self._check_new_customer(data)
        return partners

    def _check_new_customer(self, data):
        """Note what a customer that isn't known yet lacks."""
        if not data.get("name"):
            self.problem(
                self.env._("Customer: nobody was found by these data, and a new customer needs a name.")
                if len(data) > 1 or not data.get("number")
                else self.env._("Customer: there is no customer with the number “%(number)s”.", number=data["number"])
            )
        elif not data.get("email") and not (data.get("street") and data.get("city")):
            self.problem(self.env._("Customer: a new customer needs an e-mail address, or street and city."))
        if not self.env["res.partner"].has_access("create"):
            self.problem(self._lacks_right(self.env._("create customers"), "sales_team.group_sale_salesman"))

    def _create_customer(self, data):
        """Create the customer from the shop's data; a VAT number that isn't one becomes a problem."""
        self._claim_customer(data)
        values = {name: value for name, value in data.items() if name in CUSTOMER_KEYS and name != "number"}
        values.update(
            ref=data.get("number"),
            country_id=data.get("country_id") or self.company.country_id.id,
            company_id=False,
            lang=self.company.partner_id.lang or self.env.lang,
        )
        try:
            with self.env.cr.savepoint():
                return self.env["res.partner"].create(values)
        except AccessError:
            raise
        except UserError as error:
            self.problem(self.env._("Customer: %(reason)s", reason=str(error)))
            return self.env["res.partner"]

    def _claim_customer(self, data):
        """Make sure that no other call creates the same customer at this moment, by whatever it would be found again."""
        name = (data.get("name") or "").casefold()
        identities = [
            ("number", data.get("number")),
            ("vat", (data.get("vat") or "").replace(" ", "").upper()),
            ("email", data.get("email") and f"{email_normalize(data['email'])} {name}"),
        ]
        # sudo: guards are the server's alone
        self.env["kontor.channel.guard"].sudo()._claim(*(identity for identity in identities if identity[1]))

    def _address(self, customer, data, kind):
        """Return the customer's address with these data, which becomes an address of its own when it is new.

        The customer's master data stay as they are: a shop may not know that a customer has moved.

        :param str kind: ``invoice`` or ``delivery``
        """
        data = {**data, "name": data.get("name") or customer.name}

        def is_same(partner):
            return all((partner[part] or "").casefold() == (data.get(part) or "").casefold() for part in ADDRESS_PARTS) and (
                not data.get("country_id") or partner.country_id.id in (data["country_id"], False)
            )

        parent = customer.commercial_partner_id
        for partner in customer | parent | parent.child_ids:
            if is_same(partner):
                return partner
        if not self.env["res.partner"].has_access("create"):
            self.problem(self._lacks_right(self.env._("create addresses"), "sales_team.group_sale_salesman"))
            return customer
        values = {name: value for name, value in data.items() if name in ADDRESS_KEYS or name == "country_id"}
        # sudo: as in _claim_customer
        self.env["kontor.channel.guard"].sudo()._claim(
            ("address", parent.id, *((data.get(part) or "").casefold() for part in ADDRESS_PARTS))
        )
        return self.env["res.partner"].create(
            {
                **values,
                "country_id": data.get("country_id") or customer.country_id.id or self.company.country_id.id,
                "parent_id": customer.id,
                "type": kind,
            }
        )

    def _clerk(self, customer):
        """Return the customer's clerk; the shop's own user is none."""
        if not self.company.creation_clerk:
            return self.env["res.users"]
        return customer.user_id or customer.commercial_partner_id.user_id
