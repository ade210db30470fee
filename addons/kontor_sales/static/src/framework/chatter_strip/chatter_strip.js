import { reactive, useState } from "@odoo/owl";

import { Chatter } from "@mail/chatter/web_portal/chatter";
import { browser } from "@web/core/browser/browser";
import { user } from "@web/core/user";
import { patch } from "@web/core/utils/patch";

/** Kinds of documents beside whose positions the conversation can be folded to a strip. */
const DOCUMENTS = ["sale.order", "stock.picking", "account.move", "purchase.order"];
/** From this width on there is room for the positions and the conversation. */
const WIDE = 1600;

/** What the user chose, in all forms of this browser tab: "open", "folded", or nothing yet. */
const documentChatter = reactive({ choice: user.settings?.document_chatter || false });

patch(Chatter.prototype, {
    setup() {
        super.setup(...arguments);
        this.documentChatter = useState(documentChatter);
    },

    get canFold() {
        return Boolean(this.props.isChatterAside) && DOCUMENTS.includes(this.props.threadModel);
    },

    get isFolded() {
        const { choice } = this.documentChatter;
        return this.canFold && (choice ? choice === "folded" : browser.innerWidth < WIDE);
    },

    /** What nobody has read yet, and what is planned: it stays visible on the strip. */
    get unread() {
        return this.state.thread?.message_needaction_counter || 0;
    },

    async toggleFolded() {
        documentChatter.choice = this.isFolded ? "open" : "folded";
        await user.setUserSettings("document_chatter", documentChatter.choice);
    },
});
