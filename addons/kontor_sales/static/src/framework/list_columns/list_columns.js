import { patch } from "@web/core/utils/patch";
import { ListRenderer } from "@web/views/list/list_renderer";

/**
 * A column that says options="{'left_out_empty': True}" takes no room while none of the shown records has anything in it:
 * a dunning level where nobody was dunned, an activity where none is planned.
 */
patch(ListRenderer.prototype, {
    getActiveColumns() {
        return super.getActiveColumns().filter((column) => !this.isEmptyColumn(column));
    },

    /** Tell whether a column would be empty, of those that may be left out then. */
    isEmptyColumn(column) {
        if (!column.options?.left_out_empty) {
            return false;
        }
        return !shownRecords(this.props.list).some(({ data }) => {
            const value = data[column.name];
            return value?.records ? value.records.length : Array.isArray(value) ? value.length : value;
        });
    },
});

/** Return the loaded records of a list, those of its groups, too. */
function shownRecords(list) {
    return list.isGrouped ? list.groups.flatMap((group) => shownRecords(group.list)) : list.records;
}
