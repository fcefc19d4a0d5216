import { registry } from "@web/core/registry";

const FILE = `Name;E-Mail;Phone
Tour Old;OLD@tour.example;111
Tour New;new@tour.example;222
Tour Bad;nowhere;333
Tour New;New@tour.example;444
`;
const row = (text, action) =>
    `[name=line_ids] .o_data_row:contains(${text}) [name=action]:contains(${action})`;

registry.category("web_tour.tours").add("customer_retention_import", {
    steps: () => [
        {
            content: "Choose a file",
            trigger: "[name=file] .o_select_file_button",
            run() {
                const files = new DataTransfer();
                files.items.add(new File([FILE], "customers.csv", { type: "text/csv" }));
                const input = document.querySelector("[name=file] .o_input_file");
                input.files = files.files;
                input.dispatchEvent(new Event("change", { bubbles: true }));
            },
        },
        {
            content: "The file is chosen",
            trigger: "[name=file] .o_clear_file_button",
        },
        {
            content: "Read it",
            trigger: "button[name=action_read]",
            run: "click",
        },
        {
            content: "The heading says which column is the email",
            trigger: "[name=column_ids] .o_data_row:contains(E-Mail) [name=target]:contains(Email)",
        },
        {
            content: "Update duplicates",
            trigger: "[name=on_duplicate] input[data-value=fill]",
            run: "click",
        },
        {
            content: "See what would happen",
            trigger: "button[name=action_preview]",
            run: "click",
        },
        { trigger: row("Tour Old", "Update") },
        { trigger: row("Tour New", "New") },
        { trigger: row("Tour Bad", "Problem") },
        {
            content: "Import",
            trigger: "button[name=action_import]",
            run: "click",
        },
        {
            content: "The report names the problem",
            trigger: ".nav-link[name=problems]",
            run: "click",
        },
        {
            trigger: "[name=problem_ids] .o_data_row:contains(Column B, Email “nowhere”)",
        },
        {
            content: "Open the imported customers",
            trigger: "button[name=action_open_partners]",
            run: "click",
        },
        { trigger: ".o_list_view .o_data_row:contains(Tour New)" },
        { trigger: ".o_list_view .o_data_row:contains(Tour Old)" },
    ],
});
