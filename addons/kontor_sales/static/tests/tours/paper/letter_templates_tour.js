import { registry } from "@web/core/registry";

const row = ".modal [name=own_text_ids] .o_data_row:contains('TOUR BEFORE')";

/** An administrator changes a text in the letter templates, sees it in the preview, and saves it. */
registry.category("web_tour.tours").add("kontor_letter_templates", {
    steps: () => [
        {
            content: "The letter templates say what they are",
            trigger: ".modal-title:contains('Letter Templates')",
        },
        {
            content: "Choose the kind: open the list",
            trigger: ".modal [name=sample_kind] input",
            run: "click",
        },
        {
            content: "Choose the quotation",
            trigger: ".o_select_menu_item:contains('Quotation')",
            run: "click",
        },
        {
            content: "The preview has its text",
            trigger: ".modal .o_preview_iframe_wrapper :iframe p[name=intro_text]:contains('TOUR BEFORE')",
        },
        {
            content: "Open the text in the list",
            trigger: `${row} td[name=intro_text]`,
            run: "click",
        },
        {
            content: "Change it",
            trigger: ".modal [name=own_text_ids] .o_selected_row [name=intro_text] textarea",
            run: "edit TOUR AFTER",
        },
        {
            content: "Leave the line",
            trigger: ".modal [name=sample_kind]",
            run: "click",
        },
        {
            content: "The preview follows",
            trigger: ".modal .o_preview_iframe_wrapper :iframe p[name=intro_text]:contains('TOUR AFTER')",
        },
        {
            content: "Save",
            trigger: ".modal button[name=document_layout_save]",
            run: "click",
        },
        {
            content: "It is saved",
            trigger: "body:not(:has(.modal))",
        },
    ],
});
