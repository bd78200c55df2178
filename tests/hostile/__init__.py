"""Documents that want to become code: what is written for them, held against what is written for harmless ones.

`python -m tests.hostile` tries every payload at every place. A document is refused with a diagnostic, or its package has
the syntax tree of a harmless document's package, and importing it does nothing but define things.
"""
