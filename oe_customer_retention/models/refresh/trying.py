"""Settings that are saved to see what they would do, and taken back."""

TRYING = object()


def is_trying(env):
    """Return whether settings are saved for a trial; no request can say so."""
    return env.context.get("retention_trying") is TRYING
