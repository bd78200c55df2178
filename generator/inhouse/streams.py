"""The standard streams, whatever state the process was given them in. Only what Python loads at its start is imported."""

from __future__ import annotations

import os
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import TextIO


def prepare_streams() -> None:
    """Makes the standard streams fit to print anything on.

    One that is closed leads nowhere from then on, so that no file that is opened later gets its number. What an encoding
    does not have is escaped; ASCII, which is what Python makes of the locale C, is taken for UTF-8.
    """
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.open(os.devnull, os.O_RDWR), mode, encoding="utf-8"))  # noqa: SIM115
    outputs: tuple[TextIO, ...] = (sys.stdout, sys.stderr)
    for stream in outputs:
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            is_ascii = stream.encoding.lower() in ("ascii", "us-ascii", "ansi_x3.4-1968", "646")
            reconfigure(encoding="utf-8" if is_ascii else None, errors="backslashreplace")


def silence(stream: TextIO) -> None:
    """Leads a stream nowhere: nobody listens any more, or can."""
    try:
        number = stream.fileno()
    except (OSError, ValueError):
        return  # no stream of the system's
    descriptor = os.open(os.devnull, os.O_WRONLY)
    os.dup2(descriptor, number)
    os.close(descriptor)
