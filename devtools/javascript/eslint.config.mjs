import js from "@eslint/js";
import globals from "globals";

// The rules of Odoo's own web client (addons/web/tooling), in today's format.
const odooRules = {
    "arrow-body-style": ["error", "as-needed"],
    curly: ["error", "all"],
    "no-duplicate-imports": "error",
    "no-restricted-globals": ["error", "event", "self"],
    "no-restricted-syntax": ["error", "PrivateIdentifier"],
    "no-unused-vars": ["error", { args: "none", caughtErrors: "all" }],
    "prefer-const": ["error", { destructuring: "all", ignoreReadBeforeAssign: true }],
};

export default [
    js.configs.recommended,
    {
        languageOptions: {
            globals: { ...globals.browser, luxon: "readonly", Chart: "readonly" },
        },
        linterOptions: { reportUnusedDisableDirectives: "error" },
        rules: odooRules,
    },
];
