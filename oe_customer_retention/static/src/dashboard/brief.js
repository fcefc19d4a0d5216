import { Component, useState } from "@odoo/owl";

const SHOWN_AT_FIRST = 2;
const PUNCTUATION = /^[,.;:)،؛]+/;

/** @returns {Object[]} parts, a link with the punctuation `after` it: no line begins so */
function withPunctuation(parts) {
    return parts.map((part, index) => {
        if (part.action) {
            const next = parts[index + 1];
            return { ...part, after: (!next?.action && next?.text.match(PUNCTUATION)?.[0]) || "" };
        }
        return parts[index - 1]?.action
            ? { ...part, text: part.text.replace(PUNCTUATION, "") }
            : part;
    });
}

/** The dashboard in a few sentences; each number opens what it counts. */
export class Brief extends Component {
    static template = "oe_customer_retention.Brief";
    static props = { sentences: Array, onOpen: Function };

    setup() {
        this.state = useState({ isWhole: false });
    }

    get sentences() {
        const { sentences } = this.props;
        const shown = this.state.isWhole ? sentences : sentences.slice(0, SHOWN_AT_FIRST);
        return shown.map(withPunctuation);
    }

    get hasMore() {
        return this.props.sentences.length > SHOWN_AT_FIRST;
    }

    toggle() {
        this.state.isWhole = !this.state.isWhole;
    }
}
