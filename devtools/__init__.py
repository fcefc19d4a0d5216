"""What stands behind `./dev`: the standard library only, one concern a module.

The door
  commands/      one command a file: a docstring, add_arguments(parser), run(args)
  main           finds the commands and runs one
  paths          where things lie
  console        what is printed, and how a command fails
  process        children: run, interrupt, clean up

From a clean checkout to a working Odoo
  setup          the steps, in order
  programs       Chromium, wkhtmltopdf and Node.js, from the system's packages
  packages       virtual environments with pinned requirements
  node           pinned packages of Node.js: the linters of JavaScript and XML
  debian         downloading and unpacking Debian packages without installing them
  source         where Odoo 19 comes from
  postgres       the private PostgreSQL, or an existing one
  odoo           the command line and environment Odoo is started with
  databases      templates, copies, removal
  server         Odoo served over HTTP, until it is to end

What the commands do
  linters        each linter and what is not asked of it
  suites         runs of tests, and testlog, which reads Odoo's log
  plain          the tests that need no Odoo
  core_suites    core's own suites without the addon and beside it
  translations   the template of terms and the languages' files
  wheel          the addon as a wheel, loaded by an Odoo it is installed beside
  visit          a demo database served to the next two, which drive Chromium
  screenshots    the documentation's pictures
  accessibility  what keyboards, screen readers and thumbs make of the pages
  load/, bench/  many made-up customers, and measures of speed
  compare_addon  revenue beside Odoo's own reports
  evaluate       predictions and past statuses, compared with a real history
  evaluate_orders  the suggested order, and the one that came, on real baskets
  holdout        simulated years of customers left alone at random
  reference      the same model's parameters, from a Python package
  faults         what `./dev faults` breaks, and what has to be true afterwards
  install_check  the addon's whole life on one database
  upgrade_check  the way from the released version to the present one
  live           many people at once, webhooks and mail on a running server

A module `NAME_addon` is the part of NAME that runs inside Odoo. tests/ has the unit
tests of all this, run by `./dev test`.
"""
