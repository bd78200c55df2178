"""Inputs nobody would write, tried on every part that reads what others wrote: `python -m tests.fuzz`.

Each module is a target: how to make inputs, and what must hold for any of them. What found something once is kept in
`cases/`, and is tried on every run of the tests.
"""
