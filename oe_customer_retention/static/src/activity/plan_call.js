/**
 * Odoo's own dialog to plan an activity, with a call chosen.
 *
 * @param {Object} services `orm` and `store`
 * @returns {Promise} done once the dialog is closed
 */
export async function planCall({ orm, store }, model, id) {
    const domain = [
        ["category", "=", "phonecall"],
        ["res_model", "in", [false, model]],
    ];
    const [type] = await orm.search("mail.activity.type", domain, { limit: 1 });
    return store.scheduleActivity(model, [id], type);
}
