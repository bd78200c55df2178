"""How much a document may ask for: far more than real ones do, and less than would hurt the machine."""

from __future__ import annotations

MAX_BYTES = 64 * 1024 * 1024
MAX_VALUES = 5_000_000
MAX_DEPTH = 300
"""Levels of objects and arrays. Later stages recurse, so this stays well below Python's recursion limit."""

MAX_KEY = 30_000
"""Characters of a key, for every place below it is told with it."""

MAX_TEXT = 2_000_000
"""Characters of one text. Pages of documentation within real documents have some 100,000."""

MAX_PATHS = 50_000
MAX_PARAMETERS = 1_000
"""Of one operation: arguments of one function."""

MAX_PROPERTIES = 5_000
"""Of one object."""

MAX_MEMBERS = 75_000
"""Of a package: fields of models, members of unions, arguments and answers of functions. GitHub's has 16,000."""

MAX_SCHEMAS = 50_000
"""That a document has a name for, be they used or not. GitHub's has 970."""

MAX_MODELS = 15_000
"""Of a package. GitHub's has 1,900."""

MAX_INLINE_MEMBERS = 200_000
"""Of all schemas that have no name, before those that are alike share a model. GitHub's document has 38,000."""

MAX_OPERATIONS = 10_000
"""That a package is written for, and webhooks. GitHub's has 1,200."""

MAX_FINDINGS = 50_000
"""Things in a document that cannot be expressed as they are."""

MAX_VALUES_OF_ENUM = 20_000
"""That one enum tells apart, one discriminator, or one variable of a server."""

MAX_TEXT_OF_ENUM = 2_000_000
"""Characters of all of its values."""

MAX_CHOICES = 1_000
"""Of one operation: responses, media types or headers of one of them, and ways to be secure."""

MAX_OPENED = 150_000
"""References that are followed to see what schemas are composed of, as often as that is asked."""

MAX_ALTERNATIVES = 1_000
"""Of one union; formatters and type checkers recurse over them."""

MAX_NESTED_TYPES = 60
"""Arrays and maps within one another in one annotation: Python reads no more than 200 brackets."""

FREE_ALIASED_VALUES = 100_000
MAX_ALIAS_GROWTH = 10
"""Aliases may make a document this many times as large as it is written, beyond the values that are free."""

MAX_PASSED = 50
"""References that one reference may pass through until it comes to something."""

MAX_YAML_VALUES = 4_000_000
"""Values of YAML, which take ten times as long to read as those of JSON. GitHub's has less than 500,000."""

MAX_YAML_INSIDE = 150_000
"""Values of one object or array of YAML."""

FREE_ALIASED_TEXT = 4 * 1024 * 1024
"""Characters that aliases may add whatever is written; beyond them the same growth holds as for values."""

MAX_SECOND_TRY = 4 * 1024 * 1024
"""Characters of YAML that are read again, more slowly, where libyaml refuses them."""

MAX_ACTIONS = 5_000
"""Of one overlay; each takes the time that what it changes is long."""

MAX_SELECTED = 100_000
"""Ways by which a query of an overlay comes to something."""

MAX_STEPS = 1_000_000
"""Objects that a query of an overlay goes through, each as often as it does."""

MAX_QUERY = 2_000
"""Characters of one, for each of its steps stands on the last."""

SECONDS_TO_MATCH = 2
"""Of the processor's time, for all patterns of one query."""

MAX_SUGGESTIONS = 20
"""References for which is looked what may have been meant."""

MAX_PROBLEMS = 100
"""After so many complaints about one file's text the rest is not read."""

SECONDS_OF_SILENCE = 30
"""For which a server may say nothing."""

SECONDS_TO_FETCH = 300
"""For everything that one document is made of."""

MAX_FETCHED = 500
MAX_REDIRECTS = 5
