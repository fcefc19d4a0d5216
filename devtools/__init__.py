"""What stands behind `./dev`: the standard library only, one concern a module.

paths      where things lie
console    what is printed, and how a command fails
process    children: run, interrupt, clean up
programs   Chromium, wkhtmltopdf and Node.js, from the system's packages
packages   virtual environments with pinned requirements
node       pinned packages of Node.js: the linters of JavaScript and XML
debian     downloading and unpacking Debian packages without installing them
source     where Odoo 19 comes from
postgres   the private PostgreSQL, or an existing one
cluster    PostgreSQL servers of one's own, to be restarted and replicated
odoo       the command line and environment Odoo is started with
databases  templates, copies, removal
testlog    reading Odoo's log
core_suites core's own suites without the addon and beside it
translations  the template of terms and the languages' files
wheel      the addon as a wheel, loaded by an Odoo it is installed beside
setup      the steps from a clean checkout to a working Odoo, in order
faults     what `./dev faults` breaks, and what has to be true afterwards
install_check  the addon's whole life on one database
replica    reads from a streaming replica, one queue for two workers
commands/  one command a file: a docstring, add_arguments(parser), run(args)
tests/     unit tests of all this, run by `./dev test`
"""
