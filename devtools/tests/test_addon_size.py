"""An addon beside the main one says what is special to its module, and no more."""

import ast
import io
import tokenize
import unittest

from devtools.paths import ADDON, ADDONS

MOST_LINES = 400
NO_CODE = {
    *(tokenize.COMMENT, tokenize.NL, tokenize.NEWLINE),
    *(tokenize.INDENT, tokenize.DEDENT, tokenize.ENDMARKER),
}


def lines_of_code(source):
    """Count the lines of a Python file without comments, docstrings and blank ones."""
    lines = source.splitlines()
    code = set()
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type not in NO_CODE:
            code.update(range(token.start[0], token.end[0] + 1))
    for node in ast.walk(ast.parse(source)):
        documented = (ast.Module, ast.ClassDef, ast.FunctionDef)
        if isinstance(node, documented) and ast.get_docstring(node):
            code -= {*range(node.body[0].lineno, node.body[0].end_lineno + 1)}
    return sum(bool(lines[number - 1].strip()) for number in code)


class TestAddonSize(unittest.TestCase):
    def test_comments_docstrings_and_blank_lines_are_not_counted(self):
        source = '"""Says.\n\nMore."""\n\n# note\nA = """x\n\ny"""  # two of three\n'
        self.assertEqual(lines_of_code(source), 2)

    def test_each_is_below_the_limit(self):
        for addon in ADDONS:
            if addon != ADDON:
                files = (
                    path
                    for path in addon.rglob("*.py")
                    if "tests" not in path.relative_to(addon).parts
                )
                count = sum(lines_of_code(path.read_text()) for path in files)
                with self.subTest(addon=addon.name, lines=count):
                    self.assertLess(count, MOST_LINES)
