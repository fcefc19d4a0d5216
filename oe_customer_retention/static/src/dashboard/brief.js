import { Component, useState } from "@odoo/owl";

const SHOWN_AT_FIRST = 2;

/** The dashboard in a few sentences; each number opens what it counts. */
export class Brief extends Component {
    static template = "oe_customer_retention.Brief";
    static props = { sentences: Array, onOpen: Function };

    setup() {
        this.state = useState({ isWhole: false });
    }

    get sentences() {
        const { sentences } = this.props;
        return this.state.isWhole ? sentences : sentences.slice(0, SHOWN_AT_FIRST);
    }

    get hasMore() {
        return this.props.sentences.length > SHOWN_AT_FIRST;
    }

    toggle() {
        this.state.isWhole = !this.state.isWhole;
    }
}
