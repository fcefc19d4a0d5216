from odoo.exceptions import AccessError, UserError

from ..common import ALL_LEADS, MANAGER, SALESMAN, RetentionCase, ago


class TestNotes(RetentionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.seller = cls._user("seller", SALESMAN)
        cls.customer = cls._buyer(30, name="Acme", user_id=cls.seller.id)
        cls._refresh()
        cls.profile = cls._profile(cls.customer).with_user(cls.seller)

    def _texts(self, profile=None):
        notes = (profile or self.profile).get_notes()["notes"]
        return [str(note["body"]) for note in notes]

    def test_pinned_notes_come_first_and_the_others_newest_first(self):
        first, *_rest = (self.profile.add_note(text) for text in "abc")
        self.profile.pin_notes([first], True)
        self.assertEqual(self._texts(), ["<p>a</p>", "<p>c</p>", "<p>b</p>"])
        self.profile.pin_notes([first], False)
        self.assertEqual(self._texts(), ["<p>c</p>", "<p>b</p>", "<p>a</p>"])

    def test_a_note_may_be_pinned_as_it_is_written(self):
        self.profile.add_note("a", pinned=True)
        self.profile.add_note("b")
        self.assertEqual(self._texts(), ["<p>a</p>", "<p>b</p>"])

    def test_text_is_text_and_its_lines_are_kept(self):
        self.profile.add_note("1 < 2\n<script>x</script>")
        [text] = self._texts()
        self.assertIn("1 &lt; 2<br>", text)
        self.assertNotIn("<script>", text)

    def test_formatting_is_kept_and_what_is_not_safe_is_not(self):
        html = "<p>Open <b>late</b></p><script>x</script><img src=x onerror=y>"
        self.profile.add_note(html, is_html=True)
        [text] = self._texts()
        self.assertIn("<b>late</b>", text)
        self.assertNotIn("script", text)
        self.assertNotIn("onerror", text)

    def test_its_author_and_managers_edit_and_delete_a_note(self):
        boss = self._user("boss", MANAGER)
        for user in (self.seller, boss):
            with self.subTest(user=user.login):
                profile = self.profile.with_user(user)
                note = self.profile.add_note("a")
                profile.edit_note(note, "<p>b <i>c</i></p>")
                profile.edit_note(note, profile.get_notes()["notes"][0]["body"])
                [text] = self._texts()
                self.assertRegex(text, r"<p>b\s+<i>c</i>")
                self.assertLessEqual(text.count("o-mail-Message-edited"), 1)
                profile.delete_note(note)
                self.assertEqual(self._texts(), [])

    def test_a_colleague_who_sees_the_customer_edits_no_note_of_others(self):
        colleague = self._user("colleague", ALL_LEADS)
        note = self.profile.add_note("a")
        profile = self.profile.with_user(colleague)
        [row] = profile.get_notes()["notes"]
        self.assertFalse(row["may_edit"])
        for call in (
            lambda: profile.edit_note(note, "<p>b</p>"),
            lambda: profile.delete_note(note),
        ):
            with self.assertRaisesRegex(AccessError, "only its author"):
                call()
        self.assertEqual(self._texts(), ["<p>a</p>"])

    def test_only_notes_of_the_customer_are_edited(self):
        other = self._customer("Other", user_id=self.seller.id)
        note = other.with_user(self.seller).message_post(
            body="a", message_type="comment", subtype_xmlid="mail.mt_note"
        )
        with self.assertRaisesRegex(UserError, "no longer exists"):
            self.profile.edit_note(note.id, "<p>b</p>")
        with self.assertRaisesRegex(UserError, "empty"):
            self.profile.edit_note(self.profile.add_note("a"), "<p><br></p>")

    def test_a_note_that_is_logged_is_a_note(self):
        log = self.env["customer.retention.log.wizard"].with_user(self.seller)
        log.create(
            {"profile_ids": self.profile.ids, "kind": "note", "note": "Closed in May"}
        ).action_log()
        [text] = self._texts()
        self.assertIn("Closed in May", text)

    def test_an_empty_note_is_refused(self):
        for text in ("", "  \n", False):
            with self.assertRaisesRegex(UserError, "empty"):
                self.profile.add_note(text)

    def test_a_note_is_a_log_note_on_the_contact_and_no_activity(self):
        note = self.env["mail.message"].browse(self.profile.add_note("a"))
        self.assertIn(note, self.customer.message_ids)
        self.assertEqual(note.subtype_id, self.env.ref("mail.mt_note"))
        self.assertEqual(note.author_id, self.seller.partner_id)
        self._refresh(self.customer)
        self.assertFalse(self.profile.last_crm_date)

    def test_log_notes_of_contacts_and_profile_are_notes_too_mails_are_not(self):
        contact = self._customer("Ada", parent_id=self.customer.id, is_company=False)
        for record in (contact, self.profile):
            record.message_post(
                body="a", message_type="comment", subtype_xmlid="mail.mt_note"
            )
        self.customer.message_post(
            body="b", message_type="comment", subtype_xmlid="mail.mt_comment"
        )
        self.assertEqual(self._texts(), ["<p>a</p>"] * 2)

    def test_more_than_a_page_is_told(self):
        for text in "abc":
            self.profile.add_note(text)
        self.assertEqual(len(self.profile.get_notes(limit=2)["notes"]), 2)
        self.assertTrue(self.profile.get_notes(limit=2)["has_more"])
        self.assertFalse(self.profile.get_notes(limit=3)["has_more"])

    def test_only_notes_of_the_customer_are_pinned(self):
        other = self._customer("Other")
        note = other.message_post(body="a", message_type="comment")
        with self.assertRaisesRegex(UserError, "no longer exists"):
            self.profile.pin_notes(note.ids, True)
        self.assertFalse(note.pinned_at)

    def test_a_colleague_s_customer_takes_no_note(self):
        stranger = self._user("stranger", SALESMAN)
        profile = self.profile.with_user(stranger)
        note = self.profile.add_note("a")
        for call in (
            lambda: profile.get_notes(),
            lambda: profile.add_note("b"),
            lambda: profile.pin_notes([note], True),
        ):
            with self.assertRaises(AccessError):
                call()

    def test_notes_and_their_pins_outlive_a_merge(self):
        other = self._buyer(3, name="Other")
        self._refresh(other)
        self._profile(other).add_note("theirs", pinned=True)
        self.profile.add_note("ours")
        self._merge(other, into=self.customer)
        texts = self._texts(self._profile(self.customer))
        self.assertEqual(texts[0], "<p>theirs</p>")
        self.assertIn("<p>ours</p>", texts)

    def test_notes_outlive_archiving_and_exclusion(self):
        self.profile.add_note("a", pinned=True)
        self.customer.active = False
        self._refresh(self.customer)
        self.assertEqual(self._texts(), ["<p>a</p>"])
        for excluded in (True, False):
            self.customer.retention_excluded = excluded
            self._refresh(self.customer)
        self.assertEqual(self._texts(self._profile(self.customer)), ["<p>a</p>"])

    def test_notes_outlive_the_last_document(self):
        person = self._customer("Person")
        order = self._order(person, ago(5))
        self._refresh(person)
        self._profile(person).add_note("a")
        self._update(order, state="cancel")
        self._refresh(person)
        self.assertFalse(self._profile(person))
        self._order(person, ago(1))
        self._refresh(person)
        self.assertEqual(self._texts(self._profile(person)), ["<p>a</p>"])

    def test_a_customer_with_notes_is_deleted_like_any_other(self):
        person = self._customer("Person", is_company=False)
        lead = self._opportunity(person, ago(5))
        self._refresh(person)
        profile = self._profile(person)
        note = self.env["mail.message"].browse(profile.add_note("a", pinned=True))
        lead.partner_id = False
        person.unlink()
        self.assertFalse(note.exists() or profile.exists())
