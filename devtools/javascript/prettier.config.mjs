import xml from "@prettier/plugin-xml";

// JavaScript as Odoo lays it out, XML as the OCA does.
export default {
    printWidth: 100,
    tabWidth: 4,
    trailingComma: "es5",
    plugins: [xml],
    xmlWhitespaceSensitivity: "strict",
    overrides: [{ files: "*.xml", options: { printWidth: 88 } }],
};
