import { SearchPanel } from "@web/search/search_panel/search_panel";
import { browser } from "@web/core/browser/browser";

/** A search panel that leaves its room to the list until somebody unfolds it. */
export class FoldedSearchPanel extends SearchPanel {
    setup() {
        super.setup();
        if (browser.localStorage.getItem(this.keyExpandSidebar) === null) {
            this.state.sidebarExpanded = false;
        }
    }
}
