"""How much a document may ask for: far more than real ones do, and less than would hurt the machine."""

from __future__ import annotations

MAX_BYTES = 64 * 1024 * 1024
MAX_VALUES = 5_000_000
MAX_DEPTH = 300
"""Levels of objects and arrays. Later stages recurse, so this stays well below Python's recursion limit."""

MAX_KEY = 30_000
"""Characters of a key, for every place below it is told with it."""

MAX_PATHS = 50_000
MAX_PARAMETERS = 1_000
"""Of one operation: arguments of one function."""

MAX_PROPERTIES = 5_000
"""Of one object."""

MAX_ALTERNATIVES = 1_000
"""Of one union; formatters and type checkers recurse over them."""

MAX_NESTED_TYPES = 60
"""Arrays and maps within one another in one annotation: Python reads no more than 200 brackets."""

FREE_ALIASED_VALUES = 100_000
MAX_ALIAS_GROWTH = 10
"""Aliases may make a document this many times as large as it is written, beyond the values that are free."""

MAX_PASSED = 50
"""References that one reference may pass through until it comes to something."""

MAX_SECOND_TRY = 4 * 1024 * 1024
"""Characters of YAML that are read again, more slowly, where libyaml refuses them."""

MAX_ACTIONS = 5_000
"""Of one overlay; each takes the time that what it changes is long."""

MAX_SELECTED = 500_000
"""Ways by which a query of an overlay comes to something."""

MAX_STEPS = 1_500_000
"""Objects that a query of an overlay goes through, each as often as it does."""

MAX_QUERY = 2_000
"""Characters of one, for each of its steps stands on the last."""

SECONDS_TO_MATCH = 2
"""Of the processor's time, for all patterns of one query."""

MAX_PROBLEMS = 100
"""After so many complaints about one file's text the rest is not read."""

SECONDS_OF_SILENCE = 30
"""For which a server may say nothing."""

SECONDS_TO_FETCH = 300
"""For everything that one document is made of."""

MAX_FETCHED = 500
MAX_REDIRECTS = 5
