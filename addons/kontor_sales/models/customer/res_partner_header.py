from urllib.parse import quote

from odoo import api, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL, float_compare, format_date, formatLang

from ...tools.records import check_ids


class ResPartner(models.Model):
    """The customer at a glance: what stands above every form of a customer (003-1…14, 003-32…34, 003-40…51).

    One call returns all of it, ready to be shown. Other addons add their part with ``super()``.
    """

    _inherit = "res.partner"

    @api.readonly
    def get_customer_header(self, contact_id=False):
        """Return everything that the customer header shows.

        :param int contact_id: the contact chosen on a document; default: this contact, else the customer's marked one
        :return: ``{'customer', 'contact' (dict or False), 'reach', 'terms', 'chart' (dict or False), 'limits', 'status',
            'insurance', 'badges', 'recent_documents', 'buttons', 'can_change_customer'}``; texts are in the user's language
        :raises UserError: when it isn't exactly one customer that the user may see
        """
        self._warm_header()
        partner, contact = self._check_header_request(contact_id)
        customer = partner.commercial_partner_id
        return customer._header_parts(customer._header_data(contact))

    def _warm_header(self):
        """Read the few fields of the companies that the header needs; the first access would read some hundred.

        Record rules ask for the parents of each company, amounts for the currency.
        """
        companies = self.env.companies | self.env.company
        # sudo: the settings of the company that the user works in
        companies.sudo().fetch(self._header_company_fields())
        companies.currency_id.fetch(["name", "symbol", "position", "rounding", "decimal_places"])

    @api.model
    def _header_company_fields(self):
        """Return the names of the companies' stored fields that the header reads; an addon adds its own (003-4)."""
        return ["parent_path", "currency_id", "name", "cashier_pricelist_id", "creation_discount", "discount_rule"]

    def _header_parts(self, data):
        """Return the parts of the header; other addons add theirs.

        :param dict data: what ``_header_data`` read
        """
        return {
            "customer": self._header_customer(data),
            "contact": self._header_contact(data),
            "reach": self._header_reach(data),
            "terms": self._header_terms(data),
            "chart": self._get_header_chart(data["show_profit"]),
            "limits": [],
            "status": False,
            "insurance": False,
            "badges": [],
            "recent_documents": self._get_recent_documents(data["family"]),
            "buttons": self._header_buttons(data),
            "can_change_customer": self.env["sale.order.reassign"].has_access("create"),
        }

    def _check_header_request(self, contact_id):
        """Return the partner and the contact that are asked for, if the user may see them; read with one query.

        :raises UserError:
        """
        if not self.env.user._is_internal():
            raise UserError(self.env._("The customer header is for the company's own users."))
        if len(check_ids(self)) != 1:
            raise UserError(self.env._("Choose exactly one customer; this call is for %(count)s.", count=len(self)))
        if isinstance(contact_id, bool) and not contact_id or contact_id is None:
            contact_id = 0
        if type(contact_id) is not int:
            raise UserError(self.env._("“%(id)s” is no contact.", id=contact_id))
        found = self.with_context(active_test=False).search_fetch(
            Domain("id", "in", [self.id or 0, contact_id]), ["commercial_partner_id", "type"]
        )
        partner = self.browse(self.id)
        if partner not in found:
            raise UserError(self.env._("There is no such customer that you may see (%(id)s).", id=self.id))
        contact = found.filtered(lambda other: other.id == contact_id)
        if contact_id and (not contact or contact.commercial_partner_id != partner.commercial_partner_id):
            raise UserError(self.env._("This contact doesn't belong to the customer (%(id)s).", id=contact_id))
        if not contact and partner != partner.commercial_partner_id and partner.type == "contact":
            contact = partner
        return partner, contact

    # -- one query for the master data --------------------------------------------------------------------------------

    def _header_data(self, contact):
        """Read the master data of a customer, with the names of all that it refers to, by one query.

        Through the ORM each name would be a query of its own.

        :param contact: ``res.partner``, possibly empty
        """
        self.ensure_one()
        self.env.flush_all()  # much of the query is written by hand; in a call of its own nothing waits to be written
        # sudo: whoever may see a contact sees the customer behind it, and the names of its terms
        partners = self.env["res.partner"].sudo()
        query = partners.with_context(active_test=False)._search([("id", "=", self.id)])
        columns = self._header_columns(query, partners, contact)
        row = self.env.execute_query_dict(
            query.select(*(SQL("%s AS %s", sql, SQL.identifier(name)) for name, sql in columns.items()))
        )[0]
        return row

    def _header_columns(self, query, partners, contact):
        """Return the columns of the query for the master data, by name; other addons add theirs.

        :param query: selects the customer
        :param partners: ``res.partner`` with the rights to read all of it
        :param contact: ``res.partner``, possibly empty
        """

        def own(name):
            return partners._field_to_sql(query.table, name, query)

        def joined(alias, model, condition):
            other = self.env[model].sudo()
            query.add_join("LEFT JOIN", alias, other._table, condition)
            return lambda name: other._field_to_sql(alias, name, query)

        def named(field):
            """Join the record that a field of the customer refers to."""
            alias = f"header_{field}"
            condition = SQL("%s = %s", SQL.identifier(alias, "id"), own(field))
            return joined(alias, partners._fields[field].comodel_name, condition)

        # without a mark there is none: the first one by name is nobody's choice (003-9)
        marked = SQL("header_contact.id = %s AND header_contact.active", own("default_contact_id"))
        chosen = joined("header_contact", "res.partner", SQL("header_contact.id = %s", contact.id) if contact else marked)
        clerk = named("user_id")
        clerk_partner = joined(
            "header_clerk_partner", "res.partner", SQL("header_clerk_partner.id = %s", clerk("partner_id"))
        )
        company = joined("header_company", "res.company", SQL("header_company.id = %s", self.env.company.id))
        categories = self.env["res.partner.category"].sudo()
        columns = {name: own(name) for name in self._header_own_fields()}
        columns |= {
            "country_code": named("country_id")("code"),
            "customer_type": named("customer_type_id")("name"),
            "payment_term": named("property_payment_term_id")("name"),
            "payment_method": named("property_inbound_payment_method_line_id")("name"),
            "clerk_name": clerk_partner("name"),
            "clerk_phone": clerk_partner("phone"),
            "clerk_login": clerk("login"),
            "show_profit": company("header_show_profit"),
            "top_right": company("header_top_right"),
            "dms_url": company("dms_url"),
            "has_logo": SQL(
                "EXISTS (SELECT FROM ir_attachment a WHERE a.res_model = 'res.partner' AND a.res_id = %s"
                " AND a.res_field = 'image_128')",
                own("id"),
            ),
            "family": SQL(
                "ARRAY(SELECT member.id FROM res_partner member WHERE member.commercial_partner_id = %s)", own("id")
            ),
            "categories": SQL(
                """(SELECT JSONB_AGG(JSONB_BUILD_OBJECT('code', COALESCE(NULLIF(tag.short_code, ''), %(name)s),
                                                        'name', %(name)s) ORDER BY %(name)s)
                      FROM res_partner_res_partner_category_rel rel
                      JOIN res_partner_category tag ON tag.id = rel.category_id AND tag.active
                     WHERE rel.partner_id = %(id)s)""",
                name=categories._field_to_sql("tag", "name", query),
                id=own("id"),
            ),
            "shown_fields": SQL(
                """ARRAY(SELECT field.name FROM kontor_header_field_rel rel
                           JOIN ir_model_fields field ON field.id = rel.ir_model_fields_id
                          WHERE rel.res_company_id = %s ORDER BY field.id)""",
                self.env.company.id,
            ),
        }
        columns |= {f"contact_{name}": chosen(name) for name in self._header_contact_fields()}
        if "property_delivery_carrier_id" in partners._fields:
            columns["shipping"] = named("property_delivery_carrier_id")("name")
        columns |= self._header_note_columns(own("id"))
        return columns

    @api.model
    def _header_own_fields(self):
        """Return the names of the customer's stored fields that the header needs."""
        return [
            "id", "ref", "name", "name2", "street", "street2", "po_box", "zip", "city", "phone", "fax", "email",
            "factoring_number", "customer_state", "customer_discount", "is_company", "active", "country_id",
        ]  # fmt: skip

    @api.model
    def _header_contact_fields(self):
        """Return the names of the contact's stored fields that the header needs."""
        return ["id", "contact_title", "name", "name2", "function", "phone", "fax", "email", "birthday"]

    def _header_note_columns(self, customer):
        """Return the columns that count notes and follow-ups, as the user may see them.

        :param customer: SQL of the customer's id
        """
        notes = self.env["kontor.customer.note"]
        columns = {
            "follow_ups": SQL(
                """(SELECT COUNT(*) FROM mail_activity activity
                     WHERE activity.res_model = 'res.partner' AND activity.active
                       AND activity.res_id IN (SELECT member.id FROM res_partner member
                                                WHERE member.commercial_partner_id = %s))""",
                customer,
            )
        }
        if not notes.has_access("read"):
            return columns | {"notes": SQL("0"), "filtered_notes": SQL("0"), "print_note": SQL("NULL")}
        query = notes._search([("active", "=", True)])
        query.add_where(SQL("%s = %s", SQL.identifier(query.table, "partner_id"), customer))
        table = SQL.identifier(query.table)
        wanted = SQL(
            "EXISTS (SELECT FROM kontor_note_category_res_users_rel rel WHERE rel.res_users_id = %s"
            " AND rel.kontor_note_category_id = %s.category_id)",
            self.env.uid,
            table,
        )
        columns["notes"] = SQL("(%s)", query.select(SQL("COUNT(*)")))
        columns["filtered_notes"] = SQL("(%s)", query.select(SQL("COUNT(*) FILTER (WHERE %s)", wanted)))
        printed = query.select(
            SQL(
                "(ARRAY_AGG(COALESCE(NULLIF(%(n)s.text, ''), %(n)s.subject) ORDER BY %(n)s.date DESC, %(n)s.id DESC)"
                " FILTER (WHERE %(n)s.for_printing))[1]",
                n=table,
            )
        )
        return columns | {"print_note": SQL("(%s)", printed)}

    # -- the parts ----------------------------------------------------------------------------------------------------

    def _header_customer(self, data):
        """Return name, address, clerk, type, categories, and what stands at the top right."""
        place = " ".join(part for part in (data["zip"], data["city"]) if part)
        if data["country_code"] and place:
            place = f"{data['country_code']}-{place}"
        street = " ".join(part for part in (data["street"], data["street2"]) if part)
        number = data["ref"] or ""
        return {
            "id": self.id,
            "number": number,
            "factoring_number": data["factoring_number"] or "",
            "name": data["name"] or "",
            "name2": data["name2"] or "",
            "street": self.env._("PO Box %s", data["po_box"]) if data["po_box"] else street,
            "place": place or data["country_code"] or "",
            "phone": data["phone"] or "",
            "fax": data["fax"] or "",
            "email": data["email"] or "",
            "logo": f"/web/image/res.partner/{self.id}/image_128" if data["has_logo"] else "",
            "state": data["customer_state"] or "",
            "state_label": dict(self._fields["customer_state"]._description_selection(self.env)).get(
                data["customer_state"], ""
            ),
            "active": bool(data["active"]),
            "type": data["customer_type"] or "",
            "categories": data["categories"] or [],
            "clerk": {"name": data["clerk_name"] or data["clerk_login"], "phone": data["clerk_phone"] or ""}
            if data["clerk_login"]
            else False,
            "top_right": self._header_top_right(data),
        }

    def _header_top_right(self, data):
        """Return the chosen master data, or the note marked for printing (003-46): ``[{'label', 'value'}]``."""
        if data["top_right"] == "note":
            return [{"label": self.env._("Note"), "value": data["print_note"]}] if data["print_note"] else []
        values = []
        for name in data["shown_fields"]:
            field = self._fields.get(name)
            # a field that this user may not see, or that an uninstalled addon left behind, is not shown
            if not field or not self._has_field_access(field, "read"):
                continue
            value = self[name]
            if field.type == "boolean":
                text = self.env._("yes") if value else self.env._("no")
            elif field.type == "many2one":
                # sudo: the name of what the customer refers to, in a field that the user may read
                text = value.sudo().display_name or ""
            elif field.type == "selection":
                text = dict(field._description_selection(self.env)).get(value, "")
            elif field.type in ("date", "datetime"):
                text = format_date(self.env, value) if value else ""
            else:
                text = str(value) if value or value == 0 and field.type in ("integer", "float") else ""
            if text:
                values.append({"label": field._description_string(self.env), "value": text})
        return values

    def _header_contact(self, data):
        """Return the contact (003-9, 003-32…34), or False; telephone, fax and e-mail are the contact's own."""
        if not data["contact_id"]:
            return False
        texts = {name: data[f"contact_{name}"] or "" for name in ("name", "name2", "function", "phone", "fax", "email")}
        birthday = data["contact_birthday"]
        return {
            "id": data["contact_id"],
            "title": data["contact_contact_title"] or "",
            **texts,
            "birthday": birthday.isoformat() if birthday else "",
            "birthday_text": format_date(self.env, birthday) if birthday else "",
            "limit": "",
        }

    def _header_reach(self, data):
        """Return by what the customer is reached: the contact's own number or address, else the company's (003-32, 003-33).

        :return: ``{'phone': {'value', 'of_company', 'label'}, 'fax': …, 'email': …}``; ``of_company`` is true where it isn't
            the contact's own, and ``label`` says so
        """
        reach = {}
        for name in ("phone", "fax", "email"):
            own, company = data[f"contact_{name}"] or "", data[name] or ""
            of_company = bool(data["contact_id"] and company and (not own or own.strip() == company.strip()))
            reach[name] = {
                "value": own or company,
                "of_company": of_company,
                "label": self.env._("Head office") if of_company else "",
            }
        return reach

    def _header_terms(self, data):
        """Return the standard terms, the price group and the percent behind it (003-41…44)."""
        # sudo: the names and percents of the customer's terms, whatever else the user may read of them
        customer = self.sudo()
        # only what is needed: the first access would read all columns of the customer, two queries
        customer.fetch(self._header_term_fields())
        # the price list that a new order of this user would get
        pricelist, pricelist_source = customer._sale_pricelist(self.env.company, self.env.user)
        percent, percent_source = customer._price_percent_and_source()
        applied = customer.customer_discount and customer._general_discount(self.env.company, pricelist.sudo())
        return {
            "payment_term": data["payment_term"] or "",
            "payment_method": data["payment_method"] or "",
            "shipping": data.get("shipping") or "",
            "discount": data["customer_discount"] or 0.0,
            "applied_discount": applied or 0.0,
            "applied_text": self._header_applied_text(applied or 0.0, percent or 0.0),
            "discount_rule": customer._discount_rule_text(self.env.company),
            "pricelist": pricelist.sudo().name if pricelist else "",
            "pricelist_source": pricelist_source,
            "cooperation": customer.cooperation_id.name or "",
            "percent": percent or 0.0,
            "percent_source": percent_source or "",
            "percent_title": self._header_percent_titles().get(percent_source, ""),
        }

    @api.model
    def _header_applied_text(self, applied, percent):
        """Say what positions get by price list and discount together, where that isn't the percent that is shown anyway.

        :param float applied: see ``_general_discount``
        :param float percent: the percent behind the price group
        """
        if not applied or not float_compare(-applied, percent, precision_digits=4):
            return ""
        return self.env._("applies: −%s %%", formatLang(self.env, applied, digits=2))

    @api.model
    def _header_term_fields(self):
        """Return the names of the customer's fields from which price list and percent follow."""
        return [
            "commercial_partner_id", "cooperation_id", "customer_discount", "terms_percent",
            "ignore_cashier_pricelist", "specific_property_product_pricelist", "country_id",
        ]  # fmt: skip

    @api.model
    def _header_percent_titles(self):
        """Return what the percent behind the price group is, by its source (003-44)."""
        return {
            "cooperation": self.env._("Surcharge of the cooperation"),
            "discount": self.env._("Discount of the customer"),
            "terms": self.env._("Terms of the customer"),
        }

    def _header_buttons(self, data):
        """Return the buttons that this user may use (003-10, 003-47…50).

        ``frame`` is ``blue``, ``red`` or empty. A button with ``url`` opens that page, all others what
        ``open_from_header(code)`` returns. ``place`` is ``bar``, or ``contact`` for those in the menu of the contact.

        :return: ``[{'code', 'label', 'icon', 'frame', 'count', 'url', 'hotkey', 'place'}]``
        """

        def button(code, label, icon, frame="", count=0, url="", hotkey="", place="bar"):
            return {
                "code": code, "label": label, "icon": icon, "frame": frame, "count": count, "url": url, "hotkey": hotkey,
                "place": place,
            }  # fmt: skip

        buttons = [button("master", self.env._("Master Data"), "fa-id-card-o", hotkey="shift+k")]
        if self.env["account.move"].has_access("read"):
            buttons.append(button("revenue", self.env._("Revenue"), "fa-bar-chart", hotkey="shift+r"))
        if self.env["kontor.customer.document"].has_access("read"):
            buttons.append(button("documents", self.env._("All Documents"), "fa-files-o"))
        buttons += [
            button(
                "follow_ups",
                self.env._("Follow-ups"),
                "fa-calendar-check-o",
                frame="blue" if data["follow_ups"] else "",
                count=data["follow_ups"],
                hotkey="shift+w",
            ),
            button(
                "notes",
                self.env._("Notes"),
                "fa-sticky-note-o",
                frame="red" if data["filtered_notes"] else "blue" if data["notes"] else "",
                count=data["filtered_notes"] or data["notes"],
                hotkey="shift+t",
            ),
            button("emails", self.env._("E-mails"), "fa-envelope-o"),
        ]
        if self._may_see_discounts():
            buttons.append(button("discounts", self.env._("Discounts"), "fa-percent"))
        if "crm.lead" in self.env and self.env["crm.lead"].has_access("read"):
            buttons.append(button("crm", self.env._("CRM"), "fa-handshake-o"))
        if data["dms_url"]:
            url = data["dms_url"]
            for name, value in (("number", data["ref"]), ("name", data["name"]), ("id", self.id)):
                url = url.replace("{%s}" % name, quote(str(value or ""), safe=""))
            buttons.append(button("dms", self.env._("Document Folder"), "fa-folder-open-o", url=url))
        if data["contact_id"] and self.has_access("write"):
            buttons.append(button("edit_contact", self.env._("Edit contact…"), "fa-pencil", place="contact"))
        if self.env["res.partner"].has_access("create"):
            buttons.append(button("new_contact", self.env._("New contact…"), "fa-user-plus", place="contact"))
        return buttons

    def _may_see_discounts(self):
        return (
            self.env.user.has_group("product.group_product_pricelist")
            and self.env["product.pricelist.item"].has_access("read")
            and self.env["kontor.customer.discounts"].has_access("create")
        )
