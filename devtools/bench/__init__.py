"""What `./dev bench` measures, inside Odoo. Nothing is committed.

Ratios are of processor time, of this process and of its backend in PostgreSQL, which
works without helpers: other work on the machine then does not count. Where the
backend's processor time cannot be read (another host, no Linux), it is the clock.
"""
