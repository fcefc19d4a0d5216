import { Component } from "@odoo/owl";

/** The dashboard in a few sentences; each number opens what it counts. */
export class Brief extends Component {
    static template = "oe_customer_retention.Brief";
    static props = { sentences: Array, onOpen: Function };
}
