"""`python -m tests.corpus PATH…` measures what becomes of OpenAPI documents, each in processes of its own.

A path is a document, or a folder of which every document is taken; one of several files goes by its root document.
What the columns of `imports`, `builds`, `mypy`, `pyright` and `ruff` count is what is wrong, so that all should be 0.
"""
