"""Docstrings say what a thing is or does: they begin with a noun or a verb."""

import ast
import re

from odoo.tests import BaseCase

from .test_packages import sources

DOCUMENTED = (ast.Module, ast.ClassDef, ast.FunctionDef)
QUESTION = re.compile(
    r"(Who|Whom|Whose|What|How|Whether|Where|Which|When|Why)(ever)?\b"
    r"|(Those|It|By|On|Nothing|Nobody|Everybody)\b"
)


class TestDocstrings(BaseCase):
    def test_they_begin_with_a_noun_or_a_verb(self):
        found = [
            f"{'/'.join(file.parts)}: {text.splitlines()[0]}"
            for file in sources()
            for node in ast.walk(file.tree)
            if isinstance(node, DOCUMENTED) and (text := ast.get_docstring(node))
            if QUESTION.match(text)
        ]
        self.assertEqual(found, [])
