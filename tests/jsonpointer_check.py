"""What an RFC 6901 pointer looks like, and where it leads: for the tests, independent of the code."""

import re


def is_pointer(text: str) -> bool:
    return re.fullmatch(r"(/([^~/]|~[01])*)*", text) is not None
