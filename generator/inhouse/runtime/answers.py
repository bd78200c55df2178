"""Answers that are no JSON."""


class Text:
    """An answer of text, in UTF-8; bytes that are none are replaced."""

    @staticmethod
    def from_answer(content: bytes) -> str:
        """The text."""
        return content.decode(errors="replace")


class Binary:
    """An answer of bytes, as they came."""

    @staticmethod
    def from_answer(content: bytes) -> bytes:
        """The bytes."""
        return content
