"""The one exception for what a user can mend."""


class InvalidInput(ValueError):  # noqa: N818 - it is what was given that is wrong
    """Input that cannot be used; the message says what, where, and what to do."""
