import { registry } from "@web/core/registry";

const FILE = `Name;E-Mail;Phone
Tour Old;OLD@tour.example;111
Tour New;new@tour.example;222
Tour Bad;nowhere;333
Tour New;New@tour.example;444
`;
const row = (text, action) =>
    `[name=line_ids] .o_data_row:contains(${text}) [name=action]:contains(${action})`;

const SEED = `name,email,phone,industry,website,address,status
Vehicle Sign Ltd,info@vehicle.example,+32 9 555 00 11,Nonsense,https://vehicle.example,1 Road,prospect
Closed Shop Ltd,"a@closed.example, b@closed.example",,,,,churned
`;

registry.category("web_tour.tours").add("customer_retention_import_usual_heading", {
    steps: () => [
        {
            content: "A template is offered",
            trigger: "a[href$='customers.csv']",
        },
        {
            content: "Choose a file",
            trigger: "[name=file] .o_select_file_button",
            run() {
                const files = new DataTransfer();
                files.items.add(new File([SEED], "customers.csv", { type: "text/csv" }));
                const input = document.querySelector("[name=file] .o_input_file");
                input.files = files.files;
                input.dispatchEvent(new Event("change", { bubbles: true }));
            },
        },
        { trigger: "[name=file] .o_clear_file_button" },
        { trigger: "button[name=action_read]", run: "click" },
        {
            content: "Industry and status have a place to go to",
            trigger:
                "[name=column_ids]:has(.o_data_row:contains(industry) [name=target]:contains(Industry)) .o_data_row:contains(status) [name=target]:contains(Status)",
        },
        { trigger: "[name=are_companies] input:checked" },
        { trigger: "button[name=action_preview]", run: "click" },
        { trigger: "[name=line_ids] .o_data_row:contains(no industry Nonsense)" },
        { trigger: "[name=line_ids] .o_data_row:contains(More than one address)" },
        { trigger: "button[name=action_import]", run: "click" },
        { trigger: "button[name=action_open_partners]", run: "click" },
        { trigger: ".o_list_view .o_data_row:contains(Vehicle Sign Ltd):contains(Prospect)" },
        { trigger: ".o_list_view .o_data_row:contains(Closed Shop Ltd):contains(Lost)" },
    ],
});

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
