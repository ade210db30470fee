import { registry } from "@web/core/registry";

/** A clerk adds a position without an article, with a text and a price, to a quotation (004-5). */
registry.category("web_tour.tours").add("kontor_free_position", {
    steps: () => [
        {
            content: "Add a free position",
            trigger: ".o_field_x2many_list_row_add button:contains('Add a free position'), .o_field_x2many_list_row_add a:contains('Add a free position')",
            run: "click",
        },
        {
            content: "Its text stands where the article would",
            trigger: ".o_selected_row [name=product_template_id] textarea",
            run: "edit Assembly on Saturday",
        },
        {
            content: "It has a quantity",
            trigger: ".o_selected_row [name=product_uom_qty] input",
            run: "edit 3",
        },
        {
            content: "It has a price",
            trigger: ".o_selected_row [name=price_unit] input",
            run: "edit 80",
        },
        {
            content: "Save",
            trigger: ".o_form_button_save:enabled",
            run: "click",
        },
        {
            content: "It is saved",
            trigger: ".o_form_view .o_form_status_indicator_buttons.invisible:not(:visible)",
        },
        {
            content: "It shows its text, and no article",
            trigger: ".o_data_row td[name=product_template_id] textarea:value('Assembly on Saturday')",
        },
    ],
});
