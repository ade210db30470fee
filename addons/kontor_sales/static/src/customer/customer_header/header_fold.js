import { user } from "@web/core/user";

/** The user's setting: folded or not, by kind of document. */
const FOLDED = "customer_header_folded";

/** Documents are about their positions, a partner's form is about the partner: what nobody chose yet. */
export function isHeaderFolded(key, resModel) {
    return (user.settings[FOLDED] || {})[key] ?? resModel !== "res.partner";
}

/** Keep for the user whether a header is folded. */
export function keepHeaderFolded(key, folded) {
    return user.setUserSettings(FOLDED, { ...user.settings[FOLDED], [key]: folded });
}
