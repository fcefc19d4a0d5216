"""One command of `./dev` a file, found by its name.

A command module has a docstring (its help; the first line stands in `./dev --help`),
`add_arguments(parser)`, which adds options to an argparse parser that already has
-v/--verbose, and `run(options)`, which returns an exit status or None for success and
raises `devtools.console.Failure` with one line that names the remedy.
"""
