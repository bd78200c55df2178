"""`python -m tests.corpus PATH…` measures what becomes of OpenAPI documents, each in processes of its own.

A path is a document, or a folder of which every document is taken; one of several files goes by its root document.
A document without operations is given one for each of its schemas, since nothing else reaches them. The columns from
`imports` on count what is wrong, so that all should be 0.
"""
