import { Component, useState } from "@odoo/owl";

const SHOWN_AT_FIRST = 2;
const PUNCTUATION = /^[,.;:)،؛]+/;
const PREFIX = /[(و]$/; // Arabic writes "and" at the word that follows

/** @returns {string} what of a plain part stands at a link */
function found(part, pattern) {
    return (!part?.action && part?.text.match(pattern)?.[0]) || "";
}

/**
 * @returns {Object[]} parts, a link with what stands `before` and `after` it: no line ends
 * or begins so
 */
function withPunctuation(parts) {
    return parts.map((part, index) => {
        const [previous, next] = [parts[index - 1], parts[index + 1]];
        if (part.action) {
            return { ...part, before: found(previous, PREFIX), after: found(next, PUNCTUATION) };
        }
        const text = previous?.action ? part.text.replace(PUNCTUATION, "") : part.text;
        return { ...part, text: next?.action ? text.replace(PREFIX, "") : text };
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
